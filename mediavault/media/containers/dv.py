"""DV: the time of recording and the timecode that the camera wrote into every frame (IEC 61834-2, -4).

Raw streams begin with a frame; AVI and QuickTime hold frames somewhere behind their headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from mediavault.media.blocks.values import read_at
from mediavault.media.capture_time import Stated
from mediavault.media.reading import Reading

SEARCHED, FRAME_BYTES = 1 << 20, 12 * 150 * 80
"""Bytes searched for the first frame, and of the longest frame."""
BLOCK, SUBCODE, AUXILIARY = 80, 1, 2
"""Bytes of a block, and the sections that may hold packs."""
TIMECODE, RECORDED_ON, RECORDED_AT = 0x13, 0x62, 0x63
CENTURY_TURNS = 75
"""Years of two digits from here on are of the twentieth century."""
NOTHING = 0xFF

_FRAME = re.compile(rb"\x1f\x07\0[\x3f\xbf]....", re.DOTALL)


def read(file: BinaryIO, reading: Reading) -> None:
    """Add what the first frame states."""
    head = read_at(file, 0, SEARCHED + FRAME_BYTES)
    found = _FRAME.search(head, 0, SEARCHED)
    if found is None or not _is_frame(head, found.start()):
        return
    packs = dict(reversed(list(_packs(head[found.start() : found.start() + FRAME_BYTES]))))
    if RECORDED_ON in packs and RECORDED_AT in packs:
        moment = _moment(packs[RECORDED_ON], packs[RECORDED_AT])
        reading.add("taken", Stated(moment, "DV recording time") if moment else None, "DV recording time")
    if TIMECODE in packs:
        reading.add("timecode", _label(packs[TIMECODE]), "DV subcode")


def _is_frame(data: bytes, at: int) -> bool:
    """Whether the blocks that follow are those of a frame: a header, two of subcode, three auxiliary."""
    return [block >> 5 for block in data[at : at + 6 * BLOCK : BLOCK]] == [0, SUBCODE, SUBCODE, *[AUXILIARY] * 3]


def _packs(frame: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and content of each pack that says something."""
    for start in range(0, len(frame) - BLOCK + 1, BLOCK):
        block = frame[start : start + BLOCK]
        section = block[0] >> 5
        places = (
            range(6, 6 + 6 * 8, 8) if section == SUBCODE else range(3, 3 + 15 * 5, 5) if section == AUXILIARY else ()
        )
        for at in places:
            pack = block[at : at + 5]
            if pack[0] in (TIMECODE, RECORDED_ON, RECORDED_AT) and pack[1:] != bytes([NOTHING]) * 4:
                yield pack[0], pack[1:]


def _moment(day: bytes, clock: bytes) -> str | None:
    """From two packs of binary-coded digits: zone, day, month, year; frames, seconds, minutes, hours."""
    year, month, date = _digits(day[3], 0xFF), _digits(day[2], 0x1F), _digits(day[1], 0x3F)
    hours, minutes, seconds = _digits(clock[3], 0x3F), _digits(clock[2], 0x7F), _digits(clock[1], 0x7F)
    if None in (year, month, date, hours, minutes, seconds) or not month or not date:
        return None
    whole = (1900 if (year or 0) >= CENTURY_TURNS else 2000) + (year or 0)
    return f"{whole}-{month:02}-{date:02} {hours:02}:{minutes:02}:{seconds:02}"


def _label(pack: bytes) -> str | None:
    frames, seconds, minutes, hours = (
        _digits(byte, mask) for byte, mask in zip(pack, (0x3F, 0x7F, 0x7F, 0x3F), strict=True)
    )
    if None in (frames, seconds, minutes, hours):
        return None
    return f"{hours:02}:{minutes:02}:{seconds:02}{';' if pack[0] & 0x40 else ':'}{frames:02}"


def _digits(byte: int, mask: int) -> int | None:
    tens, ones = divmod(byte & mask, 16)
    return tens * 10 + ones if ones <= 9 and tens <= 9 else None  # noqa: PLR2004 - decimal digits
