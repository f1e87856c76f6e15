"""A file read once, digested, and handed on to be written to several places, in a worker."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from library.model import Digest, Problem, path_text
from mediavault.fixity.digests import ALGORITHM, digester
from mediavault.fixity.past_cache import read_into
from mediavault.fixity.visit import SLOWEST_BYTES_PER_S, cpu_for, kept_open, why_not
from mediavault.offload.belt import Belt
from mediavault.offload.values import Destination, Side, Wanted
from mediavault.offload.writing import Place
from mediavault.tools import NotAFile
from mediavault.walking.stamps import is_as_stamped, is_same_state
from mediavault.workers.tasks import OutOfTime, limited, reachable

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
        belt = Belt(self.patience_s)
        places = [Place(self.wanted, one, belt) for one in self.destinations]
        tally = os.open(self.tally, os.O_RDWR | os.O_CLOEXEC)
        before = _told(tally)
        try:
            digests, problem = self._read(places, belt, (tally, before))
            belt.end(is_whole=problem is None)
            sides = tuple(place.end(self.patience_s) for place in places)
            listed = digests.get(self.wanted.listed_by or "")
            return Poured(digests.get(ALGORITHM), problem, sides, listed)
        finally:
            os.close(tally)

    def _read(self, places: Sequence[Place], belt: Belt, tally: tuple[int, int]) -> tuple[Digests, Problem | None]:
        limit_s = self._read_limit_s
        try:
            with limited(limit_s), reachable(self.path) as path, kept_open(path) as fd:
                return self._pour(fd, path, places, (belt, *tally)), None
        except _Spoiled as spoiled:
            kind, clause = spoiled.args
            return {}, Problem(kind, f"Cannot read {path_text(self.wanted.base)}: {clause}.")
        except (OSError, EOFError, NotAFile, MemoryError, OutOfTime) as error:
            return {}, Problem(*why_not(error, self.path, limit_s))

    def _pour(self, fd: int, path: Path, places: Sequence[Place], on: tuple[Belt, int, int]) -> Digests:
        belt, tally, told = on
        before, done = os.fstat(fd), 0
        seen = {name: digester(name) for name in filter(None, (ALGORITHM, self.wanted.listed_by))}
        if not is_as_stamped(before, self.wanted.stamp):
            raise _Spoiled("changing", "it is not what it was when this run began")
        for place in places:
            place.start(before)
        while count := read_into(room := belt.room(), fd, done):
            belt.put(count)
            for one in seen.values():
                one.update(room[:count])
            done += count
            os.pwrite(tally, (told + done).to_bytes(8), 0)
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
