"""What rules gather: assets of one day and place that no event has yet may be a new event.

Somebody decides: nothing here makes an event or a link. `suggesting` asks the other question, which known event an
asset may show, and what waits for an answer to that is not gathered.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from library.model import AssetId, AuthorityId, Certainty, Gathering, MediaKind, Relation
from library.schema import tables
from library.suggesting import NEAR_KM, WHOLE_DAY, distance_km

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy.engine import Connection

    from library.degrees import Degrees

RULE = "day and place 1"
"""The rule and its version, as links say who suggested them."""
FEWEST = 5
"""Assets that make something of a day; fewer are as well tagged by hand."""
PAUSE = timedelta(hours=2)
"""What goes on past midnight without so long a pause is one happening."""
LANDMARK_KM = 0.5
"""How far from a landmark or on which stretch of a street something still is there; a city reaches `NEAR_KM`."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """When and where an asset was recorded."""

    asset: AssetId
    kind: MediaKind
    at: datetime
    """Local time of the place."""
    spot: Degrees | None
    """None where it does not say."""


@dataclass(slots=True)
class _Group:
    """Assets that may belong together."""

    recorded: list[Recorded] = field(default_factory=list)
    spots: list[Degrees] = field(default_factory=list)
    _north: float = 0.0
    _east: float = 0.0

    @property
    def centre(self) -> Degrees | None:
        """The middle of where it was recorded; None where nothing says where."""
        count = len(self.spots)
        return (self._north / count, self._east / count) if count else None

    def is_open(self, at: datetime) -> bool:
        """Whether what was recorded then may belong to it: the same day, or going on past midnight."""
        last = self.recorded[-1].at
        return last.date() == at.date() or at - last <= PAUSE

    def add(self, one: Recorded) -> None:
        """Takes one more."""
        self.recorded.append(one)
        if one.spot is not None:
            self.spots.append(one.spot)
            self._north += one.spot[0]
            self._east += one.spot[1]


def gatherings(connection: Connection) -> list[Gathering]:
    """What may be new events, the largest first; those that were refused do not come back."""
    places = _places(connection)
    found = [_gathering(group, places) for group in groups(_recorded(connection)) if len(group.recorded) >= FEWEST]
    return sorted(found, key=lambda one: (-len(one.assets), one.begins))


def groups(recorded: Iterable[Recorded]) -> list[_Group]:
    """Groups what comes in the order of time by day and place.

    What does not say where it was recorded goes with what was recorded that day at a place, where that is one place.
    """
    done: list[_Group] = []
    going: list[_Group] = []
    for one in recorded:
        done += (group for group in going if not group.is_open(one.at))
        going = [group for group in going if group.is_open(one.at)]
        group = _fitting(going, one)
        if group is None:
            group = _Group()
            going.append(group)
        group.add(one)
    return [*done, *going]


def _fitting(going: list[_Group], new: Recorded) -> _Group | None:
    nowhere = next((group for group in going if not group.spots), None)
    placed = [group for group in going if group.spots]
    if new.spot is None:
        return nowhere or (placed[0] if len(placed) == 1 else None)
    away = [(distance_km(new.spot, group.centre), group) for group in placed if group.centre]
    near = min((one for one in away if one[0] <= NEAR_KM), key=lambda one: one[0], default=None)
    if near is not None:
        return near[1]
    return None if placed else nowhere


def _gathering(group: _Group, places: list[_Place]) -> Gathering:
    place = _place_at(group.centre, places) if group.centre else None
    return Gathering(
        assets=tuple(one.asset for one in group.recorded),
        kinds=Counter(one.kind for one in group.recorded),
        begins=group.recorded[0].at,
        ends=group.recorded[-1].at,
        spot=group.centre,
        place=place.id if place else None,
        place_name=place.name if place else None,
    )


@dataclass(frozen=True, slots=True)
class _Place:
    id: AuthorityId
    name: str
    spot: Degrees
    reach_km: float


def _place_at(spot: Degrees, places: list[_Place]) -> _Place | None:
    """The narrowest place that reaches so far, and of those the nearest."""
    reached = [(one.reach_km, away, one) for one in places if (away := distance_km(spot, one.spot)) <= one.reach_km]
    return min(reached, key=lambda one: one[:2])[2] if reached else None


def _places(connection: Connection) -> list[_Place]:
    """Those with a position: cities, and what is within a city."""
    relation, place = tables.relation.c, tables.authority.c
    broader = select(relation.from_id, relation.to_id).where(relation.relation == Relation.BROADER.value)
    above: Mapping[int, int] = {row.from_id: row.to_id for row in connection.execute(broader)}
    query = select(place.id, place.name, place.latitude, place.longitude)
    rows = connection.execute(query.where(place.kind == "place", place.latitude.is_not(None)).order_by(place.id))
    return [
        _Place(AuthorityId(key), name, (north, east), LANDMARK_KM if above.get(above.get(key, 0)) else NEAR_KM)
        for key, name, north, east in rows
    ]


def _recorded(connection: Connection) -> Iterator[Recorded]:
    """Assets that have a time from a camera and no event, by time; what is part of another goes with that one."""
    asset, clip, link, authority = (one.c for one in (tables.asset, tables.clip, tables.link, tables.authority))
    events = select(authority.id).where(authority.kind == "event")
    known = select(clip.asset_id).join_from(tables.clip, tables.link).where(link.authority_id.in_(events))
    query = select(asset.id, asset.kind, asset.recorded_local, asset.latitude, asset.longitude).where(
        asset.recorded_local.is_not(None),
        asset.recorded_certainty != Certainty.FILE.value,
        func.length(asset.recorded_local) >= WHOLE_DAY,
        asset.id.not_in(known),
        asset.id.not_in(select(tables.part.c.member_id)),
        asset.id.not_in(select(tables.refused_gathering.c.asset_id)),
    )
    for key, kind, local, north, east in connection.execute(query.order_by(asset.recorded_local, asset.id)):
        spot = None if north is None or east is None else (north, east)
        yield Recorded(AssetId(key), MediaKind(kind), datetime.fromisoformat(local), spot)
