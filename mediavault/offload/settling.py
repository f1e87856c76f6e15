"""A copy read back from the disk it was written to, in a worker, and given its name when it is what was read."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass

from library.model import Digest
from mediavault.fixity.digests import FileChanging, full_digest
from mediavault.fixity.past_cache import read_afresh
from mediavault.fixity.visit import cpu_for, limit_for
from mediavault.offload.places import (
    cannot_copy,
    folder_of,
    settle_folder,
    take_name,
    unverified_name,
    why_not_there,
)
from mediavault.offload.values import Destination, Fate, Side, Wanted
from mediavault.offload.writing import other
from mediavault.walking.stamps import stamp_of
from mediavault.workers.tasks import OutOfTime, limited


@dataclass(frozen=True, slots=True)
class SettleTask:
    """Verifies one file at one destination."""

    wanted: Wanted
    destination: Destination
    digest: Digest
    """Of what was read."""
    is_there: bool
    """Whether it has its name already."""

    @property
    def path(self) -> bytes:
        """Where it is."""
        return self.destination.path + b"/" + self.wanted.name

    @property
    def limit_s(self) -> float:
        """Seconds for the slowest disk worth waiting for."""
        return limit_for(self.wanted.stamp.size_bytes)

    @property
    def cpu_s(self) -> float:
        """Seconds of processor time, for the slowest processor worth waiting for."""
        return cpu_for(self.wanted.stamp.size_bytes)

    def __call__(self) -> Side:
        """Says what came of it."""
        try:
            with limited(self.limit_s), folder_of(self.destination, self.wanted.folder) as folder:
                return self._settle(folder)
        except FileExistsError:
            return Side(Fate.OTHER, other(self.wanted, self.destination))
        except (OSError, FileChanging, OutOfTime) as error:
            return Side(Fate.FAILED, why_not_there(error, self.wanted, self.destination))

    def _settle(self, folder: int) -> Side:
        name = self.wanted.base if self.is_there else unverified_name(self.wanted)
        fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
        try:
            os.fsync(fd)
            with read_afresh(fd):
                seen = full_digest(fd, self.wanted.text)
            if seen != self.digest:
                return self._refused(folder, name)
            if not self.is_there:
                take_name(folder, name, self.wanted.base)
            settle_folder(folder)
            return Side(Fate.THERE if self.is_there else Fate.COPIED, stamp=stamp_of(os.fstat(fd)))
        finally:
            os.close(fd)

    def _refused(self, folder: int, name: bytes) -> Side:
        if self.is_there:
            return Side(Fate.OTHER, other(self.wanted, self.destination))
        with suppress(OSError):
            os.unlink(name, dir_fd=folder)
        reason = "it does not read back as it was written; look at the drive, the cable and the memory of this computer"
        return Side(Fate.MISMATCH, cannot_copy("mismatch", reason, self.wanted, self.destination))
