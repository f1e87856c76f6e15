"""Takes operations back, and carries them out again."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import sqlalchemy
from sqlalchemy import func, null, select

from library.database import dialect_of, one_of
from library.errors import MediavaultError
from library.history.batches import batches
from library.history.chain import Action, By, add_step, stored
from library.history.commits import commits
from library.history.rows import KEY, Row, decoded, encoded_all, update_rows
from library.history.touched import WORDED, noted, touched_assets
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import RowMapping, Table
    from sqlalchemy.engine import Connection

    from library.model import Operation


class UndoConflict(MediavaultError):
    """A later change stands on what would be undone."""

    def __init__(self, operation: Operation) -> None:
        """Takes the operation that cannot be undone or redone."""
        self.operation = operation
        super().__init__(
            f"Cannot reverse change {operation.id} ({operation.what}): later changes stand on it. Undo those first; "
            "mediavault history lists them."
        )


def reverse(connection: Connection, operation: Operation, by: By, *, redo: bool) -> set[int]:
    """Applies the inverse of an operation, or the operation again; returns the assets to index again.

    Raises:
        UndoConflict: a row has changed since. Rows that refer to one that would go show at commit, as IntegrityError.
    """
    dialect_of(connection).defer_references(connection)
    change = tables.change
    query = select(change).where(change.c.operation_id == operation.id).order_by(change.c.id)
    rows = connection.execute(query).mappings().all()
    worded = [row for row in rows if row["table_name"] in WORDED]
    before = touched_assets(connection, map(noted, worded))
    in_order = list(commits(rows))
    for commit in in_order if redo else reversed(in_order):
        for row in reversed(commit) if redo else commit:
            _reverse_change(connection, operation, row, redo=redo)
    table = tables.operation
    above = select(func.coalesce(func.max(table.c.redo_place), 0) + 1).scalar_subquery()
    state = {"undone": not redo, "redo_place": null() if redo else above}
    connection.execute(table.update().where(table.c.id == operation.id).values(state))
    add_step(connection, operation.id, Action.REDONE if redo else Action.UNDONE, by)
    return before | touched_assets(connection, map(noted, worded))


def renamed(connection: Connection, operation: Operation) -> set[int]:
    """Records of the authority files whose names an operation changed that has been undone or done again."""
    change = tables.change
    of_names = (change.c.operation_id == operation.id) & (change.c.table_name == tables.authority_name.name)
    rows = connection.execute(select(change.c.action, change.c.payload, change.c.moved).where(of_names))
    held = [row.payload if row.action == "delete" else row.moved or [] for row in rows]
    return {name["authority_id"] for rows_held in held for name in rows_held}


def _reverse_change(connection: Connection, operation: Operation, change: RowMapping, *, redo: bool) -> None:
    table = tables.metadata.tables[change["table_name"]]
    if change["action"] == "update":
        # A drive that was relinked is a hundred thousand rows in which the same columns changed, one after the other.
        for _, rows in groupby(change["payload"], key=lambda row: tuple(row[1])):
            swaps = {key: (old, new) if redo else (new, old) for key, old, new in rows}
            if not _swapped(connection, table, swaps):
                raise UndoConflict(operation)
    elif (change["action"] == "insert") is redo:
        _put_back(connection, table, change["moved"] if redo else change["payload"])
    elif redo:
        _take_out(connection, table, table.c.id.in_([row["id"] for row in change["payload"]]))
    else:
        moved = [
            row
            for first, last in change["payload"]
            for row in _take_out(connection, table, table.c.id.between(first, last))
        ]
        if len(moved) != change["rows"]:
            raise UndoConflict(operation)
        connection.execute(
            tables.change.update().where(tables.change.c.id == change["id"]).values(moved=stored(moved)),
        )


def _swapped(connection: Connection, table: Table, swaps: Mapping[int, tuple[Row, Row]]) -> bool:
    """Gives the same columns of rows what they held before, if all hold what they are expected to."""
    names = list(next(iter(swaps.values()))[0])
    expected = {key: decoded(table, current) for key, (current, _) in swaps.items()}
    for batch in batches(swaps):
        query = select(table.c.id.label(KEY), *(table.c[name] for name in names))
        for row in connection.execute(query.where(one_of(connection, table.c.id, batch))).mappings():
            held = dict(row)
            if expected.pop(held.pop(KEY)) != held:
                return False
    if expected:  # rows that are not there any more
        return False
    update_rows(connection, table, [{KEY: key, **decoded(table, wanted)} for key, (_, wanted) in swaps.items()])
    return True


def _put_back(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(table.insert(), [decoded(table, row) for row in rows])


def _take_out(connection: Connection, table: Table, which: sqlalchemy.ColumnElement[bool]) -> list[Row]:
    names = [column.name for column in table.c]
    found = connection.execute(select(table).where(which)).all()
    connection.execute(table.delete().where(which))
    return encoded_all(table, [dict(zip(names, row, strict=True)) for row in found])
