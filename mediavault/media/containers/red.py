"""RED's R3D, which ffprobe does not open: size, rate, date, timecode and reel. Layout as ExifTool documents it."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from fractions import Fraction
from typing import BinaryIO

from mediavault.media.blocks.values import read_at
from mediavault.media.capture_time import Stated
from mediavault.media.exif import text
from mediavault.media.reading import Reading, plain
from mediavault.media.streams import exact_rate

HEAD = 1 << 16
FIRST = b"RED1"
RECORDS, RECORD, FIRST_RECORD = 0x40, 0x18, 0x44
DIRECTORY_OF_FIRST = 0x22
MOST_ENTRIES = 512
TEXT_KIND = 1
TEXTS = {0x1006: "serial", 0x1070: "lens", 0x101A: "reel", 0x1001: "timecode", 0x1071: "model"}
DATE_AND_TIME, DATE, TIME = 0x1005, 0x1023, 0x1024


def read(file: BinaryIO, reading: Reading) -> None:
    """Add what the header states."""
    head = read_at(file, 0, HEAD)
    (length,) = struct.unpack_from(">I", head)
    if head[4:8] == FIRST:
        size, start = struct.unpack_from(">H2xH", head, 0x36), length + DIRECTORY_OF_FIRST
        frames, per = struct.unpack_from(">HH", head, 0x3E)
    else:
        size, start = struct.unpack_from(">II", head, 0x4C), FIRST_RECORD + head[RECORDS] * RECORD
        per, high, low = struct.unpack_from(">3H", head, 0x56)
        frames = high << 16 | low
    reading.add("make", "RED", "RED header")
    reading.add("stored", size if all(size) else None, "RED header")
    reading.add("rate", exact_rate(Fraction(frames, per)) if frames and per else None, "RED header")
    found = {tag: text(value) for tag, value in _entries(head, start)}
    reading.raw["header"] = plain({f"0x{tag:04X}": value for tag, value in found.items() if value})
    for tag, fact in TEXTS.items():
        reading.add(fact, found.get(tag), f"RED {fact}")
    digits = re.sub(r"\D", "", found.get(DATE_AND_TIME) or (found.get(DATE) or "") + (found.get(TIME) or ""))
    if len(digits) == 14:  # noqa: PLR2004 - year to second
        written = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]} {digits[8:10]}:{digits[10:12]}:{digits[12:]}"
        reading.add("taken", Stated(written, "RED recording time"), "RED recording time")


def _entries(head: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Tag and value of each text, behind the length of the directory."""
    at = start + 2
    for _ in range(MOST_ENTRIES):
        if at + 4 > len(head):
            return
        length, tag = struct.unpack_from(">HH", head, at)
        if length < 4 or at + length > len(head):  # noqa: PLR2004 - length and tag
            return
        if tag >> 12 == TEXT_KIND:
            yield tag, head[at + 4 : at + length]
        at += length
