"""A file written to one place, by a thread of its own.

A place that fails, or takes no more, holds up neither the reading nor the others. What is written has no name of its
own yet, and may still be nothing but the memory of the disk: `settling` sees to that.
"""

from __future__ import annotations

import os
import stat
import threading
from contextlib import suppress

from library.model import Problem
from mediavault.fixity.past_cache import go_past_cache, write_whole
from mediavault.offload.belt import Belt
from mediavault.offload.places import cannot_copy, folder_of, unverified_name, why_not_there
from mediavault.offload.values import Destination, Fate, Side, Wanted


class Place:
    """One destination of one file, written by a thread of its own."""

    def __init__(self, wanted: Wanted, destination: Destination, belt: Belt) -> None:
        self._wanted, self._destination, self._belt = wanted, destination, belt
        self._thread: threading.Thread | None = None
        self._side = Side(Fate.COPIED)

    def start(self, status: os.stat_result) -> None:
        """Begins to write what comes by the belt."""
        self._belt.joins(self)
        self._thread = threading.Thread(target=self._write, args=(status,), daemon=True)
        self._thread.start()

    def end(self, patience_s: float) -> Side:
        """What came of it, once the belt has ended; what was not read whole leaves nothing behind."""
        if self._thread is None:
            return Side(Fate.FAILED)
        is_late = self in self._belt.late
        self._thread.join(0 if is_late else patience_s)
        if self._side == Side(Fate.COPIED) and (is_late or self._thread.is_alive()):
            reason = "the disk does not answer"
            return Side(Fate.FAILED, cannot_copy("timeout", reason, self._wanted, self._destination))
        return self._side if self._belt.is_whole or self._side.problem else Side(Fate.FAILED)

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
        finally:
            self._belt.leaves(self)

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
            go_past_cache(fd)
            done = 0
            for piece in self._belt.pieces(self):
                write_whole(piece, fd, done)
                done += len(piece)
            os.utime(fd, ns=(status.st_atime_ns, status.st_mtime_ns))
        except OSError:
            with suppress(OSError):
                os.unlink(half, dir_fd=folder)
            raise
        finally:
            os.close(fd)
        return self._belt.is_whole


def other(wanted: Wanted, destination: Destination) -> Problem:
    """Says that something else has the name."""
    reason = "a different file of that name is there, and nothing is written over it; name another folder"
    return cannot_copy("other", reason, wanted, destination)
