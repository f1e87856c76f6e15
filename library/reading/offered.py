"""Versions that may belong together, and wait for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from library.model import AssetId, OfferedPart, PartOffer, PartRole
from library.schema import tables

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


def offered(connection: Connection) -> list[OfferedPart]:
    """All that wait, the surest first; without those of assets that are gone, or are a part of something by now."""
    table, whole, member = tables.offered_part.c, tables.asset.alias("whole"), tables.asset.alias("member")
    query = (
        select(table.id, table.whole_id, table.member_id, table.role, table.score, table.why)
        .add_columns(whole.c.name, member.c.name, table.stated_by)
        .join_from(tables.offered_part, whole, whole.c.id == table.whole_id)
        .join(member, member.c.id == table.member_id)
        .where(~table.refused, table.member_id.not_in(select(tables.part.c.member_id)))
        .order_by(table.score.desc(), table.id)
    )
    return [
        OfferedPart(key, PartOffer(AssetId(of), AssetId(part), PartRole(role), score, why), *names)
        for key, of, part, role, score, why, *names in connection.execute(query)
    ]
