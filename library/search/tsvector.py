"""The index of words on PostgreSQL: `tsvector`s of folded words, in pieces, by the id of the row they are of.

Not `pg_trgm`: what is asked for are whole tokens, their beginnings and their sounds, never any three letters. It would
serve one question alone, which spelling of a record has a word that begins so: of 6,000 spellings that takes 1.9 ms
without it and 0.8 ms with it, of 300,000 62.9 and 3.0 ms (PostgreSQL 15, medians), and a vault has some thousands. And
it is an extension that somebody has to allow on each server.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, cast, column, intersect, select, table, text, union

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Select, TableClause
    from sqlalchemy.engine import Connection

    from library.search.wanted import Wanted

PIECE = 256
"""Tokens in one `tsvector`; it would forget where a token stands when it holds that more often."""
OVERLAP = 32
"""Tokens a piece shares with the next: a phrase of so many is found wherever it stands."""
LONGEST = 500
"""Characters of a token; PostgreSQL takes 2,046 bytes."""


def _index(of: str) -> TableClause:
    from sqlalchemy.dialects.postgresql import TSVECTOR  # noqa: PLC0415  a vault in a folder needs nothing of it

    return table(f"{of}_search", column("id", BigInteger), column("words", TSVECTOR))


def replace(connection: Connection, of: str, words: Mapping[int, Collection[str]]) -> None:
    """As `Index.replace`."""
    if not words:
        return
    index = _index(of)
    connection.execute(index.delete().where(index.c.id.in_(list(words))))
    rows = [{"id": key, "words": piece} for key, tokens in words.items() for piece in _pieces(list(tokens))]
    if rows:
        connection.execute(index.insert(), rows)


def clear(connection: Connection, of: str) -> None:
    """As `Index.clear`."""
    connection.execute(text(f"DELETE FROM {of}_search"))  # noqa: S608 - our own name


def holding(of: str, wanted: Wanted) -> Select[tuple[int]]:
    """As `Index.holding`."""
    found = _matching(of, " <-> ".join(map(_quoted, wanted.phrase)) + ":*")
    if not wanted.by_sound:
        return found
    # Each word may stand in another piece.
    by_sound = (_matching(of, " | ".join(map(_quoted, group))) for group in wanted.by_sound)
    return select(union(found, intersect(*by_sound)).subquery().c.id)


def _matching(of: str, expression: str) -> Select[tuple[int]]:
    from sqlalchemy.dialects.postgresql import TSQUERY  # noqa: PLC0415  as above

    index = _index(of)
    matched = index.c.words.op("@@", is_comparison=True)(cast(expression, TSQUERY))
    return select(index.c.id).where(matched)


def _pieces(tokens: Sequence[str]) -> Iterator[str]:
    for first in range(0, len(tokens), PIECE - OVERLAP):
        if first and first + OVERLAP >= len(tokens):
            break
        places: defaultdict[str, list[str]] = defaultdict(list)
        for place, token in enumerate(tokens[first : first + PIECE], start=1):
            places[token].append(str(place))
        yield " ".join(f"{_quoted(token)}:{','.join(where)}" for token, where in places.items())


def _quoted(token: str) -> str:
    return f"'{token[:LONGEST]}'"  # folded: there is no quote or backslash in it
