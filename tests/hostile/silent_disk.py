"""A file system that shows a folder, and never answers about what has `silent` in its name, nor how large it is.

Started by tests:

python -m hostile.silent_disk FOLDER MOUNT_POINT
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOUR_S = 3600
DIES = ".dead"
"""Once the folder has a file of this name after its own, nothing of it is read any more."""
STAT = ("st_atime", "st_ctime", "st_gid", "st_mode", "st_mtime", "st_nlink", "st_size", "st_uid", "st_blocks")


@contextmanager
def silent_disk(folder: Path, mount_point: Path) -> Iterator[Path]:
    """What is in `folder`, at `mount_point`; whoever waits for it at the end of the block gets an error."""
    mount_point.mkdir()
    tests = Path(__file__).parents[1]
    command = [sys.executable, "-m", "hostile.silent_disk", str(folder), str(mount_point)]
    environment = {**os.environ, "PYTHONPATH": str(tests)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as serving:
        try:
            deadline = time.monotonic() + 20
            while not os.path.ismount(mount_point):
                assert serving.poll() is None, "the file system did not start"
                assert time.monotonic() < deadline
                time.sleep(0.02)
            yield mount_point
        finally:
            serving.kill()
            serving.wait(10)
            subprocess.run(["fusermount3", "-u", "-z", str(mount_point)], check=False, capture_output=True)


def serve(folder: str, mount_point: str) -> None:
    from mfusepy import FUSE, Operations  # noqa: PLC0415 - needs a library of the system

    class Disk(Operations):
        use_ns = True

        def getattr(self, path, fh=None):
            status = os.lstat(folder + path)
            facts = {name: getattr(status, name) for name in STAT}
            times = {name: getattr(status, f"{name}_ns") for name in ("st_atime", "st_ctime", "st_mtime")}
            return facts | times

        def readdir(self, path, fh):
            if "silent" in path:
                time.sleep(HOUR_S)
            return [".", "..", *os.listdir(folder + path)]  # noqa: PTH208 - a path of the file system

        def statfs(self, path):
            time.sleep(HOUR_S)

        def open(self, path, flags):
            return os.open(folder + path, flags)

        def release(self, path, fh):
            os.close(fh)

        def read(self, path, size, offset, fh):
            if "silent" in path or os.path.lexists(folder + DIES):
                time.sleep(HOUR_S)
            return os.pread(fh, size, offset)

    FUSE(Disk(), mount_point, foreground=True, nothreads=False)


if __name__ == "__main__":
    serve(*sys.argv[1:])
