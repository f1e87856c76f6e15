"""Insta360's trailer behind a video: records from the end, each before its number and length. Layout as in ExifTool."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from mediavault.media.blocks.values import read_at
from mediavault.media.exif import text
from mediavault.media.position import degrees, fault_of
from mediavault.media.reading import Reading

MARK = b"8db42d694ccc418790edff439fe026bf"
FOOTER, RECORD_END = 78, 6
MOST_RECORDS, MOST_TEXTS, LONGEST = 64, 4, 1 << 16
CAMERA, GPS = 0x101, 0x700
TEXTS = {0x0A: "serial", 0x12: "model"}
FIX = struct.Struct("<IIHcdcdc3d")
"""Seconds since 1970, milliseconds, a letter for the fix; latitude and longitude with their letters; height last."""


def read(file: BinaryIO, end: int, reading: Reading) -> None:
    """Add what the trailer of a file of `end` bytes states, when it has one."""
    if read_at(file, end - len(MARK), len(MARK)) != MARK:
        return
    reading.add("make", "Insta360", "Insta360 trailer")
    for number, data in _records(file, end - FOOTER):
        if number == CAMERA:
            _add_camera(data, reading)
        elif number == GPS:
            _add_position(data, reading)


def _records(file: BinaryIO, at: int) -> Iterator[tuple[int, bytes]]:
    """Number and beginning of each record, the last first."""
    for _ in range(MOST_RECORDS):
        number, length = struct.unpack("<HI", read_at(file, at, RECORD_END))
        at -= length
        if not length or at < RECORD_END:
            return
        yield number, read_at(file, at, min(length, LONGEST))
        at -= RECORD_END


def _add_camera(data: bytes, reading: Reading) -> None:
    at = 0
    for _ in range(MOST_TEXTS):
        if at + 2 > len(data):
            return
        tag, length = data[at], data[at + 1]
        if tag in TEXTS:
            reading.add(TEXTS[tag], text(data[at + 2 : at + 2 + length]), "Insta360 trailer")
        at += 2 + length


def _add_position(data: bytes, reading: Reading) -> None:
    for at in range(0, len(data) - FIX.size + 1, FIX.size):
        _, _, _, fixed, latitude, north, longitude, east, _, _, height = FIX.unpack_from(data, at)
        if fixed != b"A" or north not in (b"N", b"S") or east not in (b"E", b"W"):
            continue
        position = degrees([abs(latitude)], north.decode()), degrees([abs(longitude)], east.decode())
        if fault_of(*position) is None:
            reading.add("position", position, "Insta360 trailer")
            reading.add("altitude_m", height, "Insta360 trailer")
            return
