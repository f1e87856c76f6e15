"""The names of people and organisations that must not leave, and how they are kept out of every text that does.

Unknown means no: one whose protection is not known is treated as one who must not be named. A name is known by its
sound, in any script, case form, order and punctuation; a part of it alone is where it is looked for (`words_of`), a
nickname nobody has stored, or a single letter, is not. This room must not know where texts go.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import Enum
from functools import cache, cached_property, lru_cache
from itertools import permutations
from typing import Any, TypeVar, cast
from unicodedata import normalize
from urllib.parse import unquote

from library.model import Authority, Digest, Fingerprint, Protection
from library.names import cut, fold, keys, skeleton, stems
from library.timecode import TimeRange

WITHHELD = "[name withheld]"
"""What stands in a text where a name stood."""

Words = tuple[str, ...]
T = TypeVar("T")

# Chinese, Japanese and Korean are not written in words: there every character is one.
_UNSPACED = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_LETTER = rf"(?!{_UNSPACED})[^\W\d_]"
_MARKS = "[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]*"
"""Stress marks, soft hyphens and invisible characters inside a word."""
_APOSTROPHE = "(?:['\u2019\u02bc`](?!s\\b))?"
"""As in Мар'яна; not the one of "Hanna's"."""
_TOKEN = re.compile(rf"{_UNSPACED}|{_LETTER}(?:{_MARKS}{_APOSTROPHE}{_LETTER})*{_MARKS}|\d+")
_MOST_ORDERED = 4
"""Words of a name that are looked for in every order; a longer name only in its own."""
_LONG_WORD = 8
"""Letters that make a word distinct enough to be known by its sound alone; many short ones sound alike."""
_SHORT_STEM = 3
"""Sounds of a stem that other words begin with, too: Vera and "very", Nina and "nine"."""
_NUMBER_END = 8
"""Digits by which a telephone number is known, with its country or without."""
_NUMBER = re.compile(r"\+?\d(?:[\s()./\u2010-\u2015-]{0,3}\d){7,}")
"""A telephone number, however it is spaced."""
_SHORTEST_PART = 4
"""Letters of a word of a name that is looked for alone."""
_MADE_HERE = frozenset({"asset", "clip", "kind"})
"""Fields that hold keys and words of ours, never a name."""


@dataclass(frozen=True)
class Withheld:
    """Names that must not leave."""

    names: frozenset[str]

    @classmethod
    def of(cls, people: Iterable[Authority]) -> Withheld:
        """Every stored name of everybody who is not open, in all languages; but for the alias of who has only that."""
        return cls(frozenset(text for one in people if one.protection is not Protection.OPEN for text in _names(one)))

    @classmethod
    def words_of(cls, people: Iterable[Authority]) -> Withheld:
        """Each word of their names that is no initial: beside somebody it tells who they are, elsewhere anybody."""
        return cls(frozenset(word for one in people for word in _words(one)))

    def inside(self, text: str) -> bool:
        """Whether a text, or what it says percent-encoded, holds one of the names; of a path, in any letter case."""
        return any(True for one in {text, unquote(text)} for _ in self._spans(normalize("NFC", one), prose=False))

    def redacted(self, text: str, *, prose: bool = True) -> str:
        """The text without the names; a text that holds none is not changed.

        Args:
            text: Any text.
            prose: Whether it is sentences, in which names have capitals; not a path or a table of paths.
        """
        composed = normalize("NFC", text)
        spans = list(_apart(self._spans(composed, prose=prose)))
        if not spans:
            return WITHHELD if "%" in text and self.inside(unquote(text)) else text
        left, position = [], 0
        for start, end in spans:
            left += [composed[position:start], WITHHELD]
            position = end
        return "".join([*left, composed[position:]])

    def without(self, value: T) -> T:
        """The value, and all values in it, with every text redacted; a text that names a path should be left out."""
        left: object = value
        if not self.names:
            return value
        if isinstance(value, str) and not isinstance(value, Enum):
            left = self.redacted(value)
        elif isinstance(value, tuple | list) and not isinstance(value, Fingerprint):
            redacted_each = [self.without(one) for one in value]
            if any(text is not one for text, one in zip(redacted_each, value, strict=True)):
                left = type(value)(redacted_each)
        elif is_dataclass(value) and not isinstance(value, type | Digest | TimeRange):
            redacted = {name: self.without(getattr(value, name)) for name in _texts(type(value))}
            if any(text is not getattr(value, name) for name, text in redacted.items()):
                left = replace(value, **redacted)
        return cast("T", left)

    @cached_property
    def _stored(self) -> Index:
        return _indexed(self.names)

    @cached_property
    def _numbers(self) -> frozenset[str]:
        """The ends of telephone numbers among the names."""
        return frozenset(_digits(one)[-_NUMBER_END:] for one in self.names if _NUMBER.fullmatch(one.strip()))

    def _spans(self, text: str, *, prose: bool) -> Iterator[tuple[int, int]]:
        """Where the names stand; the longest first: not "[name withheld] Maria"."""
        numbers = _NUMBER.finditer(text) if self._numbers else ()
        yield from (one.span() for one in numbers if _digits(one[0])[-_NUMBER_END:] in self._numbers)
        stored, position = self._stored, 0
        tokens = list(_TOKEN.finditer(text)) if stored.longest else []
        while position < len(tokens):
            near = stored.near(tokens[position][0])
            words = tuple(token[0] for token in tokens[position : position + stored.longest]) if near else ()
            count = max((len(name) for name in near if _alike(words[: len(name)], name, prose=prose)), default=0)
            if count:
                yield tokens[position].start(), tokens[position + count - 1].end()
            position += count or 1


