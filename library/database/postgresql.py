"""What statements must know of PostgreSQL; each function as `Dialect` says.

And how the tables of the catalogue are made there, so that they hold and compare what they do in SQLite: text by code
point, whole numbers of 64 bits, references that a transaction may defer.
"""

from __future__ import annotations

from array import array
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKeyConstraint,
    Integer,
    String,
    Text,
    cast,
    func,
    select,
    text,
)
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.dialects.postgresql.base import PGDDLCompiler
from sqlalchemy.dialects.postgresql.pg8000 import PGDialect_pg8000

from library.names import storable
from library.schema.derived import Keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import BindParameter, Column, Constraint, FromClause, Insert, Select, Table, UpdateBase
    from sqlalchemy.engine import Connection
    from sqlalchemy.engine.interfaces import Dialect as SqlDialect

begins_with_the_rarest = True
"""As `Dialect.begins_with_the_rarest`."""
BACKEND = "backend"
"""Under this a connection notes the number of the process that serves it."""
DRIVER = "postgresql+catalogue"
"""The name SQLAlchemy knows `CatalogueDialect` by."""


def next_keys(connection: Connection, table: Table, count: int) -> list[int]:
    """As `Dialect.next_keys`. A sequence gives nothing twice; what a transaction took that failed stays unused."""
    taken = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
    return list(connection.execute(taken, {"table": table.name, "count": count}).scalars())


def last_keys(connection: Connection) -> dict[str, int]:
    """As `Dialect.last_keys`."""
    counted = text(
        "SELECT tablename, last_value FROM pg_sequences JOIN pg_tables USING (schemaname) "
        "WHERE schemaname = current_schema() AND sequencename = tablename || '_id_seq' AND last_value IS NOT NULL"
    )
    return {row.tablename: row.last_value for row in connection.execute(counted)}


def set_last_keys(connection: Connection, keys: Mapping[str, int]) -> None:
    """As `Dialect.set_last_keys`."""
    counted = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
    for name, last in keys.items():
        connection.execute(counted, {"name": name, "last": last})


def insert_missing(table: Table, columns: Sequence[str], query: Select[Any]) -> Insert:
    """As `Dialect.insert_missing`."""
    return insert(table).from_select(list(columns), query).on_conflict_do_nothing()


def plain_rows(
    connection: Connection, query: Select[Any], given: Mapping[str, object] | None = None
) -> Sequence[tuple[Any, ...]]:
    """As `Dialect.plain_rows`."""
    return [tuple(row) for row in connection.execute(query, given or {})]


def plain_columns(connection: Connection, query: Select[Any]) -> Callable[[], Sequence[Sequence[Any]]]:
    """As `Dialect.plain_columns`: each in one text, which the driver reads faster than rows."""
    packed = [
        cast("[" + func.string_agg(each, ",") + "]", JSON) if isinstance(each.type, Keys) else func.json_agg(each)
        for each in query.subquery().c
    ]
    columns = connection.execute(select(*packed)).one()
    return lambda: [each or [] for each in columns]


def plain_keys(connection: Connection, query: Select[tuple[int]]) -> array[int]:
    """As `Dialect.plain_keys`."""
    (keys,) = plain_columns(connection, query)()
    return array("q", keys)


def keys_given(keys: BindParameter[str]) -> FromClause:
    """As `Dialect.keys_given`."""
    listed = func.json_array_elements_text(cast(keys, JSON))
    value = cast(listed.column_valued("each"), BigInteger).label("value")
    return select(value).subquery("given")


def run_many(connection: Connection, statement: UpdateBase, rows: Sequence[Mapping[str, Any]]) -> None:
    """As `Dialect.run_many`."""
    connection.execute(statement, rows)


@contextmanager
def kept(_connection: Connection, query: Select[tuple[int]]) -> Iterator[Select[tuple[int]]]:
    """As `Dialect.kept`: who only reads may make no table, and a server plans each statement by itself."""
    yield query


