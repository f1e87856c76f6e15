"""What a record is known by where nobody gave it an identifier: the step of the history that added it.

The digest of a step is its own, so that a record of a catalogue, and of every copy that was made of it since, has one
origin. A record that a merge brings in keeps it as an identifier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from library.schema import tables

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

SCHEME = "mediavault"
"""The scheme of the identifier."""


def origins(connection: Connection) -> dict[int, str]:
    """Of each record that was added to this catalogue, by its key."""
    step, change = tables.step, tables.change
    within = change.c.id.between(step.c.first_change, step.c.last_change) & (
        change.c.operation_id == step.c.operation_id
    )
    added = (
        select(step.c.digest, change.c.payload)
        .join(change, within)
        .where(step.c.action == "done", change.c.table_name == tables.authority.name, change.c.action == "insert")
    )
    return {
        key: f"{digest}:{key}"
        for digest, ranges in connection.execute(added)
        for first, last in ranges
        for key in range(first, last + 1)
    }
