"""Sigma's raw photos: the properties that cameras without EXIF state as pairs of texts."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from typing import BinaryIO

from mediavault.media.blocks.sigma import sections
from mediavault.media.blocks.values import read_at
from mediavault.media.capture_time import Stated
from mediavault.media.reading import Reading, plain

HEADER_BYTES = 24
MOST_PROPERTIES, LONGEST = 256, 1 << 18
TEXTS = {"make": "CAMMANUF", "model": "CAMMODEL", "serial": "CAMSERIAL"}
NUMBERS = {"f_number": ("APERTURE", 1.0), "focal_length_mm": ("FLENGTH", 1.0), "exposure_s": ("SHUTTER", 1.0)}
"""Property and its unit, by fact."""


def read(file: BinaryIO, reading: Reading) -> None:
    """Add what the properties state."""
    for section in sections(file):
        if section.kind == b"PROP":
            _interpret(_properties(read_at(file, section.offset, min(section.length, LONGEST))), reading)


def _properties(data: bytes) -> dict[str, str]:
    if data[:4] != b"SECp" or len(data) < HEADER_BYTES:
        return {}
    count, _, _, characters = struct.unpack_from("<4I", data, 8)
    count = min(count, MOST_PROPERTIES)
    start = HEADER_BYTES + 8 * count
    words = data[start : start + 2 * characters].decode("utf-16-le", "replace")
    found: dict[str, str] = {}
    for at in range(HEADER_BYTES, min(start, len(data) - 7), 8):
        name, value = (words[place:].partition("\0")[0] for place in struct.unpack_from("<II", data, at))
        found[name] = value
    return found


def _interpret(found: dict[str, str], reading: Reading) -> None:
    reading.raw |= plain(found)
    for fact, name in TEXTS.items():
        reading.add(fact, found.get(name, "").strip() or None, f"Sigma {name}")
    for fact, (name, unit) in NUMBERS.items():
        number = _number(found.get(name))
        reading.add(fact, number * unit if number else None, f"Sigma {name}")
    iso = _number(found.get("ISO"))
    reading.add("iso", round(iso) if iso else None, "Sigma ISO")
    seconds = _number(found.get("TIME"))
    if seconds is not None and seconds < 1 << 32:
        # Counted from 1970 on the camera's own clock.
        local = datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat(" ", "seconds")
        reading.add("taken", Stated(local, "Sigma TIME"), "Sigma TIME")


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0 < number < 1e12 else None  # noqa: PLR2004 - what is finite and may mean something
