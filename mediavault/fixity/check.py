"""One copy checked in a worker: every byte is read from the disk and compared with what is remembered."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from library.model import CheckOutcome, Digest, DueCopy, FileStamp, Problem, path_text
from mediavault.fixity.digests import FileChanging, fingerprint, full_digest
from mediavault.fixity.past_cache import read_afresh
from mediavault.fixity.visit import cpu_for, kept_open, limit_for, sentence, why_not
from mediavault.tools import NotAFile
from mediavault.walking.stamps import is_same_state, stamp_of
from mediavault.workers.tasks import OutOfTime, limited, reachable


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of one file."""

    outcome: CheckOutcome
    digest: Digest | None = None
    """Of the bytes that were read."""
    stamp: FileStamp | None = None
    problem: Problem | None = None
    """Why it could not be read; of kind `vanished` when there is nothing."""


@dataclass(frozen=True, slots=True)
class CheckTask:
    """Checks the file at `path`."""

    path: bytes
    due: DueCopy

    @property
    def limit_s(self) -> float:
        """Seconds for the slowest disk worth waiting for."""
        return limit_for(self.due.stamp.size_bytes)

    @property
    def cpu_s(self) -> float:
        """Seconds of processor time, for the slowest processor worth waiting for."""
        return cpu_for(self.due.stamp.size_bytes)

    def __call__(self) -> Look:
        """Says what came of it."""
        try:
            with limited(self.limit_s), reachable(self.path) as path, kept_open(path) as fd:
                return self._look(fd, path)
        except FileChanging as error:
            return Look(CheckOutcome.UNREADABLE, problem=Problem("changing", str(error)))
        except (OSError, EOFError, NotAFile, MemoryError, OutOfTime) as error:
            return Look(CheckOutcome.UNREADABLE, problem=Problem(*why_not(error, self.path, self.limit_s)))

    def _look(self, fd: int, path: Path) -> Look:
        before = os.fstat(fd)
        seen = self._read(fd, path, before)
        good = CheckOutcome.INTACT if self.due.digest else CheckOutcome.DIGESTED
        if self._is_intact(fd, seen):
            return Look(good, seen, stamp_of(before))
        # Before a copy is called damaged it is read once more: a cable or a card reader can fail as well as a disk.
        if self._read(fd, path, before) != seen:
            reason = (
                "it reads differently each time; look at the cable, the card reader and the memory of this computer"
            )
            return Look(CheckOutcome.UNREADABLE, problem=Problem("unsteady", sentence(self.path, reason)))
        remembered = self.due.stamp
        untouched = (before.st_size, before.st_mtime_ns) == (remembered.size_bytes, remembered.mtime_ns)
        return Look(CheckOutcome.DAMAGED if untouched else CheckOutcome.CHANGED, seen, stamp_of(before))

    def _read(self, fd: int, path: Path, before: os.stat_result) -> Digest:
        with read_afresh(fd):
            seen = full_digest(fd, path_text(self.path))
        if not is_same_state(before, path.lstat()):
            raise FileChanging(path_text(self.path))
        return seen

    def _is_intact(self, fd: int, seen: Digest) -> bool:
        if self.due.digest is not None:
            return seen == self.due.digest
        size_bytes = os.fstat(fd).st_size
        return (size_bytes, fingerprint(fd, size_bytes).quick_hex) == (self.due.stamp.size_bytes, self.due.quick_hex)
