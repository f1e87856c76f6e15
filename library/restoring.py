"""Backups of a catalogue on a server, and the way back into one.

A backup is the same file wherever the catalogue is: what is on a server goes through a dump into a catalogue of its
own, which any mediavault opens, and comes back the same way. What it goes through is checked by its digests, and lies
in a folder that only its owner may enter.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from library import backup, dump, history, migrations
from library.backup import Backup, BackupBroken, BackupExists, Restored
from library.catalogue import Catalogue
from library.disk import named_refusals
from library.dump.format import dumped_tables
from library.dump.loading import checked, filling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

    from library.database.server import PostgresqlServer
    from library.dump.format import Manifest


def back_up(catalogue: Catalogue, target: Path) -> Backup:
    """Copies a catalogue, as it is at one moment, into the file `target`; others may go on writing.

    Raises:
        BackupExists: something is at `target`.
        FolderMissing, DiskFull, CannotWrite: the copy cannot be written.
        BackupBroken: what was written does not read back as what was copied.
        NotAllVisible: whoever asks does not see all of the catalogue.
    """
    if target.exists():
        raise BackupExists(target)
    with _apart(target) as folder:
        dumped = catalogue.dump(folder / "dump")
        made = dump.restore(dumped.folder, target).catalogue
    _compare(made, dumped.manifest, target)
    return made


def restore(source: Path, database: PostgresqlServer, beside: Path) -> Restored:
    """Makes the catalogue on a server what it was in a backup or a dump, all of it or nothing.

    Args:
        source: A backup's file, or a dump's folder.
        database: Where to. What is there now is set aside, whole, in a schema of its own.
        beside: A folder of the vault, for what is in between.

    Raises:
        NoCatalogue, BackupBroken, CatalogueTooNew: the backup cannot be used; nothing was changed.
        ServerUnreachable, ServerRefuses, CatalogueBusy: the server does not take it; nothing was changed.
        DiskFull, CannotWrite: there is no room for what is in between.
    """
    with _apart(beside / "restore") as folder:
        dumped = source if source.is_dir() else _dumped(source, folder)
        manifest = checked(dumped)
        engine = database.engine()
        try:
            with engine.connect().execution_options(writes=True) as connection, connection.begin():
                had_roles = database.has_roles(connection)
                aside = database.set_aside(connection)
                with filling(dumped):
                    dump.fill(connection, manifest, dumped)
                if had_roles:
                    database.prepare_roles(connection)
                made = _found(connection, source, database.size_bytes(connection))
                _compare(made, manifest, source)
        except DBAPIError as error:
            raise database.named(error) from error
        finally:
            engine.dispose()
    return Restored(made, aside, str(database))


@contextmanager
def _apart(target: Path) -> Iterator[Path]:
    with named_refusals(target, 0), TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as folder:
        yield Path(folder)


def _dumped(source: Path, folder: Path) -> Path:
    """A dump of a backup; one of an older program is upgraded first, in a copy of it."""
    copy = backup.restore(source, folder / "catalogue.db").catalogue.path
    with Catalogue.open(copy) as catalogue:
        return catalogue.dump(folder / "dump").folder


def _found(connection: Connection, source: Path, size: int) -> Backup:
    counted = {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in dumped_tables()
    }
    return Backup(source, size, migrations.HEAD, counted, history.head(connection))


def _compare(made: Backup, manifest: Manifest, shown: Path) -> None:
    wanted = {name: part.rows for name, part in manifest.tables.items()}
    lacking = [name for name, rows in wanted.items() if made.rows.get(name) != rows]
    # Of an older program's history, the steps are sealed when it comes in.
    if set(lacking) - {"step"} or (lacking and manifest.schema == migrations.HEAD):
        raise BackupBroken(shown, f"rows of {', '.join(lacking)} are lacking in it")
