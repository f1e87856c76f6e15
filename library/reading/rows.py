"""The lines of long lists: a page of two hundred in a few statements, however many clips and links there are."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, and_, cast, func, select

from library.history import batches
from library.model import AssetId, AssetRow, Certainty, CopyState, MediaKind, PartRole
from library.reading.assets import copy_state
from library.reading.parts import ROLES
from library.schema import mapping, tables
from library.schema.derived import asset_authority

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.engine import Connection

    from library.timecode import TimeRange

_ASSET, _CLIP, _COPY, _PART = tables.asset.c, tables.clip.c, tables.copy.c, tables.part.c
_MEDIA = ("kind", "frame_rate", "frame_count", "duration_s", "sample_rate_hz", "sound_duration_s")
_WHOLE = and_(_CLIP.asset_id == _ASSET.id, _CLIP.start.is_(None))
_LINES = select(
    *(_ASSET.id, _ASSET.kind, _ASSET.name, _ASSET.recorded_local, _ASSET.recorded_certainty, _ASSET.quick_hex),
    *(tables.asset.c[name] for name in _MEDIA[1:]),
    func.coalesce(_CLIP.rating, _ASSET.rating).label("rating"),
    _CLIP.rejected,
).select_from(tables.asset.outerjoin(tables.clip, _WHOLE))
_STATES = list(CopyState)
_GROUPS = {"event": 0, "place": 1}


def rows(connection: Connection, ids: Sequence[int], mounts: Iterable[str]) -> list[AssetRow]:
    """List lines in the order of `ids`; ids that are not there are left out."""
    mounted = set(mounts)
    found = {row.id: row for batch in batches(ids) for row in _page(connection, batch, mounted)}
    return [found[AssetId(key)] for key in ids if key in found]


def _page(connection: Connection, ids: list[int], mounted: set[str]) -> Iterator[AssetRow]:
    lines = connection.execute(_LINES.where(_ASSET.id.in_(ids))).all()
    states, names = _best_states(connection, ids, mounted), _names(connection, ids)
    ranges, parts = _ranges(connection, ids), _parts(connection, ids)
    for line in lines:
        key = line.id
        yield _row(tuple(line), states.get(key), names[key], (ranges.get(key, 0), parts.get(key, ())))


def _best_states(connection: Connection, ids: list[int], mounted: set[str]) -> dict[int, CopyState]:
    best: dict[int, CopyState] = {}
    query = select(_COPY.asset_id, _COPY.state, tables.volume.c.uid).join(tables.volume)
    for key, stored, volume in connection.execute(query.where(_COPY.asset_id.in_(ids))).all():
        state = copy_state(stored, mounted=volume in mounted)
        if key not in best or _STATES.index(state) < _STATES.index(best[key]):
            best[key] = state
    return best


def _ranges(connection: Connection, ids: list[int]) -> dict[int, int]:
    query = select(_CLIP.asset_id, func.count(_CLIP.start)).where(_CLIP.asset_id.in_(ids)).group_by(_CLIP.asset_id)
    return {key: count for key, count in connection.execute(query).all()}  # noqa: C416 - rows are no pairs to mypy


def _names(connection: Connection, ids: list[int]) -> Mapping[int, tuple[list[str], list[str], list[str]]]:
    """Names of events, of places and of everything else, in the order the records were made."""
    linked, authority = asset_authority.c, tables.authority.c
    # Of a page of two hundred these are two thousand keys: they come as one text for each asset.
    packed = func.aggregate_strings(cast(linked.authority_id, Text), " ")
    query = select(linked.asset_id, packed).where(linked.asset_id.in_(ids)).group_by(linked.asset_id)
    keys = {asset: sorted(map(int, text.split())) for asset, text in connection.execute(query).all()}
    known: dict[int, tuple[int, str]] = {}
    for batch in batches(set(chain.from_iterable(keys.values()))):
        of_batch = select(authority.id, authority.kind, authority.name).where(authority.id.in_(batch))
        known |= {key: (_GROUPS.get(kind, 2), name) for key, kind, name in connection.execute(of_batch).all()}
    names: defaultdict[int, tuple[list[str], list[str], list[str]]] = defaultdict(lambda: ([], [], []))
    for asset, of_asset in keys.items():
        # A server does not show everybody every record (library.database.roles).
        for group, name in (known[key] for key in of_asset if key in known):
            names[asset][group].append(name)
    return names


def _parts(connection: Connection, ids: list[int]) -> dict[int, tuple[PartRole, ...]]:
    query = select(_PART.whole_id, _PART.role, _PART.position).where(_PART.whole_id.in_(ids)).order_by(_PART.id)
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for whole, role, position in connection.execute(query).all():
        found[whole].append((ROLES.index(PartRole(role)), position))
    return {whole: tuple(ROLES[role] for role, _ in sorted(each)) for whole, each in found.items()}


def _row(
    line: Sequence[Any],
    state: CopyState | None,
    names: tuple[list[str], list[str], list[str]],
    belonging: tuple[int, tuple[PartRole, ...]],
) -> AssetRow:
    key, kind, name, recorded, certainty, quick_hex, *media, rating, rejected = line
    return AssetRow(
        id=AssetId(key),
        kind=MediaKind(kind),
        name=name,
        recorded_local=recorded,
        certainty=Certainty(certainty) if certainty else None,
        available_range=_available_range(kind, *media),
        rating=rating,
        rejected=bool(rejected),
        state=state or CopyState.MISSING,
        quick_hex=quick_hex,
        events=tuple(names[0]),
        places=tuple(names[1]),
        tags=tuple(names[2]),
        ranges=belonging[0],
        parts=belonging[1],
    )


@lru_cache(maxsize=4096)  # rates and lengths recur, and reading a fraction takes longer than all else of a line
def _available_range(*facts: str | int | None) -> TimeRange | None:
    return mapping.available_range(dict(zip(_MEDIA, facts, strict=True)))
