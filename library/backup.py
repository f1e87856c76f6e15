"""Backups: a copy of a catalogue made while others write, verified before it has a name, and the way back from one.

A backup is one file, as the catalogue stood at one moment between two changes. Previews are not in it: they can be made
again from the media.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from library import migrations
from library.disk import DiskFull, force, settle, staged, take_place
from library.errors import MediavaultError
from library.refusals import CatalogueTooNew, NoCatalogue, named

BUSY_S = 5.0
"""Seconds a restore waits for another process to close the catalogue."""
_BLOCKED = frozenset((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED))


class BackupExists(MediavaultError):
    """There is something at the place of a backup."""

    def __init__(self, path: Path) -> None:
        """Takes the place."""
        self.path = path
        super().__init__(f"{path} is there already: nothing was overwritten. Name another place.")


class BackupBroken(MediavaultError):
    """A file is no whole copy of a catalogue."""

    def __init__(self, path: Path, reason: str) -> None:
        """Takes the file and a clause that says what is the matter."""
        self.path, self.reason = path, reason
        super().__init__(f"{path} is no good backup: {reason}. The catalogue is as it was; use another backup.")


class CatalogueInUse(MediavaultError):
    """A catalogue that is to be set aside is open elsewhere."""

    def __init__(self, path: Path) -> None:
        """Takes the file."""
        self.path = path
        super().__init__(f"The catalogue {path} is open in another mediavault: close it and restore again.")


@dataclass(frozen=True, slots=True)
class Backup:
    """A whole copy of a catalogue, as it was found to be when it was read again from the disk."""

    path: Path
    size_bytes: int
    schema: str
    """Revision of the program that wrote the catalogue."""
    rows: Mapping[str, int]
    """How many rows each table has."""
    head: str | None
    """Digest of the newest step of its history; None before histories were sealed, or without a step."""


@dataclass(frozen=True, slots=True)
class Restored:
    """A catalogue that came from a backup."""

    catalogue: Backup
    aside: Path | str | None
    """Where the catalogue is that was there before: a file, or a schema of the database; None where none was."""
    place: str
    """Where it came to: a file, or the URL of a database without its password."""


def back_up(source: Path, target: Path, *, replacing: bool = False) -> Backup:
    """Copies the catalogue at `source` to `target`; others may go on writing, and everything kept before is in it.

    Raises:
        BackupExists: something is at `target`, and it is not to be replaced.
        FolderMissing, DiskFull, CannotWrite: the copy cannot be written.
        BackupBroken: what was written does not read back as what was copied.
        NoCatalogue, CatalogueDamaged, CatalogueDiskFails: there is nothing whole to copy.
    """
    if not source.is_file():
        raise NoCatalogue(source)
    if target.exists() and not replacing:
        raise BackupExists(target)
    with staged(target, _length(source)) as half:
        copied = _copied(source, half, target, target)
        if replacing:
            half.replace(target)
        else:
            try:
                take_place(half, target)
            except FileExistsError as error:
                raise BackupExists(target) from error
        settle(target.parent)
    return replace(copied, path=target)


def restore(backup: Path, path: Path) -> Restored:
    """Makes the catalogue at `path` a copy of a backup; one that is there is set aside, whole, beside it.

    Raises:
        NoCatalogue, BackupBroken, CatalogueTooNew: the backup cannot be used; nothing was changed.
        CatalogueInUse: another process has the catalogue open.
        FolderMissing, DiskFull, CannotWrite: the disk refuses.
    """
    if not backup.is_file():
        raise NoCatalogue(backup)
    with staged(path, _length(backup)) as half:
        copied = _copied(backup, half, path, backup)
        if copied.schema not in migrations.KNOWN:
            raise CatalogueTooNew(backup, copied.schema)
        aside = _set_aside(path)
        half.replace(path)
        settle(path.parent)
    return Restored(replace(copied, path=path), aside, str(path))


def _copied(source: Path, half: Path, target: Path, backup: Path) -> Backup:
    """Copies a database into an empty file, forces it to the disk, and reads it again from there.

    Args:
        source: The database.
        half: The empty file.
        target: What it is to be called.
        backup: Which of the two is the backup, for the sentence when it is a bad one.
    """
    try:
        how = "mode=ro&immutable=1" if source == backup and _is_one_file(backup) else "mode=rw"
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?{how}", uri=True, timeout=BUSY_S)) as original:
            original.isolation_level = None
            original.execute("PRAGMA query_only=ON")
            # One transaction for the copy and the counts: both see the same moment.
            original.execute("BEGIN")
            rows, size = _rows(original), _size(original)
            _write(original, half, target, size)
    except sqlite3.Error as error:
        raise (BackupBroken(backup, str(error)) if source == backup else named(source, error)) from error
    found = _read_back(half, backup)
    if found.rows != rows:
        raise BackupBroken(backup, "rows are lacking in it")
    return found


def _is_one_file(backup: Path) -> bool:
    """Whether a backup is all there is, so that it can be read where nothing can be written."""
    return not _log_of(backup).exists()


def _write(original: sqlite3.Connection, half: Path, target: Path, size: int) -> None:
    # Nobody else knows the file, so it needs no locks, which a network share may not have.
    try:
        with closing(sqlite3.connect(f"{half.absolute().as_uri()}?vfs=unix-none", uri=True)) as copy:
            copy.execute("PRAGMA locking_mode=EXCLUSIVE")
            original.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, that can be read where nothing can be written
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise DiskFull(target, size) from error
        raise
    force(half)


def _read_back(half: Path, shown: Path) -> Backup:
    """What a finished copy holds; every page of it is looked at.

    Raises:
        BackupBroken: it is damaged, or no catalogue.
    """
    try:
        with closing(sqlite3.connect(f"{half.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            (state,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
            if state != "ok":
                raise BackupBroken(shown, state)
            if copy.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise BackupBroken(shown, "rows in it name others that are not there")
            (schema,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
            rows = _rows(copy)
            return Backup(half, half.stat().st_size, schema, rows, _head(copy) if rows.get("step") else None)
    except sqlite3.Error as error:
        raise BackupBroken(shown, str(error)) from error


def _head(connection: sqlite3.Connection) -> str:
    (head,) = connection.execute("SELECT digest FROM step ORDER BY id DESC LIMIT 1").fetchone()
    return str(head)


def schema_of(path: Path) -> str:
    """The revision of the catalogue at `path`, which is not opened for it.

    Raises:
        NoCatalogue, CatalogueDamaged: it is none, or cannot be read.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_S)) as connection:
            return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except sqlite3.Error as error:
        raise named(path, error) from error


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables}  # noqa: S608 - names of our own schema


