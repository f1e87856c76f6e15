"""Takes operations back, and carries them out again."""

from __future__ import annotations

from bisect import bisect_right
from itertools import groupby
from typing import TYPE_CHECKING

import sqlalchemy
from sqlalchemy import func, null, select

from library.database import dialect_of, one_of
from library.errors import MediavaultError
from library.history.batches import batches
from library.history.chain import Action, By, add_step, stored
from library.history.commits import commits, row_ids
from library.history.rows import KEY, Row, decoded, encoded_all, make_way, update_rows
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
    as_expected = True
    if change["action"] == "update":
        swaps = {key: (old, new) if redo else (new, old) for key, old, new in change["payload"]}
        as_expected = _swapped(connection, table, swaps)
    elif (change["action"] == "insert") is redo:
        _put_back(connection, table, change["moved"] if redo else change["payload"])
    elif redo:
        as_expected = _deleted_again(connection, table, change["payload"])
    else:
        as_expected = not _changed_since(connection, change) and _moved_out(connection, table, change)
    if not as_expected:
        raise UndoConflict(operation)


def _deleted_again(connection: Connection, table: Table, rows: Sequence[Row]) -> bool:
    """Deletes rows that came back, if they are as they were deleted; columns may have been added to their table."""
    gone = {row["id"]: row for row in rows}
    for batch in batches(gone):
        for row in _take_out(connection, table, one_of(connection, table.c.id, batch)):
            if not gone.pop(row["id"]).items() <= row.items():
                return False
    return not gone


def _moved_out(connection: Connection, table: Table, change: RowMapping) -> bool:
    """Moves the rows that were put in into the history, if all of them are there."""
    moved = [
        row
        for first, last in change["payload"]
        for row in _take_out(connection, table, table.c.id.between(first, last))
    ]
    of_change = tables.change.update().where(tables.change.c.id == change["id"])
    connection.execute(of_change.values(moved=stored(moved)))
    return len(moved) == int(change["rows"])


def _changed_since(connection: Connection, inserted: RowMapping) -> bool:
    """Whether somebody changed rows since they were put in, and that change stands: they would go with it unsaid.

    What an ingest notes of them beside the person at the keyboard goes with them, and comes back with them.
    """
    change, operation = tables.change, tables.operation
    later = (
        select(change.c.action, change.c.payload)
        .join(operation)
        .where(
            (change.c.id > inserted["id"]) & (change.c.operation_id != inserted["operation_id"]),
            (change.c.table_name == inserted["table_name"]) & (change.c.action == "update"),
            ~operation.c.undone & ~operation.c.by_ingest,
        )
    )
    ranges = inserted["payload"]
    firsts = [first for first, _ in ranges]
    for one in connection.execute(later).mappings():
        places = ((key, bisect_right(firsts, key)) for key in row_ids(one))
        if any(place and key <= ranges[place - 1][1] for key, place in places):
            return True
    return False


def _swapped(connection: Connection, table: Table, swaps: Mapping[int, tuple[Row, Row]]) -> bool:
    """Gives rows what they held before, if all hold what they are expected to."""
    decided = {key: (decoded(table, current), decoded(table, wanted)) for key, (current, wanted) in swaps.items()}
    # A drive that was relinked is a hundred thousand rows in which the same columns changed, one after the other.
    alike = [dict(rows) for _, rows in groupby(decided.items(), key=lambda row: tuple(row[1][0]))]
    if not all(_holds(connection, table, rows) for rows in alike):
        return False
    make_way(connection, table, decided)
    for rows in alike:
        update_rows(connection, table, [{KEY: key, **wanted} for key, (_, wanted) in rows.items()])
    return True


def _holds(connection: Connection, table: Table, swaps: Mapping[int, tuple[Row, Row]]) -> bool:
    """Whether all rows, of which the same columns are to change, are there and hold what they are expected to."""
    names = list(next(iter(swaps.values()))[0])
    expected = {key: current for key, (current, _) in swaps.items()}
    for batch in batches(swaps):
        query = select(table.c.id.label(KEY), *(table.c[name] for name in names))
        for row in connection.execute(query.where(one_of(connection, table.c.id, batch))).mappings():
            held = dict(row)
            if expected.pop(held.pop(KEY)) != held:
                return False
    return not expected


def _put_back(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(table.insert(), [decoded(table, row) for row in rows])


def _take_out(connection: Connection, table: Table, which: sqlalchemy.ColumnElement[bool]) -> list[Row]:
    names = [column.name for column in table.c]
    found = connection.execute(select(table).where(which)).all()
    connection.execute(table.delete().where(which))
    return encoded_all(table, [dict(zip(names, row, strict=True)) for row in found])
