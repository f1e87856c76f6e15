"""The lines of long lists: a page of two hundred in one statement, however many clips and links there are.

A list shows two hundred after each key that is pressed. So what a line shows of other tables stands beside each asset
(`library.schema.derived`), comes straight from the driver, and the names of records, which are few, are remembered.
"""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Text, bindparam, select

from library.database import dialect_of
from library.model import AssetId, AssetRow, Certainty, CopyState, MediaKind, PartRole
from library.reading.assets import copy_state
from library.reading.parts import ROLES
from library.schema import mapping, tables
from library.schema.derived import asset_line

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Select
    from sqlalchemy.engine import Connection

    from library.database import Dialect
    from library.timecode import TimeRange

    Known = Mapping[str, tuple[int, str] | None]
    """By key, the group of a record and its name; None where a server does not show it (library.database.roles)."""
    _Remembered = tuple[Hashable, dict[str, tuple[int, str] | None]]

_ASSET, _LINE = tables.asset.c, asset_line.c
_MEDIA = ("kind", "frame_rate", "frame_count", "duration_s", "sample_rate_hz", "sound_duration_s")
_KINDS = {kind.value: kind for kind in MediaKind}
_CERTAINTIES: dict[str | None, Certainty | None] = {None: None, **{one.value: one for one in Certainty}}
_KEYS = bindparam("keys", type_=Text)
_VOLUMES = select(tables.volume.c.id, tables.volume.c.uid)
_STATES = (CopyState.ONLINE, CopyState.OFFLINE, CopyState.MISSING, CopyState.CHANGED)
"""The best first."""
_GROUPS = {"event": 0, "place": 1}
"""Where the names of a kind stand in a line; all others stand in a third place."""


def rows(connection: Connection, ids: Sequence[int], mounts: Iterable[str]) -> list[AssetRow]:
    """List lines in the order of `ids`; ids that are not there are left out."""
    dialect = dialect_of(connection)
    there = volumes_there(connection, mounts)
    lines = dialect.plain_rows(connection, _lines(dialect), {"keys": json.dumps(sorted(ids))})
    records = [listed.split(",") if listed else [] for _, listed, *_ in lines]
    known = _known(connection, set(chain.from_iterable(records)))
    found = {line[0]: _row(line, map(known.get, of), there) for line, of in zip(lines, records, strict=True)}
    return [found[key] for key in ids if key in found]


def volumes_there(connection: Connection, mounts: Iterable[str]) -> frozenset[str]:
    """The keys of the volumes that are mounted."""
    uids = set(mounts)
    volumes = dialect_of(connection).plain_rows(connection, _VOLUMES, {})
    return frozenset(str(key) for key, uid in volumes if uid in uids)


@lru_cache
def _lines(dialect: Dialect) -> Select[Any]:
    given = dialect.keys_given(_KEYS)
    return select(
        *(_ASSET.id, _LINE.records, _LINE.copies, _LINE.parts, _LINE.rating, _LINE.rejected, _LINE.ranges),
        *(_ASSET.name, _ASSET.recorded_local, _ASSET.recorded_certainty, _ASSET.quick_hex),
        *(tables.asset.c[name] for name in _MEDIA),
    ).select_from(given.join(tables.asset, _ASSET.id == given.c.value).join(asset_line, _LINE.asset_id == _ASSET.id))


def _known(connection: Connection, keys: set[str]) -> Known:
    """What records are called; a connection remembers those it has read for as long as nothing changes."""
    dialect = dialect_of(connection)
    moment = dialect.moment(connection)
    since, known = cast("_Remembered", connection.info.get(__name__, (None, {})))
    if moment is None or since != moment:
        known = {}
        connection.info[__name__] = moment, known
    if unknown := keys - known.keys():
        known |= dict.fromkeys(unknown)
        asked = json.dumps([int(key) for key in unknown])
        rows = dialect.plain_rows(connection, _records(dialect), {"keys": asked})
        known |= {str(key): (_GROUPS.get(kind, 2), name) for key, kind, name in rows}
    return known


@lru_cache
def _records(dialect: Dialect) -> Select[Any]:
    authority, given = tables.authority.c, dialect.keys_given(_KEYS)
    return select(authority.id, authority.kind, authority.name).where(authority.id.in_(select(given.c.value)))


def _row(line: Sequence[Any], records: Iterable[tuple[int, str] | None], there: frozenset[str]) -> AssetRow:
    key, _, copies, parts, rating, rejected, ranges, name, recorded, certainty, quick_hex, *media = line
    events: list[str] = []
    places: list[str] = []
    tags: list[str] = []
    names = (events, places, tags)
    for known in records:
        if known:
            names[known[0]].append(known[1])
    return AssetRow(  # by place: naming its arguments takes a fifth of the time of a line
        AssetId(key),
        _KINDS[media[0]],
        name,
        recorded,
        _CERTAINTIES[certainty],
        _available_range(*media),
        rating,
        bool(rejected),
        best_state(copies, there) or CopyState.MISSING,
        quick_hex,
        tuple(events),
        tuple(places),
        tuple(tags),
        ranges,
        _roles(parts) if parts else (),
    )


@lru_cache(maxsize=4096)  # as rates and lengths do: whole cards lie on the same volumes
def best_state(copies: str | None, there: frozenset[str]) -> CopyState | None:
    """The best state that any copy has; None without copies."""
    states = (copy_state(state, mounted=volume in there) for volume, state in copies_of(copies))
    return min(states, key=_STATES.index, default=None)


def copies_of(copies: str | None) -> Iterator[tuple[str, str]]:
    """The volume and the state of each copy that a line lists."""
    for copy in copies.split(",") if copies else ():
        volume, _, state = copy.partition(":")
        yield volume, state


@lru_cache
def _roles(parts: str) -> tuple[PartRole, ...]:
    return tuple(sorted(map(PartRole, parts.split(",")), key=ROLES.index))


@lru_cache(maxsize=4096)  # rates and lengths recur, and reading a fraction takes longer than all else of a line
def _available_range(*facts: str | int | None) -> TimeRange | None:
    return mapping.available_range(dict(zip(_MEDIA, facts, strict=True)))
