"""Rows of another catalogue, table by table: those that are here already by what makes them one, the others new.

What makes a row one is its first unique constraint, and where there is none, all of it. So tables that are added later
are merged too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import UniqueConstraint, select

from library.merge.choices import Choices, Conflict, Merged

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from sqlalchemy import Table
    from sqlalchemy.engine import Connection

    from library.edit import Edit

Row = dict[str, Any]
Identity = Callable[[Row], "Hashable"]


@dataclass(frozen=True)
class Rule:
    """How rows of a table meet."""

    unique: Callable[[Row], tuple[str, ...]] | None = None
    """Columns that make a row one; by default those of its first unique constraint, or all."""
    said: tuple[str, ...] | None = None
    """Columns that are compared where two rows are one; by default all the others."""


@dataclass
class Merging:
    """One merge: from where, into what, and which key became which."""

    edit: Edit
    theirs: Connection
    choices: Choices
    merged: Merged
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Columns that name rows of another table without a reference to it, by table."""
    keys: dict[str, dict[int, int]] = field(default_factory=dict)
    """By table: a key of the other catalogue to the key here. What was left out is not in it."""

    def here(self, table: Table) -> Iterable[Row]:
        """The rows of a table of this catalogue."""
        return map(dict, self.edit.recorder.connection.execute(select(table).order_by(*table.primary_key)).mappings())

    def raw(self, table: Table) -> Iterable[Row]:
        """The rows of a table of the other, as they are there."""
        return map(dict, self.theirs.execute(select(table).order_by(*table.primary_key)).mappings())

    def there(self, table: Table) -> Iterable[Row]:
        """The rows of a table of the other, with the keys that what they refer to has here; others are left out."""
        held = {column.name: target.column.table.name for column in table.columns for target in column.foreign_keys}
        refers = {**held, **self.names.get(table.name, {})}
        for row in self.raw(table):
            if all(row[name] is None or row[name] in self.keys.get(to, ()) for name, to in refers.items()):
                moved = {name: self.keys.get(to, {}).get(row[name]) for name, to in refers.items()}
                yield row | moved | {"id": moved.get("id", row["id"])}
            else:
                self.merged.left_out[table.name] += 1

    def pairs(self, table: Table) -> Iterator[tuple[Row, Row]]:
        """Rows of a table that were brought in already: as each is here, and as it is in the other."""
        here, keys = {row["id"]: row for row in self.here(table)}, self.keys.get(table.name, {})
        return ((here[keys[row["id"]]], row) for row in self.raw(table) if keys.get(row["id"]) in here)

    def change(self, table: Table, key: int, wanted: Row) -> None:
        """Gives a row here other values."""
        self.edit.recorder.update(table, key, wanted)
        self.merged.changed[table.name] += 1

    def merge(self, table: Table, rule: Rule, there: Iterable[Row] | None = None) -> None:
        """Brings in the rows of a table: all there are, or those given as `there` gives them."""
        unique = rule.unique or (lambda _: _unique(table))
        known = {identity(row, unique(row)): row for row in self.here(table)}
        new: dict[Hashable, Row] = {}
        again: list[tuple[int, Hashable]] = []
        for row in self.there(table) if there is None else there:
            one = identity(row, unique(row))
            told = rule.said if rule.said is not None else tuple(row.keys() - {"id", *unique(row)})
            if one in known:
                self.keys.setdefault(table.name, {})[row["id"]] = known[one]["id"]
                self.tell(table, known[one], row, told)
            elif one in new:
                again.append((row["id"], one))
                self._complete(table, new[one], row, told)
            else:
                new[one] = row
        self.insert(table, list(new.values()))
        keys = self.keys[table.name]
        keys |= {key: keys[new[one]["id"]] for key, one in again}

    def _complete(self, table: Table, row: Row, twin: Row, told: tuple[str, ...]) -> None:
        """Gives a row that comes in what another says that is the same as it here, as a copy of one asset may be."""
        for name in told:
            one, other = row[name], twin[name]
            if says_nothing(one):
                row[name] = other
            elif one != other and not says_nothing(other):
                what = f"{table.name.replace('_', ' ')} {twin['id']} there"
                self.merged.conflicts.append(Conflict(what, name, str(one), str(other), "left out"))

    def insert(self, table: Table, rows: list[Row]) -> None:
        """Brings in rows that are not here."""
        own = bool(table.c.id.foreign_keys)
        values = [row if own else {name: row[name] for name in row if name != "id"} for row in rows]
        added = self.edit.recorder.insert(table, values)
        keys = self.keys.setdefault(table.name, {})
        keys |= {row["id"]: key for row, key in zip(rows, added, strict=True)}
        self.merged.added[table.name] += len(rows)

    def tell(self, table: Table, ours: Row, theirs: Row, told: tuple[str, ...]) -> None:
        """Gives a row here what the other says besides; where both say something, it is a conflict."""
        wanted = {}
        for name in told:
            one, other = ours[name], theirs[name]
            if says_nothing(other) or one == other:
                continue
            if not says_nothing(one):
                taken = "theirs" if self.choices.theirs else "ours"
                what = f"{table.name.replace('_', ' ')} {ours['id']}"
                self.merged.conflicts.append(Conflict(what, name, str(one), str(other), taken))
            if says_nothing(one) or self.choices.theirs:
                wanted[name] = other
        if wanted:
            self.change(table, ours["id"], wanted)


def says_nothing(value: object) -> bool:
    """Whether a column says nothing; no stars say something."""
    return value is None or value is False or value in ("", [], {})


def _unique(table: Table) -> tuple[str, ...]:
    constraints = (one for one in table.constraints if isinstance(one, UniqueConstraint))
    names = [tuple(column.name for column in one.columns) for one in constraints]
    if names:
        return min(names)
    return ("id",) if table.c.id.foreign_keys else tuple(column.name for column in table.columns if column.name != "id")


def identity(row: Mapping[str, Any], unique: tuple[str, ...]) -> Hashable:
    """What makes a row one."""
    return tuple(
        json.dumps(row[name], sort_keys=True) if isinstance(row[name], list | dict) else row[name] for name in unique
    )
