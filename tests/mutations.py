"""Fourteen ways to change an original, tried by whoever runs this: `python mutations.py ORIGINAL` prints what worked.

The kernel's jail refuses the first eleven; it does not know the last three.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

REFUSED = (
    "open for update", "open for writing", "truncate", "unlink", "rename", "replace", "create beside", "make a folder",
    "symbolic link", "hard link", "pipe",
)  # fmt: skip
UNKNOWN_TO_THE_JAIL = ("chmod", "utime", "setxattr")


def ways(original: Path) -> Mapping[str, Callable[[], object]]:
    folder = original.parent
    return {
        "open for update": lambda: original.open("r+b").close(),
        "open for writing": lambda: original.open("wb").close(),
        "truncate": lambda: os.truncate(original, 0),
        "unlink": original.unlink,
        "rename": lambda: original.rename(folder / "renamed"),
        "replace": lambda: (folder / "other.jpg").replace(original),
        "create beside": lambda: (folder / "new").open("xb").close(),
        "make a folder": (folder / "folder").mkdir,
        "symbolic link": lambda: (folder / "link").symlink_to(original),
        "hard link": lambda: (folder / "hard").hardlink_to(original),
        "pipe": lambda: os.mkfifo(folder / "pipe"),
        "chmod": lambda: original.chmod(0o600),
        "utime": lambda: os.utime(original),
        "setxattr": lambda: os.setxattr(original, "user.mediavault.test", b"x"),
    }


def worked(original: Path) -> list[str]:
    """Those of the fourteen that were not refused."""
    return [name for name, way in ways(original).items() if _works(way)]


def _works(way: Callable[[], object]) -> bool:
    try:
        way()
    except OSError:
        return False
    return True


@dataclass(frozen=True)
class Tried:
    """A task for a worker: tries them itself, then has a child try them."""

    original: str
    limit_s: float = 60.0

    def __call__(self) -> str:
        child = subprocess.run([sys.executable, __file__, self.original], capture_output=True, text=True, check=True)
        return json.dumps({"itself": worked(Path(self.original)), "child": json.loads(child.stdout)})


def piece_of(original: str) -> Iterator[bytes]:
    """The same, as a piece that is decoded of an original."""
    yield Tried(original)().encode()


if __name__ == "__main__":
    print(json.dumps(worked(Path(sys.argv[1]))))  # noqa: T201
