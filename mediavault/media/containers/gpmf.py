"""GoPro's GPMF: keys of four letters with values, some of them holding others (GoPro, GPMF introduction).

This module is given bytes and opens nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

MOST_ENTRIES, DEEPEST = 4096, 4
UNFIXED = 0
POSITION_UNITS = 3
"""How many scales a position needs: latitude, longitude, altitude."""


class Fix(NamedTuple):
    """Where the camera was, and when."""

    latitude: float
    longitude: float
    altitude_m: float
    utc: datetime | None


def entries(data: bytes, depth: int = 0) -> Iterator[tuple[bytes, int, bytes]]:
    """Key, letter of the type, and value of each entry, those within others too, in the order they stand."""
    at = 0
    for _ in range(MOST_ENTRIES):
        if at + 8 > len(data):
            return
        key, kind, width, count = struct.unpack_from(">4sBBH", data, at)
        length = width * count
        value = data[at + 8 : at + 8 + length]
        yield key, kind, value if kind else b""
        if kind == 0 and depth < DEEPEST:
            yield from entries(value, depth + 1)
        at += 8 + length + -length % 4


def first_fix(data: bytes) -> Fix | None:
    """The first position in one sample of a GPMF track, when the satellites had been found."""
    scale: tuple[int, ...] = ()
    utc, fixed = None, False
    for key, _, value in entries(data):
        if key == b"STRM":
            scale, fixed, utc = (), False, None
        elif key == b"SCAL":
            scale = struct.unpack_from(f">{len(value) // 4}i", value)
        elif key == b"GPSF":
            fixed = int.from_bytes(value[:4], "big") > UNFIXED
        elif key == b"GPSU":
            utc = _moment(value)
        elif key == b"GPS5" and fixed and len(value) >= 12 and len(scale) >= POSITION_UNITS and all(scale[:3]):  # noqa: PLR2004
            latitude, longitude, altitude = (number / unit for number, unit in zip(_whole(value), scale, strict=False))
            return Fix(latitude, longitude, altitude, utc)
    return None


def _whole(value: bytes) -> tuple[int, int, int]:
    latitude, longitude, altitude = struct.unpack_from(">3i", value)
    return latitude, longitude, altitude


def _moment(value: bytes) -> datetime | None:
    """`200816142233.120`: two digits of the year first."""
    try:
        return datetime.strptime("20" + value[:12].decode("ascii"), "%Y%m%d%H%M%S")  # noqa: DTZ007 - compared with local times
    except ValueError:
        return None
