"""Which assets are found by other words after a change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy
from sqlalchemy import select

from library.database import one_of
from library.history.batches import batches
from library.history.commits import row_ids
from library.history.rows import Row
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import RowMapping
    from sqlalchemy.engine import Connection

WORDS = {"asset_id", "caption", "keywords", "make", "model", "reel", "path", "name", "note", "text"}
"""Columns that hold words an asset is found by, or say whose they are."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Rows of one table that a change is about."""

    table: str
    inserted: Sequence[int] = ()
    updated: Sequence[int] = ()
    """Only rows whose words changed."""
    gone: Sequence[Row] = ()


def touched_assets(connection: Connection, changes: Iterable[Touched]) -> set[int]:
    """Assets whose searchable words a change may have changed."""
    found: set[int] = set()
    for change in changes:
        if change.table == "asset":
            found.update(change.inserted, change.updated, (row["id"] for row in change.gone))
        elif change.table in _WORDY:
            wordy = _WORDY[change.table]
            found.update(row["asset_id"] for row in change.gone if any(row.get(column) for column in wordy))
            found.update(_owners(connection, change))
    return found


_WORDY = {"copy": ("path",), "clip": ("name", "note"), "transcript_line": ("text",)} | {
    "message_asset": ("message_id",)
}
"""The tables whose rows say words of an asset, and the columns that do."""
WORDED = frozenset(["asset", *_WORDY])
"""The tables of which a change may be one of words."""


def _owners(connection: Connection, change: Touched) -> Iterator[int]:
    table = tables.metadata.tables[change.table]
    # A tagging of 10,000 assets inserts clips without a word of their own: those need no new index.
    wordy = sqlalchemy.or_(*(table.c[column].is_not(None) for column in _WORDY[change.table]))
    for ids, which in ((change.inserted, wordy), (change.updated, sqlalchemy.true())):
        for batch in batches(ids):
            chosen = one_of(connection, table.c.id, batch)
            yield from connection.execute(select(table.c.asset_id).where(chosen, which)).scalars()


def noted(change: RowMapping) -> Touched:
    """The rows a change of the history is about."""
    payload = change["payload"]
    if change["action"] == "insert":
        return Touched(change["table_name"], inserted=list(row_ids(change)), gone=change["moved"] or [])
    if change["action"] == "update":
        return Touched(change["table_name"], updated=[key for key, old, _ in payload if old.keys() & WORDS])
    return Touched(change["table_name"], inserted=[row["id"] for row in payload], gone=payload)