def grown(_connection: Connection, kept: Select[tuple[int]], pairs: Select[tuple[int, int]]) -> Select[tuple[int]]:
    """As `Dialect.grown`."""
    start, end = pairs.selected_columns
    found = kept.cte("found", recursive=True)
    return select(*found.union(pairs.with_only_columns(end).join(found, found.c[0] == start)).c)


def without(_connection: Connection, kept: Select[tuple[int]], others: Select[tuple[int]]) -> Select[tuple[int]]:
    """As `Dialect.without`."""
    (key,), (other,) = kept.selected_columns, others.selected_columns
    return kept.where(~others.where(other == key).exists())


def in_parts(_connection: Connection, kept: Select[tuple[int]]) -> Sequence[Select[tuple[int]]]:
    """As `Dialect.in_parts`: in one, for each would be asked anew."""
    return [kept]


def moment(_connection: Connection) -> None:
    """As `Dialect.moment`: a question to the server takes as long as what it would save."""
    return None  # noqa: RET501 - it is an answer


def interrupt(connection: Connection) -> None:
    """As `Dialect.interrupt`: through another connection, since this one waits for its answer."""
    with connection.engine.connect() as another:
        another.execute(text("SELECT pg_cancel_backend(:backend)"), {"backend": connection.info[BACKEND]})


def unseen_operations(connection: Connection) -> frozenset[int] | None:
    """As `Dialect.unseen_operations`."""
    if connection.exec_driver_sql(_SEES_ALL).scalar_one():
        return None
    return frozenset(connection.exec_driver_sql("SELECT operation_id FROM withheld_change").scalars())


_SEES_ALL = """SELECT CASE WHEN row_security_active('authority')
    THEN pg_has_role('mediavault_safety', 'MEMBER') ELSE true END"""


def defer_references(connection: Connection) -> None:
    """As `Dialect.defer_references`."""
    connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")


def make_index_of_words(connection: Connection, of: str) -> None:
    """As `Dialect.make_index_of_words`: the words of a row by its id, in as many pieces as they need."""
    connection.exec_driver_sql(f"CREATE TABLE {of}_search (id bigint NOT NULL, words tsvector NOT NULL)")
    connection.exec_driver_sql(f"CREATE INDEX ix_{of}_search_id ON {of}_search (id)")
    connection.exec_driver_sql(f"CREATE INDEX ix_{of}_search_words ON {of}_search USING gin (words)")


class _Tables(PGDDLCompiler):
    def get_column_specification(self, column: Column[Any], **kw: Any) -> str:
        written: str = super().get_column_specification(column, **kw)  # type: ignore[no-untyped-call]
        if isinstance(column.type, Text):
            return f'{written} COLLATE "C"'
        return written.replace(" SERIAL", " BIGSERIAL", 1).replace(" INTEGER", " BIGINT", 1)

    def define_constraint_deferrability(self, constraint: Constraint) -> str:
        if isinstance(constraint, ForeignKeyConstraint):
            return " DEFERRABLE"
        return super().define_constraint_deferrability(constraint)


class _Number(Integer):
    """Goes without a cast to 32 bits."""


class _Words(String):
    """A text as PostgreSQL can hold it: NUL and halves of surrogate pairs, which it refuses, stand as escapes."""

    render_bind_cast = True

    def bind_processor(self, dialect: SqlDialect) -> Callable[[str | None], str | None]:  # noqa: ARG002
        return storable


class CatalogueDialect(PGDialect_pg8000):
    """PostgreSQL through pg8000, with tables as the catalogue needs them and many rows to a statement."""

    driver = "catalogue"
    supports_statement_cache = True
    ddl_compiler = _Tables
    colspecs = {**PGDialect_pg8000.colspecs, Integer: _Number, String: _Words}  # noqa: RUF012 - as SQLAlchemy has it
    use_insertmanyvalues_wo_returning = True


registry.register(DRIVER.replace("+", "."), __name__, CatalogueDialect.__name__)
