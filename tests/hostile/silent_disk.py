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

from mediavault.vault import volumes

HOUR_S = 3600
DIES = ".dead"
"""Once there is a file called as the folder and this, nothing of the folder is opened or read any more."""
DEAF = ".deaf"
"""Once there is a file called as the folder and this, nothing that is asked of the folder is answered."""


@contextmanager
def silent_disk(folder: Path, mount_point: Path, module: str = "hostile.silent_disk") -> Iterator[Path]:
    """What is in `folder`, at `mount_point`; whoever waits for it at the end of the block gets an error."""
    mount_point.mkdir()
    tests = Path(__file__).parents[1]
    command = [sys.executable, "-m", module, str(folder), str(mount_point)]
    environment = {**os.environ, "PYTHONPATH": str(tests)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as serving:
        try:
            deadline = time.monotonic() + 20
            while not os.path.ismount(mount_point):
                assert serving.poll() is None, "the file system did not start"
                assert time.monotonic() < deadline
                time.sleep(0.02)
            volumes._mounted = volumes._Mounted()  # what this process saw of mounts less than a second ago
            yield mount_point
        finally:
            serving.kill()
            serving.wait(10)
            subprocess.run(["fusermount3", "-u", "-z", str(mount_point)], check=False, capture_output=True)


def serve(folder: str, mount_point: str) -> None:
    from hostile.passing_disk import FUSE, Passing  # noqa: PLC0415 - needs a library of the system

    class Disk(Passing):
        def getattr(self, path, fh=None):
            hang_if(folder + DEAF)
            return super().getattr(path, fh)

        def readdir(self, path, fh):
            hang_at(path)
            return super().readdir(path, fh)

        def open(self, path, flags):
            hang_if(folder + DIES)
            return super().open(path, flags)

        def read(self, path, size, offset, fh):
            hang_if(folder + DIES)
            hang_at(path)
            return super().read(path, size, offset, fh)

        def statfs(self, path):
            time.sleep(HOUR_S)

    FUSE(Disk(folder), mount_point, foreground=True, nothreads=False)


def hang_at(path: str) -> None:
    if "silent" in path:
        time.sleep(HOUR_S)


def hang_if(mark: str) -> None:
    if os.path.exists(mark):  # noqa: PTH110 - a path of the file system
        time.sleep(HOUR_S)


if __name__ == "__main__":
    serve(*sys.argv[1:])
