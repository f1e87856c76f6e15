"""Rows as history holds them: in JSON, which has no bytes."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary

from library.names import storable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import RowMapping, Table

Row = dict[str, Any]


def encoded(table: Table, row: Mapping[str, Any] | RowMapping) -> Row:
    """A row as JSON holds it: bytes become base64."""
    return {name: b64encode(value).decode() if _bytes(table, name, value) else value for name, value in row.items()}


def decoded(table: Table, row: Mapping[str, Any]) -> Row:
    """The inverse of `encoded`."""
    return {name: b64decode(value) if _bytes(table, name, value) else value for name, value in row.items()}


def _bytes(table: Table, name: str, value: object) -> bool:
    return value is not None and isinstance(table.c[name].type, LargeBinary)


def storable_row(row: Row) -> Row:
    """A row whose texts every database can hold."""
    return {name: storable(value) if isinstance(value, str) else value for name, value in row.items()}
