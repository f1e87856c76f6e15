"""A file read once and written to several places, in a worker: each place has a thread of its own.

A place that fails, or takes no more, holds up neither the reading nor the others. What is written has no name of its
own yet, and may still be nothing but the system's memory of it: `settling` sees to that.
"""

from __future__ import annotations

import os
import queue
import stat
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from library.model import Digest, Problem, path_text
from mediavault.fixity.digests import ALGORITHM, Digester, digester
from mediavault.fixity.visit import SLOWEST_BYTES_PER_S, cpu_for, kept_open, why_not
from mediavault.offload.places import cannot_copy, folder_of, unverified_name, why_not_there
from mediavault.offload.values import Destination, Fate, Side, Wanted
from mediavault.tools import NotAFile
from mediavault.walking.stamps import is_as_stamped, is_same_state
from mediavault.workers.tasks import OutOfTime, limited, reachable

PIECE_BYTES = 1024 * 1024
"""Small enough to be still in the processor's cache when it is written."""
PIECES_WAITING = 16
"""What a place may be behind the reading."""
PATIENCE_S = 60.0
"""How long a place may take for one piece; a disk that sleeps needs ten seconds to wake up."""


Digests = dict[str, Digest]
"""By their algorithms."""


@dataclass(frozen=True, slots=True)
class Poured:
    """What came of reading a file, and of writing it."""

    digest: Digest | None
    problem: Problem | None
    sides: tuple[Side, ...]
    """Of each place; COPIED where it waits to be verified, THERE where something of its length has the name."""
    read_bytes: int = 0
    listed: Digest | None = None


class _Spoiled(Exception):
    """A file is not what it should be; carries kind and clause."""


@dataclass(frozen=True, slots=True)
class PourTask:
    """Reads a file and writes it to each of `destinations`."""

    wanted: Wanted
    destinations: Sequence[Destination]
    tally: Path
    """A file that says how many bytes were read in all, for whoever looks on."""
    patience_s: float = PATIENCE_S

    @property
    def path(self) -> bytes:
        """The file."""
        return self.wanted.source

    @property
    def limit_s(self) -> float:
        """Seconds for the slowest disks worth waiting for."""
        return 2 * self.patience_s + self._read_limit_s

    @property
    def _read_limit_s(self) -> float:
        return self.patience_s + self.wanted.stamp.size_bytes / SLOWEST_BYTES_PER_S

    @property
    def cpu_s(self) -> float:
        """Seconds of processor time, for the slowest processor worth waiting for."""
        return 2 * max(1, len(self.destinations)) * cpu_for(self.wanted.stamp.size_bytes)

    def __call__(self) -> Poured:
        """Says what came of it."""
        places = [_Place(self.wanted, one, self.patience_s) for one in self.destinations]
        tally = os.open(self.tally, os.O_RDWR | os.O_CLOEXEC)
        before = _told(tally)
        try:
            digests, problem = self._read(places, tally, before)
            sides = tuple(place.end(problem) for place in places)
            listed = digests.get(self.wanted.listed_by or "")
            return Poured(digests.get(ALGORITHM), problem, sides, _told(tally) - before, listed)
        finally:
            os.close(tally)

    def _read(self, places: Sequence[_Place], tally: int, before: int) -> tuple[Digests, Problem | None]:
        limit_s = self._read_limit_s
        try:
            with limited(limit_s), reachable(self.path) as path, kept_open(path) as fd:
                return self._pour(fd, path, places, (tally, before)), None
        except _Spoiled as spoiled:
            kind, clause = spoiled.args
            return {}, Problem(kind, f"Cannot read {path_text(self.wanted.base)}: {clause}.")
        except (OSError, EOFError, NotAFile, MemoryError, OutOfTime) as error:
            return {}, Problem(*why_not(error, self.path, limit_s))

    def _pour(self, fd: int, path: Path, places: Sequence[_Place], tally: tuple[int, int]) -> Digests:
        before, done = os.fstat(fd), 0
        seen = {name: digester(name) for name in filter(None, (ALGORITHM, self.wanted.listed_by))}
        takers: list[Digester | _Place] = [*seen.values(), *places]
        if not is_as_stamped(before, self.wanted.stamp):
            raise _Spoiled("changing", "it is not what it was when this run began")
        for place in places:
            place.start(before)
        while piece := os.pread(fd, PIECE_BYTES, done):
            done += len(piece)
            for one in takers:
                one.update(piece)
            os.pwrite(tally[0], (tally[1] + done).to_bytes(8), 0)
        # A change is looked for first: a file that was cut while it was read is no fault of the card.
        if not (is_same_state(before, os.fstat(fd)) and is_same_state(before, path.lstat())):
            raise _Spoiled("changing", "it changed while it was read")
        if done != before.st_size:
            raise _Spoiled("short", f"it ends after {done:,} of {before.st_size:,} bytes; the card may be damaged")
        digests = {name: Digest(name, one.hexdigest()) for name, one in seen.items()}
        if self.wanted.digest not in (None, digests[ALGORITHM]):
            raise _Spoiled("damaged", "its bytes are not those the catalogue knows")
        return digests


