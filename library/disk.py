"""Disks that are written to: which one a path is on, what room it has, and files that are there whole or not at all.

This module must not know what is written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, EINVAL, ENOSPC, ENOTSUP
from pathlib import Path
from secrets import token_hex
from shutil import disk_usage, rmtree

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
    """Forces the names of a folder to the disk, where its file system can and the folder may be opened."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (EINVAL, ENOTSUP):
            raise
    finally:
        os.close(handle)


@contextmanager
def staged(target: Path, needed_bytes: int) -> Iterator[Path]:
    """An empty file beside `target` that only its owner may read; gone afterwards if it was not put anywhere.

    Raises:
        FolderMissing, DiskFull, CannotWrite: the system refuses it, or something in the block.
    """
    if free_bytes(target) < needed_bytes:
        raise DiskFull(target, needed_bytes)
    half = target.with_name(f".{target.name}.{token_hex(4)}.part")
    with named_refusals(target, needed_bytes):
        os.close(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        try:
            yield half
        finally:
            for left in ("", "-journal", "-wal", "-shm"):  # what a database keeps beside it
                half.with_name(half.name + left).unlink(missing_ok=True)


@contextmanager
def staged_folder(target: Path, needed_bytes: int) -> Iterator[Path]:
    """An empty folder beside `target` that only its owner may enter; gone afterwards if it was not given that name.

    Raises:
        FolderMissing, DiskFull, CannotWrite: the system refuses it, or something in the block.
    """
    half = target.with_name(f".{target.name}.{token_hex(4)}.part")
    with named_refusals(target, needed_bytes):
        half.mkdir(mode=0o700)
        try:
            yield half
        finally:
            rmtree(half, ignore_errors=True)
        settle(target.parent)


def take_place(half: Path, target: Path) -> None:
    """Gives a file its name.

    Raises:
        FileExistsError: something has it.
    """
    try:
        os.link(half, target)
    except FileExistsError:
        raise
    except OSError as error:  # a file system without hard links
        if target.exists():
            raise FileExistsError(target) from error
        half.rename(target)


def force(path: Path) -> None:
    """Forces a file to the disk, and has what is read of it next come from there where the system can."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(fd)