def _digits(number: str) -> str:
    return "".join(re.findall(r"\d", number))


def _apart(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans from left to right, those that overlap as one."""
    last: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if last is None or start >= last[1]:
            if last is not None:
                yield last
            last = start, end
        else:
            last = last[0], max(end, last[1])
    if last is not None:
        yield last


@cache
def _texts(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a kind of value that may hold a text of somebody's."""
    return tuple(one.name for one in fields(kind) if one.init and one.name not in _MADE_HERE)


def _names(one: Authority) -> Iterator[str]:
    texts = {one.name, one.alias or one.name, *(name.text for name in one.names)}
    public = fold(one.alias) if one.alias and one.protection is Protection.ALIAS_ONLY else None
    return (text for text in texts if fold(text) != public)


def _words(one: Authority) -> Iterator[str]:
    said = one.alias if one.alias and one.protection is Protection.ALIAS_ONLY else ""
    public = {fold(token[0]) for token in _TOKEN.finditer(said)}
    words = (token[0] for text in _names(one) for token in _TOKEN.finditer(normalize("NFC", text)))
    return (word for word in words if len(word) >= _SHORTEST_PART and not word.isdigit() and fold(word) not in public)


@dataclass(frozen=True, slots=True)
class Index:
    """Names as their words, by each key that one of the words may be met by; of several words, also all as one."""

    by_key: Mapping[str, Sequence[Words]]
    longest: int
    """Words of the longest name."""
    seen: dict[str, Sequence[Words]] = field(default_factory=dict)
    """Words that were looked up: most texts are made of few."""

    def near(self, word: str) -> Sequence[Words]:
        """The names a word may begin."""
        if word not in self.seen:
            found = {name for key in _heard(word) for name in self.by_key.get(key, ())}
            self.seen[word] = tuple(found)
        return self.seen[word]


@lru_cache(maxsize=8)
def _indexed(names: frozenset[str]) -> Index:
    index: defaultdict[str, set[Words]] = defaultdict(set)
    for name in names:
        words = tuple(match[0] for match in _TOKEN.finditer(normalize("NFC", name)))
        if sum(map(len, words)) > 1 or any(re.match(_UNSPACED, word) for word in words):
            for written in (words, *(("".join(order),) for order in _orders(words))):
                for key in {key for word in written for key in _stored(word)}:
                    index[key].add(written)
    longest = max((len(words) for found in index.values() for words in found), default=0)
    return Index({key: sorted(found) for key, found in index.items()}, longest)


def _orders(words: Words) -> Iterable[Words]:
    return permutations(words) if len(words) <= _MOST_ORDERED else (words,)


@lru_cache(maxsize=65536)
def _alike(words: Words, name: Words, *, prose: bool) -> bool:
    """Whether words are a name or a case form of it: by sound, or when there is one short word, by spelling."""
    if len(words) < len(name):
        return False
    if len(name) == 1:
        return _one_alike(words[0], name[0], prose=prose)
    return any(all(map(_sound, words, order)) for order in _orders(name))


def _one_alike(word: str, name: str, *, prose: bool) -> bool:
    if _folded(word) == _folded(name) or (len(name) >= _LONG_WORD and _sound(word, name)):
        return True
    met = cut(word) & stems(name)
    if not prose or not word.isascii() or any(len(stem) > _SHORT_STEM for stem in met):
        return bool(met)
    # Of a short stem a text in English has many words: a form of a name has a capital, and Sam is not in "Same".
    vowel = _folded(name)[-1:] in set("aeiouy")
    return bool(met) and word[0].isupper() and (vowel or len(word) > len(name) + 1 or word[-1].lower() not in "eiy")


@lru_cache(maxsize=65536)
def _folded(word: str) -> str:
    return fold(word) or word


@lru_cache(maxsize=65536)
def _stored(name: str) -> frozenset[str]:
    """What a word of a name is met by: its sound, itself without accents (Żak is also written Zak), its case forms."""
    return keys(name) | {_folded(name)} | {f"{skeleton(stem)}+" for stem in stems(name)}


@lru_cache(maxsize=65536)
def _heard(word: str) -> frozenset[str]:
    """What a word of a text meets names by."""
    return keys(word) | {_folded(word)} | {f"{skeleton(stem)}+" for stem in cut(word)}


def _sound(word: str, name: str) -> bool:
    return not _heard(word).isdisjoint(_stored(name))