def _told(tally: int) -> int:
    return int.from_bytes(os.pread(tally, 8, 0))


class _Place:
    """One destination of one file, written by a thread of its own."""

    def __init__(self, wanted: Wanted, destination: Destination, patience_s: float) -> None:
        self._wanted, self._destination, self._patience_s = wanted, destination, patience_s
        self._pieces: queue.Queue[bytes | None] = queue.Queue(PIECES_WAITING)
        self._thread: threading.Thread | None = None
        self._side = Side(Fate.COPIED)
        self._is_whole = False

    def start(self, status: os.stat_result) -> None:
        """Begins to write what will be given."""
        self._thread = threading.Thread(target=self._write, args=(status,), daemon=True)
        self._thread.start()

    def update(self, piece: bytes, /) -> None:
        """Takes the next piece, as a digest does; does nothing where that makes no sense any more."""
        self._give(piece)

    def end(self, problem: Problem | None) -> Side:
        """Takes the end; a problem of the reading leaves nothing behind. Says what came of it."""
        if self._thread is None:
            return Side(Fate.FAILED)
        self._is_whole = problem is None
        self._give(None)
        if self._is_going:
            self._thread.join(self._patience_s)
            if self._thread.is_alive():
                self._give_up()
        return Side(Fate.FAILED) if problem is not None and self._side.problem is None else self._side

    @property
    def _is_going(self) -> bool:
        return self._side == Side(Fate.COPIED)

    def _give(self, piece: bytes | None) -> None:
        deadline = time.monotonic() + self._patience_s
        while self._is_going and time.monotonic() < deadline:
            with suppress(queue.Full):
                return self._pieces.put(piece, timeout=0.2)
        if self._is_going:
            self._give_up()
        return None

    def _give_up(self) -> None:
        self._side = Side(
            Fate.FAILED, cannot_copy("timeout", "the disk does not answer", self._wanted, self._destination)
        )

    def _write(self, status: os.stat_result) -> None:
        try:
            with folder_of(self._destination, self._wanted.folder) as folder:
                half = unverified_name(self._wanted)
                with suppress(FileNotFoundError):  # of a run that was ended
                    os.unlink(half, dir_fd=folder)
                there = self._what_is_there(folder, status)
                if there is not None:
                    self._side = there
                elif not self._fill(folder, half, status):
                    os.unlink(half, dir_fd=folder)
        except OSError as error:
            self._side = Side(Fate.FAILED, why_not_there(error, self._wanted, self._destination))

    def _what_is_there(self, folder: int, status: os.stat_result) -> Side | None:
        """What has the name already, if anything has."""
        try:
            there = os.stat(self._wanted.base, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return None
        if stat.S_ISREG(there.st_mode) and there.st_size == status.st_size:
            return Side(Fate.THERE)
        return Side(Fate.OTHER, other(self._wanted, self._destination))

    def _fill(self, folder: int, half: bytes, status: os.stat_result) -> bool:
        """Writes all pieces; whether all of the file came."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        fd = os.open(half, flags, 0o666, dir_fd=folder)
        try:
            while (piece := self._pieces.get()) is not None:
                left = memoryview(piece)
                while left:
                    left = left[os.write(fd, left) :]
            os.utime(fd, ns=(status.st_atime_ns, status.st_mtime_ns))
        except OSError:
            with suppress(OSError):
                os.unlink(half, dir_fd=folder)
            raise
        finally:
            os.close(fd)
        return self._is_whole


def other(wanted: Wanted, destination: Destination) -> Problem:
    """Says that something else has the name."""
    reason = "a different file of that name is there, and nothing is written over it; name another folder"
    return cannot_copy("other", reason, wanted, destination)
