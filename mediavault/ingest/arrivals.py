"""Whether a file that comes into a folder is all there: it is when nothing was written to it for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf

from library.model import FileStamp

SETTLE_S = 10.0
"""Seconds without a change after which a file is taken for whole: longer than a copy over a busy network pauses."""


@dataclass(slots=True)
class Arrivals:
    """What came into folders, as one look after another finds it; to be asked of what is not catalogued as it is.

    Only what is seen counts, no clock of the disk: a server's may be wrong, and `cp -p` sets times as it likes.
    """

    settle_s: float = SETTLE_S
    clock: Callable[[], float] = time.monotonic
    taken: dict[bytes, FileStamp] = field(default_factory=dict)
    """What was let through in this look."""
    _seen: dict[bytes, tuple[FileStamp, float]] = field(default_factory=dict)
    """Absolute path to how the file looked, and since when; for ever, once it was let through."""

    def __call__(self, path: bytes, stamp: FileStamp) -> bool:
        """Whether a file is whole and was not let through before as it is now."""
        now = self.clock()
        before, since = self._seen.get(path, (None, now))
        if before != stamp:
            since = now
        whole = now - since >= self.settle_s
        self._seen[path] = stamp, (inf if whole else since)
        if whole:
            self.taken[path] = stamp
        return whole

    @property
    def due_s(self) -> float | None:
        """Seconds until the first of those that grow may be whole; None when nothing grows."""
        growing = [since for _, since in self._seen.values() if since != inf]
        return max(0.0, min(growing) + self.settle_s - self.clock()) if growing else None

    def growing(self) -> int:
        """How many files are not whole yet."""
        return sum(since != inf for _, since in self._seen.values())

    def forget(self, folder: bytes) -> None:
        """Takes everything below a folder for new: its drive was gone."""
        beginning = folder.rstrip(b"/") + b"/"
        for path in [one for one in self._seen if one.startswith(beginning)]:
            del self._seen[path]
