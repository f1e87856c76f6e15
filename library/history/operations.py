"""The operations of the history: adding one, listing them, and which of them an undo or a redo is about."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from library.errors import MediavaultError
from library.history.chain import Action, By, add_step, stored
from library.model import Operation, OperationId
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.engine import Connection

    from library.history.rows import Row


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a change."""

    by: By
    what: str
    """A sentence for a person: `Tag 3 clips: hands`."""
    by_ingest: bool = False
    """An ingest, which an undo at the keyboard passes over."""


def keep(connection: Connection, changes: Sequence[Row], said: Said, continues: OperationId | None) -> OperationId:
    """Notes changes under a new operation, or under the one they are another part of; returns it."""
    if continues is None or not _is_done(connection, continues):
        continues = _add_operation(connection, said)
    table = tables.change
    newest = select(func.coalesce(func.max(table.c.id), 0))
    before = connection.execute(newest).scalar_one()
    rows = [{**change, "payload": stored(change["payload"]), "operation_id": continues} for change in changes]
    connection.execute(table.insert(), rows)
    add_step(connection, continues, Action.DONE, said.by, (before + 1, connection.execute(newest).scalar_one()))
    return continues


def _add_operation(connection: Connection, said: Said) -> OperationId:
    """Adds an operation; what was undone before it cannot be redone any more.

    An ingest leaves that open: it runs beside the person at the keyboard, and stands on nothing they did.
    """
    table = tables.operation
    if not said.by_ingest:
        connection.execute(table.update().where(table.c.redo_place.is_not(None)).values(redo_place=None))
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    values = {"at": at, "undone": False, **asdict(said.by), "what": said.what, "by_ingest": said.by_ingest}
    return OperationId(connection.execute(table.insert().returning(table.c.id), values).scalar_one())


def _is_done(connection: Connection, operation: OperationId) -> bool:
    """Whether an operation stands: it is there, and not undone."""
    table = tables.operation
    return connection.execute(select(~table.c.undone).where(table.c.id == operation)).scalar() is True


def operations(connection: Connection, limit: int) -> list[Operation]:
    """The newest operations, newest first."""
    return _operations(connection, select(tables.operation.c.id).order_by(tables.operation.c.id.desc()).limit(limit))


def _operations(connection: Connection, chosen: Select[Any]) -> list[Operation]:
    operation, change, step = tables.operation, tables.change, tables.step
    newest = select(step.c.digest).where(step.c.operation_id == operation.c.id).order_by(step.c.id.desc()).limit(1)
    rows = select(func.coalesce(func.sum(change.c.rows), 0)).where(change.c.operation_id == operation.c.id)
    query = (
        select(operation, rows.scalar_subquery().label("changes"), newest.scalar_subquery().label("digest"))
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
            changes=int(row["changes"]),
            why=row["why"],
            digest=row["digest"],
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
