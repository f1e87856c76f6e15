"""The databases a catalogue may be kept in, one door for each concern.

A `Database` is the place of one catalogue: how it is made, opened and settled there, and what its errors mean. A
`Dialect` is what the statements of a transaction must know of the kind of database they go to. SQLite has `file` and
`sqlite`, PostgreSQL `server` and `postgresql`; nothing else asks which of them it is. The index of words has a door of
its own, `library.search`.
"""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from sqlalchemy import Text, bindparam, select

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from sqlalchemy import BindParameter, ColumnElement, FromClause, Insert, Select, Table, UpdateBase
    from sqlalchemy.engine import Connection, Engine
    from sqlalchemy.exc import DBAPIError

    from library.backup import Backup
    from library.errors import MediavaultError

__all__ = ["KEPT", "Database", "Dialect", "database_at", "dialect_of", "one_of"]

KEPT = "kept"
"""What a table says of itself whose rows are there for the block of a `Dialect.kept`."""


class Database(Protocol):
    """The place of one catalogue. `str()` is how a person knows it: a path, or a URL without a password."""

    @property
    def person(self) -> str | None:
        """Who the database takes us for, where it asks; the history notes changes under that name."""

    def engine(self) -> Engine:
        """Makes the engine of the catalogue; nothing is opened yet.

        Transactions that have the execution option `writes` come one after the other, from whatever process; the others
        see one moment, and keep nobody waiting.
        """

    def making(self) -> AbstractContextManager[Database | None]:
        """Where a new catalogue is to be filled, if none is there yet; it is there, whole, once the block has ended."""

    def require(self) -> None:
        """Raises NoCatalogue when there is certainly none."""

    def keep_as_it_was(self, connection: Connection, schema: str) -> Backup | None:
        """Keeps a copy of the catalogue beside it, named after its schema, before that is upgraded.

        Returns it where it is a file.
        """

    def size_bytes(self, connection: Connection) -> int:
        """How much room the catalogue takes."""

    def version(self, connection: Connection) -> str:
        """What keeps the catalogue, and which version of it: `SQLite 3.40.1`, `PostgreSQL 15.18`."""

    def has_roles(self, connection: Connection) -> bool:
        """Whether the roles of a team were prepared; what is added to the schema is to be theirs, too."""

    def prepare_roles(self, connection: Connection) -> None:
        """Makes the roles of a team (`library.database.roles`), where a database has such."""

    def settle(self, engine: Engine) -> None:
        """Brings what was committed to where it lies for good, and sees whether it can be read back from there."""

    def named(self, error: DBAPIError) -> MediavaultError:
        """What stopped a change or a question, in our words."""


class Dialect(Protocol):
    """What the statements of a transaction must know of the kind of database."""

    begins_with_the_rarest: bool
    """Whether it sees by itself which part of a question leaves the least, and asks that first."""

    def __hash__(self) -> int:
        """There is one for each kind: what is written for it may be kept."""

    def next_keys(self, connection: Connection, table: Table, count: int) -> list[int]:
        """Keys of `table` that were never used, in their order; nobody else gets them."""

    def last_keys(self, connection: Connection) -> dict[str, int]:
        """The last key each table ever gave to a row, by its name; those that have given none are left out."""

    def set_last_keys(self, connection: Connection, keys: Mapping[str, int]) -> None:
        """Has tables go on counting where others stopped."""

    def insert_missing(self, table: Table, columns: Sequence[str], query: Select[Any]) -> Insert:
        """Inserts the rows a query gives, but for those a unique constraint says are there already."""

    def plain_rows(
        self, connection: Connection, query: Select[Any], given: Mapping[str, object] | None = None
    ) -> Sequence[tuple[Any, ...]]:
        """Many rows with few columns of numbers, texts and bytes; a truth may be 0 or 1.

        With `given`, the values of its parameters, the query is one that is asked often: it is written out once.
        """

    def plain_columns(self, connection: Connection, query: Select[Any]) -> Callable[[], Sequence[Sequence[Any]]]:
        """Each column of what a query selects, numbers and texts, in its order: even a hundred thousand rows.

        Of a column of `Keys` all keys of all rows, one after the other. The database has answered when this returns;
        what it returns takes the answer apart, which needs no database.
        """

    def plain_keys(self, connection: Connection, query: Select[tuple[int]]) -> array[int]:
        """The keys that a query selects, in its order: even a million."""

    def keys_given(self, keys: BindParameter[str]) -> FromClause:
        """The keys that a parameter lists in JSON, as rows with the column `value`."""

    def run_many(self, connection: Connection, statement: UpdateBase, rows: Sequence[Mapping[str, Any]]) -> None:
        """Carries a statement out for each of many rows, which have the same columns."""

    def kept(self, connection: Connection, query: Select[tuple[int]]) -> AbstractContextManager[Select[tuple[int]]]:
        """What a query selects, for many statements to ask for within the block, without asking it anew each time."""

    def grown(
        self, connection: Connection, kept: Select[tuple[int]], pairs: Select[tuple[int, int]]
    ) -> Select[tuple[int]]:
        """What is `kept`, what pairs lead to from there as their second, and so on; `kept` may be that from then on."""

    def without(
        self, connection: Connection, kept: Select[tuple[int]], others: Select[tuple[int]]
    ) -> Select[tuple[int]]:
        """What is `kept` and none of the others; `kept` may be that from then on."""

    def in_parts(self, connection: Connection, kept: Select[tuple[int]]) -> Sequence[Select[tuple[int]]]:
        """What is `kept`, in parts small enough to hold all that is said of the rows of one."""

    def moment(self, connection: Connection) -> Hashable | None:
        """What is another after each change, whoever made it; None where asking costs more than it saves."""

    def interrupt(self, connection: Connection) -> None:
        """Has another thread's connection give up the statement it carries out; the next one is carried out."""

    def unseen_operations(self, connection: Connection) -> frozenset[int] | None:
        """Operations of the history that whoever is connected may not see, or not all of; None: they see everything."""

    def defer_references(self, connection: Connection) -> None:
        """Lets rows refer to others that are not there until the transaction ends, which must then be."""

    def make_index_of_words(self, connection: Connection, of: str) -> None:
        """Makes what the `library.search.Index` of this database needs for the rows of the table `of`."""


def database_at(place: Path | str) -> Database:
    """The database at a path, or at the URL of a server (`postgresql://user@host/name`)."""
    if isinstance(place, str) and "://" in place:
        from library.database.server import PostgresqlServer  # noqa: PLC0415 - few have one

        return PostgresqlServer(place)
    from library.database.file import SqliteFile  # noqa: PLC0415 - imports what imports this

    return SqliteFile(Path(place))


def one_of(connection: Connection, column: ColumnElement[int], keys: Collection[int]) -> ColumnElement[bool]:
    """The condition that a column holds one of these keys.

    They are one parameter: over thousands SQLAlchemy takes longer than the database takes for the statement.
    """
    listed = bindparam("keys", json.dumps(list(keys)), type_=Text, unique=True)
    return column.in_(select(dialect_of(connection).keys_given(listed).c.value))


def dialect_of(connection: Connection) -> Dialect:
    """The dialect of the database a connection goes to."""
    return cast("Dialect", import_module(f"library.database.{connection.dialect.name}"))
