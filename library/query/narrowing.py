"""Which assets several parts of a query leave, where the database does not begin with the rarest by itself.

SQLite would gather the keys of every word and name before it compares them: of a million assets half a million for a
common one. As a search engine does, the rarest part is gathered, and of the others only what is in it.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import (
    BinaryExpression,
    Column,
    CompoundSelect,
    Select,
    and_,
    false,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.sql.operators import in_op

from library.database import KEPT, dialect_of
from library.schema import tables
from library.schema.derived import asset_authority

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.engine import Connection

    from library.query.levels import Condition

    Keys = Select[tuple[int]]

_KEY = tables.asset.c.id
_EACH = _KEY + literal_column("0")
"""The key where assets are gone through in the order of a list, as no index of keys is asked for something added."""
FEW = 10_000
"""Keys that are looked up one by one in less time than all of a common name, or all clips with a link, are gathered."""


@contextmanager
def narrowed(connection: Connection, parts: Sequence[Condition]) -> Iterator[Condition]:
    """The condition that all of `parts` hold of an asset, within the block."""
    sets, rest = _divided(parts)
    if not any(map(_are_listed, sets)) or dialect_of(connection).begins_with_the_rarest:
        yield and_(*parts)
        return
    first, *following = _rarest_first(connection, sets)
    with ExitStack() as stack:

        def gathered(arms: Sequence[Keys]) -> Keys:
            return stack.enter_context(dialect_of(connection).kept(connection, _together(arms)))

        found = gathered(first)
        for arms in following:
            few = are_few(connection, found)
            found = gathered([_among(arm, found, few=few) for arm in arms])
        if rest and are_few(connection, found):
            # Inside a function it is seen row by row: an index of all assets is not gone through for it.
            seen = func.coalesce(and_(*rest), false())
            found, rest = gathered([select(_KEY).where(_KEY.in_(found), seen)]), []
        yield and_(of_these(connection, found), *rest)


@contextmanager
def kept(connection: Connection, condition: Condition) -> Iterator[Keys]:
    """The keys of the assets of which a condition holds, for many statements within the block."""
    match _divided([condition]):
        case [[[found]], []] if KEPT in getattr(found.get_final_froms()[0], "info", ()):
            yield found
        case _:
            with dialect_of(connection).kept(connection, select(_KEY).where(condition)) as found:
                yield found


def are_few(connection: Connection, found: Keys) -> bool:
    """Whether there are at most FEW."""
    return _size(connection, [found]) <= FEW


def of_these(connection: Connection, found: Keys) -> Condition:
    """The condition that an asset is one of those that were found, which are `kept`."""
    many = not dialect_of(connection).begins_with_the_rarest and _are_most(connection, found)
    return (_EACH if many else _KEY).in_(found)


def _are_most(connection: Connection, found: Keys) -> bool:
    """Whether so many are found that going through all takes less time than looking each of them up."""
    counted = select(func.count()).select_from(found.subquery()).scalar_subquery()
    many, last = connection.execute(select(counted, select(func.max(_KEY)).scalar_subquery())).one()
    return bool(last) and many * 5 > last


def _size(connection: Connection, arms: Sequence[Keys]) -> int:
    """How many keys there are; of each arm no more than just above FEW are counted."""
    counted = (select(func.count()).select_from(arm.limit(FEW + 1).subquery()).scalar_subquery() for arm in arms)
    return sum(connection.execute(select(*counted)).one())


def _together(arms: Sequence[Keys]) -> Keys:
    return arms[0] if len(arms) == 1 else select(*union_all(*arms).subquery().c)


def _rarest_first(connection: Connection, sets: Sequence[Sequence[Keys]]) -> list[Sequence[Keys]]:
    """Where several are common, names go before words, of which there are more; what must be looked for goes last."""
    if len(sets) == 1:
        return list(sets)
    listed = [arms for arms in sets if _are_listed(arms)]
    others = [arms for arms in sets if not _are_listed(arms)]
    return [*sorted(listed, key=lambda arms: (_size(connection, arms), len(arms))), *others]


def _divided(parts: Sequence[Condition]) -> tuple[list[Sequence[Keys]], list[Condition]]:
    """The parts that ask for one of the keys of some selects, as these, and those that ask for something else."""
    sets: list[Sequence[Keys]] = []
    rest = []
    for part in parts:
        asks = (
            isinstance(part, BinaryExpression) and part.operator is in_op and (part.left is _KEY or part.left is _EACH)
        )
        chosen: Any = getattr(part.right, "element", None) if asks else None
        if isinstance(chosen, CompoundSelect):
            sets.append(cast("Sequence[Keys]", chosen.selects))
        elif isinstance(chosen, Select):
            sets.append((chosen,))
        else:
            rest.append(part)
    return sets, rest


def _are_listed(arms: Sequence[Keys]) -> bool:
    """Whether an index has these and nothing else in a row, so that the first of them are there at once."""
    columns = [arm.selected_columns[0] for arm in arms]
    return all(column is asset_authority.c.asset_id or not isinstance(column, Column) for column in columns)


def _among(keys: Keys, found: Keys, *, few: bool) -> Keys:
    """Those that were found already: each is looked up when they are few, as it cannot be in an index of words."""
    (column,) = keys.selected_columns
    looked_up = column if few and isinstance(column, Column) else column + literal_column("0")
    return keys.where(looked_up.in_(found))
