"""The course of an offload: look, copy and verify, list what was verified, catalogue it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from library.errors import MediavaultError
from library.model import Digest, FileStamp, Problem
from mediavault.fixity.manifest import MHL_FOLDER
from mediavault.offload.card import Card, card_at, refuse_too_full, refuse_unfit, size_there
from mediavault.offload.copying import copy_all
from mediavault.offload.generation import CHAIN, Chains, Verified, can_list, is_of_history, write_generation
from mediavault.offload.places import destination_at, folder_of
from mediavault.offload.pouring import PATIENCE_S
from mediavault.offload.values import Copied, Destination, Fate, Wanted
from mediavault.progress import Progress

_CHAIN_NAME = os.fsencode(f"/{MHL_FOLDER}/{CHAIN}")


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
        FolderMissing, CannotWrite: a destination cannot be written to at all.
    """
    there = {destination_at(path): path for path in planned.destinations}
    wanted = [one for one in planned.card.wanted if not _is_chain(one)]

    def through(copied: Copied) -> None:
        planned.files.append(copied)
        on_file(copied)

    given_up = copy_all(wanted, list(there), through, on_progress, patience_s=patience_s)
    planned.given_up = {there[one]: problem for one, problem in given_up.items()}
    for number, (destination, path) in enumerate(there.items()):
        if path not in planned.given_up:
            _close(planned, number, destination)


def _close(planned: Offload, number: int, destination: Destination) -> None:
    """Makes the empty folders of the card at a destination as well, and adds the list."""
    path = planned.destinations[number]
    try:
        for folder in planned.card.folders:
            with folder_of(destination, folder):
                pass
        if files := planned.verified(number):
            planned.lists[path] = write_generation(path, files, inherited=_chains(planned.card))
    except (MediavaultError, OSError) as error:
        planned.unlisted.append((path, str(error)))


def _is_chain(one: Wanted) -> bool:
    """Whether a file is the chain of a history, which goes on at each destination."""
    return (b"/" + one.name).endswith(_CHAIN_NAME)


def _chains(card: Card) -> Chains:
    """The chains of lists that a card brought with it: its own, and those of folders on it."""
    brought = (one.name for one in card.wanted if _is_chain(one))
    return {
        (b"/" + name).removesuffix(_CHAIN_NAME).lstrip(b"/"): Path(os.fsdecode(card.path + b"/" + name)).read_bytes()
        for name in brought
    }


def foretold(planned: Offload) -> Iterable[tuple[Wanted, Path, Fate]]:
    """What would come of each file at each destination, by the lengths of what is there."""
    for one in planned.card.wanted:
        for there in planned.destinations:
            length = size_there(there, one)
            same = length == one.stamp.size_bytes
            yield one, there, Fate.COPIED if length is None else Fate.THERE if same else Fate.OTHER
