"""Facets: how assets divide by kind, time, names, camera, volume, rating and state, counted in a few passes.

The assets that count are found once and kept; each field then goes through what it needs of them, or, where an index
holds nothing else, through the index beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, case, func, literal_column, select

from library.database import dialect_of
from library.model import AuthorityKind, CopyState, Facet
from library.query.filters import Flag, Term, written
from library.schema import tables
from library.schema.derived import asset_authority

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy import ColumnElement, FromClause, Select
    from sqlalchemy.engine import Connection

    Found = Select[tuple[int]] | None

_NAMES = tuple(kind.value for kind in AuthorityKind if kind is not AuthorityKind.PROJECT)
FACETS = ("kind", "year", "month", *_NAMES, "camera", "volume", "rating", "state")
"""The fields there are facets of, in the order they are shown."""
_ASSET, _CLIP, _COPY = tables.asset.c, tables.clip.c, tables.copy.c
_STATES = (CopyState.ONLINE, CopyState.OFFLINE, CopyState.MISSING)
_APART = "|"
_TIMES = ("kind", "year", "month")


def facets(
    connection: Connection, condition: ColumnElement[bool] | None, fields: Collection[str], mounted: Collection[str]
) -> Iterator[Facet]:
    """The facets of some fields among the assets of which a condition holds, of all when there is none.

    Times in order, everything else by count, the most first.
    """
    with _found(connection, condition) as found:
        if set(_TIMES) & set(fields):
            yield from _times(connection, found, fields)
        if kinds := set(_NAMES) & set(fields):
            yield from _names(connection, found, kinds)
        for field, count in _COUNTED.items():
            if field in fields:
                yield from _most_first(field, count(connection, found, mounted))


def _found(connection: Connection, condition: ColumnElement[bool] | None) -> AbstractContextManager[Found]:
    """The assets that count; None is all of them."""
    if condition is None:
        return nullcontext()
    return dialect_of(connection).kept(connection, select(_ASSET.id).where(condition))


def _among(found: Found, table: FromClause, key: ColumnElement[int], *columns: ColumnElement[Any]) -> Select[Any]:
    """Selects from a table the rows that belong to assets found."""
    query = select(*columns).select_from(table)
    return query if found is None else query.where(key.in_(found))


def _times(connection: Connection, found: Found, fields: Collection[str]) -> Iterator[Facet]:
    month = func.substr(func.coalesce(_ASSET.recorded_local, ""), 1, len("2020-08"))
    query = _among(found, tables.asset, _ASSET.id, _ASSET.kind + _APART + month)
    counts: Mapping[str, Counter[str]] = {field: Counter() for field in _TIMES}
    for packed, count in dialect_of(connection).how_often(connection, query).items():
        kind, _, of_month = packed.partition(_APART)
        counts["kind"][kind] += count
        if of_month:
            counts["year"][of_month[:4]] += count
            counts["month"][of_month] += count
    for field in _TIMES:
        for value, count in sorted(counts[field].items()) if field in fields else ():
            yield Facet(field, value, count, written(Term("kind" if field == "kind" else "date", value)))


def _names(connection: Connection, found: Found, kinds: Collection[str]) -> Iterator[Facet]:
    authority = tables.authority.c
    assets = _linked(connection, found)
    named = connection.execute(select(authority.id, authority.kind, authority.name).where(authority.kind.in_(kinds)))
    rows = [(kind, -assets[key], name) for key, kind, name in named if key in assets]
    for kind, count, name in sorted(rows, key=lambda row: (_NAMES.index(row[0]), *row[1:])):
        yield Facet(kind, name, -count, written(Term(kind, name.replace('"', " "))))


def _linked(connection: Connection, found: Found) -> Mapping[int, int]:
    """How many assets are linked to each record."""
    table = asset_authority
    if found is None:  # the table is in the order of the records
        every = select(table.c.authority_id, func.count()).group_by(table.c.authority_id)
        return {key: count for key, count in connection.execute(every)}  # noqa: C416 - rows are no pairs to mypy
    each = _among(found, table, table.c.asset_id, table.c.authority_id)
    return dialect_of(connection).how_often(connection, each)


def _most_first(field: str, counts: Mapping[str, int]) -> Iterator[Facet]:
    for value, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        asks = Flag(value) if field == "state" else Term(field, value.replace('"', " "))
        yield Facet(field, value, count, written(asks))


def _cameras(connection: Connection, found: Found, _mounted: Collection[str]) -> Mapping[str, int]:
    query = _among(found, tables.asset, _beside(_ASSET.id), _ASSET.make, _ASSET.model, func.count())
    counts: Counter[str] = Counter()
    for make, model, count in connection.execute(query.group_by(_ASSET.make, _ASSET.model)):
        counts[" ".join(filter(None, (make, model)))] += count
    del counts[""]
    return counts


def _volumes(connection: Connection, found: Found, _mounted: Collection[str]) -> Mapping[str, int]:
    query = _among(found, tables.copy, _beside(_COPY.asset_id), _COPY.volume_id, func.count(_COPY.asset_id.distinct()))
    each = query.group_by(_COPY.volume_id).subquery()
    labels = select(tables.volume.c.label, each.c[1]).join(each, each.c.volume_id == tables.volume.c.id)
    counts: Counter[str] = Counter()
    for label, count in connection.execute(labels):
        counts[label] += count
    return counts


def _beside(key: ColumnElement[int]) -> ColumnElement[int]:
    """The key as something no index has: the rows are gone through in the order they are grouped by."""
    return key + literal_column("0")


def _ratings(connection: Connection, found: Found, _mounted: Collection[str]) -> Mapping[str, int]:
    whole = and_(_CLIP.asset_id == _ASSET.id, _CLIP.start.is_(None))
    rated = tables.asset.outerjoin(tables.clip, whole)
    stars = _among(found, rated, _ASSET.id, func.coalesce(_CLIP.rating, _ASSET.rating))
    counts = dialect_of(connection).how_often(connection, stars)
    return {str(rating): count for rating, count in counts.items() if rating is not None}


def _states(connection: Connection, found: Found, mounted: Collection[str]) -> Mapping[str, int]:
    """Of an asset the best state of its copies; what a copy held before it changed does not count."""
    there = select(tables.volume.c.id).where(tables.volume.c.uid.in_(sorted(mounted)))
    online, offline, missing = (literal_column(rank, Integer) for rank in "012")
    rank = case((~_COPY.volume_id.in_(there), offline), (_COPY.state == "present", online), else_=missing)
    query = _among(found, tables.copy, _COPY.asset_id, func.min(rank))
    each = query.where(_COPY.state != "changed").group_by(_COPY.asset_id)
    counts = dialect_of(connection).how_often(connection, each)
    return {_STATES[best].value: count for best, count in counts.items()}


_COUNTED = {"camera": _cameras, "volume": _volumes, "rating": _ratings, "state": _states}
