"""Matroska and WebM: the date and the size that a damaged or cut file still states (RFC 8794, RFC 9559)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from mediavault.media.blocks.values import read_at
from mediavault.media.capture_time import Stated
from mediavault.media.reading import Reading

SEGMENT, INFO, TRACKS, TRACK, VIDEO = 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0
HOLDERS = frozenset((SEGMENT, INFO, TRACKS, TRACK, VIDEO))
DATE, WIDTH, HEIGHT = 0x4461, 0xB0, 0xBA
EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
MOST_ELEMENTS, DEEPEST, SEARCHED = 2000, 6, 16 << 20
"""How far elements are followed into the file: what states facts stands before the pictures."""


def read(file: BinaryIO, reading: Reading) -> None:
    """Add date and size."""
    width = height = 0
    for number, offset, length in _elements(file, 0, min(file.seek(0, 2), SEARCHED), 0):
        value = int.from_bytes(read_at(file, offset, min(length, 8)), "big", signed=number == DATE)
        if number == DATE:
            reading.add("dated", _moment(value), "Matroska DateUTC")
        elif number == WIDTH:
            width = width or value
        elif number == HEIGHT:
            height = height or value
    reading.add("stored", (width, height) if 0 < width < 1 << 20 and 0 < height < 1 << 20 else None, "Matroska Video")


def stated_end(file: BinaryIO) -> int:
    """The offset behind the segment, which holds all else; 0 where its length is not known (RFC 8794, 6.2)."""
    at = 0
    for _ in range(MOST_ELEMENTS):
        head = read_at(file, at, 12)
        number, width = _number(head, keep=True)
        length, more = _number(head[width:], keep=False)
        if not width or not more or number == SEGMENT:
            return at + width + more + length if more and length != (1 << 7 * more) - 1 else 0
        at += width + more + length
    return 0


def _elements(file: BinaryIO, start: int, end: int, depth: int) -> Iterator[tuple[int, int, int]]:
    """Number, offset and length of each element, those within others too."""
    for _ in range(MOST_ELEMENTS):
        head = read_at(file, start, 12)
        number, width = _number(head, keep=True)
        length, more = _number(head[width:], keep=False)
        if not width or not more or start >= end:
            return
        content = start + width + more
        unknown = length == (1 << 7 * more) - 1
        if number in HOLDERS and depth < DEEPEST:
            yield from _elements(file, content, end if unknown else min(end, content + length), depth + 1)
        else:
            yield number, content, length
        if unknown:
            return
        start = content + length


def _number(head: bytes, *, keep: bool) -> tuple[int, int]:
    """A number of variable length, and its length in bytes; with its mark when it is to be kept."""
    if not head or not head[0]:
        return 0, 0
    width = 9 - head[0].bit_length()
    value = int.from_bytes(head[:width], "big")
    return (value if keep else value & ~(1 << 7 * width)), width if len(head) >= width else 0


def _moment(nanoseconds: int) -> Stated | None:
    try:
        moment = EPOCH + timedelta(microseconds=nanoseconds // 1000)
    except OverflowError:
        return None
    return Stated(moment.strftime("%Y-%m-%d %H:%M:%SZ"), "Matroska DateUTC")
