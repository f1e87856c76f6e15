"""Rows as history holds them: in JSON, which has no bytes."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from sqlalchemy import LargeBinary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import RowMapping, Table

Row = dict[str, Any]


def encoded(table: Table, row: Mapping[str, Any] | RowMapping) -> Row:
    """A row as JSON holds it: bytes become base64."""
    return {
        name: base64.b64encode(value).decode() if isinstance(table.c[name].type, LargeBinary) and value else value
        for name, value in row.items()
    }


def decoded(table: Table, row: Mapping[str, Any]) -> Row:
    """The inverse of `encoded`."""
    return {
        name: base64.b64decode(value) if isinstance(table.c[name].type, LargeBinary) and value else value
        for name, value in row.items()
    }
