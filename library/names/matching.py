"""Match keys: the indexed look-up by which transliterations of one name meet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from math import prod
from unicodedata import normalize

from library.names.folding import WORD
from library.names.sounds import partly_read, readings

# Between the letters of one word: an apostrophe, primes, the middle dot of BGN/PCGN.
_SPELT = re.compile("[^\\W_]+(?:['\"\u2019\u02ba\u02bc\u02b9\u00b7\u201d`][^\\W_]+)*")
_VOWELS = re.compile("[AEIOU]+")
_HYPHENS = re.compile(r"(?<=\w)-(?=\w)")
_HISSING = ("Č", "Š", "Ž")
_DIGITS = re.compile("[0-9]+")
_ALL_ZERO = str.maketrans("123456789", "0" * 9)
_KINDS = "aeiu-"
_LEAST_BEGUN = 3
_MOST_KEYS = 16


def words(text: str) -> list[str]:
    """Return the words of `text` as they are spelt, with the apostrophes inside them."""
    return _SPELT.findall(normalize("NFC", text))


def beginning_keys(text: str) -> frozenset[str]:
    """Return what the keys of words that begin like `text` begin with; empty when it is too short to tell."""
    begun = (key.rstrip(_KINDS) for key in keys(text) if " " not in key)
    return frozenset(key for key in begun if len(key) >= _LEAST_BEGUN)


def keys(text: str) -> frozenset[str]:
    """Return match keys: two names that share one may be one name in two transliterations.

    A key holds the consonants of each word by sound, the kind of the first and the last vowel (unstressed a and o are
    one, as are e and ia), and a dash for each vowel between. Words are in alphabetical order, so that the family name
    may stand first. A key is of the whole name; `word_keys` finds a name by a part of it.

    There are two keys or more where a spelling can be read in two ways (Polish ch is kh, English ch is cz; a hyphen may
    be left out), none when there is no letter or digit. Keys are a means of finding, not proof: Stolin and Stalin meet,
    and so do Anna and Ona. They change with the rules, so they should be stored only where they can be built again.
    """
    return frozenset(key for words in _words(text) for key in _of_name(words)) - {""}


def word_keys(text: str) -> frozenset[str]:
    """Return the match keys of each word of `text`."""
    found: set[str] = set()
    for words in _words(text):
        for word in words:
            found.update(_of_word(word))
    found.discard("")
    return frozenset(found)


def _words(text: str) -> Iterator[list[str]]:
    spelt = partly_read(text)
    yield WORD.findall(spelt)
    if "-" in spelt:
        yield WORD.findall(_HYPHENS.sub("", spelt))


def _of_name(words: list[str]) -> frozenset[str]:
    each = [_of_word(word) for word in words]
    if prod(map(len, each)) <= _MOST_KEYS:
        names: Iterable[tuple[str, ...]] = product(*each)
    else:
        names = (tuple(word[0] for word in each), tuple(word[-1] for word in each))
    return frozenset(" ".join(sorted(name)) for name in names)


@lru_cache(maxsize=1 << 14)  # an ingest asks for the names of cameras and folders again and again
def _of_word(word: str) -> tuple[str, ...]:
    """Return the keys of one word, one for each way to read it."""
    if word.isdigit():  # the greater part of what cameras call their files
        return (word,)
    # Digits sound like nothing and stay where they are: A001C0001 and the ten thousand beside it are read once.
    shape = word.translate(_ALL_ZERO)
    if shape == word:
        return _of_shape(word)
    digits = _DIGITS.findall(word)
    return tuple(sorted([key.format(*digits) for key in _around_digits(shape)]))


@lru_cache(maxsize=1 << 14)
def _around_digits(shape: str) -> list[str]:
    """The keys of a shape, with braces where its digits stand; there are no others in a word."""
    return [_DIGITS.sub("{}", key) for key in _of_shape(shape)]


@lru_cache(maxsize=1 << 14)
def _of_shape(word: str) -> tuple[str, ...]:
    return tuple(sorted({skeleton(sounds) for sounds in readings(word)}))


def skeleton(sounds: str) -> str:
    """Return the key of one word by its sounds: consonants as they are, its vowels by their place."""
    first = _VOWELS.search(sounds)

    def kind(match: re.Match[str]) -> str:
        before = sounds[: match.start()]
        if first and match.start() == first.start():
            return _first_kind(match[0], before)
        return _last_kind(match[0], before) if match.end() == len(sounds) else "-"

    return _VOWELS.sub(kind, sounds)


def _first_kind(vowels: str, before: str) -> str:
    """Return a, e, i or u for the first vowels of a word."""
    if vowels == "I":
        return "i"
    if before.endswith("R") and vowels[:2] in {"IA", "IO"}:
        return "a"  # Belarusian р is always hard: Рязань, Разань
    hard = vowels.lstrip("I")
    if len(hard) < len(vowels):  # ia, ie, io are one soft vowel (Свят-, Свет-); iu stays u (Люба, Luba)
        return "u" if hard[:1] == "U" else "e"
    if vowels == "E" and before.endswith(_HISSING):
        return "a"  # after these Belarusian writes а where Russian writes е: Чарнобыль, Чернобыль
    return {"E": "e", "U": "u"}.get(vowels[0], "a")


def _last_kind(vowels: str, before: str) -> str:
    """Return a, e, u or i for the vowels a word ends in: -ская and -ska are a, -ский and -ski e, Мария and Maria i."""
    if vowels[-1] in "AO":
        soft = len(vowels) > 1 and not vowels[:-1].strip("I")
        # After these a soft vowel and a hard one are spelt for one another: Винница, Вінниця; Запоріжжя.
        return "i" if soft and not before.endswith(("T", *_HISSING)) else "a"
    return "u" if vowels[-1] == "U" else "e"
