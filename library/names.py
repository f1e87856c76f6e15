"""Names that are spelt in many ways: one spelling for search, keys by which transliterations meet, and safe showing.

`fold` gives a text one spelling; what it leaves apart, `keys` brings together when sound rules can reach it. Different
words for one thing (Vilnius and Wilno, Warsaw and Warszawa, Elena and Алена) are joined by the names stored for it in
the catalogue, never by rules. This module knows nothing of the catalogue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import product
from math import prod

from anyascii import anyascii

# Cyrillic as English-language newspapers write it, so that a name typed in Latin letters mostly has the same fold.
# й is y and ы is y (Андрей Быков, Andrey Bykov); и and і are both i (Минск, Мінск); ё is е and ў is у.
_CYRILLIC = dict(zip("абвгґдезіийклмнопрстуўфыэ", "abvggdeziiyklmnoprstuufye", strict=True)) | {
    "ъ": "", "ь": "", "ё": "e", "ї": "i", "є": "ye", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ю": "yu", "я": "ya",
}  # fmt: skip
_LETTER_APOSTROPHE = "\u02bc"  # what Ukrainian and Belarusian write inside words; Unicode calls it a letter
_WORD = re.compile(r"[^\W_]+")
# Han, kana, bopomofo and hangul: one reading in Latin letters would be a guess, so they stay as they are.
_KEPT = re.compile(
    "[\u1100-\u11ff\u3005-\u3007\u3041-\u3096\u309d-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)


def fold(text: str) -> str:
    """Return the one spelling of `text` that search compares: small Latin letters, digits and single spaces.

    Compatibility forms are unified (Unicode NFKC) and case and diacritics removed; Cyrillic is transliterated, other
    scripts too, but for Chinese, Japanese and Korean, which stay. What is neither letter nor digit becomes one space;
    invisible format characters vanish. Folding twice changes nothing.
    """
    if text.isascii():
        return " ".join(_WORD.findall(text.lower()))
    plain = unicodedata.normalize("NFKC", "".join(map(_plain, _composed(text))))
    return " ".join(_WORD.findall(plain))


def _composed(text: str) -> str:
    """Return `text` without differences of case or compatibility, letters and their marks in one character."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(maxsize=8192)
def _plain(character: str) -> str:
    """Return one composed character in small Latin letters, or a space, or nothing."""
    if character in _CYRILLIC:
        return _CYRILLIC[character]
    if _KEPT.match(character):
        return character
    parts = unicodedata.normalize("NFD", character)
    if parts != character:
        return "".join(map(_plain, parts))
    category = unicodedata.category(character)
    if unicodedata.combining(character) or category == "Cf":
        return ""
    if category[0] not in "LMN" or character == _LETTER_APOSTROPHE:
        return " "
    # Marks of class 0 are vowels of Indic scripts; a letter anyascii does not know stays.
    latin = anyascii(character)
    return "".join(_WORD.findall(latin.lower())) if latin or category[0] == "M" else character


# The sounds names are compared by, as capitals: A E I O U and B D F H K L M N P R S T V Z Č Š Ž.
# Merged: г ґ х and g h kh (Гродна: Hrodna, Grodno); ц and т, and so ts c ć and t (Ціханоўская, Тихановская); ł and l;
# w ў and v. The soft sign has no sound of its own.
_CYRILLIC_SOUNDS = dict(zip("абвгґдежзіиыйклмнопрстуўфхцчшэ", "ABVHHDEŽZIIIIKLMNOPRSTUVFHTČŠE", strict=True)) | {
    "ъ": "", "ь": "", "ё": "IO", "ї": "II", "є": "IE", "щ": "ŠČ", "ю": "IU", "я": "IA",
}  # fmt: skip
_MARKED_SOUNDS = {"č": "Č", "š": "Š", "ž": "Ž", "ż": "Ž", "ć": "T", "ś": "S", "ź": "Z", "ŭ": "V"}
_SOUNDS = str.maketrans(_CYRILLIC_SOUNDS | _MARKED_SOUNDS)
# Between letters these write a soft sign or a pause, not the end of a word: Mar'ina Horka.
_APOSTROPHES = re.compile("(?<=\\w)['\u2019\u02bc\u02b9`](?=\\w)")
# Letters read in the same way wherever Latin letters are used for these names; longest first.
_LATIN = (
    ("shch|szcz", "ŠČ"),
    ("tsch|tch|cz", "Č"),
    ("sh|sz", "Š"),
    ("zh", "Ž"),
    ("kh|gh", "H"),
    ("ph", "F"),
    ("th", "T"),
)
# Letters that an English spelling and a Polish spelling or Łacinka use differently.
_AS_ENGLISH = (("sch", "Š"), ("ch", "Č"), ("c(?=[eiy])", "S"), ("ck|c", "K"), ("ą", "A"), ("ę", "E"))
_AS_POLISH = (("ch", "H"), ("c", "T"), ("rz", "Ž"), ("ą(?=[bp])", "OM"), ("ę(?=[bp])", "EM"), ("ą", "ON"), ("ę", "EN"))
_SINGLE = str.maketrans({"g": "H", "q": "K", "w": "V", "x": "KS", "j": "I", "y": "I"})
_MERGED = (
    # ў is also written u, and stands where other spellings have v: Bykau, Bykov; Uladzimir, Vladimir.
    (re.compile("(?<=[AEO])U(?![AEIOU])|^U(?![AEIOU]|$)"), "V"),
    # Belarusian softens т and д to ц and дз: Дзмітрый, Дмитрий.
    (re.compile("TS"), "T"),
    (re.compile("DZ"), "D"),
    (re.compile("T+(?=Č)"), ""),
    # English puts a vowel into an ending of two consonants: Alexander, Александр; Dnieper, Днепр.
    (re.compile("(?<=..[BDPT])E(?=R$)"), ""),
    # Double letters come and go: Наталля, Наталья.
    (re.compile(r"([BDFHKLMNPRSTVZČŠŽ])\1+"), r"\1"),
)
_VOWELS = re.compile("[AEIOU]+")
_MOST_KEYS = 16


