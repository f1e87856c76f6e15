"""Every change is an operation with an inverse.

An `Edit` changes rows only through a `Recorder`, which notes the net change of each row. Undo applies the inverse in
one transaction, redo applies it again. The shapes of a `change` row's payload:

- insert: id ranges `[[first, last], …]`. The rows themselves are moved into `moved` when the insert is undone, so that
  history stays small: tagging 10,000 clips is one range.
- update: `[[id, {column: before}, {column: after}], …]`
- delete: `[row, …]`
"""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy
from sqlalchemy import LargeBinary, bindparam, func, null, select, text
from sqlalchemy.exc import NoResultFound

from library.commits import commits, row_ids
from library.errors import MediavaultError
from library.model import Operation, OperationId
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sqlalchemy import RowMapping, Select, Table
    from sqlalchemy.engine import Connection

Row = dict[str, Any]
AT_ONCE = 10_000
"""Ids in one statement; SQLite takes 32,766 parameters."""


_KEY = "key_of_row"
"""The key's name among the parameters of an update; no column has it."""


def batches(ids: Collection[int]) -> Iterator[list[int]]:
    """Cuts ids into lists that one statement can take."""
    ordered = list(ids)
    for first in range(0, len(ordered), AT_ONCE):
        yield ordered[first : first + AT_ONCE]


