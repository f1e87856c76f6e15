"""What is on a card, what of it goes where, and whether it may: looked at before anything is written."""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage

from library.disk import disk_of
from library.errors import MediavaultError
from mediavault.offload.values import Wanted
from mediavault.walking.apart import walk_anywhere
from mediavault.walking.values import Entry, Ground, Leaving
from mediavault.workers.answering import PATIENCE_S
from mediavault.workers.asking import asked


class OffloadRefused(MediavaultError):
    """Card and destinations do not go together."""

    def __init__(self, reason: str) -> None:
        """Takes a sentence that says what is the matter and what to do."""
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"Cannot offload: {self.reason}"


class NoRoom(MediavaultError):
    """A disk has not the room for what is to be copied to it."""

    def __init__(self, disk: Path, needed_bytes: int, free_bytes: int) -> None:
        """Takes where it is mounted, what all that is to go there needs, and what is free."""
        super().__init__(disk, needed_bytes, free_bytes)
        self.disk, self.needed_bytes, self.free_bytes = disk, needed_bytes, free_bytes

    def __str__(self) -> str:
        return (
            f"The disk at {self.disk} has not the room: {self.needed_bytes:,} bytes are needed and "
            f"{self.free_bytes:,} are free. Nothing was copied; make room, or name another place."
        )


@dataclass(frozen=True, slots=True)
class Card:
    """All that is on a card."""

    path: bytes
    wanted: tuple[Wanted, ...]
    left: tuple[Entry, ...]
    """What is no file, cannot be read, or is the operating system's own."""
    folders: tuple[bytes, ...]
    """Every folder, relative to the card; of the empty ones nothing else tells."""

    @property
    def size_bytes(self) -> int:
        """Of all files."""
        return sum(one.stamp.size_bytes for one in self.wanted)


def card_at(path: Path, waiting: Callable[[], None] = lambda: None) -> Card:
    """What is below `path`.

    Args:
        path: The card, or any folder.
        waiting: Called ten times a second while a disk that may be slow is waited for.

    Raises:
        OSError: nothing is there.
        DiskSilent: it does not answer.
    """
    top = os.path.abspath(os.fsencode(path)).rstrip(b"/") + b"/"  # noqa: PTH100 - bytes
    grounds: list[Ground] = []
    walked = walk_anywhere(path, Leaving(), set(), grounds.append, patience_s=PATIENCE_S, waiting=waiting)
    entries = [one for one in walked if isinstance(one, Entry)]
    wanted = [
        Wanted(one.path, one.stamp, one.path.removeprefix(top))
        for one in entries
        if one.outcome is None and one.stamp is not None
    ]
    left = tuple(one for one in entries if one.outcome is not None)
    return Card(top.rstrip(b"/") or b"/", tuple(wanted), left, tuple(_folders(grounds, top)))


def _folders(grounds: Iterable[Ground], top: bytes) -> Iterable[bytes]:
    """The folders a walk came to, relative to where it began."""
    for ground in grounds:
        below = ground.top.rstrip(b"/") + b"/"
        prefix = ground.prefix + b"/" if ground.prefix else b""
        for folder, was_listed in ground.folders.items():
            if was_listed:
                found = (below + (folder + b"/").removeprefix(prefix)).removeprefix(top).rstrip(b"/")
                if found:
                    yield found


def refuse_unfit(card: Path, destinations: Sequence[Path]) -> None:
    """Refuses places that lie within each other, or are the same.

    Raises:
        OffloadRefused
    """
    source, places = card.resolve(), [one.resolve() for one in destinations]
    for given, place in zip(destinations, places, strict=True):
        if place == source or place.is_relative_to(source):
            raise OffloadRefused(f"{given} is on the card {card} itself. Name a place elsewhere.")
        if source.is_relative_to(place):
            raise OffloadRefused(f"the card {card} lies within {given}. Name a folder beside it.")
    for number, place in enumerate(places):
        for other in places[:number]:
            if place.is_relative_to(other) or other.is_relative_to(place):
                raise OffloadRefused(f"{place} and {other} are within each other. Name places that are apart.")


def refuse_too_full(wanted: Iterable[Wanted], destinations: Sequence[Path]) -> None:
    """Refuses a run for which there is no room on a disk, whatever number of the destinations is on it.

    Raises:
        NoRoom: it names the sum.
        DiskSilent: a disk does not say what room it has.
    """
    needed: defaultdict[int, int] = defaultdict(int)
    on: dict[int, Path] = {}
    files = list(wanted)
    for there in destinations:
        disk = _existing(there).stat().st_dev
        on.setdefault(disk, there)
        needed[disk] += sum(one.stamp.size_bytes for one in files if size_there(there, one) is None)
    for disk, there in on.items():
        total_bytes, free_bytes = asked(_room, _existing(there))
        if total_bytes and needed[disk] > free_bytes:  # some file systems do not say
            raise NoRoom(disk_of(_existing(there)), needed[disk], free_bytes)


def _room(path: Path) -> tuple[int, int]:
    """Bytes of a disk, and those that are free."""
    usage = disk_usage(path)
    return usage.total, usage.free


def size_there(there: Path, wanted: Wanted) -> int | None:
    """How long what has a file's name at a destination is; None when nothing has it, -1 for what is no file."""
    try:
        status = os.lstat(os.fsencode(there) + b"/" + wanted.name)
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else -1


def _existing(path: Path) -> Path:
    place = path.absolute()
    return next(one for one in (place, *place.parents) if one.exists())


def disks_shared(destinations: Sequence[Path]) -> list[tuple[Path, Path]]:
    """Pairs of destinations on one disk: two copies there are lost together."""
    first: dict[int, Path] = {}
    together = ((first.setdefault(_existing(one).stat().st_dev, one), one) for one in destinations)
    return [(other, one) for other, one in together if other is not one]
