"""Files that are there whole or not at all.

A file is written beside its place under another name, forced to the disk and renamed, so that no reader and no power
cut ever meets a half of it. This room must not know what is written.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from library.disk import named_refusals, settle

HALVES = ".mediavault-*.part"
"""What files are called until they are whole; of a run that was ended some may be left."""


def write_atomically(path: Path, content: bytes) -> None:
    """Write one file; whatever was there stays until the new file is whole.

    Raises:
        FolderMissing: The folder is not there.
        DiskFull: There is no room; nothing is left behind.
        CannotWrite: The system refused.
    """
    write_all_atomically({path: content})


def write_all_atomically(contents: Mapping[Path, bytes]) -> None:
    """Write files that belong together: all are on the disk before the first one takes its place.

    Raises:
        FolderMissing: A folder is not there.
        DiskFull: There is no room; nothing is left behind.
        CannotWrite: The system refused.
    """
    first, needed = next(iter(contents)), sum(map(len, contents.values()))
    with named_refusals(first, needed):
        _stage_and_place(contents)


@contextmanager
def staged(target: Path, needed_bytes: int = 0) -> Iterator[Path]:
    """A path beside `target` for a file, or a folder, that others write; after the block it takes its place.

    When the block does not end well, or is interrupted, nothing is left of it.

    Raises:
        FolderMissing: The folder is not there.
        DiskFull: There is no room; nothing is left behind.
        CannotWrite: The system refused.
    """
    place = target.with_name(f".mediavault-{token_hex(8)}.part")
    with named_refusals(target, needed_bytes):
        try:
            yield place
            for file in sorted(place.iterdir()) if place.is_dir() else [place]:
                _force(file)
            place.replace(target)
            settle(target.parent)
        finally:
            place.unlink(missing_ok=True) if not place.is_dir() else shutil.rmtree(place, ignore_errors=True)


def _force(file: Path) -> None:
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _stage_and_place(contents: Mapping[Path, bytes]) -> None:
    staged: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            staged[path] = path.with_name(f".mediavault-{token_hex(8)}.part")
            _write(staged[path], content)
        for path in contents:
            staged[path].replace(path)
            del staged[path]
        for folder in {path.parent for path in contents}:
            settle(folder)
    finally:
        for left in staged.values():
            left.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    """Write a new file and force it to the disk; never through a link, never over a file."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with open(os.open(path, flags, 0o666), "wb") as file:  # noqa: PTH123  a Path cannot open with these flags
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
