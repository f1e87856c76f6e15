"""Where plain texts name people who are not open."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from library.history import batches
from library.model import AssetId
from library.names import words
from library.schema import tables
from library.search import matching
from library.withheld import Withheld

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection

    from library.model import Authority

_AT_ONCE = 50
"""Names in one question to the index of words."""


def naming(connection: Connection, people: Iterable[Authority]) -> list[AssetId]:
    """Assets whose caption, keywords, names of files, or names and notes of clips name somebody who is not open."""
    withheld = Withheld.of(people)
    wanted = filter(None, map(words, sorted(withheld.names)))
    found: set[int] = set()
    while names := list(islice(wanted, _AT_ONCE)):
        asked = or_(*(_with_all(connection, name) for name in names))
        likely = connection.execute(select(tables.asset.c.id).where(asked)).scalars().all()
        found |= {asset for asset, text in _texts(connection, likely) if withheld.inside(text)}
    return [AssetId(asset) for asset in sorted(found)]


def _with_all(connection: Connection, name: Sequence[str]) -> ColumnElement[bool]:
    """Each word of a name, in whatever order."""
    return and_(*(matching(connection, tables.asset.c.id, word) for word in name))


def _texts(connection: Connection, assets: Collection[int]) -> Iterator[tuple[int, str]]:
    asset, copy, clip = tables.asset.c, tables.copy.c, tables.clip.c
    for batch in batches(assets):
        for key, caption, keywords in connection.execute(
            select(asset.id, asset.caption, asset.keywords).where(asset.id.in_(batch))
        ):
            yield from ((key, text) for text in (caption, *keywords) if text)
        for owner, column in ((copy.asset_id, copy.path), (clip.asset_id, clip.name), (clip.asset_id, clip.note)):
            for key, text in connection.execute(select(owner, column).where(owner.in_(batch), column.is_not(None))):
                yield key, text
