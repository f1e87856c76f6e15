"""What is found by words: assets in an index of folded words, records of the authority files by their keys.

Both are derived from the catalogue, so history holds neither. The index has a door for each database: a module that is
an `Index`, chosen by the dialect of the connection. What stands above the door is the same for all of them: which
tokens a row is indexed under (`words`), and what a query asks for (`wanted`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sqlalchemy import false, select

from library.history import batches
from library.schema import tables
from library.search import fts5, tsvector
from library.search.wanted import wanted
from library.search.words import refresh_keys, words_of_assets

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.engine import Connection

    from library.search.wanted import Wanted

__all__ = ["INDEXED", "Index", "holding", "matching", "rebuild", "refresh", "refresh_keys"]

INDEXED = ("asset",)
"""The tables whose rows are found by words."""


class Index(Protocol):
    """The door of one database: rows by the tokens they hold.

    Tokens are small letters and digits without spaces, at most a few hundred characters each; they are compared as they
    are, without stemming, stop words or further folding. `of` is one of INDEXED and says whose ids are meant. Every
    call is part of the transaction of its connection: what was replaced is found by it at once, by others after the
    commit. The schema's revisions make what an index needs.
    """

    def replace(self, connection: Connection, of: str, words: Mapping[int, Collection[str]]) -> None:
        """Holds these tokens, in their order, for these ids, in place of what it held; an id with none leaves it."""

    def clear(self, connection: Connection, of: str) -> None:
        """Holds nothing any more."""

    def holding(self, of: str, wanted: Wanted) -> Select[tuple[int]]:
        """Selects the ids whose tokens hold what is wanted, in no order; it is never asked for nothing.

        A row is found when it holds `wanted.phrase` side by side, where its last token may go on, or when it holds at
        least one whole token of each group in `wanted.by_sound`, if there are any. The same rows on every database.
        """


_INDICES: Mapping[str, Index] = {"sqlite": fts5, "postgresql": tsvector}


def _index(connection: Connection) -> Index:
    return _INDICES[connection.dialect.name]


def holding(connection: Connection, written: str, *, of: str = "asset") -> Select[tuple[int]] | None:
    """Selects the ids of rows that hold a word or phrase, in any script and spelling; None when nothing is asked."""
    asked = wanted(written)
    return _index(connection).holding(of, asked) if asked else None


def matching(connection: Connection, column: ColumnElement[int], written: str) -> ColumnElement[bool]:
    """The condition that the asset whose id is in `column` holds a word or phrase."""
    said = holding(connection, written)
    return false() if said is None else column.in_(said)


def refresh(connection: Connection, asset_ids: Collection[int]) -> None:
    """Indexes assets again; those that are gone leave the index."""
    index = _index(connection)
    for batch in batches(sorted(asset_ids)):
        words = words_of_assets(connection, batch)
        index.replace(connection, "asset", {key: words.get(key, ()) for key in batch})


def rebuild(connection: Connection) -> None:
    """Derives everything anew: after an upgrade, when the rules may be others."""
    for of in INDEXED:
        _index(connection).clear(connection, of)
    refresh(connection, connection.execute(select(tables.asset.c.id)).scalars().all())
    refresh_keys(connection, connection.execute(select(tables.authority.c.id)).scalars().all())
