"""Writes a dump: whole or not at all, of one moment, while others go on writing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from library import history
from library.backup import BackupExists
from library.database import dialect_of
from library.disk import staged_folder
from library.dump.format import READ_ME, Manifest, Part, dumped_tables, line
from library.errors import MediavaultError
from library.history.rows import encoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Table
    from sqlalchemy.engine import Connection

AT_ONCE = 2_000
"""Rows in memory."""


@dataclass(frozen=True, slots=True)
class Dump:
    """A dump that was written."""

    folder: Path
    manifest: Manifest


class NotAllVisible(MediavaultError):
    """Somebody wants all of a catalogue who may not see all of it."""

    def __init__(self) -> None:
        """Takes nothing: who that is, they know."""
        super().__init__(
            "Cannot copy all of the catalogue: this role does not see the people who are not open, so they would be "
            "lacking in the copy. Ask its owner, or somebody with the role safety."
        )


def dump(connection: Connection, folder: Path, needed_bytes: int, beside: Callable[[Path], None]) -> Dump:
    """Writes all there is into a folder that is not there yet.

    Args:
        connection: A transaction; what others do meanwhile is not in the dump.
        folder: The folder.
        needed_bytes: How long all of it will be, about.
        beside: Is called with the folder, before it has its name, to put more into it.

    Raises:
        BackupExists: something is there.
        NotAllVisible: whoever is connected does not see all there is.
        FolderMissing, DiskFull, CannotWrite: it cannot be written.
    """
    if folder.exists():
        raise BackupExists(folder)
    if dialect_of(connection).unseen_operations(connection) is not None:
        raise NotAllVisible
    with staged_folder(folder, needed_bytes) as half:
        manifest = _written(connection, half)
        manifest.write(half)
        (half / "README.txt").write_text(READ_ME, encoding="utf-8")
        beside(half)
        _force(half)
        half.rename(folder)
    return Dump(folder, manifest)


def _written(connection: Connection, half: Path) -> Manifest:
    keys = dialect_of(connection).last_keys(connection)
    parts = {table.name: _write(connection, table, half, keys.get(table.name, 0)) for table in dumped_tables()}
    schema = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    return Manifest(schema, history.head(connection), parts)


def _write(connection: Connection, table: Table, half: Path, last_key: int) -> Part:
    name, rows, digest = f"{table.name}.jsonl", 0, sha256()
    wanted = select(table).order_by(*table.primary_key).execution_options(yield_per=AT_ONCE)
    with (half / name).open("xb") as file:
        for row in connection.execute(wanted).mappings():
            written = line(encoded(table, row))
            digest.update(written)
            file.write(written)
            rows += 1
            if last_key or table.dialect_options["sqlite"]["autoincrement"]:
                last_key = max(last_key, row["id"])  # steps are numbered here, and no sequence of a server counts them
    return Part(name, rows, digest.hexdigest(), last_key)


def _force(half: Path) -> None:
    for path in (*half.rglob("*"), half):
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
