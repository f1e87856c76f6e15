"""Facets: how assets divide by kind, time, names, camera, volume, rating and state, counted in a few passes.

What fields are counted by stands beside each asset, in few values that are told apart afterwards
(`library.schema.derived`). Of everything an index has each value's count; else the assets that count are found once and
kept, and their lines gone through once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal_column, select

from library.database import dialect_of
from library.model import AuthorityKind, Camera, CopyState, Facet
from library.query.filters import Flag, Term, written
from library.query.narrowing import kept
from library.reading.driver import ahead
from library.reading.rows import best_state, copies_of, volumes_there
from library.schema import tables
from library.schema.derived import asset_authority, asset_line

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.engine import Connection

    Found = Select[tuple[int]] | None
    _Answer = Callable[[], Mapping[str, Iterable[Any]]]
    """What the database said, and is to be read yet: by column its values, or how often each of them comes."""

_NAMES = tuple(kind.value for kind in AuthorityKind if kind is not AuthorityKind.PROJECT)
FACETS = ("kind", "year", "month", *_NAMES, "camera", "volume", "rating", "state")
"""The fields there are facets of, in the order they are shown."""
_ASSET, _LINE = tables.asset.c, asset_line.c
_TIMES = ("kind", "year", "month")
_COLUMNS = {"kind_month": _TIMES, "records": _NAMES, "copies": ("volume", "state"), "rating": ("rating",)}
"""By column of a line, the fields that are counted by it."""


def facets(
    connection: Connection, condition: ColumnElement[bool] | None, fields: Collection[str], mounted: Collection[str]
) -> Iterator[Facet]:
    """The facets of some fields among the assets of which a condition holds, of all when there is none.

    Times in order, everything else by count, the most first.
    """
    with _found(connection, condition) as found:
        counts = _counted(connection, found, fields)
    if set(_TIMES) & set(fields):
        yield from _times(counts["kind_month"], fields)
    if kinds := set(_NAMES) & set(fields):
        yield from _names(connection, counts["records"], kinds)
    yield from _most_first("camera", counts["camera"])
    if "volume" in fields:
        yield from _most_first("volume", _volumes(connection, counts["copies"]))
    if "rating" in fields:
        yield from _most_first(
            "rating", {str(one): count for one, count in counts["rating"].items() if one is not None}
        )
    if "state" in fields:
        yield from _most_first("state", _states(counts["copies"], volumes_there(connection, mounted)))


def _found(connection: Connection, condition: ColumnElement[bool] | None) -> AbstractContextManager[Found]:
    """The assets that count; None is all of them."""
    if condition is None:
        return nullcontext()
    return kept(connection, condition)


def _counted(connection: Connection, found: Found, fields: Collection[str]) -> Mapping[str, Counter[Any]]:
    """How often each value comes in the columns that fields are counted by, of `records` each record; and each camera.

    What is found is counted here while the database goes on with what comes next.
    """
    wanted = [_LINE[column] for column, of in _COLUMNS.items() if set(of) & set(fields)]
    if found is None:
        reads: list[Callable[[], _Answer]] = [partial(_grouped, connection, column) for column in wanted]
    else:
        parts = dialect_of(connection).in_parts(connection, found) if wanted else ()
        reads = [partial(_values, connection, wanted, part) for part in parts]
    if "camera" in fields:
        reads.append(partial(_cameras, connection, found))
    counts: defaultdict[str, Counter[Any]] = defaultdict(Counter)
    for answer in ahead(reads):
        for column, values in answer().items():
            counts[column].update(values)
    return counts


def _values(connection: Connection, wanted: Sequence[ColumnElement[Any]], part: Select[tuple[int]]) -> _Answer:
    """The columns of the lines of a part of what was found."""
    keys = part.subquery()
    # As something no index has, the key makes SQLite go from what was found to its lines, not the other way round.
    lines = select(*wanted).join_from(keys, asset_line, _LINE.asset_id == keys.c[0] + literal_column("0"))
    columns = dialect_of(connection).plain_columns(connection, lines)
    return lambda: dict(zip((str(column.key) for column in wanted), columns(), strict=True))


def _grouped(connection: Connection, column: ColumnElement[Any]) -> _Answer:
    """How often each value comes among all: the index that begins with it is read, and no row."""
    by = asset_authority.c.authority_id if column is _LINE.records else column
    rows = connection.execute(select(by, func.count()).group_by(by)).all()
    return lambda: {str(column.key): {value: count for value, count in rows}}  # noqa: C416 - rows are no pairs to mypy


def _times(lines: Mapping[str, int], fields: Collection[str]) -> Iterator[Facet]:
    counts: Mapping[str, Counter[str]] = {field: Counter() for field in _TIMES}
    for packed, count in lines.items():
        kind, _, month = packed.partition(" ")
        counts["kind"][kind] += count
        if month:
            counts["year"][month[:4]] += count
        if len(month) > len("2020"):  # of some no more than the year is known
            counts["month"][month] += count
    for field in _TIMES:
        for value, count in sorted(counts[field].items()) if field in fields else ():
            yield Facet(field, value, count, written(Term("kind" if field == "kind" else "date", value)))


def _names(connection: Connection, assets: Mapping[int, int], kinds: Collection[str]) -> Iterator[Facet]:
    authority = tables.authority.c
    named = connection.execute(select(authority.id, authority.kind, authority.name).where(authority.kind.in_(kinds)))
    rows = [(kind, -assets[key], name) for key, kind, name in named if key in assets]
    for kind, count, name in sorted(rows, key=lambda row: (_NAMES.index(row[0]), *row[1:])):
        yield Facet(kind, name, -count, written(Term(kind, name.replace('"', " "))))


def _most_first(field: str, counts: Mapping[str, int]) -> Iterator[Facet]:
    for value, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        asks = Flag(value) if field == "state" else Term(field, value.replace('"', " "))
        yield Facet(field, value, count, written(asks))


def _cameras(connection: Connection, found: Found) -> _Answer:
    query = select(_ASSET.make, _ASSET.model, func.count()).group_by(_ASSET.make, _ASSET.model)
    if found is not None:
        # As something no index has, the key keeps the rows in the order they are grouped by.
        query = query.where((_ASSET.id + literal_column("0")).in_(found))
    counts: Counter[str] = Counter()
    for make, model, count in connection.execute(query):
        counts[Camera(make, model).name] += count
    del counts[""]
    return lambda: {"camera": counts}


def _volumes(connection: Connection, lines: Mapping[str | None, int]) -> Mapping[str, int]:
    labels = {str(key): label for key, label in connection.execute(select(tables.volume.c.id, tables.volume.c.label))}
    counts: Counter[str] = Counter()
    for copies, count in lines.items():
        for volume in {volume for volume, _ in copies_of(copies)}:
            counts[labels[volume]] += count
    return counts


def _states(lines: Mapping[str | None, int], there: frozenset[str]) -> Mapping[str, int]:
    """Of an asset the best state of its copies; what a copy held before it changed does not count."""
    counts: Counter[str] = Counter()
    for copies, count in lines.items():
        if best := best_state(copies, there):
            counts[best.value] += count
    del counts[CopyState.CHANGED.value]
    return counts
