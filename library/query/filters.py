"""What a query asks for, as a tree, and the tree as a query again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as attribute


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches all."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase, looked for in every name, note, caption, transcript and file name."""

    text: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A state: one of STATES."""

    name: str


@dataclass(frozen=True, slots=True)
class Term:
    """A field and what it must hold."""

    field: str
    value: str
    position: int = attribute(default=0, compare=False)
    """Zero-based character of the value, for errors."""


@dataclass(frozen=True, slots=True)
class Not:
    """Matches what the other does not."""

    other: Filter


@dataclass(frozen=True, slots=True)
class And:
    """Matches what all of them match."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Matches what any of them matches."""

    parts: tuple[Filter, ...]


Filter = Everything | Word | Flag | Term | Not | And | Or

_BARE = re.compile(r'(?!and$)[^\s()"-][^\s()"]*', re.IGNORECASE)
"""A value that needs no quotes."""


def written(tree: Filter) -> str:  # noqa: PLR0911 - one for each kind of node
    """The query that reads as `tree`; its words and values hold no double quote."""
    match tree:
        case Everything():
            return ""
        case Word(text):
            return f'"{text}"'
        case Flag(name):
            return f"is:{name}"
        case Term(name, value):
            return f"{name}:{value}" if _BARE.fullmatch(value) else f'{name}:"{value}"'
        case Not(other):
            return f"-{_bracketed(other)}"
        case And(parts):
            return " ".join(map(_bracketed, parts))
        case Or(parts):
            return " or ".join(map(_bracketed, parts))


def _bracketed(tree: Filter) -> str:
    return f"({written(tree)})" if isinstance(tree, And | Or) else written(tree)


def together(tree: Filter) -> tuple[Filter, ...]:
    """The parts of a query that must all match: of one that is no `and` itself."""
    return tree.parts if isinstance(tree, And) else (tree,)


def asks_for_parts(tree: Filter) -> bool:
    """Whether a query is about parts themselves, which a list then shows rather than what they belong to."""
    match tree:
        case Term("part") | Flag("part"):
            return True
        case And(parts) | Or(parts):
            return any(map(asks_for_parts, parts))
        case _:
            return False


def denies(tree: Filter) -> bool:
    """Whether a query says what something is not: that a part is not so says nothing of what it belongs to."""
    match tree:
        case Not() | Flag("untagged" | "unused" | "undated"):
            return True
        case And(parts) | Or(parts):
            return any(map(denies, parts))
        case _:
            return False


def implied(tree: Filter) -> Filter:
    """What a query for clips says of the assets that have them: all but what one clip may be and another not."""
    match tree:
        case Not() | Term("rating") | Flag("untagged" | "unused" | "rejected" | "picked" | "favourite"):
            return Everything()
        case And(parts):
            return And(tuple(map(implied, parts)))
        case Or(parts):
            said = tuple(map(implied, parts))
            return Everything() if Everything() in said else Or(said)
        case _:
            return tree


def terms(tree: Filter) -> Iterator[Term]:
    """All fields a tree asks for, from left to right."""
    match tree:
        case Term():
            yield tree
        case And(parts) | Or(parts):
            for part in parts:
                yield from terms(part)
        case Not(other):
            yield from terms(other)
