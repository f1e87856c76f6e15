"""IPTC-IIM: the press agencies' captions and keywords (IPTC Information Interchange Model, version 4.2).

This module is given bytes and opens nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mediavault.media import letters
from mediavault.media.capture_time import Stated
from mediavault.media.reading import Reading, plain

MARK, CHARACTER_SET = 0x1C, (1, 90)
UTF_8 = b"\x1b%G"
"""How a character set of 1:90 names UTF-8 (ISO 2022)."""
LONG = 0x8000
"""A length with this bit counts the bytes of the length that follows."""
NAMES = {
    (2, 5): "ObjectName",
    (2, 25): "Keywords",
    (2, 55): "DateCreated",
    (2, 60): "TimeCreated",
    (2, 80): "By-line",
    (2, 90): "City",
    (2, 101): "Country",
    (2, 105): "Headline",
    (2, 116): "CopyrightNotice",
    (2, 120): "Caption-Abstract",
}
"""Data sets by record and number (chapter 6)."""
MOST_DATA_SETS = 10_000
DIGITS_OF_DAY = 8


def read_iptc(block: bytes, reading: Reading) -> None:
    """Add what `block` states to `reading`; a fact that is known stays as it is."""
    found = list(data_sets(block))
    coded = any(number == CHARACTER_SET and value.startswith(UTF_8) for number, value in found)
    texts: dict[str, list[str]] = {}
    for number, value in found:
        if number in NAMES:
            texts.setdefault(NAMES[number], []).append(_text(value, coded=coded))
    reading.raw |= {name: plain(values) for name, values in texts.items() if name not in reading.raw}
    _interpret({name: [value for value in values if value] for name, values in texts.items()}, reading)


def data_sets(block: bytes) -> Iterator[tuple[tuple[int, int], bytes]]:
    """Record and number, and value, of each data set; stops where it is damaged."""
    at = 0
    for _ in range(MOST_DATA_SETS):
        if at + 5 > len(block) or block[at] != MARK:
            return
        number, length = (block[at + 1], block[at + 2]), int.from_bytes(block[at + 3 : at + 5], "big")
        at += 5
        if length & LONG:
            width = length & ~LONG
            length, at = int.from_bytes(block[at : at + width], "big"), at + width
        if at + length > len(block):
            return
        yield number, block[at : at + length]
        at += length


def _interpret(texts: dict[str, list[str]], reading: Reading) -> None:
    def first(name: str) -> str | None:
        return next(iter(texts.get(name, ())), None)

    reading.add("caption", first("Caption-Abstract"), "IPTC Caption-Abstract")
    reading.add("titled", first("Headline") or first("ObjectName"), "IPTC Headline, ObjectName")
    reading.add("keywords", tuple(texts.get("Keywords", ())) or None, "IPTC Keywords")
    reading.add("rights", first("CopyrightNotice"), "IPTC CopyrightNotice")
    moment = _moment(first("DateCreated"), first("TimeCreated"))
    reading.add("iptc_taken", moment and Stated(moment, "IPTC DateCreated"), "IPTC DateCreated, TimeCreated")


def _moment(day: str | None, clock: str | None) -> str | None:
    """`20200816` and `101530+0200` as a time that `capture_time` reads; the day alone without a clock."""
    digits = re.sub(r"[:-]", "", day or "")
    if len(digits) != DIGITS_OF_DAY:
        return day
    written = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    match = re.fullmatch(r"(\d\d):?(\d\d):?(\d\d)([+-]\d\d:?\d\d)?", clock or "", re.ASCII)
    return f"{written}T{match[1]}:{match[2]}:{match[3]}{match[4] or ''}" if match else written


def _text(value: bytes, *, coded: bool) -> str:
    """Text in UTF-8 where the block or the bytes say so, else in the code page it was written in."""
    clean = value.rstrip(b"\0")
    return (clean.decode("utf-8", "replace") if coded else letters.decoded(clean)).strip()