class Recorder:
    """Carries out row changes in one transaction and notes the net change of each row."""

    def __init__(self, connection: Connection) -> None:
        """Takes the connection of an open transaction."""
        self.connection = connection
        self._inserted: defaultdict[Table, set[int]] = defaultdict(set)
        self._updated: defaultdict[Table, dict[int, tuple[Row, Row]]] = defaultdict(dict)
        self._deleted: defaultdict[Table, dict[int, Row]] = defaultdict(dict)

    def insert(self, table: Table, rows: Sequence[Row]) -> list[int]:
        """Inserts rows and returns their ids in the same order."""
        if not rows:
            return []
        # The keys are taken before the rows go in: rows that the database numbers go to it one by one.
        ids = [row["id"] for row in rows] if "id" in rows[0] else self._next_keys(table, len(rows))
        self.connection.execute(table.insert(), [{**row, "id": key} for row, key in zip(rows, ids, strict=True)])
        self._inserted[table].update(ids)
        return ids

    def _next_keys(self, table: Table, count: int) -> list[int]:
        """Keys that were never used; the transaction keeps every other writer from taking them."""
        used = text("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = :table")
        last = int(self.connection.execute(used, {"table": table.name}).scalar_one())
        return list(range(last + 1, last + 1 + count))

    def insert_from(self, table: Table, columns: Sequence[str], query: Select[Any]) -> int:
        """Inserts what a query gives, leaving out what is there already, in one statement; returns how many."""
        # A tagging of 10,000 clips must not carry 10,000 rows through Python.
        newest = select(func.coalesce(func.max(table.c.id), 0))
        # Keys are never used again, so the sequence can be ahead of the largest key that is left.
        before = self.connection.execute(newest).scalar_one()
        self.connection.execute(table.insert().prefix_with("OR IGNORE").from_select(list(columns), query))
        ids = self.connection.execute(select(table.c.id).where(table.c.id > before)).scalars().all()
        self._inserted[table].update(ids)
        return len(ids)

    def update(self, table: Table, identity: int, values: Row) -> None:
        """Changes columns of one row; columns that hold the value already are left alone.

        Raises:
            NoResultFound: there is no such row.
        """
        if not self.update_all(table, {identity: values}):
            raise NoResultFound(f"{table.name} {identity}")

    def update_all(self, table: Table, wanted: Mapping[int, Row]) -> int:
        """Changes the same columns of several rows as `update` does; returns how many of them there are."""
        columns = [table.c[name] for values in list(wanted.values())[:1] for name in values]
        changed: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
        there = 0
        for batch in batches(wanted):
            query = select(table.c.id.label(_KEY), *columns).where(table.c.id.in_(batch))
            for row in self.connection.execute(query).mappings().all():
                there += 1
                values = wanted[row[_KEY]]
                before = {name: row[name] for name, value in values.items() if row[name] != value}
                after = {name: values[name] for name in before}
                if before:
                    changed[tuple(before)].append({_KEY: row[_KEY], **after})
                    self._note_updated(table, row[_KEY], before, after)
        for names, rows in changed.items():
            statement = table.update().where(table.c.id == bindparam(_KEY))
            self.connection.execute(statement.values({name: bindparam(name) for name in names}), rows)
        return there

    def _note_updated(self, table: Table, identity: int, before: Row, after: Row) -> None:
        if identity not in self._inserted[table]:
            first, last = self._updated[table].get(identity, ({}, {}))
            self._updated[table][identity] = ({**before, **first}, {**last, **after})

    def delete(self, table: Table, ids: Iterable[int]) -> int:
        """Deletes rows by id, keeping what they held; returns how many there were."""
        deleted = 0
        for batch in batches(list(ids)):
            found = self.connection.execute(select(table).where(table.c.id.in_(batch))).mappings().all()
            self.connection.execute(table.delete().where(table.c.id.in_(batch)))
            deleted += len(found)
            for row in found:
                self._note_deleted(table, dict(row))
        return deleted

    def _note_deleted(self, table: Table, row: Row) -> None:
        if row["id"] in self._inserted[table]:
            self._inserted[table].discard(row["id"])
            return
        before, _ = self._updated[table].pop(row["id"], ({}, {}))
        self._deleted[table][row["id"]] = row | before

    @property
    def touched_assets(self) -> set[int]:
        """Assets whose searchable words may have changed."""
        return touched_assets(self.connection, self._summary())

    def _summary(self) -> Iterator[Touched]:
        for table, ids in self._inserted.items():
            yield Touched(table.name, inserted=list(ids))
        for table, rows in self._updated.items():
            yield Touched(table.name, updated=[key for key, (old, _) in rows.items() if old.keys() & _WORDS])
        for table, gone in self._deleted.items():
            yield Touched(table.name, gone=list(gone.values()))

    def changes(self) -> list[Row]:
        """The net changes as rows of `change`, without their operation."""
        found = [_change(table, "insert", len(ids), _ranges(ids)) for table, ids in self._inserted.items() if ids]
        for table, rows in self._updated.items():
            payload = [[key, encoded(table, old), encoded(table, new)] for key, (old, new) in rows.items()]
            found.append(_change(table, "update", len(payload), payload))
        for table, gone in self._deleted.items():
            rows_gone = [encoded(table, row) for row in gone.values()]
            found.append(_change(table, "delete", len(rows_gone), rows_gone))
        return [change for change in found if change["rows"]]


def _change(table: Table, action: str, rows: int, payload: list[Any]) -> Row:
    return {"table_name": table.name, "action": action, "rows": rows, "payload": payload}


_WORDS = {"asset_id", "caption", "keywords", "make", "model", "reel", "path", "name", "note"}
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
        elif change.table in {"copy", "clip"}:
            found.update(
                row["asset_id"] for row in change.gone if row.get("path") or row.get("name") or row.get("note")
            )
            found.update(_owners(connection, change))
    return found


def _owners(connection: Connection, change: Touched) -> Iterator[int]:
    table = tables.metadata.tables[change.table]
    # A tagging of 10,000 assets inserts clips without a word of their own: those need no new index.
    wordy = (
        table.c.path.is_not(None) if change.table == "copy" else table.c.name.is_not(None) | table.c.note.is_not(None)
    )
    for ids, which in ((change.inserted, wordy), (change.updated, sqlalchemy.true())):
        for batch in batches(ids):
            yield from connection.execute(select(table.c.asset_id).where(table.c.id.in_(batch), which)).scalars()


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


