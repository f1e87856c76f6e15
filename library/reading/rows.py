"""The lines of long lists: a page of two hundred in a few statements, however many clips and links there are."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Integer, Text, and_, bindparam, case, func, literal_column, select

from library.database import dialect_of
from library.model import AssetId, AssetRow, Certainty, CopyState, MediaKind, PartRole
from library.reading.parts import ROLES
from library.schema import mapping, tables
from library.schema.derived import asset_authority

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from sqlalchemy import ScalarSelect, Select
    from sqlalchemy.engine import Connection

    from library.database import Dialect
    from library.timecode import TimeRange

    Names = tuple[list[str], list[str], list[str]]
    """Of events, of places and of everything else."""
    _Remembered = tuple[Hashable, dict[int, tuple[int, str]]]

_ASSET, _CLIP, _COPY, _PART = tables.asset.c, tables.clip.c, tables.copy.c, tables.part.c
_MEDIA = ("kind", "frame_rate", "frame_count", "duration_s", "sample_rate_hz", "sound_duration_s")
_KINDS = {kind.value: kind for kind in MediaKind}
_CERTAINTIES: dict[str | None, Certainty | None] = {None: None, **{one.value: one for one in Certainty}}
_KEYS, _MOUNTED = bindparam("keys", type_=Text), bindparam("mounted", type_=Text)
_VOLUMES = select(tables.volume.c.id, tables.volume.c.uid)
_STATES = (CopyState.ONLINE, CopyState.OFFLINE, CopyState.MISSING, CopyState.CHANGED)
_GROUPS = {"event": 0, "place": 1}


def rows(connection: Connection, ids: Sequence[int], mounts: Iterable[str]) -> list[AssetRow]:
    """List lines in the order of `ids`; ids that are not there are left out.

    A list shows two hundred after each key that is pressed: so they come in four statements, written out once, straight
    from the driver.
    """
    dialect = dialect_of(connection)
    given = {"keys": json.dumps(list(ids)), "mounted": json.dumps(_there(connection, set(mounts)))}
    lines = dialect.plain_rows(connection, _lines(dialect), given)
    names, parts = _names(connection, given), _parts(connection, given)
    found = {line[0]: _row(line, names[line[0]], parts.get(line[0], ())) for line in lines}
    return [found[key] for key in ids if key in found]


def _there(connection: Connection, mounts: set[str]) -> list[int]:
    volumes = dialect_of(connection).plain_rows(connection, _VOLUMES, {})
    return [key for key, uid in volumes if uid in mounts]


@lru_cache
def _lines(dialect: Dialect) -> Select[Any]:
    """What tables say of each asset, with the best state of its copies and the number of its ranges."""
    given, whole = dialect.keys_given(_KEYS), and_(_CLIP.asset_id == _ASSET.id, _CLIP.start.is_(None))
    return select(
        *(_ASSET.id, _ASSET.kind, _ASSET.name, _ASSET.recorded_local, _ASSET.recorded_certainty, _ASSET.quick_hex),
        func.coalesce(_CLIP.rating, _ASSET.rating),
        _CLIP.rejected,
        _best_state(dialect),
        _clips() - case((_CLIP.id.is_(None), literal_column("0", Integer)), else_=literal_column("1", Integer)),
        *(tables.asset.c[name] for name in _MEDIA),
    ).select_from(given.join(tables.asset, _ASSET.id == given.c.value).outerjoin(tables.clip, whole))


def _best_state(dialect: Dialect) -> ScalarSelect[int]:
    """The place in _STATES of the best state that a copy has: `library.reading.assets.copy_state`, for many at once."""
    there = select(dialect.keys_given(_MOUNTED).c.value)
    online, offline, missing, changed = (literal_column(place, Integer) for place in "0123")
    state = case(
        (_COPY.state == "changed", changed),
        (_COPY.volume_id.not_in(there), offline),
        (_COPY.state == "missing", missing),
        else_=online,
    )
    return select(func.min(state)).where(_COPY.asset_id == _ASSET.id).scalar_subquery()


def _clips() -> ScalarSelect[int]:
    """How many clips an asset has: which the index tells, where to see that one is a range takes its row."""
    every = tables.clip.alias("every")
    return select(func.count()).select_from(every).where(every.c.asset_id == _ASSET.id).scalar_subquery()


def _names(connection: Connection, given: Mapping[str, str]) -> Mapping[int, Names]:
    """The names of each asset, in the order the records were made."""
    dialect = dialect_of(connection)
    # Of a page of two hundred these are two thousand keys.
    assets, keys = dialect.plain_columns(connection, _linked(dialect), given)
    known = _known(connection, set(keys))
    names: defaultdict[int, Names] = defaultdict(lambda: ([], [], []))
    for asset, key in zip(assets, keys, strict=True):
        # A server does not show everybody every record (library.database.roles).
        if key in known:
            group, name = known[key]
            names[asset][group].append(name)
    return names


@lru_cache
def _linked(dialect: Dialect) -> Select[Any]:
    linked, given = asset_authority.c, dialect.keys_given(_KEYS)
    query = select(linked.asset_id, linked.authority_id).where(linked.asset_id.in_(select(given.c.value)))
    return query.order_by(linked.asset_id, linked.authority_id)


def _known(connection: Connection, keys: set[int]) -> Mapping[int, tuple[int, str]]:
    """Group and name of records; a connection remembers those it has read for as long as nothing changes."""
    dialect = dialect_of(connection)
    moment = dialect.moment(connection)
    since, known = cast("_Remembered", connection.info.get(__name__, (None, {})))
    if moment is None or since != moment:
        known = {}
        connection.info[__name__] = moment, known
    if unknown := keys - known.keys():
        rows = dialect.plain_rows(connection, _records(dialect), {"keys": json.dumps(list(unknown))})
        known |= {key: (_GROUPS.get(kind, 2), name) for key, kind, name in rows}
    return known


@lru_cache
def _records(dialect: Dialect) -> Select[Any]:
    authority, given = tables.authority.c, dialect.keys_given(_KEYS)
    return select(authority.id, authority.kind, authority.name).where(authority.id.in_(select(given.c.value)))


def _parts(connection: Connection, given: Mapping[str, str]) -> Mapping[int, tuple[PartRole, ...]]:
    dialect = dialect_of(connection)
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for whole, role, position in dialect.plain_rows(connection, _belonging(dialect), given):
        found[whole].append((ROLES.index(PartRole(role)), position))
    return {whole: tuple(ROLES[role] for role, _ in sorted(each)) for whole, each in found.items()}


@lru_cache
def _belonging(dialect: Dialect) -> Select[Any]:
    given = dialect.keys_given(_KEYS)
    return select(_PART.whole_id, _PART.role, _PART.position).where(_PART.whole_id.in_(select(given.c.value)))


def _row(line: Sequence[Any], names: Names, parts: tuple[PartRole, ...]) -> AssetRow:
    key, kind, name, recorded, certainty, quick_hex, rating, rejected, state, ranges, *media = line
    return AssetRow(
        id=AssetId(key),
        kind=_KINDS[kind],
        name=name,
        recorded_local=recorded,
        certainty=_CERTAINTIES[certainty],
        available_range=_available_range(*media),
        rating=rating,
        rejected=bool(rejected),
        state=CopyState.MISSING if state is None else _STATES[state],
        quick_hex=quick_hex,
        events=tuple(names[0]),
        places=tuple(names[1]),
        tags=tuple(names[2]),
        ranges=ranges,
        parts=parts,
    )


@lru_cache(maxsize=4096)  # rates and lengths recur, and reading a fraction takes longer than all else of a line
def _available_range(*facts: str | int | None) -> TimeRange | None:
    return mapping.available_range(dict(zip(_MEDIA, facts, strict=True)))