def _size(connection: sqlite3.Connection) -> int:
    pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return int(pages * size)


def _set_aside(path: Path) -> Path | None:
    """Gives the catalogue at `path` another name, with the log of changes that SQLite keeps beside it."""
    if not path.exists():
        return None
    number = next(number for number in range(1, 10**6) if not path.with_name(f"{path.name}.before-{number}").exists())
    aside = path.with_name(f"{path.name}.before-{number}")
    # Linked first, so that there is a catalogue at every moment, and SQLite cannot tidy the log of a broken one away.
    log, log_aside = _log_of(path), _log_of(aside)
    if log.exists():
        _same_again(log, log_aside)
    try:
        if _is_brought_together(path):
            log_aside.unlink(missing_ok=True)
    except CatalogueInUse:
        log_aside.unlink(missing_ok=True)
        raise
    _same_again(path, aside)
    for left in (log, path.with_name(f"{path.name}-shm")):
        left.unlink(missing_ok=True)
    settle(path.parent)
    return aside


def _length(path: Path) -> int:
    log = _log_of(path)
    return path.stat().st_size + (log.stat().st_size if log.exists() else 0)


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _same_again(path: Path, other: Path) -> None:
    """The file at `path` has the name `other` too; its content does, where a file system has no hard links."""
    try:
        os.link(path, other)
    except OSError:
        shutil.copyfile(path, other)


def _is_brought_together(path: Path) -> bool:
    """Brings all of a catalogue into its one file, which SQLite does for whoever is alone with it.

    Returns:
        Whether it could; a catalogue that cannot be opened is set aside as it is.

    Raises:
        CatalogueInUse: somebody else has it open.
    """
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_S)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _BLOCKED:
            raise CatalogueInUse(path) from error
        return False
    return True
