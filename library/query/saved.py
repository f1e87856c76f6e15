"""Saved searches inside queries: `search:NAME` stands for the query that is kept under the name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from library import names
from library.errors import MediavaultError
from library.query.filters import And, Filter, Not, Or, Term
from library.query.grammar import QueryError, parse
from library.reading.authorities import UnknownName
from library.reading.searches import search

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


class SearchCycle(MediavaultError):
    """A saved search would stand for itself."""

    def __init__(self, *names: str) -> None:
        """Takes the searches, each of which asks for the next, the last for the first again."""
        self.names = names
        way = " asks for ".join(f'"{name}"' for name in (*names, names[0]))
        super().__init__(f"A search cannot ask for itself: {way}. Save one of them without the other.")


def expanded(connection: Connection, query: str, inside: tuple[str, ...] = ()) -> Filter:
    """Reads a query, with the queries of saved searches in place of their names.

    Args:
        connection: where they are looked up.
        query: the text.
        inside: the searches whose query this is, the outermost first.

    Raises:
        QueryError: the query cannot be understood, or there is no such search.
        SearchCycle: a search asks for itself.
    """

    def within(tree: Filter) -> Filter:
        match tree:
            case Term("search"):
                return _placed(_sought(tree), tree.position)
            case And(parts) | Or(parts):
                return type(tree)(tuple(map(within, parts)))
            case Not(other):
                return Not(within(other))
            case _:
                return tree

    def _sought(term: Term) -> Filter:
        try:
            found = search(connection, term.value)
        except UnknownName as error:
            raise QueryError(query, term.position, str(error)) from error
        if found.name in inside:
            raise SearchCycle(*inside[inside.index(found.name) :])
        return expanded(connection, found.query, (*inside, found.name))

    return within(parse(names.storable(query)))


def _placed(tree: Filter, position: int) -> Filter:
    """The tree as if all of it were written at `position`, where errors are then told."""
    match tree:
        case Term():
            return replace(tree, position=position)
        case And(parts) | Or(parts):
            return type(tree)(tuple(_placed(part, position) for part in parts))
        case Not(other):
            return Not(_placed(other, position))
        case _:
            return tree
