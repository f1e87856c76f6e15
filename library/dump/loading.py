"""Makes a catalogue of a dump: of this program's, or of an older one's, which is upgraded as an older catalogue is."""

from __future__ import annotations

import json
from contextlib import contextmanager
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import JSON, MetaData
from sqlalchemy.exc import SQLAlchemyError

from library import backup, history, migrations
from library.backup import BackupBroken
from library.database import dialect_of
from library.disk import staged
from library.dump.format import Manifest
from library.history.rows import Row, decoded
from library.refusals import CatalogueTooNew
from library.schema.engine import make_engine
from library.upgrading import bring_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Table
    from sqlalchemy.engine import Connection

    from library.dump.format import Part

AT_ONCE = 2_000
"""Rows in one statement."""
GROWTH = 3
"""How much longer a catalogue may be than the dump of it, with its indexes."""


def restore(folder: Path, path: Path) -> backup.Restored:
    """Makes the catalogue at `path` equal to the one that was dumped; one that is there is set aside beside it.

    Raises:
        BackupBroken, CatalogueTooNew: the dump cannot be used; nothing was changed.
        CatalogueInUse: another process has the catalogue open.
        FolderMissing, DiskFull, CannotWrite: the disk refuses.
    """
    manifest = checked(folder)
    size = sum((folder / part.file).stat().st_size for part in manifest.tables.values())
    with staged(path, GROWTH * size) as half:
        engine = make_engine(f"sqlite:///{half}")
        try:
            with (
                filling(folder),
                engine.connect().execution_options(writes=True) as connection,
                connection.begin(),
            ):
                fill(connection, manifest, folder)
        finally:
            engine.dispose()
        return backup.restore(half, path)


@contextmanager
def filling(folder: Path) -> Iterator[None]:
    """Names what stops the rows of a dump from being a catalogue: BackupBroken."""
    try:
        yield
    except (SQLAlchemyError, ValueError, LookupError, TypeError, AttributeError) as error:
        reason = str(getattr(error, "orig", error))
        raise BackupBroken(folder, f"its rows make no catalogue ({reason})") from error


def checked(folder: Path) -> Manifest:
    """The manifest of a dump whose files are what it says. Raises BackupBroken, CatalogueTooNew."""
    try:
        manifest = Manifest.read(folder)
        for name, part in manifest.tables.items():
            if Path(part.file).name != part.file:
                raise BackupBroken(folder, f"the file of {name} is to be elsewhere ({part.file})")
            with (folder / part.file).open("rb") as file:
                rows = sum(1 for _ in file)
                file.seek(0)
                same = file_digest(file, "sha256").hexdigest() == part.sha256
            if not same or rows != part.rows:
                raise BackupBroken(folder, f"{part.file} is not what was written")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupBroken(folder, f"it is no whole dump ({error})") from error
    if manifest.schema not in migrations.KNOWN:
        raise CatalogueTooNew(folder, manifest.schema)
    return manifest


def fill(connection: Connection, manifest: Manifest, folder: Path) -> None:
    """Fills a database in which nothing is, in its writing transaction.

    Raises:
        BackupBroken: the history in the dump does not end as its manifest says.
    """
    migrations.upgrade(connection, manifest.schema)
    there = MetaData()
    there.reflect(connection, only=list(manifest.tables))
    for table in there.sorted_tables:
        for rows in _rows(table, manifest.tables[table.name], folder):
            connection.execute(table.insert(), rows)
    dialect_of(connection).set_last_keys(
        connection, {name: part.last_key for name, part in manifest.tables.items() if part.last_key}
    )
    if manifest.schema >= "0006" and history.head(connection) != manifest.head:
        raise BackupBroken(folder, "its history does not end as its manifest says")
    bring_up(connection)


def _rows(table: Table, part: Part, folder: Path) -> Iterator[list[Row]]:
    for column in table.columns:
        if isinstance(column.type, JSON):
            column.type = JSON(none_as_null=bool(column.nullable))  # what was absent stays absent
    with (folder / part.file).open("rb") as file:
        while lines := list(islice(file, AT_ONCE)):
            yield [decoded(table, json.loads(one)) for one in lines]
