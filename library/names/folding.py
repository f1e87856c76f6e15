"""One spelling for search: case, diacritics, compatibility forms and scripts no longer differ."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

# Cyrillic as English-language newspapers write it, so that a name typed in Latin letters mostly has the same fold.
# й is y and ы is y (Андрей Быков, Andrey Bykov); и and і are both i (Минск, Мінск); ё is е and ў is у.
_CYRILLIC = dict(zip("абвгґдезіийклмнопрстуўфыэ", "abvggdeziiyklmnoprstuufye", strict=True)) | {
    "ъ": "", "ь": "", "ё": "e", "ї": "i", "є": "ye", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ю": "yu", "я": "ya",
}  # fmt: skip
_LETTER_APOSTROPHE = "\u02bc"  # what Ukrainian and Belarusian write inside words; Unicode calls it a letter
WORD = re.compile(r"[^\W_]+")
# Han, kana, bopomofo and hangul: one reading in Latin letters would be a guess, so they stay as they are.
KEPT = re.compile(
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
        return " ".join(WORD.findall(text.lower()))
    letters = unicodedata.normalize("NFKC", "".join(map(plain, composed(text))))
    return " ".join(WORD.findall(letters))


def composed(text: str) -> str:
    """Return `text` without differences of case or compatibility, letters and their marks in one character."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(maxsize=8192)
def plain(character: str) -> str:
    """Return one composed character in small Latin letters, or a space, or nothing."""
    if character in _CYRILLIC:
        return _CYRILLIC[character]
    if KEPT.match(character):
        return character
    parts = unicodedata.normalize("NFD", character)
    if parts != character:
        return "".join(map(plain, parts))
    category = unicodedata.category(character)
    if unicodedata.combining(character) or category == "Cf":
        return ""
    if category[0] not in "LMN" or character == _LETTER_APOSTROPHE:
        return " "
    # Marks of class 0 are vowels of Indic scripts; a letter anyascii does not know stays.
    latin = anyascii(character)
    return "".join(WORD.findall(latin.lower())) if latin or category[0] == "M" else character
