"""The course of an offload: look, copy and verify, list what was verified, catalogue it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from library.errors import MediavaultError
from library.model import Digest, FileStamp, Problem
from mediavault.offload.card import Card, card_at, refuse_too_full, refuse_unfit, size_there
from mediavault.offload.closing import Closing, chains_of, is_chain
from mediavault.offload.copying import copy_all
from mediavault.offload.generation import Verified, can_list, is_of_history
from mediavault.offload.places import AWAY, destination_at
from mediavault.offload.pouring import PATIENCE_S
from mediavault.offload.values import Copied, Destination, Fate, Wanted
from mediavault.progress import Progress
from mediavault.workers.asking import asked
from mediavault.workers.dead_disks import DiskSilent


@dataclass(slots=True)
class Offload:
    """What came of an offload, as far as it got."""

    card: Card
    destinations: tuple[Path, ...]
    files: list[Copied] = field(default_factory=list)
    given_up: dict[Path, Problem] = field(default_factory=dict)
    lists: dict[Path, Path] = field(default_factory=dict)
    """The list of digests that was written at each destination."""
    unlisted: list[tuple[Path, str]] = field(default_factory=list)
    """Destinations without a new list, and why."""

    @property
    def unreadable(self) -> list[Problem]:
        """What of the card could not be read."""
        left = [one.problem for one in self.card.left if one.outcome == "unreadable" and one.problem]
        return left + [one.problem for one in self.files if one.problem is not None]

    def count(self, number: int, *fates: Fate) -> int:
        """Files that met one of these fates at a destination."""
        return sum(one.sides[number].fate in fates for one in self.files)

    @property
    def is_whole(self) -> bool:
        """Whether every destination has every file of the card."""
        return not self.unreadable and all(one.is_everywhere for one in self.files) and not self.given_up

    def verified(self, number: int) -> list[Verified]:
        """What is at a destination, for its list."""
        return [
            Verified(one.wanted.name, one.digest, side.stamp.size_bytes, side.stamp.mtime_ns)
            for one in self.files
            if (side := one.sides[number]).stamp is not None and one.digest is not None
        ]

    @property
    def copied(self) -> Mapping[bytes, tuple[FileStamp, Digest]]:
        """Every verified copy by its absolute path, for the catalogue."""
        return {
            os.fsencode(there.absolute()).rstrip(b"/") + b"/" + one.wanted.name: (side.stamp, one.digest)
            for one in self.files
            for there, side in zip(self.destinations, one.sides, strict=True)
            if side.stamp is not None and one.digest is not None and not is_of_history(one.wanted.name)
        }

    @property
    def within_reach(self) -> list[Path]:
        """Destinations with verified copies, but for those whose disk is not there or does not answer any more."""
        away = {there for there, problem in self.given_up.items() if problem.kind in AWAY}
        return [one for number, one in enumerate(self.destinations) if self.verified(number) and one not in away]

    @property
    def not_in_lists(self) -> int:
        """Files whose names no list can hold."""
        return sum(not can_list(one.wanted.name) for one in self.files)


def plan(card: Path, destinations: Sequence[Path], waiting: Callable[[], None] = lambda: None) -> Offload:
    """What an offload would be of; nothing is written.

    Raises:
        OffloadRefused: the places do not go together.
        NoRoom: there is not the room for all of it; the sum is named.
        DiskSilent: the card does not answer.
    """
    refuse_unfit(card, destinations)
    found = card_at(card, waiting)
    refuse_too_full(found.wanted, destinations)
    return Offload(found, tuple(destinations))


def offload(
    planned: Offload,
    on_file: Callable[[Copied], object] = lambda _: None,
    on_progress: Callable[[Progress], object] = lambda _: None,
    *,
    patience_s: float = PATIENCE_S,
) -> None:
    """Copies and verifies what was planned, and adds a list at each destination; what came of it is noted in it.

    Raises:
        FolderMissing, CannotWrite, DiskSilent: a destination cannot be written to at all.
    """
    there = {asked(destination_at, path, patience_s): path for path in planned.destinations}
    wanted = [one for one in planned.card.wanted if not is_chain(one)]

    def through(copied: Copied) -> None:
        planned.files.append(copied)
        on_file(copied)

    given_up = copy_all(wanted, list(there), through, on_progress, patience_s=patience_s)
    planned.given_up = {there[one]: problem for one, problem in given_up.items()}
    _close(planned, there, patience_s)


def _close(planned: Offload, there: Mapping[Destination, Path], patience_s: float) -> None:
    """Closes every destination that was not given up."""
    try:
        chains = chains_of(planned.card, patience_s)
    except (MediavaultError, OSError) as error:
        planned.unlisted = [(path, str(error)) for path in there.values() if path not in planned.given_up]
        return
    for number, (destination, path) in enumerate(there.items()):
        if path in planned.given_up:
            continue
        try:
            closing = Closing(destination, planned.card.folders, planned.verified(number), chains)
            if listed := closing.done(path, patience_s):
                planned.lists[path] = listed
        except DiskSilent as error:
            planned.given_up[path] = Problem("timeout", str(error))
        except (MediavaultError, OSError) as error:
            planned.unlisted.append((path, str(error)))


def foretold(planned: Offload) -> Iterable[tuple[Wanted, Path, Fate]]:
    """What would come of each file at each destination, by the lengths of what is there."""
    for one in planned.card.wanted:
        for there in planned.destinations:
            length = size_there(there, one)
            same = length == one.stamp.size_bytes
            yield one, there, Fate.COPIED if length is None else Fate.THERE if same else Fate.OTHER
