"""Writes what came in a mail or a .zip: whole or not at all, never over something, read back before it counts."""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import file_digest, sha256
from pathlib import Path

from library.disk import FolderMissing, force, named_refusals, settle, staged, take_place
from library.errors import MediavaultError


class OtherFileThere(MediavaultError):
    """A file stands where an attachment was to be taken out to, with other bytes."""

    def __init__(self, path: Path) -> None:
        """Takes the file."""
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"Cannot take a file out to {self.path}: another file is there. Name another folder with --to."


class NotAsWritten(MediavaultError):
    """What a disk gives back is not what was written to it."""

    def __init__(self, path: Path) -> None:
        """Takes the file."""
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"What the disk gives back of {self.path} is not what was written to it: name another disk with --to."


def take_out(to: Path, place: str, size_bytes: int, pieces: Iterable[bytes]) -> str:
    """Writes a file to a place below a folder; its SHA-256 in hex, which is that of what the disk gives back.

    Raises:
        OtherFileThere, NotAsWritten, FolderMissing, DiskFull, CannotWrite: it cannot be written.
    """
    target = to / place
    if not to.is_dir():  # a drive that is gone: nothing is made where it was
        raise FolderMissing(to)
    with named_refusals(target, size_bytes):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if target.is_symlink() or target.exists():
        wanted = _digest_of(pieces)
        if target.is_symlink() or _digest(target) != wanted:
            raise OtherFileThere(target)
        return wanted
    with staged(target, size_bytes) as half:
        seen = sha256()
        with half.open("wb") as file:
            for piece in pieces:
                seen.update(piece)
                file.write(piece)
            os.fchmod(file.fileno(), 0o400)  # by its descriptor: no other file can be meant
        force(half)
        if _digest(half) != seen.hexdigest():
            raise NotAsWritten(target)
        take_place(half, target)
        settle(target.parent)
    return seen.hexdigest()


def _digest_of(pieces: Iterable[bytes]) -> str:
    seen = sha256()
    for piece in pieces:
        seen.update(piece)
    return seen.hexdigest()


def _digest(path: Path) -> str:
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(fd, "rb") as file:
        return file_digest(file, "sha256").hexdigest()
