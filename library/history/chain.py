"""The steps of the history, each sealed over the one before it: who changes one of them changes all that follow.

A step is one commit of an operation, or its undo, or its redo. `content` is the SHA-256 of what the step did; `digest`
is the SHA-256 of the digest before it and of the step's own facts, `content` among them. The digest of the newest step
is the head: noted outside the catalogue, it vouches for everything up to it. Both are taken over canonical JSON (keys
sorted, no blanks, ASCII), a line a thing, so that a catalogue loaded from a dump has the head of the one it came from.

The forms that are hashed can never change: heads are on paper, in mails and on other people's disks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import Text, cast, func, select

from library.schema import tables
from library.schema.written import Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import RowMapping
    from sqlalchemy.engine import Connection

    from library.history.rows import Row
    from library.model import OperationId

NOTHING_YET = "0" * 64
"""What stands for the digest before the first step, and for the head of a history without steps."""


class Action(StrEnum):
    """What a step did."""

    DONE = "done"
    UNDONE = "undone"
    REDONE = "redone"


@dataclass(frozen=True, slots=True)
class By:
    """Who does something to the catalogue."""

    who: str
    why: str | None = None
    """The reason, where somebody gave one."""


_NOTED = ("id", "operation_id", "table_name", "action", "rows", "payload")
_STORED = ("payload", "moved")
"""What is stored as JSON."""
_SAID = ("id", "at", "who", "what", "why", "by_ingest")


def canonical(value: object) -> bytes:
    """The one way to write a value as JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def stored(value: object) -> Written:
    """A value as a change stores it: in the form that is hashed."""
    return Written(canonical(value).decode("ascii"))


def head(connection: Connection) -> str:
    """The digest of the newest step."""
    newest = select(tables.step.c.digest).order_by(tables.step.c.id.desc()).limit(1)
    return connection.execute(newest).scalar() or NOTHING_YET


def origin(connection: Connection) -> str:
    """The digest of the first step."""
    return connection.execute(select(tables.step.c.digest).order_by(tables.step.c.id).limit(1)).scalar() or NOTHING_YET


def add_step(  # noqa: PLR0913 - a step is these
    connection: Connection,
    operation: OperationId,
    action: Action,
    by: By,
    span: tuple[int, int] | None = None,
    *,
    older: str | None = None,
) -> None:
    """Notes what was done to an operation, and seals it.

    Args:
        connection: A writing transaction: nobody else adds a step meanwhile.
        operation: The operation.
        action: What was done to it.
        by: Who did it, and why.
        span: The first and the last of the changes that were done; all of the operation when it is left out.
        older: When it was done, by a program that did not store it in the form that is hashed.
    """
    step = tables.step
    last = connection.execute(select(func.coalesce(func.max(step.c.id), 0))).scalar_one()
    first_change, last_change = span or _all_changes(connection, operation)
    facts = {
        "id": last + 1,
        "operation_id": operation,
        "action": action.value,
        "at": older or datetime.now(UTC).isoformat(timespec="milliseconds"),
        "who": by.who,
        "why": by.why,
        "first_change": first_change,
        "last_change": last_change,
    }
    facts["content"] = content(connection, facts) if older else _content_as_stored(connection, facts)
    connection.execute(step.insert(), {**facts, "digest": digest(head(connection), facts)})


def _all_changes(connection: Connection, operation: OperationId) -> tuple[int | None, int | None]:
    change = tables.change
    ends = select(func.min(change.c.id), func.max(change.c.id)).where(change.c.operation_id == operation)
    first, last = connection.execute(ends).one()
    return first, last


def digest(before: str, step: Row | RowMapping) -> str:
    """What seals a step: over the digest before it and its own facts."""
    facts = {name: value for name, value in step.items() if name != "digest"}
    return sha256(before.encode() + b"\n" + canonical(facts)).hexdigest()


def content(connection: Connection, step: Row | RowMapping) -> str:
    """The digest of what a step did: of the operation, and the rows it noted or an undo moved out."""
    return _hashed(canonical(thing) for thing in _did(connection, step))


def _content_as_stored(connection: Connection, step: Row) -> str:
    """The same, of what was `stored` a moment ago: it is read as it stands, not taken apart and written again."""
    return _hashed(map(_canonical_of_stored, _did(connection, step, as_stored=True)))


def _canonical_of_stored(thing: Row) -> bytes:
    parts = {name: value.encode("ascii") if name in _STORED else canonical(value) for name, value in thing.items()}
    return b"{" + b",".join(b"%b:%b" % (canonical(name), parts[name]) for name in sorted(parts)) + b"}"


def _hashed(lines: Iterable[bytes]) -> str:
    hashed = sha256()
    for line in lines:
        hashed.update(line + b"\n")
    return hashed.hexdigest()


def _did(connection: Connection, step: Row | RowMapping, *, as_stored: bool = False) -> Iterator[Row]:
    operation, change = tables.operation, tables.change
    said = select(*(operation.c[name] for name in _SAID)).where(operation.c.id == step["operation_id"])
    for row in connection.execute(said).mappings():
        yield dict(row)
    if step["action"] == Action.REDONE:
        return
    names = _NOTED if step["action"] == Action.DONE else ("id", "moved")
    text = {name: func.coalesce(cast(change.c[name], Text), "null").label(name) for name in _STORED if as_stored}
    query = select(*(text.get(name, change.c[name]) for name in names)).where(
        change.c.operation_id == step["operation_id"],
        change.c.id.between(step["first_change"], step["last_change"]),
    )
    for row in connection.execute(query.order_by(change.c.id)).mappings():
        yield dict(row)


def seal_older(connection: Connection) -> None:
    """Gives steps to a history that was written before there were any: in the order its changes were made.

    They say when its operations were made, and not when they are sealed: two copies of a catalogue that are upgraded
    apart have the same, so that a merge of the two knows their records for the same.
    """
    operation, change, step = tables.operation, tables.change, tables.step
    if connection.execute(select(step.c.id).limit(1)).scalar() is not None:
        return
    known = connection.execute(
        select(operation.c.id, operation.c.at, operation.c.who, operation.c.undone).order_by(operation.c.id)
    ).all()
    said = {row.id: row for row in known}
    made = connection.execute(select(change.c.id, change.c.operation_id).order_by(change.c.id)).all()
    for key, span in _runs((row.operation_id, row.id) for row in made):
        add_step(connection, key, Action.DONE, By(said[key].who), span, older=said[key].at)
    for row in known:
        if row.undone:  # by whom was not noted then, nor when
            add_step(connection, row.id, Action.UNDONE, By("unknown"), older=row.at)


def _runs(made: Iterable[tuple[OperationId, int]]) -> Iterator[tuple[OperationId, tuple[int, int]]]:
    """The changes of each operation that stand one after the other: its first and its last."""
    for operation, run in groupby(made, key=lambda one: one[0]):
        ids = [key for _, key in run]
        yield operation, (ids[0], ids[-1])
