"""Disks that are written to: which one a path is on, what room it has, and names that a power cut does not undo.

This module must not know what is written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, EINVAL, ENOSPC, ENOTSUP
from pathlib import Path
from shutil import disk_usage

from library.errors import MediavaultError

FULL = frozenset((ENOSPC, EDQUOT))
"""What the system says when there is no room, or none for this person."""


class FolderMissing(MediavaultError):
    """A file is to be written into a folder that is not there."""

    def __init__(self, folder: Path) -> None:
        """Takes the folder."""
        self.folder = folder
        super().__init__(f"Cannot write into {folder}: there is no such folder. Make it first, or name another.")


class DiskFull(MediavaultError):
    """A disk has no room for a file."""

    def __init__(self, target: Path, needed_bytes: int) -> None:
        """Takes the file that was to be written, and how long all that was to be written is."""
        self.target, self.needed_bytes = target, needed_bytes
        self.disk = disk_of(target.parent)
        self.free_bytes = free_bytes(target)
        super().__init__(
            f"Cannot write {target}: the disk at {self.disk} is full. "
            f"{needed_bytes:,} bytes are needed and {self.free_bytes:,} are free; make room and try again."
        )


class CannotWrite(MediavaultError):
    """The system refused to write a file."""

    def __init__(self, target: Path, reason: str) -> None:
        """Takes the file and the system's reason."""
        self.target, self.reason = target, reason
        super().__init__(f"Cannot write {target}: {reason}. Name another place, or change who may write there.")


def disk_of(path: Path) -> Path:
    """The mount point that a path, which need not be there, is below."""
    place = path.absolute()
    return next(folder for folder in (place, *place.parents) if folder.is_mount() or folder == folder.parent)


def free_bytes(path: Path) -> int:
    """How many bytes this person may still write on the disk of a path."""
    return disk_usage(disk_of(path)).free


@contextmanager
def named_refusals(target: Path, needed_bytes: int) -> Iterator[None]:
    """Names what the system says when `target` is written: FolderMissing, DiskFull or CannotWrite."""
    try:
        yield
    except FileNotFoundError as error:
        raise FolderMissing(target.parent) from error
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull(target, needed_bytes) from error
        raise CannotWrite(target, error.strerror or str(error)) from error


def settle(folder: Path) -> None:
    """Forces the names of a folder to the disk, where its file system can."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (EINVAL, ENOTSUP):
            raise
    finally:
        os.close(handle)
