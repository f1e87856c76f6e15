"""What is allowed: consents of people, clearances of clips."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from library.history import batches
from library.model import AuthorityId, ClipId, standing
from library.schema import permissions, tables

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from sqlalchemy.engine import Connection

    from library.model import Clearance, Consent


def consents(connection: Connection, parties: Collection[int] | None = None) -> dict[AuthorityId, list[Consent]]:
    """All that parties ever said, oldest first, by party; of every party when none are named."""
    table = tables.consent
    found: defaultdict[AuthorityId, list[Consent]] = defaultdict(list)
    query = select(table).order_by(table.c.id)
    wanted = [query] if parties is None else [query.where(table.c.authority_id.in_(one)) for one in batches(parties)]
    for one in wanted:
        for row in connection.execute(one).mappings():
            found[AuthorityId(row["authority_id"])].append(permissions.consent(row))
    return dict(found)


def due(connection: Connection, on: date) -> list[Consent]:
    """The consents that count and are to be asked for again on a day, those that are longest due first."""
    counting = (one for said in consents(connection).values() for one in standing(said).values() if one.is_due(on))
    return sorted(counting, key=lambda one: (min(day for day in (one.review_on, one.until) if day), one.id or 0))


def clearances(connection: Connection, clips: Collection[int]) -> Mapping[int, Clearance]:
    """What was settled about the very clips, by clip."""
    table = tables.clearance
    found: dict[int, Clearance] = {}
    for batch in batches(clips):
        query = select(table).where(table.c.clip_id.in_(batch))
        found.update((row["clip_id"], permissions.clearance(row)) for row in connection.execute(query).mappings())
    return found


def all_clearances(connection: Connection) -> Mapping[ClipId, Clearance]:
    """What was settled about every clip of which something was, by clip."""
    rows = connection.execute(select(tables.clearance).order_by(tables.clearance.c.clip_id)).mappings()
    return {ClipId(row["clip_id"]): permissions.clearance(row) for row in rows}
