"""An export that was sent in several .zips: unpacked side by side, and read as one.

Messengers and mail split what is large. One part has the messages, and others media of it; or each is a chat, or mails,
by itself. A part without messages lends its files to those that have some; a chat never takes another chat's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from library.model import Problem, path_text
from mediavault.intake.exports import Source, names_below, sources
from mediavault.intake.taking import Taking
from mediavault.intake.unpack import Metered, unpack
from mediavault.intake.values import Channel, ExportUnusable
from mediavault.intake.zipped import is_zip
from mediavault.walking.values import Entry
from mediavault.workers.asking import asked

Parts = Mapping[Path, Path]
"""The folder that each .zip was unpacked into."""


def zips_of(places: Sequence[Path]) -> list[Path]:
    """The .zips that were named: by themselves, or by the folder they lie in.

    Raises:
        ExportUnusable: several things were named, and one is no .zip.
        DiskSilent: the disk does not answer.
    """
    if len(places) == 1:
        return asked(_zips_at, places[0])
    zips = [place for place in places if asked(is_zip, place)]
    if len(places) > 1 and len(zips) < len(places):
        other = next(place for place in places if place not in zips)
        raise ExportUnusable(other, "it is no .zip. Name one folder, or the .zips of one export.")
    return zips


def _zips_at(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place] if is_zip(place) else []
    return sorted(one for one in place.iterdir() if one.suffix.lower() == ".zip" and is_zip(one))


def unpack_all(taking: Taking, sent: tuple[Sequence[Path], Mapping[bytes, Entry]], to: Path, metered: Metered) -> Parts:
    """Unpacks each as `unpack` does; one that cannot be is told of, as long as there is another.

    Raises:
        ExportUnusable: none can be.
    """
    zips, entries = sent
    folders, failed = dict[Path, Path](), list[ExportUnusable]()
    for place in zips:
        try:
            folders[place] = unpack(taking, (place, entries), to, metered)
        except ExportUnusable as error:
            failed.append(error)
    if not folders:
        raise failed[0]
    for one in failed:
        taking.tell(Problem("export", str(one)))
    return folders


def sources_of(taking: Taking, parts: Parts, entries: Mapping[bytes, Entry], to: Path) -> list[Source]:
    """The exports in what was unpacked, each with what the parts without an export have of it.

    Raises:
        ExportUnusable: there is none.
    """
    found, lenders, lacking = list[tuple[Path, Source]](), list[Path](), list[ExportUnusable]()
    for place, folder in parts.items():
        start = bytes(folder) + b"/"
        own = {path: entry for path, entry in entries.items() if path.startswith(start)}
        try:
            some = sources(taking.channel, folder, own, to)
        except ExportUnusable as error:
            lacking.append(ExportUnusable(place, error.reason))
            lenders.append(folder)
            continue
        found += [(folder, replace(one, called=place.stem if one.base == bytes(folder) else None)) for one in some]
    if not found:
        raise lacking[0]
    if taking.channel is Channel.MAIL:  # what came with a mail is in it
        for one in lacking:
            taking.tell(Problem("export", str(one)))
        return [source for _, source in found]
    return [_with_lent(taking, source, folder, lenders, entries) for folder, source in found]


def _with_lent(
    taking: Taking, source: Source, folder: Path, lenders: Sequence[Path], entries: Mapping[bytes, Entry]
) -> Source:
    """An export with the files of other parts that it has not itself, as if they stood beside it."""
    within = source.base.removeprefix(bytes(folder)).lstrip(b"/")
    lent: dict[bytes, bytes] = {}
    for lender in lenders:
        there = names_below(bytes(lender), entries)
        start = within + b"/" if within and any(name.startswith(within + b"/") for name in there) else b""
        for name in sorted(there):
            relative, path = name.removeprefix(start), bytes(lender) + b"/" + name
            if not name.startswith(start) or relative in source.there:
                continue
            if _differs(taking, lent.setdefault(relative, path), path):
                twice = f"Two parts have another {path_text(relative)} each: the first of them is taken."
                taking.tell(Problem("twice", twice))
    return replace(source, there=source.there | set(lent), lent=lent)


def _differs(taking: Taking, one: bytes, other: bytes) -> bool:
    digests = [came.sha256 for path in (one, other) if (came := taking.unpacked.get(path))]
    return len(set(digests)) > 1
