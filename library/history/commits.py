"""The commits an operation was made in, told from its changes: a long ingest is one operation in many of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.engine import RowMapping

STEPS = ("insert", "update", "delete")
"""The order in which a commit notes its changes, and in which they are taken back: what it put in makes room first."""


def commits(changes: Iterable[RowMapping]) -> Iterator[list[RowMapping]]:
    """The changes of an operation by commit: one notes each row once, and its steps in their order."""
    commit: list[RowMapping] = []
    met: set[tuple[str, int]] = set()
    for change in changes:
        rows = {(change["table_name"], key) for key in row_ids(change)}
        if commit and (STEPS.index(change["action"]) < STEPS.index(commit[-1]["action"]) or rows & met):
            yield commit
            commit, met = [], set()
        commit.append(change)
        met |= rows
    yield commit


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
