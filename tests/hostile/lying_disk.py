"""A file system that shows a folder and lies about its files, by what is in their names; started by `silent_disk`.

`short` ends in the middle, `bad sector` fails there unless `healthy` is there, `rotten` reads otherwise than it was
written, and all that is written after `full` is there finds no room.
"""

from __future__ import annotations

import os
import sys
from errno import EIO, ENOSPC
from pathlib import Path

from hostile.passing_disk import Passing
from mfusepy import FUSE, FuseOSError


class Lying(Passing):
    """Hands on what it does not lie about."""

    def read(self, path, size, offset, fh):
        content = os.pread(fh, size, offset)
        middle = os.fstat(fh).st_size // 2
        if "short" in path:
            return content[: max(0, middle - offset)]
        if "bad sector" in path and offset + len(content) > middle and not Path(self._folder, "healthy").exists():
            raise FuseOSError(EIO)
        if Path(self._folder, "rotten").exists() and offset == 0:
            return bytes([content[0] ^ 1]) + content[1:] if content else content
        return content

    def write(self, path, data, offset, fh):
        if Path(self._folder, "full").exists():
            raise FuseOSError(ENOSPC)
        return super().write(path, data, offset, fh)

    def utimens(self, path, times=None):
        os.utime(self._folder + path, ns=times)


if __name__ == "__main__":
    FUSE(Lying(sys.argv[1]), sys.argv[2], foreground=True, nothreads=False)
