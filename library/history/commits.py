"""The commits an operation was made in, told from its changes: a long ingest is one operation in many of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.engine import RowMapping

STEPS = ("insert", "update", "delete")
"""The order in which a commit notes its changes, and in which they are taken back: what it put in makes room first."""


def commits(changes: Iterable[RowMapping]) -> Iterator[list[RowMapping]]:
    """The changes of an operation by commit: one notes each row once, and its steps in their order."""
    commit: list[RowMapping] = []
    met: defaultdict[str, _Rows] = defaultdict(_Rows)
    for change in changes:
        rows = met[change["table_name"]]
        if commit and (STEPS.index(change["action"]) < STEPS.index(commit[-1]["action"]) or rows.meet(change)):
            yield commit
            commit, met = [], defaultdict(_Rows)
        commit.append(change)
        met[change["table_name"]].add(change)
    yield commit


class _Rows:
    """The rows of one table that changes were about; they are gone through once another change may meet them."""

    def __init__(self) -> None:
        self._changes: list[RowMapping] = []
        self._met: set[int] = set()

    def add(self, change: RowMapping) -> None:
        self._changes.append(change)

    def meet(self, change: RowMapping) -> bool:
        for before in self._changes:
            self._met.update(row_ids(before))
        self._changes = []
        return bool(self._met) and not self._met.isdisjoint(row_ids(change))


def row_ids(change: RowMapping) -> Iterator[int]:
    """The rows a change is about."""
    for entry in change["payload"]:
        match change["action"]:
            case "insert":
                yield from range(entry[0], entry[1] + 1)
            case "update":
                yield entry[0]
            case _:
                yield entry["id"]
