"""The operations of the history: adding one, listing them, and which of them an undo or a redo is about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from library.errors import MediavaultError
from library.model import Operation, OperationId
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.engine import Connection

    from library.history.rows import Row


def add_operation(connection: Connection, *, who: str, what: str, by_ingest: bool) -> OperationId:
    """Adds an operation that changes are then noted under; what was undone before it cannot be redone any more.

    An ingest leaves that open: it runs beside the person at the keyboard, and stands on nothing they did.
    """
    table = tables.operation
    if not by_ingest:
        connection.execute(table.update().where(table.c.redo_place.is_not(None)).values(redo_place=None))
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    values = {"at": at, "who": who, "what": what, "by_ingest": by_ingest, "undone": False}
    return OperationId(connection.execute(table.insert().returning(table.c.id), values).scalar_one())


def is_done(connection: Connection, operation: OperationId) -> bool:
    """Whether an operation stands: it is there, and not undone."""
    table = tables.operation
    return connection.execute(select(~table.c.undone).where(table.c.id == operation)).scalar() is True


def add_changes(connection: Connection, operation: OperationId, changes: Sequence[Row]) -> None:
    """Notes changes under an operation."""
    connection.execute(tables.change.insert(), [{**change, "operation_id": operation} for change in changes])


def operations(connection: Connection, limit: int) -> list[Operation]:
    """The newest operations, newest first."""
    return _operations(connection, select(tables.operation.c.id).order_by(tables.operation.c.id.desc()).limit(limit))


def _operations(connection: Connection, chosen: Select[Any]) -> list[Operation]:
    operation, change = tables.operation, tables.change
    rows = select(func.coalesce(func.sum(change.c.rows), 0)).where(change.c.operation_id == operation.c.id)
    query = (
        select(operation, rows.scalar_subquery().label("changes"))
        .where(operation.c.id.in_(chosen))
        .order_by(operation.c.id.desc())
    )
    return [
        Operation(
            id=OperationId(row["id"]),
            at=datetime.fromisoformat(row["at"]),
            who=row["who"],
            what=row["what"],
            undone=row["undone"],
            changes=row["changes"],
        )
        for row in connection.execute(query).mappings()
    ]


class NothingToUndo(MediavaultError):
    """There is no operation left to undo."""

    def __init__(self) -> None:
        """Takes no facts: there are none."""
        super().__init__("Nothing to undo: no change has been made, or all of them are undone already.")


class NothingToRedo(MediavaultError):
    """No undone operation can be carried out again."""

    def __init__(self) -> None:
        """Takes no facts: there are none."""
        super().__init__("Nothing to redo: nothing was undone, or something else was changed since.")


def to_undo(connection: Connection, wanted: int | None, *, skip_ingest: bool) -> Operation:
    """The operation an undo is about: the one asked for, or the newest that is not undone."""
    table = tables.operation
    query = select(func.max(table.c.id)).where(~table.c.undone)
    if wanted is not None:
        query = query.where(table.c.id == wanted)
    if skip_ingest:
        query = query.where(~table.c.by_ingest)
    found = _operations(connection, query)
    if not found:
        raise NothingToUndo
    return found[0]


def to_redo(connection: Connection) -> Operation:
    """The operation a redo is about: the one undone last, as long as nobody has changed anything since."""
    table = tables.operation
    open_ones = select(table.c.id).where(table.c.redo_place.is_not(None))
    found = _operations(connection, open_ones.order_by(table.c.redo_place.desc()).limit(1))
    if not found:
        raise NothingToRedo
    return found[0]
