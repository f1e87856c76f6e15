"""What belongs together, read by id: parts, wholes, and what speaks for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from library.history import batches
from library.model import AssetId, MediaFacts, Part, PartRole, Provenance
from library.schema import mapping, tables

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sqlalchemy.engine import Connection, RowMapping

ROLES = list(PartRole)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the file of an asset states, to tell by whether it belongs to another."""

    size_bytes: int
    facts: MediaFacts
    """Without `raw`; the capture time as the camera's clock stated it, whatever was corrected since."""


def evidence(connection: Connection, ids: Collection[AssetId]) -> Mapping[AssetId, Evidence]:
    """What speaks for or against a tie between any of the assets."""
    found: dict[AssetId, Evidence] = {}
    for batch in batches(ids):
        for row in connection.execute(select(tables.asset).where(tables.asset.c.id.in_(batch))).mappings():
            facts = replace(mapping.facts(row), recorded_at=mapping.stated(row))
            found[AssetId(row["id"])] = Evidence(row["size_bytes"], facts)
    return found


def stated_pieces(connection: Connection, ids: Collection[AssetId]) -> list[tuple[AssetId, AssetId]]:
    """Pairs of assets, one of each among `ids`, of which the second states that it goes on from the first."""
    before, after = tables.asset.alias("before"), tables.asset.alias("after")
    pairs = select(before.c.id, after.c.id).join(after, after.c.follows_id == before.c.recording_id)
    found: set[tuple[AssetId, AssetId]] = set()
    for batch in batches(ids):
        for one in (before, after):
            found.update((AssetId(a), AssetId(b)) for a, b in connection.execute(pairs.where(one.c.id.in_(batch))))
    return sorted(found)


def parts(connection: Connection, wholes: Collection[int]) -> Mapping[int, tuple[Part, ...]]:
    """The parts of each whole, by role and position."""
    part, asset = tables.part, tables.asset
    found: defaultdict[int, list[Part]] = defaultdict(list)
    query = select(part, asset.c.name).join(asset, asset.c.id == part.c.member_id)
    for batch in batches(wholes):
        for row in connection.execute(query.where(part.c.whole_id.in_(batch)).order_by(part.c.id)).mappings():
            found[row["whole_id"]].append(_part(row, "member_id"))
    return {key: tuple(sorted(ends, key=_place)) for key, ends in found.items()}


def _place(one: Part) -> tuple[int, int]:
    return ROLES.index(one.role), one.position


def wholes(connection: Connection, members: Collection[int]) -> Mapping[int, Part]:
    """The whole of each part."""
    return dict(_wholes(connection, members))


def _wholes(connection: Connection, members: Collection[int]) -> Iterator[tuple[int, Part]]:
    part, asset = tables.part, tables.asset
    query = select(part, asset.c.name).join(asset, asset.c.id == part.c.whole_id)
    for batch in batches(members):
        for row in connection.execute(query.where(part.c.member_id.in_(batch))).mappings():
            yield row["member_id"], _part(row, "whole_id")


def _part(row: RowMapping, end: str) -> Part:
    """One end of a tie, of the asset that stands in a column."""
    role, provenance = PartRole(row["role"]), Provenance(row["provenance"])
    return Part(AssetId(row[end]), row["name"], role, row["position"], provenance)
