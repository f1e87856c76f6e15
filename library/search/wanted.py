"""What a word or phrase of a query asks of an index."""

from __future__ import annotations

from dataclasses import dataclass

from library import names

# Spellings meet by their keys (`names.keys`) only when one of the two is foreign: "wall" must not find "well".
FOREIGN, PLAIN = "zyk", "zxk"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Asks for rows that hold the phrase, or all of its words by sound; false when it asks for nothing."""

    phrase: tuple[str, ...] = ()
    """Tokens that stand side by side in this order; of the last one maybe only the beginning is given."""
    by_sound: tuple[tuple[str, ...], ...] = ()
    """For each word, in any order, the whole tokens it may stand as in another script or spelling; maybe for none."""

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.phrase)


def wanted(text: str) -> Wanted:
    """What a word or phrase asks for; nothing when it has no letters."""
    spelt = [word for word in names.words(text) if names.fold(word)]
    if not spelt:
        return Wanted()
    phrase = tuple(names.tokens(text, begun=True))
    in_pairs = phrase != tuple(names.fold(text).split())  # characters that stand for no sound
    return Wanted(phrase, () if in_pairs else tuple(map(_by_sound, spelt)))


def _by_sound(word: str) -> tuple[str, ...]:
    if word.isdigit():
        return (word,)
    spaces = (FOREIGN,) if word.isascii() else (FOREIGN, PLAIN)
    return tuple(f"{space}{key}" for space in spaces for key in sorted(names.keys(word))) or (names.fold(word),)
