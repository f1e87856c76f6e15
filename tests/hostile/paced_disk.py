"""A file system that shows a folder and reads no faster than a card does: what a bench copies from.

It gives what is asked for when a card of `BYTES_PER_S` would have read it: one piece after the other, while nobody asks
nothing, and what was asked for meanwhile waits. Started by `silent_disk`.
"""

from __future__ import annotations

import os
import sys
import time
from threading import Lock

from hostile.passing_disk import Passing
from mfusepy import FUSE

BYTES_PER_S = 250e6
"""An SD card of UHS-II."""


class Paced(Passing):
    """Hands reads on in their time."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self._lock, self._free_at = Lock(), 0.0

    def read(self, path, size, offset, fh):
        with self._lock:
            self._free_at = max(time.monotonic(), self._free_at) + size / BYTES_PER_S
            due = self._free_at
        content = os.pread(fh, size, offset)
        time.sleep(max(0.0, due - time.monotonic()))
        return content


if __name__ == "__main__":
    FUSE(Paced(sys.argv[1]), sys.argv[2], foreground=True, nothreads=False, ro=True)
