"""The names of people that must not leave in an export, and how they are kept out of every text.

Unknown means no: a person whose protection is not known is treated as one who must not be named. A name is known by its
sound, in any script, case, order and punctuation; a part of it alone, or a nickname, is not.
This room must not know formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import permutations
from unicodedata import normalize

from library.model import AuthorityId, AuthorityKind, Link, Protection, Shot, ShotList
from library.names import fold, keys

WITHHELD = "[name withheld]"
"""What stands in a text where a name stood."""

Protections = Mapping[AuthorityId, Protection]
"""How far each person may be identified; who is not in it is unknown."""

# Chinese, Japanese and Korean are not written in words: there every character is one.
_UNSPACED = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_TOKEN = re.compile(rf"{_UNSPACED}|(?:(?!{_UNSPACED})[^\W\d_])+|\d+")
_MOST_ORDERED = 4
"""Words of a name that are looked for in every order; a longer name only in its own."""
_LONG_WORD = 8
"""Letters that make a word distinct enough to be known by its sound alone; many short ones sound alike."""


def guarded_people(shot: Shot, protections: Protections) -> Iterator[tuple[Link, Protection]]:
    """The people a shot's clip is linked to who are not open, each once."""
    people = {link.authority: link for link in shot.clip.links if link.kind is AuthorityKind.PERSON}
    for link in people.values():
        protection = protections.get(link.authority, Protection.UNKNOWN)
        if protection is not Protection.OPEN:
            yield link, protection


@dataclass(frozen=True)
class Withheld:
    """Names that no export may hold."""

    names: frozenset[str]

    @classmethod
    def of(cls, shot_list: ShotList, protections: Protections) -> Withheld:
        """Everybody linked to any clip of the list whose protection is not open."""
        people = (link for shot in shot_list.shots for link, _ in guarded_people(shot, protections))
        return cls(frozenset(link.name for link in people))

    @cached_property
    def _wanted(self) -> tuple[tuple[str, ...], ...]:
        """The words of each name, in each order, and all of them as one word."""
        orders: set[tuple[str, ...]] = set()
        for name in self.names:
            words = tuple(match[0] for match in _TOKEN.finditer(normalize("NFC", name)))
            for order in permutations(words) if len(words) <= _MOST_ORDERED else (words,):
                orders |= {order, ("".join(order),)}
        # The longest first: "Anna Maria" is not to be left as "[name withheld] Maria".
        return tuple(sorted(orders - {(), ("",)}, key=lambda order: (-len(order), order)))

    def inside(self, text: str) -> bool:
        """Whether a text holds one of the names."""
        return next(self._spans(normalize("NFC", text)), None) is not None

    def redacted(self, text: str) -> str:
        """The text without the names; a text that holds none is not changed."""
        composed = normalize("NFC", text)
        spans = list(self._spans(composed))
        if not spans:
            return text
        left, position = [], 0
        for start, end in spans:
            left += [composed[position:start], WITHHELD]
            position = end
        return "".join([*left, composed[position:]])

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the names stand, from left to right."""
        tokens = list(_TOKEN.finditer(text)) if self._wanted else []
        longest, position = max(map(len, self._wanted), default=0), 0
        while position < len(tokens):
            count = self._found_at([token[0] for token in tokens[position : position + longest]])
            if count:
                yield tokens[position].start(), tokens[position + count - 1].end()
            position += count or 1

    def _found_at(self, words: Sequence[str]) -> int:
        """How many words at the beginning are a name; 0 when none is."""
        wanted = (order for order in self._wanted if len(order) <= len(words) and _alike(words[: len(order)], order))
        return max(map(len, wanted), default=0)


def _alike(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether words are a name: by sound, or when there is one short word, by spelling."""
    if len(name) == 1:
        return _folded(words[0]) == _folded(name[0]) or (len(name[0]) >= _LONG_WORD and _sound(words[0], name[0]))
    return all(map(_sound, words, name))


@lru_cache(maxsize=65536)
def _folded(word: str) -> str:
    return fold(word) or word


@lru_cache(maxsize=65536)
def _keys(word: str) -> frozenset[str]:
    """What a word sounds like, and what it is without accents: Żak is also written Zak."""
    return keys(word) | {_folded(word)}


def _sound(one: str, other: str) -> bool:
    return not _keys(one).isdisjoint(_keys(other))
