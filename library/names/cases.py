"""Case forms: what a Slavic name becomes in a sentence, known by the sounds of its stem.

Ганна is found in Ганну and Ганнай, Kowalski in Kowalskiego, Ольга in Вользе, Marek in Marka. Two words may be forms of
one name when `stems` of the name and `cut` of the word meet. As with keys, that is a means of finding, not proof.
"""

from __future__ import annotations

import re
from functools import lru_cache

from library.names.sounds import partly_read, readings

_NOMINATIVE = "а я о е э ы и і й ый ий ая яя ае a ia ya ja o e y i aja aya"
"""What a name ends in before its case endings take the place; nothing, too."""
_CASES = (
    "а я у ю ы и і ї е є э о ой ей ёй ай яй ою ею ёю аю яю ом ем єм ём эм ам ям ым им ім "  # singular
    "ого его ага яга ому ему аму яму ую юю ої ові еві єві "
    "ов ев аў яў ів їв ах ях ами ями амі ямі ых их іх ые ие ыя ія ымі ыми ими імі "  # plural: a family
    "a ia ya ja u iu yu ju y i ie e ye je ę ą o oj oy ej ey aj ay iej om em iem am im ym oju oyu aju ayu uju uyu "
    "ego iego emu iemu owi iowi ów ami iami ach iach ich ych imi ymi"
)
_LEAST = 2
"""Sounds of the shortest stem that tells anything."""
# Before some endings a stem ends in another sound: Ольга, Вользе; Olga, Oldze; Monika, Monice; Barbara, Barbarze.
_SOFTENED = {"K": "T", "H": "ZDS", "R": "ŽŠ"}
# Лев, Льва; Marek, Marka; Kozioł, Kozła.
_FLEETING = re.compile("(?<=[BDFHKLMNPRSTVZČŠŽ])I?[EOA](?=[BDFHKLMNPRSTVZČŠŽ]$)")


def _sounds(word: str) -> frozenset[str]:
    return readings(partly_read(word))


def _endings(spelt: str) -> tuple[str, ...]:
    return tuple(sorted({sound for ending in spelt.split() for sound in _sounds(ending)}))


_FIRST, _OTHERS = _endings(_NOMINATIVE), _endings(_CASES)


@lru_cache(maxsize=1 << 14)
def cut(word: str) -> frozenset[str]:
    """Return the sounds of `word` without each case ending it may have; empty when it can have none."""
    return _without(word, _OTHERS)


@lru_cache(maxsize=1 << 14)
def stems(name: str) -> frozenset[str]:
    """Return the sounds that the case forms of a name, one word in the nominative, may begin with."""
    plain = _without(name, _FIRST) | {sounds for sounds in _sounds(name) if len(sounds) >= _LEAST}
    softened = {stem[:-1] + other for stem in plain for other in _SOFTENED.get(stem[-1], "")}
    return plain | softened | {short for stem in plain if len(short := _FLEETING.sub("", stem)) >= _LEAST}


def _without(word: str, endings: tuple[str, ...]) -> frozenset[str]:
    ended = {(sounds, ending) for sounds in _sounds(word) for ending in endings if sounds.endswith(ending)}
    left = {sounds.removesuffix(ending) for sounds, ending in ended}
    return frozenset(stem for stem in left if len(stem) >= _LEAST)
