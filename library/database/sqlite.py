"""What statements must know of SQLite; each function as `Dialect` says."""

from __future__ import annotations

import json
from array import array
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Column, Integer, MetaData, Table, column, func, literal_column, select, text
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from library.database import KEPT
from library.schema.derived import Keys
from library.schema.written import written

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import BindParameter, ColumnElement, FromClause, Insert, Select, UpdateBase
    from sqlalchemy.engine import Compiled, Connection

_DIALECT = SQLiteDialect_pysqlite(json_serializer=written)
AT_ONCE = 1 << 17
"""Keys from the first to the last of a part."""
PIECE = 1 << 16
"""Characters that are read at once of a text that lists keys."""
begins_with_the_rarest = False
"""As `Dialect.begins_with_the_rarest`."""


def next_keys(connection: Connection, table: Table, count: int) -> list[int]:
    """As `Dialect.next_keys`; the transaction keeps every other writer from taking them."""
    used = text("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = :table")
    last = int(connection.execute(used, {"table": table.name}).scalar_one())
    return list(range(last + 1, last + 1 + count))


def last_keys(connection: Connection) -> dict[str, int]:
    """As `Dialect.last_keys`."""
    counted = connection.execute(text("SELECT name, seq FROM sqlite_sequence"))
    return {row.name: row.seq for row in counted}


def set_last_keys(connection: Connection, keys: Mapping[str, int]) -> None:
    """As `Dialect.set_last_keys`."""
    for name, seq in keys.items():
        row = {"name": name, "seq": seq}
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), row)
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"), row)


def insert_missing(table: Table, columns: Sequence[str], query: Select[Any]) -> Insert:
    """As `Dialect.insert_missing`."""
    return table.insert().prefix_with("OR IGNORE").from_select(list(columns), query)


def plain_rows(
    connection: Connection, query: Select[Any], given: Mapping[str, object] | None = None
) -> Sequence[tuple[Any, ...]]:
    """As `Dialect.plain_rows`: straight from the driver, which is three times as fast as SQLAlchemy."""
    return _run(connection, _written(query) if given is None else _written_once(query), given or {})


def plain_columns(connection: Connection, query: Select[Any]) -> Callable[[], Sequence[Sequence[Any]]]:
    """As `Dialect.plain_columns`: each in one text, which is three times as fast as in rows."""
    columns = list(query.subquery().c)
    keys = [isinstance(column.type, Keys) for column in columns]
    packed = [
        func.aggregate_strings(column, ",") if listed else func.json_group_array(column)
        for column, listed in zip(columns, keys, strict=True)
    ]
    ((*texts,),) = _run(connection, _written(select(*packed)), {})
    return lambda: [json.loads(f"[{text or ''}]" if listed else text) for text, listed in zip(texts, keys, strict=True)]


def plain_keys(connection: Connection, query: Select[tuple[int]]) -> array[int]:
    """As `Dialect.plain_keys`: in one text, which is read in pieces, so that few of its numbers are objects at once."""
    (key,) = query.subquery().c
    ((listed,),) = _run(connection, _written(select(func.json_group_array(key))), {})
    keys, start, last = array("q"), 1, len(listed) - 1
    while start < last:
        end = listed.find(",", start + PIECE)
        end = last if end < 0 else end
        keys.extend(json.loads(f"[{listed[start:end]}]"))
        start = end + 1
    return keys


def _written(query: Select[Any]) -> Compiled:
    return query.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})


# Writing out a statement takes SQLAlchemy as long as SQLite takes to give a page of rows.
_written_once = lru_cache(maxsize=16)(_written)


def _run(connection: Connection, written: Compiled, given: Mapping[str, object]) -> Sequence[tuple[Any, ...]]:
    parameters = written.construct_params(given) or {}
    cursor = connection.connection.cursor()
    try:
        cursor.execute(str(written), [parameters[name] for name in getattr(written, "positiontup", None) or ()])
        return list(cursor.fetchall())
    finally:
        cursor.close()


def keys_given(keys: BindParameter[str]) -> FromClause:
    """As `Dialect.keys_given`."""
    return func.json_each(keys).table_valued(column("value", Integer), name="given")


