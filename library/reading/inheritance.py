"""What clips inherit: from their asset, from the events they show, from the places those were at."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from library.history import batches
from library.model import (
    AuthorityId,
    AuthorityKind,
    Clearance,
    ClipId,
    Inheritance,
    InheritedLink,
    Relation,
)
from library.model.inheritance import OF_ASSET
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy.engine import Connection

    from library.model import Asset, Clip

_FOLLOWED = (Relation.AT, Relation.NEAR, Relation.PART_OF, Relation.RESPONDS_TO, Relation.BROADER)
_NO_FURTHER = frozenset((Relation.RESPONDS_TO,))
"""What holds for the event that is answered does not hold for the answer."""


@dataclass(frozen=True, slots=True)
class _Record:
    id: int
    kind: AuthorityKind
    name: str


@dataclass(frozen=True, slots=True)
class _Step:
    relation: Relation
    to: _Record


Steps = dict[int, list[_Step]]
"""From each record to those it stands to."""


def inherited(connection: Connection, assets: Collection[Asset]) -> Mapping[ClipId, Inheritance]:
    """What each clip of the assets inherits."""
    linked = {link.authority for asset in assets for clip in asset.clips for link in clip.links}
    steps = _steps(connection, linked)
    return {clip.id: _of(clip, asset, steps) for asset in assets for clip in asset.clips}


def _of(clip: Clip, asset: Asset, steps: Steps) -> Inheritance:
    whole = None if clip.is_whole else asset.whole
    links = tuple(_links(clip, whole, steps))
    rights = (whole.rights if whole else None) or asset.facts.rights
    added = _added(clip.clearance or Clearance(), (whole and whole.clearance) or Clearance())
    return Inheritance(links=links, rights=None if clip.rights else rights, clearance=added or None)


def _added(own: Clearance, whole: Clearance) -> Clearance:
    """What the clearance of the whole adds to that of a clip."""
    both = own.completed_from(whole)
    same = {one.name: None for one in fields(own) if getattr(both, one.name) == getattr(own, one.name)}
    return replace(both, **same)


def _links(clip: Clip, whole: Clip | None, steps: Steps) -> Iterator[InheritedLink]:
    said = [link for link in clip.links if not link.suggested]
    own = {(link.authority, link.role) for link in said}
    of_asset = [link for link in whole.links if not link.suggested] if whole else []
    for link in of_asset:
        if (link.authority, link.role) not in own:
            yield InheritedLink(link.kind, link.authority, link.name, link.role, OF_ASSET)
    linked = [_Record(link.authority, link.kind, link.name) for link in (*said, *of_asset)]
    yield from _led_to(linked, steps)


def _led_to(linked: Sequence[_Record], steps: Steps) -> Iterator[InheritedLink]:
    """Everything the records lead to, the nearest first, each once and through the first that leads there."""
    met = {record.id for record in linked}
    front = list(linked)
    while front:
        further = []
        for record in front:
            for step in steps.get(record.id, ()):
                if step.to.id in met:
                    continue
                met.add(step.to.id)
                further += [] if step.relation in _NO_FURTHER else [step.to]
                other, name = step.to, step.relation.value
                yield InheritedLink(other.kind, AuthorityId(other.id), other.name, name, record.kind.value, record.name)
        front = further


def _steps(connection: Connection, ids: Collection[int]) -> Steps:
    """The relations that lead on from records, and from those they lead to."""
    relation, authority = tables.relation, tables.authority
    query = (
        select(relation.c.from_id, relation.c.relation, authority.c.id, authority.c.kind, authority.c.name)
        .join(authority, authority.c.id == relation.c.to_id)
        .where(relation.c.relation.in_([one.value for one in _FOLLOWED]))
        .order_by(relation.c.id)
    )
    found: defaultdict[int, list[_Step]] = defaultdict(list)
    front, met = set(ids), set(ids)
    while front:
        reached = set()
        for batch in batches(front):
            for row in connection.execute(query.where(relation.c.from_id.in_(batch))):
                step = _Step(Relation(row.relation), _Record(row.id, AuthorityKind(row.kind), row.name))
                found[row.from_id].append(step)
                reached.add(step.to.id)
        front = reached - met
        met |= front
    return dict(found)
