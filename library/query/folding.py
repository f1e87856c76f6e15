"""Lists in which parts stand behind what they belong to."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from library.database import dialect_of
from library.query.filters import Everything, asks_for_parts, denies
from library.query.narrowing import kept, of_these
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection

    from library.query.filters import Filter
    from library.query.levels import Condition

_PART = tables.part.c
_PARTS = select(_PART.member_id)


@contextmanager
def behind_wholes(connection: Connection, condition: Condition, tree: Filter) -> Iterator[Condition]:
    """The condition on assets that belong to nothing, and match themselves or have a part that does; within the block.

    A query for parts stays as it is, and one that says what something is not is asked of wholes alone.
    """
    if asks_for_parts(tree):
        yield condition
    elif denies(tree) or tree == Everything():
        yield and_(~_PARTS.where(_PART.member_id == tables.asset.c.id).exists(), condition)
    else:
        dialect = dialect_of(connection)
        with kept(connection, condition) as found:
            with_wholes = dialect.grown(connection, found, select(_PART.member_id, _PART.whole_id))
            yield of_these(connection, dialect.without(connection, with_wholes, _PARTS))
