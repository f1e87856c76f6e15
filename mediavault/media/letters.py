"""Texts whose bytes do not say which letters they stand for: what old programs and cameras wrote in a code page.

UTF-8 is told by its form. Else it is the Cyrillic of Windows where that makes words of Cyrillic letters alone, which no
text in Latin letters does; else the code page of Western Windows, which has all of Latin-1.
"""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from library.names.scripts import cyrillic_words

SURE_LETTERS = 3
"""Letters of a word that is no chance: `à` alone could be Cyrillic."""


def decoded(data: bytes) -> str:
    """The text in `data`."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _cyrillic(data) or _western(data)


def repaired(text: str) -> str:
    """A text as it was meant: what a program took for Latin-1, or could not read and passed on byte for byte."""
    if text.isascii():
        return text
    try:
        return decoded(text.encode("utf-8", "surrogateescape")) if _is_passed_on(text) else _meant(text)
    except UnicodeEncodeError:
        return text


def two_bytes(data: bytes) -> str:
    """A text in UTF-16, of which nobody says which byte of a letter comes first.

    That one does which is zero more often, as in Latin letters; else the one that differs less, for it is the script.
    """
    if data[:2] in (BOM_UTF16_BE, BOM_UTF16_LE):
        return data.decode("utf-16", "replace")
    first, second = data[::2], data[1::2]
    high_first = (-first.count(0), len(set(first))) < (-second.count(0), len(set(second)))
    return data.decode("utf-16-be" if high_first else "utf-16-le", "replace")


def _is_passed_on(text: str) -> bool:
    return any("\udc80" <= one <= "\udcff" for one in text)


def _meant(text: str) -> str:
    """Raises UnicodeEncodeError for letters that Latin-1 does not have."""
    return _cyrillic(text.encode("latin-1")) or text


def _cyrillic(data: bytes) -> str | None:
    try:
        text = data.decode("cp1251")
    except UnicodeDecodeError:
        return None
    return text if any(len(word) >= SURE_LETTERS for word in cyrillic_words(text)) else None


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
