"""What rules suggest: an asset recorded on a day of an event, near a place of it, may show that event.

Nothing is linked by a rule: a suggestion is a question, which a person accepts or refuses.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from library import dates
from library.model import DEFAULT_ROLE, AssetId, AuthorityId, AuthorityKind, Certainty, Relation
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.engine import Connection

    from library.dates import EdtfDate
    from library.degrees import Degrees

RULE = "time and place 1"
"""The rule and its version, as links say who suggested them."""
ROLE = DEFAULT_ROLE[AuthorityKind.EVENT]
NEAR_KM = 10.0
"""How far from a place of an event something may be recorded: across a city."""
WHOLE_DAY = len("2020-08-16")
"""Characters of a time of which no more than the day is known; of some only the month or the year is."""
_EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Offer:
    """An event that an asset may show."""

    asset: AssetId
    event: AuthorityId
    confidence: float
    """0 to 1: 1 at the spot, a half at the edge of what is near; half of that where the date is only about then."""


def offers(connection: Connection) -> Iterator[Offer]:
    """What the rule offers now, without what is linked, suggested or refused already."""
    known = _known(connection)
    events = list(_events(connection))
    asset = tables.asset.c
    located = and_(asset.latitude.is_not(None), asset.recorded_local.is_not(None))
    dated = and_(asset.recorded_certainty != Certainty.FILE.value, func.length(asset.recorded_local) >= WHOLE_DAY)
    query = select(asset.id, asset.recorded_local, asset.latitude, asset.longitude).where(located, dated)
    for key, local, north, east in connection.execute(query.order_by(asset.id)):
        day = date.fromisoformat(local[:10])
        for event, when, spots in events:
            if (key, event) in known or not when.may_include(day):
                continue
            away_km = min(distance_km((north, east), spot) for spot in spots)
            if away_km <= NEAR_KM:
                sure = 1 - away_km / NEAR_KM / 2
                yield Offer(AssetId(key), event, round(sure / 2 if when.approximate or when.uncertain else sure, 2))


def distance_km(one: Degrees, other: Degrees) -> float:
    """Kilometres between two spots, on a sphere."""
    (north, east), (to_north, to_east) = (tuple(map(radians, spot)) for spot in (one, other))
    half = sin((to_north - north) / 2) ** 2 + cos(north) * cos(to_north) * sin((to_east - east) / 2) ** 2
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))


def _events(connection: Connection) -> Iterator[tuple[AuthorityId, EdtfDate, list[Degrees]]]:
    """Events with a date and with a place that has a position."""
    spots = _spots(connection)
    authority = tables.authority.c
    query = select(authority.id, authority.date).where(authority.kind == "event", authority.date.is_not(None))
    for key, written in connection.execute(query.order_by(authority.id)):
        if key in spots:
            yield AuthorityId(key), dates.parse(written), spots[key]


def _spots(connection: Connection) -> Mapping[int, list[Degrees]]:
    relation, place = tables.relation.c, tables.authority.c
    query = select(relation.from_id, place.latitude, place.longitude).join_from(
        tables.relation, tables.authority, place.id == relation.to_id
    )
    at = (Relation.AT.value, Relation.NEAR.value)
    found: defaultdict[int, list[Degrees]] = defaultdict(list)
    for event, north, east in connection.execute(query.where(relation.relation.in_(at), place.latitude.is_not(None))):
        found[event].append((north, east))
    return found


def _known(connection: Connection) -> set[tuple[int, int]]:
    """Assets and records that are linked or suggested already, in any role, or that somebody refused."""
    clip, link, refused = tables.clip.c, tables.link.c, tables.refused_link.c
    linked = select(clip.asset_id, link.authority_id).join_from(tables.clip, tables.link)
    events = select(tables.authority.c.id).where(tables.authority.c.kind == "event")
    rows = [
        *connection.execute(linked.where(link.authority_id.in_(events))),
        *connection.execute(select(refused.asset_id, refused.authority_id)),
    ]
    return {(asset, event) for asset, event in rows}
