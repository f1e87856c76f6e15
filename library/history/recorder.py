"""Carries out what an edit does to rows, and notes the net change of each: what undo needs.

The shapes of a `change` row's payload:

- insert: id ranges `[[first, last], …]`. The rows themselves are moved into `moved` when the insert is undone, so that
  history stays small: tagging 10,000 clips is one range.
- update: `[[id, {column: before}, {column: after}], …]`
- delete: `[row, …]`
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from library.database import dialect_of, one_of
from library.history.batches import batches
from library.history.rows import KEY, Row, encoded, make_way, storable_row, update_rows
from library.history.touched import WORDS, Touched, touched_assets

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Select, Table
    from sqlalchemy.engine import Connection


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
        dialect = dialect_of(self.connection)
        given = "id" in rows[0]
        ids = [row["id"] for row in rows] if given else dialect.next_keys(self.connection, table, len(rows))
        numbered = [{**storable_row(row), "id": key} for row, key in zip(rows, ids, strict=True)]
        dialect.run_many(self.connection, table.insert(), numbered)
        self._inserted[table].update(ids)
        return ids

    def insert_from(self, table: Table, columns: Sequence[str], query: Select[Any]) -> int:
        """Inserts what a query gives, leaving out what is there already, in one statement; returns how many."""
        # A tagging of 10,000 clips must not carry 10,000 rows through Python.
        newest = select(func.coalesce(func.max(table.c.id), 0))
        # Keys are never used again, so the sequence can be ahead of the largest key that is left.
        before = self.connection.execute(newest).scalar_one()
        self.connection.execute(dialect_of(self.connection).insert_missing(table, columns, query))
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
        names = [name for values in list(wanted.values())[:1] for name in values]
        changed: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
        swaps: dict[int, tuple[Row, Row]] = {}
        there = 0
        for batch in batches(wanted):
            query = select(table.c.id, *(table.c[name] for name in names))
            for key, *held in self.connection.execute(query.where(one_of(self.connection, table.c.id, batch))).all():
                there += 1
                values = storable_row(wanted[key])
                before: Row = {}
                after: Row = {}
                for name, old in zip(names, held, strict=True):
                    if old != values[name]:
                        before[name], after[name] = old, values[name]
                if before:
                    changed[tuple(before)].append({KEY: key, **after})
                    swaps[key] = (before, after)
                    self._note_updated(table, key, before, after)
        make_way(self.connection, table, swaps)
        for rows in changed.values():
            update_rows(self.connection, table, rows)
        return there

    def _note_updated(self, table: Table, identity: int, before: Row, after: Row) -> None:
        if identity not in self._inserted[table]:
            noted = self._updated[table]
            first, last = noted.get(identity, ({}, {}))
            noted[identity] = ({**before, **first}, {**last, **after}) if first or last else (before, after)

    def delete(self, table: Table, ids: Iterable[int]) -> int:
        """Deletes rows by id, keeping what they held; returns how many there were."""
        deleted = 0
        for batch in batches(list(ids)):
            gone = one_of(self.connection, table.c.id, batch)
            found = self.connection.execute(select(table).where(gone)).mappings().all()
            self.connection.execute(table.delete().where(gone))
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
            yield Touched(table.name, updated=[key for key, (old, _) in rows.items() if old.keys() & WORDS])
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


def _ranges(ids: Collection[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for identity in sorted(ids):
        if ranges and identity == ranges[-1][1] + 1:
            ranges[-1][1] = identity
        else:
            ranges.append([identity, identity])
    return ranges