def run_many(connection: Connection, statement: UpdateBase, rows: Sequence[Mapping[str, Any]]) -> None:
    """As `Dialect.run_many`: SQLAlchemy would take twice as long over a row's parameters as SQLite over the row."""
    written: Any = statement.compile(dialect=_DIALECT, column_keys=list(rows[0]))
    kinds = {
        name: bind.type.dialect_impl(_DIALECT).bind_processor(_DIALECT) for bind, name in written.bind_names.items()
    }
    each = [(name, kinds[name]) for name in written.positiontup]
    given = [tuple([kind(row[name]) if kind else row[name] for name, kind in each]) for row in rows]
    connection.exec_driver_sql(str(written), given)


@contextmanager
def kept(connection: Connection, query: Select[tuple[int]]) -> Iterator[Select[tuple[int]]]:
    """As `Dialect.kept`: in a table of this connection, in memory."""
    number = connection.info.get(__name__, 0)
    table = _kept(number)
    connection.info[__name__] = number + 1
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {table.name} (id INTEGER PRIMARY KEY)")
    try:
        connection.execute(table.insert().prefix_with("OR IGNORE").from_select(["id"], query))
        yield select(table.c.id)
    finally:
        connection.info[__name__] = number
        connection.exec_driver_sql(f"DROP TABLE {table.name}")  # where this fails, the transaction does, and takes it


@lru_cache(maxsize=16)
def _kept(number: int) -> Table:
    """The table of the keys that are kept while so many others are."""
    return Table(f"kept_{number}", MetaData(), Column("id", Integer, primary_key=True), info={KEPT: number})


def grown(connection: Connection, kept: Select[tuple[int]], pairs: Select[tuple[int, int]]) -> Select[tuple[int]]:
    """As `Dialect.grown`: in the table of what is kept."""
    start, end = pairs.selected_columns
    sought = _sought(connection, start, kept, pairs)
    more = pairs.with_only_columns(end).where(sought.in_(kept), end.not_in(kept)).cte("more", recursive=True)
    more = more.union(pairs.with_only_columns(end).join(more, more.c[0] == start))
    into = _table_of(kept).insert().prefix_with("OR IGNORE")
    connection.execute(into.from_select(["id"], select(*more.c)))
    return kept


def without(connection: Connection, kept: Select[tuple[int]], others: Select[tuple[int]]) -> Select[tuple[int]]:
    """As `Dialect.without`: in the table of what is kept."""
    table = _table_of(kept)
    connection.execute(table.delete().where(_sought(connection, table.c.id, others, kept).in_(others)))
    return kept


def _table_of(kept: Select[tuple[int]]) -> Table:
    (table,) = kept.get_final_froms()
    return cast("Table", table)


def _sought(
    connection: Connection, column: ColumnElement[int], among: Select[tuple[int]], rows: Select[Any]
) -> ColumnElement[int]:
    """A column of some rows as it is to be sought among keys: SQLite goes through the fewer of the two.

    Left to itself it goes through the keys and asks an index of the column, which something added has not.
    """
    counts = (select(func.count()).select_from(one.subquery()).scalar_subquery() for one in (among, rows))
    keys, of_column = connection.execute(select(*counts)).one()
    return column if keys < of_column else column + literal_column("0")


def in_parts(connection: Connection, kept: Select[tuple[int]]) -> Sequence[Select[tuple[int]]]:
    """As `Dialect.in_parts`."""
    (key,) = kept.selected_columns
    first, last = connection.execute(select(func.min(key), func.max(key)).select_from(*kept.get_final_froms())).one()
    if first is None:
        return []
    return [kept.where(key.between(low, low + AT_ONCE - 1)) for low in range(first, last + 1, AT_ONCE)]


def moment(connection: Connection) -> tuple[int, int]:
    """As `Dialect.moment`: the changes other connections made, and those of this one."""
    driver: Any = connection.connection.dbapi_connection
    ((others,),) = driver.execute("PRAGMA data_version").fetchall()
    return others, driver.total_changes


def interrupt(connection: Connection) -> None:
    """As `Dialect.interrupt` (https://www.sqlite.org/c3ref/interrupt.html)."""
    cast("sqlite3.Connection", connection.connection.driver_connection).interrupt()


def unseen_operations(_connection: Connection) -> None:
    """As `Dialect.unseen_operations`: whoever may read a file reads all of it."""


def defer_references(connection: Connection) -> None:
    """As `Dialect.defer_references`."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")


def make_index_of_words(connection: Connection, of: str) -> None:
    """As `Dialect.make_index_of_words`: folded words by the id (rowid) of the row they are of."""
    connection.exec_driver_sql(f"CREATE VIRTUAL TABLE {of}_search USING fts5(words, prefix='2 3')")
