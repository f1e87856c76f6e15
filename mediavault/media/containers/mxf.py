"""MXF: when its packages were made, in the metadata of its header (SMPTE ST 377-1)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from mediavault.media.blocks.values import read_at
from mediavault.media.capture_time import Stated
from mediavault.media.reading import Reading

SEARCHED, MOST_SETS, LONGEST_SET = 8 << 20, 4096, 1 << 16
LABEL = b"\x06\x0e\x2b\x34"
SET = LABEL + b"\x02\x53\x01\x01\x0d\x01\x01\x01\x01\x01"
"""What the keys of sets of metadata begin with; the next byte is the kind."""
PACKAGES = frozenset((0x36, 0x37))
"""Material packages, and those of files and tapes."""
CREATED = 0x4405
UNSET_YEARS = 1990


def read(file: BinaryIO, reading: Reading) -> None:
    """Add the earliest time that a package was made: what is wrapped anew keeps that of the recording."""
    moments = [
        _moment(value) for kind, items in _sets(file) if kind in PACKAGES for tag, value in items if tag == CREATED
    ]
    earliest = min(filter(None, moments), default=None)
    reading.add(
        "dated", Stated(earliest, "MXF package creation date") if earliest else None, "MXF package creation date"
    )


def _sets(file: BinaryIO) -> Iterator[tuple[int, Iterator[tuple[int, bytes]]]]:
    """Kind and items of each set before the pictures."""
    at = 0
    for _ in range(MOST_SETS):
        head = read_at(file, at, 32)
        if at > SEARCHED or head[:4] != LABEL or len(head) < 20:  # noqa: PLR2004 - key and length
            return
        width = head[16] & 0x7F if head[16] & 0x80 else 0
        length = int.from_bytes(head[17 : 17 + width], "big") if width else head[16]
        start = at + 17 + width
        if head.startswith(SET):
            yield head[14], _items(read_at(file, start, min(length, LONGEST_SET)))
        at = start + length


def _items(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(data):
        tag, length = struct.unpack_from(">HH", data, at)
        yield tag, data[at + 4 : at + 4 + length]
        at += 4 + length


def _moment(value: bytes) -> str | None:
    """Year, month, day, hour, minute, second, and quarters of milliseconds."""
    if len(value) != 8:  # noqa: PLR2004 - the length of a time stamp
        return None
    year, month, day, hour, minute, second = struct.unpack_from(">H5B", value)
    return f"{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}" if year >= UNSET_YEARS and month else None