def _ranges(ids: Collection[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for identity in sorted(ids):
        if ranges and identity == ranges[-1][1] + 1:
            ranges[-1][1] = identity
        else:
            ranges.append([identity, identity])
    return ranges


# Operations -----------------------------------------------------------------------------------------------------------


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


class UndoConflict(MediavaultError):
    """A later change stands on what would be undone."""

    def __init__(self, operation: Operation) -> None:
        """Takes the operation that cannot be undone or redone."""
        self.operation = operation
        super().__init__(
            f"Cannot reverse change {operation.id} ({operation.what}): later changes stand on it. Undo those first; "
            "mediavault history lists them."
        )


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


def reverse(connection: Connection, operation: Operation, *, redo: bool) -> set[int]:
    """Applies the inverse of an operation, or the operation again; returns the assets to index again.

    Raises:
        UndoConflict: a row has changed since. Rows that refer to one that would go show at commit, as IntegrityError.
    """
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    change = tables.change
    query = select(change).where(change.c.operation_id == operation.id).order_by(change.c.id)
    rows = connection.execute(query).mappings().all()
    before = touched_assets(connection, map(_summary, rows))
    in_order = list(commits(rows))
    for commit in in_order if redo else reversed(in_order):
        for row in reversed(commit) if redo else commit:
            _reverse_change(connection, operation, row, redo=redo)
    table = tables.operation
    above = select(func.coalesce(func.max(table.c.redo_place), 0) + 1).scalar_subquery()
    state = {"undone": not redo, "redo_place": null() if redo else above}
    connection.execute(table.update().where(table.c.id == operation.id).values(state))
    return before | touched_assets(connection, map(_summary, rows))


def renamed(connection: Connection, operation: Operation) -> set[int]:
    """Records of the authority files whose names an operation changed that has been undone or done again."""
    change = tables.change
    of_names = (change.c.operation_id == operation.id) & (change.c.table_name == tables.authority_name.name)
    rows = connection.execute(select(change.c.action, change.c.payload, change.c.moved).where(of_names))
    held = [row.payload if row.action == "delete" else row.moved or [] for row in rows]
    return {name["authority_id"] for rows_held in held for name in rows_held}


def _summary(change: RowMapping) -> Touched:
    payload = change["payload"]
    if change["action"] == "insert":
        return Touched(change["table_name"], inserted=list(row_ids(change)), gone=change["moved"] or [])
    if change["action"] == "update":
        return Touched(change["table_name"], updated=[key for key, old, _ in payload if old.keys() & _WORDS])
    return Touched(change["table_name"], inserted=[row["id"] for row in payload], gone=payload)


def _reverse_change(connection: Connection, operation: Operation, change: RowMapping, *, redo: bool) -> None:
    table = tables.metadata.tables[change["table_name"]]
    if change["action"] == "update":
        for identity, old, new in change["payload"]:
            current, wanted = (old, new) if redo else (new, old)
            _swap(connection, operation, (table, identity), (decoded(table, current), decoded(table, wanted)))
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
            tables.change.update().where(tables.change.c.id == change["id"]).values(moved=moved),
        )


def _swap(connection: Connection, operation: Operation, where: tuple[Table, int], rows: tuple[Row, Row]) -> None:
    table, identity = where
    expected, wanted = rows
    columns = [table.c[name] for name in expected]
    row = connection.execute(select(*columns).where(table.c.id == identity)).mappings().first()
    if row is None or dict(row) != expected:
        raise UndoConflict(operation)
    connection.execute(table.update().where(table.c.id == identity).values(wanted))


def _put_back(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(table.insert(), [decoded(table, row) for row in rows])


def _take_out(connection: Connection, table: Table, which: sqlalchemy.ColumnElement[bool]) -> list[Row]:
    rows = [encoded(table, row) for row in connection.execute(select(table).where(which)).mappings()]
    connection.execute(table.delete().where(which))
    return rows
