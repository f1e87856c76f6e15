"""The course of a deposit: ask whether it may leave, copy and verify, describe, seal.

The folder has the name of an unfinished one until the bag is whole; run again, it goes on where it was.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath

from library.disk import settle
from library.errors import MediavaultError
from library.model import Asset, AssetId, Copy, CopyState, JsonObject, Problem
from library.names import inert
from library.withheld import Withheld
from mediavault.deposit.bag import ALGORITHM, tag_files
from mediavault.deposit.index import index
from mediavault.deposit.leftover import halves, leftover
from mediavault.deposit.naming import Written, naming
from mediavault.deposit.permission import as_list, findings_of
from mediavault.deposit.records import Described, dublin_core, pbcore
from mediavault.export.findings import Finding, refuse_if_stopped
from mediavault.export.gather import names_somebody
from mediavault.export.people import People
from mediavault.export.writing import write_all_atomically
from mediavault.offload.card import refuse_too_full
from mediavault.offload.copying import copy_all
from mediavault.offload.places import destination_at
from mediavault.offload.pouring import PATIENCE_S
from mediavault.offload.values import Copied, Wanted
from mediavault.progress import Progress
from mediavault.progress.wording import some
from mediavault.walking.stamps import stamp_of
from mediavault.workers.answering import SilentDisks
from mediavault.workers.asking import asked

PLAIN = re.compile(r"[^\w .,()+@&'-]", re.UNICODE)
"""What file systems, shells or XML do not take well in a name."""
LONGEST_NAME = 120
AT_ONCE = 100
"""Files that are written before another process is asked to write more."""


class DepositRefused(MediavaultError):
    """Something else than the media keeps a deposit from being made."""

    def __init__(self, reason: str) -> None:
        """Takes a sentence that says what is the matter and what to do."""
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"Cannot make the deposit: {self.reason}"


@dataclass(frozen=True)
class Deposit:
    """What is to be deposited, once it may leave."""

    folder: Path
    assets: tuple[Asset, ...]
    people: People
    withheld: Withheld
    words: Mapping[AssetId, Withheld]
    """By asset, each word of the names of who is in it and not open."""
    findings: tuple[Finding, ...]
    away: tuple[Asset, ...]
    """Assets no copy of which is within reach."""
    places: dict[AssetId, tuple[Copy, str]] = field(default_factory=dict)
    """By asset the copy that is taken, and where it goes in the bag."""

    @property
    def size_bytes(self) -> int:
        """Of all media."""
        return sum(one.fingerprint.size_bytes for one in self.assets)

    @property
    def unfinished(self) -> Path:
        """Where it is until it is whole."""
        return self.folder.with_name(f"{self.folder.name}.unfinished")


def plan(folder: Path, assets: Sequence[Asset], people: People, written: Written, *, accepted: bool) -> Deposit:
    """What a deposit would be of, and what there is to say to it; nothing is refused yet."""
    shown = as_list(assets)
    withheld = people.withheld(shown)
    words = {AssetId(shot.number): people.words(shot) for shot in shown.shots}
    named = naming(folder.absolute(), assets, written, (withheld, words), accepted=accepted)
    found = [*findings_of(assets, people, accepted=accepted), *named]
    findings = tuple(sorted(found, key=lambda one: not one.stops))
    silent = SilentDisks()
    taken = {one.id: copy for one in assets if (copy := _readable(one, silent)) is not None}
    away = tuple(one for one in assets if one.id not in taken)
    places = {
        one.id: (taken[one.id], _place(one, taken[one.id], (withheld, words[one.id])))
        for one in assets
        if one.id in taken
    }
    return Deposit(folder.absolute(), tuple(assets), people, withheld, words, findings, away, places)


def _readable(asset: Asset, silent: SilentDisks) -> Copy | None:
    here = ((one, one.location) for one in asset.copies if one.state is CopyState.ONLINE)
    return next((one for one, place in here if place is not None and not silent.hold(place)), None)


def _place(asset: Asset, copy: Copy, withheld: Sequence[Withheld]) -> str:
    """Where an asset goes: a folder of its own, under its name in the catalogue as far as that may and can be kept."""
    suffix = PLAIN.sub("_", PurePosixPath(copy.name).suffix)
    stem = PLAIN.sub("_", PurePosixPath(copy.name).stem).encode()[:LONGEST_NAME].decode("utf-8", "ignore")
    name = f"{asset.key}{suffix}" if names_somebody(copy, *withheld) else f"{stem.strip('. ') or asset.key}{suffix}"
    return f"data/media/{asset.key}/{name}"


def refuse(planned: Deposit) -> None:
    """Refuses a deposit that may not be made, or cannot be whole.

    Raises:
        ConsentMissing, RightsMissing: somebody, or the rights in something, forbid it.
        DepositRefused: there is nothing, the folder is there, or media are out of reach.
        NoRoom: the disk has not the room for it.
    """
    refuse_if_stopped(planned.findings)
    if not planned.assets:
        raise DepositRefused("the query finds nothing.")
    if planned.folder.exists():
        raise DepositRefused(f"{planned.folder} is there already. Name a folder that is not.")
    if planned.away:
        names = some([f"{one.key} ({one.name})" for one in planned.away])
        raise DepositRefused(
            f"no copy of {names} is on a drive that answers. Connect the drives (mediavault volumes --for "
            "says which), or leave them out of the query."
        )
    wanted = _wanted(planned)
    left = leftover(planned.unfinished, wanted, [one.key for one in planned.assets])
    if left:
        first = left[0].relative_to(planned.unfinished)
        raise DepositRefused(
            f"{planned.unfinished} is of an earlier run and holds what this one would not: {first}. Remove that "
            "folder, and run this again."
        )
    refuse_too_full(wanted, [planned.unfinished])


def _wanted(planned: Deposit) -> list[Wanted]:
    wanted = []
    for asset in planned.assets:
        copy, place = planned.places[asset.id]
        assert copy.location is not None  # noqa: S101 - it is within reach
        # Where the digest is known the bytes decide, and not the times, which a change of who may read it changes too.
        stamp = stamp_of(copy.location.lstat()) if asset.digest else copy.stamp
        wanted.append(Wanted(os.fsencode(copy.location), stamp, place.encode(), asset.digest, ALGORITHM))
    return wanted


def deposit(
    planned: Deposit,
    described: Callable[[Asset], JsonObject],
    title: str,
    on_file: Callable[[Copied], object] = lambda _: None,
    on_progress: Callable[[Progress], object] = lambda _: None,
) -> list[Problem]:
    """Makes a deposit that was not refused; what kept media from being in it, if anything did: then it is not finished.

    Args:
        planned: The deposit.
        described: An asset as the catalogue's own record has it.
        title: What it is called.
        on_file: Told of each file of media.
        on_progress: Told ten times a second; what it raises ends the run.

    Raises:
        DiskSilent: the disk of the bag does not answer any more; what was copied and verified is kept.
    """
    there, done = asked(destination_at, planned.unfinished), list[Copied]()

    def through(copied: Copied) -> None:
        done.append(copied)
        on_file(copied)

    copy_all(_wanted(planned), [there], through, on_progress)
    problems = [one.problem or one.sides[0].problem for one in done if not one.is_everywhere]
    if problems:
        return [one for one in problems if one is not None]
    _seal(_beside(planned, done, described, title), planned.unfinished, planned.folder)
    return []


def _beside(
    planned: Deposit, done: Iterable[Copied], described: Callable[[Asset], JsonObject], title: str
) -> dict[str, bytes]:
    """Everything that is in the bag beside the media."""
    listed = {one.wanted.name.decode(): one.listed for one in done if one.listed is not None}
    every_word = frozenset(word for one in planned.words.values() for word in one.names)
    shown = _shower(planned.withheld, Withheld(every_word))
    assets = [
        Described(one, place, listed[place], planned.people, _shower(planned.withheld, planned.words[one.id]))
        for one in planned.assets
        for _, place in (planned.places[one.id],)
    ]
    payload = {place: digest.hex for place, digest in listed.items()}
    beside = {"data/index.html": index(assets, title, shown), "data/catalogue.jsonl": _lines(assets, described)}
    for one in assets:
        beside[f"data/records/{one.asset.key}.pbcore.xml"] = pbcore(one)
        beside[f"data/records/{one.asset.key}.dc.xml"] = dublin_core(one)
    payload |= {name: sha256(content).hexdigest() for name, content in beside.items()}
    size_bytes = planned.size_bytes + sum(map(len, beside.values()))
    tags = tag_files(payload, size_bytes, [("External-Description", shown(title))])
    return {**beside, **tags}


def _seal(contents: Mapping[str, bytes], bag: Path, folder: Path) -> None:
    """Puts files into an unfinished bag, which then is `folder`; where the disk may never answer others do it."""
    put = list(contents.items())
    asked(_clear, bag)
    for first in range(0, len(put), AT_ONCE):
        asked(partial(_write, put[first : first + AT_ONCE]), bag, PATIENCE_S)
    asked(partial(_finish, folder), bag)


def _clear(bag: Path) -> None:
    for half in halves(bag):
        half.unlink()


def _write(files: Iterable[tuple[str, bytes]], bag: Path) -> None:
    for name, _ in files:
        (bag / name).parent.mkdir(parents=True, exist_ok=True)
    write_all_atomically({bag / name: content for name, content in files})


def _finish(folder: Path, bag: Path) -> None:
    bag.rename(folder)
    settle(folder.parent)


def _lines(assets: Iterable[Described], described: Callable[[Asset], JsonObject]) -> bytes:
    """What the catalogue knows of the assets, an object a line, without the names that must not leave."""
    objects = (_without(described(one.asset), one.shown) for one in assets)
    return "".join(inert(json.dumps(one, ensure_ascii=False, sort_keys=True)) + "\n" for one in objects).encode()


def _without(value: object, shown: Callable[[str], str]) -> object:
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, dict):
        return {name: _without(one, shown) for name, one in value.items()}
    return [_without(one, shown) for one in value] if isinstance(value, list) else value


_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (section 2.2)."""


def _shower(*withheld: Withheld) -> Callable[[str], str]:
    def shown(text: str) -> str:
        for one in withheld:
            text = one.redacted(one.redacted(text), prose=False)
        return _NOT_XML.sub("\ufffd", text)

    return shown
