"""Files that are there whole or not at all.

A file is written beside its place under another name, forced to the disk and renamed, so that no reader and no power
cut ever meets a half of it. This room must not know what is written.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from errno import EDQUOT, EINVAL, ENOSPC, ENOTSUP
from pathlib import Path
from secrets import token_hex
from shutil import disk_usage

from library.errors import MediavaultError


class FolderMissing(MediavaultError):
    """A file is to be written into a folder that is not there."""

    def __init__(self, folder: Path) -> None:
        """Take the folder."""
        self.folder = folder
        super().__init__(f"Cannot write into {folder}: there is no such folder. Make it first, or name another.")


class DiskFull(MediavaultError):
    """A disk has no room for a file."""

    def __init__(self, target: Path, needed_bytes: int) -> None:
        """Take the file that was to be written, and how long all that was to be written is."""
        self.target, self.needed_bytes = target, needed_bytes
        self.disk = _mount_point(target.parent)
        self.free_bytes = disk_usage(self.disk).free
        super().__init__(
            f"Cannot write {target}: the disk at {self.disk} is full. "
            f"{needed_bytes:,} bytes are needed and {self.free_bytes:,} are free; make room and export again."
        )


class CannotWrite(MediavaultError):
    """The system refused to write a file."""

    def __init__(self, target: Path, reason: str) -> None:
        """Take the file and the system's reason."""
        self.target, self.reason = target, reason
        super().__init__(f"Cannot write {target}: {reason}. Name another place, or change who may write there.")


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
    try:
        _stage_and_place(contents)
    except FileNotFoundError as error:
        raise FolderMissing(first.parent) from error
    except OSError as error:
        if error.errno in (ENOSPC, EDQUOT):
            raise DiskFull(first, needed) from error
        raise CannotWrite(first, error.strerror or str(error)) from error


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
            _settle(folder)
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


def _settle(folder: Path) -> None:
    """Force the names of a folder to the disk, where its file system can."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (EINVAL, ENOTSUP):
            raise
    finally:
        os.close(handle)


def _mount_point(folder: Path) -> Path:
    place = folder.absolute()
    while not place.is_mount() and place != place.parent:
        place = place.parent
    return place
