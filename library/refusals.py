"""What keeps a catalogue from being opened, read or changed, by what the database says of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from library import migrations
from library.disk import disk_of, free_bytes
from library.errors import MediavaultError

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

    from library.database import Database

ROOM_BYTES = 16 * 1024 * 1024
"""Room that lets an ingest of a thousand files go on."""


class NoCatalogue(MediavaultError):
    """There is no catalogue where one was looked for."""

    def __init__(self, place: Path | Database) -> None:
        """Takes the file or the database that is not there, or holds something else."""
        self.place = place
        super().__init__(f"No catalogue at {place}: mediavault init makes one, --vault names another place.")


class CatalogueTooNew(MediavaultError):
    """The catalogue was written by a later version of the program."""

    def __init__(self, place: Path | Database, version: str) -> None:
        """Takes the file or the database, and the schema version it has."""
        self.place, self.version = place, version
        super().__init__(
            f"The catalogue {place} was written by a newer mediavault (schema {version}, this program knows up to "
            f"{migrations.HEAD}): upgrade mediavault. Nothing was changed."
        )


class CatalogueBusy(MediavaultError):
    """Another process held the catalogue for too long."""

    def __init__(self, place: Path | Database) -> None:
        """Takes the file or the database."""
        super().__init__(f"The catalogue {place} is busy: another mediavault is writing. Try again in a moment.")


class CatalogueFull(MediavaultError):
    """The disk of the catalogue is full."""

    def __init__(self, path: Path) -> None:
        """Takes the file."""
        self.path, self.disk, self.needed_bytes = path, disk_of(path), ROOM_BYTES + _journal_bytes(path)
        super().__init__(
            f"The disk at {self.disk}, which holds {path}, is full: nothing of the last change was kept. "
            f"{self.needed_bytes:,} bytes are needed and {free_bytes(path):,} are free; "
            "make room and run the same command again."
        )


class CatalogueDiskFails(MediavaultError):
    """The disk of the catalogue does not take what is written, or give back what is read."""

    def __init__(self, path: Path, reason: str) -> None:
        """Takes the file and what SQLite says."""
        self.path, self.disk = path, disk_of(path)
        super().__init__(
            f"The disk at {self.disk}, which holds the catalogue {path}, fails: {reason}. What was told to be "
            "kept before is in the catalogue. Check the disk and its cable, make a backup elsewhere, and run the same "
            "command again."
        )


class CatalogueDamaged(MediavaultError):
    """The catalogue file cannot be read."""

    def __init__(self, path: Path, reason: str) -> None:
        """Takes the file and what SQLite says."""
        super().__init__(f"Cannot read the catalogue {path}: {reason}. Restore it from a backup.")


class CatalogueLocked(MediavaultError):
    """The catalogue file or its folder may not be opened or written."""

    def __init__(self, path: Path, reason: str) -> None:
        """Takes the file and what SQLite says."""
        super().__init__(
            f"Cannot open the catalogue {path}: {reason}. Check that you may write to it and to its folder."
        )


def named(path: Path, error: DBAPIError | sqlite3.Error) -> MediavaultError:
    """What stopped a change or a question to the catalogue at `path`."""
    original = error if isinstance(error, sqlite3.Error) else error.orig
    code = getattr(original, "sqlite_errorcode", None) or 0
    if code == sqlite3.SQLITE_IOERR_SHMSIZE:  # no room for the index of the log
        return CatalogueFull(path)
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return CatalogueBusy(path)
        case sqlite3.SQLITE_FULL:
            return CatalogueFull(path)
        case sqlite3.SQLITE_NOTADB:
            return NoCatalogue(path)
    reasoned = _REASONED.get(code & 0xFF, CatalogueDamaged)
    return reasoned(path, str(original))


_REASONED: dict[int, type[CatalogueDiskFails | CatalogueLocked | CatalogueDamaged]] = {
    sqlite3.SQLITE_IOERR: CatalogueDiskFails,
    sqlite3.SQLITE_READONLY: CatalogueLocked,
    sqlite3.SQLITE_CANTOPEN: CatalogueLocked,
}


def _journal_bytes(path: Path) -> int:
    """How long the write-ahead log is: that much has to find room in the catalogue itself."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size
    except OSError:
        return 0
