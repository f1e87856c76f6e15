"""What every family of edits stands on: the recorder of one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from library.history import Recorder, batches
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import ColumnElement, Table
    from sqlalchemy.engine import Connection, RowMapping

    from library.model import OperationId


class Writer:
    """Holds the open transaction. All changes go through its recorder, so that history misses none."""

    operation: OperationId | None = None
    """The operation this edit is noted under; known once the block has ended and anything changed."""

    def __init__(self, connection: Connection) -> None:
        """Takes the connection of an open writing transaction."""
        self.recorder = Recorder(connection)

    @property
    def _connection(self) -> Connection:
        return self.recorder.connection

    def _clearance_rows(self, clips: Collection[int]) -> dict[int, int]:
        """The rows that say something of the rights in clips, by clip."""
        table = tables.clearance
        found: dict[int, int] = {}
        for batch in batches(clips):
            query = select(table.c.clip_id, table.c.id).where(table.c.clip_id.in_(batch))
            found.update((row.clip_id, row.id) for row in self._connection.execute(query))
        return found

    def _row(self, table: Table, which: ColumnElement[bool]) -> RowMapping | None:
        return self._connection.execute(select(table).where(which)).mappings().first()


def without_id(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row holds besides its key: what a copy of it holds too."""
    return {name: value for name, value in row.items() if name != "id"}
