"""Many rows with few columns, as fast as the database hands them out."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from library.database import dialect_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.engine import Connection


def driver_rows(connection: Connection, query: Select[Any]) -> Sequence[tuple[Any, ...]]:
    """The rows of `query`: numbers, texts and bytes; a truth may be 0 or 1."""
    return dialect_of(connection).plain_rows(connection, query)


def ids(connection: Connection, query: Select[tuple[int]]) -> array[int]:
    """The ids a query selects, in its order."""
    return array("q", dialect_of(connection).plain_columns(connection, query)[0])
