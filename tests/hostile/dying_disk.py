"""A file system that shows a folder until somebody asks for one thing: from then on it answers nothing.

Started by `dying_disk`:

python -m hostile.dying_disk FOLDER MOUNT_POINT
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hostile.silent_disk import DEAF, hang_if, silent_disk

DIES_OF = ".dies-of"
"""What is asked for then, a part of a path, is in a file that is called as the folder and this."""


@contextmanager
def dying_disk(folder: Path, mount_point: Path, of: str) -> Iterator[Path]:
    """What is in `folder`, at `mount_point`, until something with `of` in its path is asked for."""
    folder.mkdir(exist_ok=True)
    Path(f"{folder}{DIES_OF}").write_text(of, encoding="utf-8")
    with silent_disk(folder, mount_point, "hostile.dying_disk") as disk:
        yield disk
    Path(f"{folder}{DEAF}").unlink()


@contextmanager
def mounted_again(folder: Path, mount_point: Path) -> Iterator[Path]:
    """The same, as it answers everything again."""
    mount_point.rmdir()
    with silent_disk(folder, mount_point, "hostile.lying_disk") as disk:
        yield disk


def serve(folder: str, mount_point: str) -> None:
    from hostile.lying_disk import Lying  # noqa: PLC0415 - needs a library of the system
    from mfusepy import FUSE  # noqa: PLC0415 - as above

    of = Path(folder + DIES_OF).read_text(encoding="utf-8")

    class Disk(Lying):
        def getattr(self, path, fh=None):
            if of in path:
                Path(folder + DEAF).touch()
            hang_if(folder + DEAF)
            return super().getattr(path, fh)

        def read(self, path, size, offset, fh):
            hang_if(folder + DEAF)
            return super().read(path, size, offset, fh)

        def write(self, path, data, offset, fh):
            hang_if(folder + DEAF)
            return super().write(path, data, offset, fh)

    # Nothing is kept in memory: every path is asked for.
    FUSE(Disk(folder), mount_point, foreground=True, nothreads=False, attr_timeout=0, entry_timeout=0)


if __name__ == "__main__":
    serve(*sys.argv[1:])
