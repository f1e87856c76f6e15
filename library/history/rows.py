"""Rows as history holds them: in JSON, which has no bytes."""

from __future__ import annotations

from base64 import b64decode, b64encode
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, LargeBinary, bindparam

from library.database import dialect_of
from library.names import storable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import RowMapping, Table
    from sqlalchemy.engine import Connection

Row = dict[str, Any]
KEY = "key_of_row"
"""The key's name among the parameters of an update; no column has it."""
_NAMED_ONCE = {"authority": "name", "copy": "path_raw"}
"""By table, the column that changes and that no two rows may have the same."""


def encoded(table: Table, row: Mapping[str, Any] | RowMapping) -> Row:
    """A row as JSON holds it: bytes become base64."""
    binary = {name: b64encode(row[name]).decode() for name in _binary(table) if row.get(name) is not None}
    return {**row, **binary}


def encoded_all(table: Table, rows: list[Row]) -> list[Row]:
    """Rows as `encoded` gives them; most tables have no column of bytes."""
    return [encoded(table, row) for row in rows] if _binary(table) else rows


def decoded(table: Table, row: Mapping[str, Any]) -> Row:
    """The inverse of `encoded`."""
    binary = _binary(table)
    return {name: b64decode(row[name]) if name in binary and row[name] is not None else row[name] for name in row}


@cache
def _binary(table: Table) -> frozenset[str]:
    """The columns of bytes."""
    return frozenset(column.name for column in table.c if isinstance(column.type, LargeBinary))


def storable_row(row: Row) -> Row:
    """A row whose texts every database can hold."""
    return {name: storable(value) if isinstance(value, str) else value for name, value in row.items()}


def make_way(connection: Connection, table: Table, swaps: Mapping[int, tuple[Row, Row]]) -> None:
    """Gives rows that take each other's names, or one after the other, names of nobody: none is taken on the way.

    Args:
        connection: A writing transaction.
        table: Of the rows.
        swaps: What each row holds and will hold, by its key.
    """
    name = _NAMED_ONCE.get(table.name)
    moved = {key: (old[name], new[name]) for key, (old, new) in swaps.items() if name in old}
    wanted = {new for _, new in moved.values()}
    keys = [key for key, (old, _) in moved.items() if old in wanted]
    if name and keys:
        nobody = b"\x01%d" if isinstance(table.c[name].type, LargeBinary) else "\x01%d"
        update_rows(connection, table, [{KEY: key, name: nobody % key} for key in keys])


def update_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Changes rows by their KEY; all of them have the same columns."""
    values = {name: bindparam(name, type_=table.c[name].type) for name in rows[0] if name != KEY}
    statement = table.update().where(table.c.id == bindparam(KEY, type_=Integer)).values(values)
    dialect_of(connection).run_many(connection, statement, rows)
