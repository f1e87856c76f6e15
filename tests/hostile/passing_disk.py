"""A file system that shows a folder under the type of another; started by tests.

python -m hostile.passing_disk FOLDER MOUNT_POINT SUBTYPE
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from mfusepy import FUSE, Operations

STAT = ("st_gid", "st_mode", "st_nlink", "st_size", "st_uid", "st_blocks")
TIMES = ("st_atime", "st_ctime", "st_mtime")


class Passing(Operations):
    """Hands every call on to the folder."""

    use_ns = True

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def getattr(self, path, fh=None):
        status = os.lstat(self._folder + path)
        facts = {name: getattr(status, name) for name in STAT}
        return facts | {name: getattr(status, f"{name}_ns") for name in TIMES}

    def readdir(self, path, fh):
        return [".", "..", *os.listdir(self._folder + path)]  # noqa: PTH208 - a path of the file system

    def create(self, path, mode, fi=None):
        return os.open(self._folder + path, os.O_RDWR | os.O_CREAT, mode)

    def open(self, path, flags):
        return os.open(self._folder + path, flags)

    def release(self, path, fh):
        os.close(fh)

    def read(self, path, size, offset, fh):
        return os.pread(fh, size, offset)

    def write(self, path, data, offset, fh):
        return os.pwrite(fh, data, offset)

    def truncate(self, path, length, fh=None):
        os.truncate(self._folder + path, length)

    def fsync(self, path, datasync, fh):
        os.fsync(fh)

    def mkdir(self, path, mode):
        Path(self._folder + path).mkdir(mode)

    def unlink(self, path):
        Path(self._folder + path).unlink()

    def link(self, target, source):
        os.link(self._folder + source, self._folder + target)

    def rename(self, old, new):
        Path(self._folder + old).rename(self._folder + new)


if __name__ == "__main__":
    folder, point, subtype = sys.argv[1:]
    FUSE(Passing(folder), point, foreground=True, nothreads=False, subtype=subtype, fsname="ana@studio:/films")
