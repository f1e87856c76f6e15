"""Segments of JPEG in which the first digital cameras kept what EXIF keeps now. Layouts as ExifTool documents them.

This module is given bytes and opens nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from mediavault.media.blocks.jpeg import CASIO
from mediavault.media.capture_time import Stated
from mediavault.media.exif import text
from mediavault.media.reading import Reading, plain

CASIO_TIME = slice(0x4D, 0x4D + 20)
MICROSECONDS = 1e-6

_PAIR = re.compile(r"([A-Za-z][\w#]*)=([^\r\n\0]{1,80})", re.ASCII)


def read_segments(segments: Iterable[bytes], reading: Reading) -> None:
    """Add what segments state to `reading`."""
    for segment in segments:
        if segment.startswith(CASIO):
            _read_casio(segment, reading)
        else:
            _read_picture_info(segment.decode("latin-1"), reading)


def _read_casio(segment: bytes, reading: Reading) -> None:
    """The time as `1998.10.24.12.08.57`."""
    digits = re.sub(r"\D", "", text(segment[CASIO_TIME]) or "")
    if len(digits) == 14:  # noqa: PLR2004 - year to second
        written = f"{digits[:4]}:{digits[4:6]}:{digits[6:8]} {digits[8:10]}:{digits[10:12]}:{digits[12:]}"
        reading.add("taken", Stated(written, "Casio QVCI"), "Casio QVCI")


def _read_picture_info(words: str, reading: Reading) -> None:
    found = dict(_PAIR.findall(words))
    reading.raw["picture info"] = plain(found)
    seconds = found.get("TimeDate", "")
    if seconds.isdecimal() and 0 < int(seconds) < 1 << 32:
        # Counted from 1970 on the camera's own clock.
        moment = datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None).isoformat(" ", "seconds")
        reading.add("taken", Stated(moment, "picture info TimeDate"), "picture info TimeDate")
    for fact, name, unit in (("exposure_s", "Shutter", MICROSECONDS), ("f_number", "FNumber", 1.0)):
        match = re.fullmatch(r"F?(\d{1,8}(?:\.\d{1,4})?)", found.get(name, ""), re.ASCII)
        reading.add(fact, float(match[1]) * unit or None if match else None, f"picture info {name}")
