"""Writes what was taken out of a mail: whole or not at all, never over something, read back before it counts."""

from __future__ import annotations

import os
from hashlib import file_digest, sha256
from pathlib import Path

from library.disk import force, named_refusals, settle, staged, take_place
from library.errors import MediavaultError


class OtherFileThere(MediavaultError):
    """A file stands where an attachment was to be taken out to, with other bytes."""

    def __init__(self, path: Path) -> None:
        """Takes the file."""
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"Cannot take an attachment out to {self.path}: another file is there. Name another folder with --to."


class NotAsWritten(MediavaultError):
    """What a disk gives back is not what was written to it."""

    def __init__(self, path: Path) -> None:
        """Takes the file."""
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"What the disk gives back of {self.path} is not what was written to it: name another disk with --to."


def take_out(to: Path, place: tuple[str, str], content: bytes) -> str:
    """Writes a file into a folder in `to`; its SHA-256 in hex, which is that of what the disk gives back.

    Raises:
        OtherFileThere, NotAsWritten, FolderMissing, DiskFull, CannotWrite: it cannot be written.
    """
    folder, name = place
    target, wanted = to / folder / name, sha256(content).hexdigest()
    with named_refusals(target, len(content)):
        target.parent.mkdir(mode=0o700, exist_ok=True)
    if target.is_symlink() or (target.exists() and _digest(target) != wanted):
        raise OtherFileThere(target)
    if target.exists():
        return wanted
    with staged(target, len(content)) as half:
        with half.open("wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), 0o400)  # by its descriptor: no other file can be meant
        force(half)
        if _digest(half) != wanted:
            raise NotAsWritten(target)
        take_place(half, target)
        settle(target.parent)
    return wanted


def _digest(path: Path) -> str:
    fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(fd, "rb") as file:
        return file_digest(file, "sha256").hexdigest()
