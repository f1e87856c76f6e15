"""The record of custody: a line for each file that was received, each sealed over the one before it.

It is evidence, so it only grows: undo does not reach it. The step of the history that brings files in says the digest
of the last line among its reasons, and is sealed itself: the head of the history, noted elsewhere, vouches for custody
too. The form that is hashed can never change.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from library.history.chain import NOTHING_YET, canonical
from library.history.rows import encoded
from library.model import Custody, Fault, Taken
from library.names import storable
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy.engine import Connection, RowMapping

_SEALED = re.compile(r"custody ([0-9a-f]{64})")
"""What a step says of the last line there was."""


def add(connection: Connection, taken: Sequence[Taken], who: str, program: str) -> None:
    """Notes files that are taken into custody, now."""
    number, before = _last(connection)
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    rows = []
    for number, one in enumerate(taken, number + 1):  # noqa: B020 - it goes on from the last
        row: dict[str, Any] = {"id": number, "at": at, "who": who, "program": program, **asdict(one)}
        row |= {name: storable(value) for name, value in row.items() if isinstance(value, str)}
        before = digest(before, row)
        rows.append({**row, "digest": before})
    if rows:
        connection.execute(tables.custody.insert(), rows)


def _last(connection: Connection) -> tuple[int, str]:
    table = tables.custody
    row = connection.execute(select(table.c.id, table.c.digest).order_by(table.c.id.desc()).limit(1)).first()
    return (row[0], row[1]) if row else (0, NOTHING_YET)


def seal(connection: Connection) -> str:
    """What a step says of the record as it is now."""
    return f"custody {_last(connection)[1]}"


def digest(before: str, row: Mapping[str, Any] | RowMapping) -> str:
    """What seals a line: over the digest before it and its own facts."""
    facts = {name: value for name, value in encoded(tables.custody, row).items() if name != "digest"}
    return sha256(before.encode() + b"\n" + canonical(facts)).hexdigest()


def lines(connection: Connection, keys: Collection[str] | None = None) -> list[Custody]:
    """The lines of messages by their keys, or all of them, in order."""
    table = tables.custody
    query = select(table) if keys is None else select(table).where(table.c.message_key.in_(keys))
    return [_line(row) for row in connection.execute(query.order_by(table.c.id)).mappings()]


def _line(row: RowMapping) -> Custody:
    taken = Taken(**{name: row[name] for name in Taken.__dataclass_fields__})
    return Custody(row["id"], row["at"], row["who"], row["program"], taken, row["digest"])


def faults(connection: Connection) -> Iterator[Fault]:
    """Lines that do not follow from the one before, and lines the history knows of that are not there."""
    before, there = NOTHING_YET, {NOTHING_YET}
    for number, row in enumerate(
        connection.execute(select(tables.custody).order_by(tables.custody.c.id)).mappings(), 1
    ):
        if row["id"] != number:
            yield Fault(None, None, f"the {number}. line of custody is number {row['id']}: others are lacking")
            break
        if row["digest"] != digest(before, row):
            yield Fault(
                None, None, f"line {number} of custody does not follow from the one before and from what it says"
            )
        before = row["digest"]
        there.add(before)
    step = tables.step
    said = select(step.c.id, step.c.operation_id, step.c.why).where(step.c.why.contains("custody "))
    for number, key, why in connection.execute(said.order_by(step.c.id)):
        if any(head not in there for head in _SEALED.findall(why)):
            yield Fault(number, key, "lines of custody that it sealed are not there any more")
