"""Query text -> Filter tree.

`bialystok kind:video event:"Day of Solidarity" date:2020-07 rating:>=3 (keyword:flag or keyword:banner) -untagged`

Words that stand beside each other must all match; `or`, `not`, `-`, brackets and quotes do what they say.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken
from lark.exceptions import VisitError

from library import names
from library.errors import MediavaultError
from library.query.fields import FIELDS, FLAGS, STATES
from library.query.filters import And, Everything, Filter, Flag, Not, Or, Term, Word


class QueryError(MediavaultError):
    """A query cannot be understood."""

    def __init__(self, query: str, position: int, problem: str) -> None:
        """Takes the query, the zero-based character where it went wrong, and what is wrong there."""
        self.query, self.position = query, position
        super().__init__(f"Cannot read the query at character {position + 1}: {problem}")


_GRAMMAR = r"""
?start: either |                        -> everything
?either: all (_OR all)*
?all: one+
?one: _NOT one                          -> negated
    | "(" either ")"
    | FIELD VALUE                       -> term
    | FIELD QUOTED                      -> term
    | QUOTED                            -> quoted
    | WORD                              -> word

_OR.4: /or(?=[\s(]|$)/i
AND.4: /and(?=[\s(]|$)/i
_NOT.4: /not(?=[\s(])|-(?=[^\s])/i
FIELD.3: /[^\W\d_]+:(?!\/\/)/
QUOTED.3: /"[^"]*"/
VALUE.2: /[^\s()"]+/
WORD.1: /[^\s()"]+/
%ignore /\s+/
%ignore AND
"""


def parse(query: str) -> Filter:
    """Reads a query.

    Raises:
        QueryError: it cannot be understood; it carries the position, and the nearest known field.
    """
    try:
        return _Builder(query).transform(_parser().parse(query))
    except UnexpectedInput as error:
        at_end = isinstance(error, UnexpectedToken) and error.token.type == "$END"
        place: int = len(query) if at_end else getattr(error, "pos_in_stream", len(query))
        position = min(place, len(query))
        raise QueryError(query, position, _problem(query, position)) from error
    except VisitError as error:
        raise error.orig_exc from error


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", lexer="contextual", maybe_placeholders=False)


def _problem(query: str, position: int) -> str:
    if query.count('"') % 2:
        return 'a quote is opened and not closed; put a " at its end.'
    if query.count("(") > query.count(")"):
        return "a bracket is opened and not closed; put a ) at its end."
    if position < len(query) and query[position] == ")":
        return "there is no open bracket for this ); take it away."
    return "something is missing here: a word, a field:value or a closing bracket."


class _Builder(Transformer[Token, Filter]):
    """Turns the parse tree into a Filter tree."""

    def __init__(self, query: str) -> None:
        super().__init__()
        self._query = query

    def everything(self, _parts: list[Any]) -> Filter:
        return Everything()

    def either(self, parts: list[Filter]) -> Filter:
        return Or(tuple(parts))

    def all(self, parts: list[Filter]) -> Filter:
        return And(tuple(parts))

    def negated(self, parts: list[Filter]) -> Filter:
        return Not(parts[-1])

    def word(self, parts: list[Token]) -> Filter:
        text = str(parts[0])
        return Flag(text.lower()) if text.lower() in FLAGS else Word(text)

    def quoted(self, parts: list[Token]) -> Filter:
        return Word(str(parts[0])[1:-1])

    def term(self, parts: list[Token]) -> Filter:
        field, value = str(parts[0])[:-1].lower(), parts[1]
        start = parts[0].start_pos or 0
        if field == "is":
            return self._flag(value)
        if field not in FIELDS:
            nearest = names.nearest(field, list(FIELDS))
            hint = f'did you mean "{nearest[0]}:"?' if nearest else f"known are {', '.join(FIELDS)}."
            raise QueryError(self._query, start, f'there is no field "{field}"; {hint}')
        text = str(value)
        quoted = text.startswith('"')
        return Term(field, text[1:-1] if quoted else text, (value.start_pos or 0) + quoted)

    def _flag(self, value: Token) -> Filter:
        if str(value).lower() not in STATES:
            problem = f'there is no state "{value}"; known are {", ".join(STATES)}.'
            raise QueryError(self._query, value.start_pos or 0, problem)
        return Flag(str(value).lower())
