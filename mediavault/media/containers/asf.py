"""ASF, the container of WMV and WMA: time of creation and size, in its header (Microsoft, ASF specification, 3)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from mediavault.media.blocks.values import read_at
from mediavault.media.capture_time import Stated
from mediavault.media.reading import Reading

FILE_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
STREAM_PROPERTIES = bytes.fromhex("9107dcb7b7a9cf118ee600c00c205365")
VIDEO = bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
MOST_OBJECTS = 256
HEADER = 24
"""Identity and length of an object."""
VIDEO_PLACE = 54
"""Bytes before the size in the properties of a stream of pictures."""


def read(file: BinaryIO, reading: Reading) -> None:
    """Add what the header states."""
    for identity, offset, length in _objects(file):
        if identity == FILE_PROPERTIES:
            ticks = int.from_bytes(read_at(file, offset + 24, 8), "little")
            reading.add("dated", _moment(ticks), "ASF CreationDate")
        elif identity == STREAM_PROPERTIES and read_at(file, offset, 16) == VIDEO and length >= VIDEO_PLACE + 8:
            width, height = struct.unpack("<II", read_at(file, offset + VIDEO_PLACE, 8))
            reading.add("stored", (width, height) if width and height else None, "ASF stream properties")


def _objects(file: BinaryIO) -> Iterator[tuple[bytes, int, int]]:
    """Identity, and offset and length of the content, of each object of the header."""
    end = int.from_bytes(read_at(file, 16, 8), "little")
    at = HEADER + 6
    for _ in range(MOST_OBJECTS):
        head = read_at(file, at, HEADER)
        length = int.from_bytes(head[16:], "little")
        if len(head) < HEADER or length < HEADER or at >= end:
            return
        yield head[:16], at + HEADER, length - HEADER
        at += length


def _moment(ticks: int) -> Stated | None:
    """Tenths of microseconds since 1601, UTC."""
    try:
        moment = EPOCH + timedelta(microseconds=ticks // 10)
    except OverflowError:
        return None
    return Stated(moment.strftime("%Y-%m-%d %H:%M:%SZ"), "ASF CreationDate") if ticks else None
