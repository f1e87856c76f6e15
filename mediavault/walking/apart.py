"""The walk over a disk that may never answer, in a process of its own.

A file system behind a network or a program can leave whoever asks it waiting for ever, and not even killing helps until
it answers. The driver of a disk in this machine gives up by itself; there the walk needs no company.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from library.model import Outcome, Problem, path_text
from mediavault.walking.values import Entry, Ground, Identity, Leaving, Unchanged
from mediavault.walking.walk import walk
from mediavault.workers.answering import PATIENCE_S, may_hang
from mediavault.workers.company import Company, Silence
from mediavault.workers.dead_disks import DiskSilent, mount_by_name
from mediavault.workers.pool import START_S

MOST_SILENT = 3
"""Folders that may stay silent before the rest of the disk is given up."""


class _Piece(NamedTuple):
    """What the walk came by before it entered a folder, or reached its end."""

    entering: bytes | None
    """None at the end."""
    grounds: list[Ground]
    """Those that are new."""
    entries: list[tuple[Any, ...]]
    """Their fields; the ground by its number."""
    folders: list[dict[bytes, bool]]
    """Of every ground, at the end."""
    seen: set[Identity]


@dataclass(slots=True)
class _Teller:
    """In the process that walks: what there is to tell."""

    pipe: Connection
    numbers: dict[int, int] = field(default_factory=dict)
    """Of grounds, by their identity in memory."""
    grounds: list[Ground] = field(default_factory=list)
    told: int = 0
    entries: list[tuple[Any, ...]] = field(default_factory=list)

    def ground(self, ground: Ground) -> None:
        self.numbers[id(ground)] = len(self.grounds)
        self.grounds.append(ground)

    def entry(self, entry: Entry) -> None:
        number = self.numbers[id(entry.ground)]
        self.entries.append((entry.path, number, entry.path_raw, entry.stamp, entry.outcome, entry.problem))

    def tell(self, entering: bytes | None, seen: set[Identity] | None = None) -> None:
        folders = [] if seen is None else [ground.folders for ground in self.grounds]
        self.pipe.send(_Piece(entering, self.grounds[self.told :], self.entries, folders, seen or set()))
        self.told, self.entries = len(self.grounds), []


def _walk_and_tell(pipe: Connection, folder: Path, leaving: Leaving, seen: set[Identity]) -> None:
    """The life of the process that walks."""
    pipe.send(None)  # it is up: from now on time is that of the disk
    teller = _Teller(pipe)
    with suppress(BrokenPipeError):
        try:
            for entry in walk(folder, leaving, seen, teller.ground, entering=teller.tell):
                if isinstance(entry, Entry):  # nothing is known here, so that nothing is unchanged
                    teller.entry(entry)
            teller.tell(None, seen)
        except OSError as error:
            pipe.send(error)


@dataclass(slots=True)
class _At:
    """Where the walk has come to."""

    folder: bytes
    """The one it is in."""
    seen: set[Identity] = field(default_factory=set)
    """What it has come by, once it is at its end."""


def walk_apart(  # noqa: PLR0913 - a walk, and how it is waited for
    folder: Path,
    leaving: Leaving,
    seen: set[Identity],
    on_ground: Callable[[Ground], None],
    *,
    patience_s: float,
    waiting: Callable[[], None],
) -> Iterator[Entry]:
    """As `walk` does; a folder that does not answer within `patience_s` is unreadable.

    `waiting` is called ten times a second.

    Raises:
        OSError: Nothing is at `folder`.
        DiskSilent: Not even `folder` answers.
    """
    known, told, silent = _Grounds(on_ground), set[bytes](), set[bytes]()
    while True:
        at = _At(bytes(folder))
        try:
            with closing(Company(_walk_and_tell, folder, replace(leaving, silent=frozenset(silent)), seen)) as company:
                company.answer(START_S, waiting)
                for entry in _entries(company, at, known, patience_s, waiting):
                    if entry.path not in told:
                        told.add(entry.path)
                        yield entry
            seen |= at.seen
        except Silence:
            if not known.all:
                raise DiskSilent(str(mount_by_name(os.path.abspath(bytes(folder))).point)) from None  # noqa: PTH100
            if len(silent) >= MOST_SILENT:
                yield _given_up(known.all[0])
                return
            silent.add(at.folder)
        else:
            return


def walk_anywhere(  # noqa: PLR0913 - as `walk_apart`
    folder: Path,
    leaving: Leaving,
    seen: set[Identity],
    on_ground: Callable[[Ground], None],
    *,
    patience_s: float,
    waiting: Callable[[], None],
) -> Iterator[Entry | Unchanged]:
    """Walks here where the disk is sure to answer, apart where it may not."""
    if not may_hang(folder):
        return walk(folder, leaving, seen, on_ground)
    return walk_apart(folder, leaving, seen, on_ground, patience_s=patience_s, waiting=waiting)


def files_below(
    folder: Path,
    leaving: Leaving,
    seen: set[Identity],
    waiting: Callable[[], None],
    on_unseen: Callable[[Problem], object] = lambda _: None,
) -> Iterator[Entry]:
    """The regular files below a folder, of which nothing is known beforehand; arguments as `walk_apart`.

    `on_unseen` is told of what could not be looked at: a folder that is locked, or does not answer.
    """
    for entry in walk_anywhere(folder, leaving, seen, _knows_nothing, patience_s=PATIENCE_S, waiting=waiting):
        if isinstance(entry, Entry) and entry.stamp is not None:
            yield entry
        elif isinstance(entry, Entry) and entry.outcome is Outcome.UNREADABLE and entry.problem is not None:
            on_unseen(entry.problem)


def _knows_nothing(_: Ground) -> None:
    """Leaves a ground without anything known, so that every entry is told of."""


class _Grounds:
    """The grounds that are known, each told of once however often the walk begins anew."""

    def __init__(self, on_ground: Callable[[Ground], None]) -> None:
        self._on_ground = on_ground
        self.all: list[Ground] = []

    def add(self, ground: Ground) -> Ground:
        """The ground, as it is known here."""
        for one in self.all:
            if (one.identity, one.top) == (ground.identity, ground.top):
                return one
        self.all.append(ground)
        self._on_ground(ground)
        return ground


def _entries(
    company: Company, at: _At, known: _Grounds, patience_s: float, waiting: Callable[[], None]
) -> Iterator[Entry]:
    """What the walk comes by. Raises Silence when that takes too long, OSError when it cannot begin."""
    grounds: list[Ground] = []
    while True:
        piece: _Piece | OSError = company.answer(patience_s, waiting)
        if isinstance(piece, OSError):
            raise piece
        grounds += map(known.add, piece.grounds)
        for path, number, *rest in piece.entries:
            yield Entry(path, grounds[number], *rest)
        if piece.entering is None:
            for ground, folders in zip(grounds, piece.folders, strict=True):
                ground.folders = folders
            at.seen = piece.seen
            return
        at.folder = piece.entering


def _given_up(ground: Ground) -> Entry:
    reason = f"Cannot read {path_text(ground.top)}: the disk does not answer, and what was not seen of it is left out."
    return Entry(ground.top, ground, ground.prefix, None, Outcome.UNREADABLE, Problem("timeout", reason))