def keys(text: str) -> frozenset[str]:
    """Return match keys: two names that share one may be one name in two transliterations.

    A key holds the consonants of each word by sound, the kind of the first and the last vowel (unstressed a and o are
    one, as are e and ia), and a dash for each vowel between. Words are in alphabetical order, so that the family name
    may stand first. A key is of the whole name: call this for each word to find a name by a part of it.

    There are two keys or more where a Latin spelling can be read in two ways (Polish ch is kh, English ch is cz), none
    when there is no letter or digit. Keys are a means of finding, not proof: Minsk and Mensk meet, and so do Anna and
    Ona. They change with the rules, so they should be stored only where they can be built again.
    """
    joined = _APOSTROPHES.sub("", _composed(text)).translate(_SOUNDS)
    spelt = "".join(letter if letter in "ąęČŠŽ" or letter.isascii() else _plain(letter) for letter in joined)
    words = _WORD.findall(spelt)
    readings = list(map(_readings, words))
    if prod(map(len, readings)) <= _MOST_KEYS:
        names: Iterable[tuple[str, ...]] = product(*readings)
    else:
        names = (tuple(word[0] for word in readings), tuple(word[-1] for word in readings))
    return frozenset(" ".join(sorted(name)) for name in names) - {""}


@lru_cache(maxsize=1 << 14)  # an ingest asks for the names of cameras and folders again and again
def _readings(word: str) -> tuple[str, ...]:
    """Return the keys of one word, one for each way to read it."""
    if word.isdigit():  # the greater part of what cameras call their files
        return (word,)
    return tuple(sorted({_skeleton(_read(word, system)) for system in (_AS_ENGLISH, _AS_POLISH)}))


def _read(word: str, system: tuple[tuple[str, str], ...]) -> str:
    """Return the sounds of a word, its Latin letters read in one system; capitals in it are sounds already."""
    for letters, sound in _LATIN + system:
        word = re.sub(letters, sound, word)
    sounds = word.translate(_SINGLE).upper()
    for pattern, sound in _MERGED:
        sounds = pattern.sub(sound, sounds)
    return sounds


def _skeleton(sounds: str) -> str:
    """Return the key of one word: consonants as they are, its vowels by their place."""
    first = _VOWELS.search(sounds)

    def kind(match: re.Match[str]) -> str:
        if first and match.start() == first.start():
            return _first_kind(match[0], sounds[: match.start()])
        return _last_kind(match[0]) if match.end() == len(sounds) else "-"

    return _VOWELS.sub(kind, sounds)


def _first_kind(vowels: str, before: str) -> str:
    """Return a, e or u for the first vowels of a word."""
    if len(vowels.lstrip("I")) < len(vowels):  # ia, ie, io are one soft vowel (Свят-, Свет-); iu stays u (Люба, Luba)
        return "u" if vowels.lstrip("I")[:1] == "U" else "e"
    if vowels == "E" and before[-1:] in ("Č", "Š", "Ž"):
        return "a"  # after these Belarusian writes а where Russian writes е: Чарнобыль, Чернобыль
    return {"E": "e", "U": "u"}.get(vowels[0], "a")


def _last_kind(vowels: str) -> str:
    """Return a, e, u or i for the vowels a word ends in: -ская and -ska are a, -ский and -ski e, Мария and Maria i."""
    if vowels[-1] in "AO":
        return "i" if vowels[0] == "I" else "a"
    return "u" if vowels[-1] == "U" else "e"


_NEAR = 0.6  # difflib's own threshold for a close match


def nearest(name: str, candidates: Iterable[str], *, limit: int = 3) -> list[str]:
    """Return the known names nearest to `name`, best first, for the hint of an error.

    Names that share a key come before those that are merely written alike; what is too far away is left out.
    """
    folded, own_keys = fold(name), keys(name)
    matcher = SequenceMatcher(b=folded, autojunk=False)
    scored: list[tuple[float, str]] = []
    for candidate in dict.fromkeys(candidates):
        matcher.set_seq1(fold(candidate))
        score = matcher.ratio() + (1 if own_keys & keys(candidate) else 0)
        if score >= _NEAR:
            scored.append((score, candidate))
    scored.sort(key=lambda item: -item[0])
    return [candidate for _, candidate in scored[:limit]]


# Controls, line separators, surrogates, and what Unicode calls format or default-ignorable. Variation selectors 1 to 16
# stay: they only choose how an emoji looks.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def visible(text: str) -> str:
    r"""Return `text` with nothing in it that a terminal obeys or hides.

    Every name from a file, a card or a message passes here before it is shown. Controls become their pictures (ESC is
    U+241B), bytes that were no UTF-8 (PEP 383) become `\xff`, and C1 controls, bidirectional controls, zero-width and
    format characters, line separators and lone surrogates become `\u202e`. Other text is unchanged.
    """
    return _UNSAFE.sub(_picture, text) if _UNSAFE.search(text) else text


_PICTURES = (
    {code: chr(0x2400 + code) for code in range(0x20)}
    | {0x7F: "\u2421"}
    | {code: f"\\u{code:04x}" for code in range(0x80, 0x100)}  # \x is for bytes alone
    | {0xDC00 + byte: f"\\x{byte:02x}" for byte in range(0x80, 0x100)}
)


def _picture(match: re.Match[str]) -> str:
    return _PICTURES.get(ord(match[0])) or ascii(match[0])[1:-1]
