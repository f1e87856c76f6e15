"""A catalogue in a file of SQLite."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from library import durability
from library.backup import back_up
from library.disk import settle, staged, take_place
from library.errors import MediavaultError
from library.refusals import ROOM_BYTES, NoCatalogue, named
from library.schema.engine import make_engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy.engine import Connection, Engine
    from sqlalchemy.exc import DBAPIError

    from library.backup import Backup


class NoRoles(MediavaultError):
    """Roles are wanted of a file."""

    def __init__(self, path: Path) -> None:
        """Takes the file."""
        self.path = path
        super().__init__(
            f"The catalogue {path} is a file, and whoever may read a file reads all of it: roles need a catalogue on a "
            "PostgreSQL server (mediavault init --database)."
        )


class SqliteFile:
    """One file; each method as `Database` says."""

    def __init__(self, path: Path) -> None:
        """Takes the file, which need not be there."""
        self.path = path

    person = None
    """As `Database.person`: a file does not ask."""

    def __str__(self) -> str:
        return str(self.path)

    def engine(self) -> Engine:
        """As `Database.engine`."""
        return make_engine(f"sqlite:///{self.path}")

    @contextmanager
    def making(self) -> Iterator[SqliteFile | None]:
        """As `Database.making`: under another name, which it changes once it is whole.

        Raises:
            FolderMissing, DiskFull, CannotWrite: it cannot be written.
        """
        if self.path.exists():
            yield None
            return
        with staged(self.path, ROOM_BYTES) as half:
            yield SqliteFile(half)
            with suppress(FileExistsError):  # another process was first
                take_place(half, self.path)
            settle(self.path.parent)

    def require(self) -> None:
        """As `Database.require`."""
        if not self.path.is_file():
            raise NoCatalogue(self)

    def keep_as_it_was(self, _connection: Connection, schema: str) -> Backup:
        """As `Database.keep_as_it_was`; another connection reads what is kept, while the first keeps writers away."""
        return back_up(self.path, self.path.with_name(f"{self.path.name}.{schema}"), replacing=True)

    def size_bytes(self, _connection: Connection) -> int:
        """As `Database.size_bytes`."""
        return self.path.stat().st_size

    def version(self, connection: Connection) -> str:
        """As `Database.version`."""
        return f"SQLite {connection.exec_driver_sql('SELECT sqlite_version()').scalar_one()}"

    def has_roles(self, _connection: Connection) -> bool:
        """As `Database.has_roles`: a file has none."""
        return False

    def prepare_roles(self, _connection: Connection) -> None:
        """As `Database.prepare_roles`.

        Raises:
            NoRoles: always.
        """
        raise NoRoles(self.path)

    def settle(self, engine: Engine) -> None:
        """As `Database.settle`. SQLite does the first by itself, but does not say when the disk fails meanwhile.

        Raises:
            CatalogueFull, CatalogueDiskFails: it does not take it or give it back; what was committed is in the log.
        """
        durability.settle(engine, self.path)

    def named(self, error: DBAPIError) -> MediavaultError:
        """As `Database.named`."""
        return named(self.path, error)
