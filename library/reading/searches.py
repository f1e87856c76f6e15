"""Saved searches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from library import names
from library.model import SavedSearch, SearchId
from library.reading.authorities import UnknownName
from library.schema import tables

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def searches(connection: Connection) -> list[SavedSearch]:
    """All saved searches, by name."""
    table = tables.saved_search
    rows = connection.execute(select(table.c.id, table.c.name, table.c.query).order_by(table.c.folded))
    return [SavedSearch(SearchId(row.id), row.name, row.query) for row in rows]


def search(connection: Connection, name: str) -> SavedSearch:
    """The saved search of a name, however it is spelt.

    Raises:
        UnknownName: there is none; it carries the nearest.
    """
    known = searches(connection)
    found = next((one for one in known if names.fold(one.name) == names.fold(name)), None)
    if found is None:
        raise UnknownName("search", name, names.nearest(name, [one.name for one in known]))
    return found
