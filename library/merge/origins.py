"""What a record is known by where nobody gave it an identifier: the step of the history that added it.

The digest of a step is its own, so that a record of a catalogue, and of every copy that was made of it since, has one
origin. A record that a merge brings in keeps it as an identifier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import false, or_, select

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


def successors(connection: Connection) -> dict[int, int]:
    """The record that each of those became that are gone since they were merged into another, by their keys."""
    operation, change, name = tables.operation, tables.change, tables.authority_name
    of_records = (change.c.table_name == tables.authority.name) & (change.c.action == "delete")
    gone = select(change.c.operation_id, change.c.payload).join(operation).where(of_records, ~operation.c.undone)
    found: dict[int, int] = {}
    for key, rows in connection.execute(gone).all():
        of_names = (change.c.table_name == name.name) & (change.c.action == "insert") & (change.c.operation_id == key)
        ranges = [one for (payload,) in connection.execute(select(change.c.payload).where(of_names)) for one in payload]
        given = or_(false(), *(name.c.id.between(*one) for one in ranges))
        for row in rows:
            same = (tables.authority.c.kind == row["kind"]) & (name.c.text == row["name"])
            heirs = select(name.c.authority_id).join(tables.authority).where(given, same)
            for heir in connection.execute(heirs).scalars():
                found[row["id"]] = heir
    return found
