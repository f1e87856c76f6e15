"""Facets: how assets divide by kind, time, names, camera, volume, rating and state, counted in a few passes.

What fields are counted by stands beside each asset, in few values that are told apart afterwards
(`library.schema.derived`). Of everything an index has each value's count; else the assets that count are found once and
kept, and each field goes through their lines.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal_column, select

from library.database import dialect_of
from library.model import AuthorityKind, CopyState, Facet
from library.query.filters import Flag, Term, written
from library.reading.rows import best_state, copies_of, volumes_there
from library.schema import tables
from library.schema.derived import asset_authority, asset_line

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.engine import Connection

    Found = Select[tuple[int]] | None

_NAMES = tuple(kind.value for kind in AuthorityKind if kind is not AuthorityKind.PROJECT)
FACETS = ("kind", "year", "month", *_NAMES, "camera", "volume", "rating", "state")
"""The fields there are facets of, in the order they are shown."""
_ASSET, _LINE = tables.asset.c, asset_line.c
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


def _lines(connection: Connection, found: Found, column: ColumnElement[Any]) -> Mapping[Any, int]:
    """How often each value of a column comes among the lines of the assets found."""
    if found is None:
        return _grouped(connection, column)
    return dialect_of(connection).how_often(connection, _among(found, column))


def _among(found: Select[tuple[int]], column: ColumnElement[Any]) -> Select[Any]:
    return select(column).where(_LINE.asset_id.in_(found))


def _grouped(connection: Connection, column: ColumnElement[Any]) -> Mapping[Any, int]:
    """How often each value comes in a column that an index begins with: the index is read, and no row."""
    rows = connection.execute(select(column, func.count()).group_by(column))
    return {value: count for value, count in rows}  # noqa: C416 - rows are no pairs to mypy


def _times(connection: Connection, found: Found, fields: Collection[str]) -> Iterator[Facet]:
    counts: Mapping[str, Counter[str]] = {field: Counter() for field in _TIMES}
    for packed, count in _lines(connection, found, _LINE.kind_month).items():
        kind, _, month = packed.partition(" ")
        counts["kind"][kind] += count
        if month:
            counts["year"][month[:4]] += count
            counts["month"][month] += count
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
    if found is None:  # the table is in the order of the records
        return _grouped(connection, asset_authority.c.authority_id)
    (listed,) = dialect_of(connection).plain_columns(connection, _among(found, _LINE.records))
    # One reading of all the lists together takes half as long as a look at each link in the database.
    return Counter(json.loads(f"[{','.join(filter(None, listed))}]"))


def _most_first(field: str, counts: Mapping[str, int]) -> Iterator[Facet]:
    for value, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        asks = Flag(value) if field == "state" else Term(field, value.replace('"', " "))
        yield Facet(field, value, count, written(asks))


def _cameras(connection: Connection, found: Found, _mounted: Collection[str]) -> Mapping[str, int]:
    query = select(_ASSET.make, _ASSET.model, func.count()).group_by(_ASSET.make, _ASSET.model)
    if found is not None:
        # As something no index has, the key keeps the rows in the order they are grouped by.
        query = query.where((_ASSET.id + literal_column("0")).in_(found))
    counts: Counter[str] = Counter()
    for make, model, count in connection.execute(query):
        counts[" ".join(filter(None, (make, model)))] += count
    del counts[""]
    return counts


def _volumes(connection: Connection, found: Found, _mounted: Collection[str]) -> Mapping[str, int]:
    labels = {str(key): label for key, label in connection.execute(select(tables.volume.c.id, tables.volume.c.label))}
    counts: Counter[str] = Counter()
    for copies, count in _lines(connection, found, _LINE.copies).items():
        for volume in {volume for volume, _ in copies_of(copies)}:
            counts[labels[volume]] += count
    return counts


def _ratings(connection: Connection, found: Found, _mounted: Collection[str]) -> Mapping[str, int]:
    counts = _lines(connection, found, _LINE.rating)
    return {str(rating): count for rating, count in counts.items() if rating is not None}


def _states(connection: Connection, found: Found, mounted: Collection[str]) -> Mapping[str, int]:
    """Of an asset the best state of its copies; what a copy held before it changed does not count."""
    there = volumes_there(connection, mounted)
    counts: Counter[str] = Counter()
    for copies, count in _lines(connection, found, _LINE.copies).items():
        if best := best_state(copies, there):
            counts[best.value] += count
    del counts[CopyState.CHANGED.value]
    return counts


_COUNTED = {"camera": _cameras, "volume": _volumes, "rating": _ratings, "state": _states}
