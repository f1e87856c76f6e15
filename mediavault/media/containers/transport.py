"""MPEG transport streams: what AVCHD cameras write into the pictures, and the timecode of MPEG-2.

H.264 keeps user data in SEI messages (ITU-T H.264, D.1.7); cameras of AVCHD put packs of the DV kind into one.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from mediavault.media.blocks.values import read_at
from mediavault.media.capture_time import Stated
from mediavault.media.position import degrees, fault_of
from mediavault.media.reading import Reading

SEARCHED = 2 << 20
MARK = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"
MOST_PACKS, PACK = 64, 5
DATE, CLOCK, MAKE = 0x18, 0x19, 0xE0
LATITUDE_LETTER, LATITUDE, LONGITUDE_LETTER, LONGITUDE = 0xB1, 0xB2, 0xB5, 0xB6
MAKES = {0x0103: "Panasonic", 0x0108: "Sony", 0x1011: "Canon", 0x1104: "JVC"}
STRIDES = ((0, 188), (4, 192), (0, 204))
"""Bytes before a packet's mark, and from one packet to the next."""
SYNC, PACKET = 0x47, 188
UNUSED_ZONE, SUMMER, WEST, ZONE_HOURS, HALF_HOUR = 0x80, 0x40, 0x20, 0x0F, 0x01
SEQUENCE, GROUP = b"\0\0\1\xb3", b"\0\0\1\xb8"
"""The headers of a sequence and of a group of pictures (ISO/IEC 13818-2, 6.2.2.6)."""


def read(file: BinaryIO, reading: Reading) -> None:
    """Add what the first pictures of a transport stream state."""
    for stream in _streams(read_at(file, 0, SEARCHED)):
        at = stream.find(MARK)
        if at >= 0:
            _interpret(dict(_packs(stream[at + len(MARK) : at + len(MARK) + 1024])), reading)
            return
    for stream in _streams(read_at(file, 0, SEARCHED)):
        _add_group(stream, reading)


def read_programme(file: BinaryIO, reading: Reading) -> None:
    """Add what the first group of pictures of MPEG-1 or MPEG-2 states."""
    _add_group(read_at(file, 0, SEARCHED), reading)


def _streams(data: bytes) -> Iterator[bytes]:
    """What the packets of each stream carry, put together."""
    first, stride = next(
        (
            (first, stride)
            for first, stride in STRIDES
            if all(data[at : at + 1] == b"\x47" for at in range(first, first + 3 * stride, stride))
        ),
        (0, 0),
    )
    carried: dict[int, bytearray] = {}
    for at in range(first, len(data) - PACKET + 1, stride or len(data)):
        if data[at] != SYNC:
            continue
        number, control = (data[at + 1] & 0x1F) << 8 | data[at + 2], data[at + 3] >> 4 & 3
        start = at + 4 + (1 + data[at + 4] if control & 2 else 0)
        if control & 1:
            carried.setdefault(number, bytearray()).extend(data[start : at + PACKET])
    yield from map(bytes, carried.values())


def _packs(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and content of each pack; bytes that keep the pictures from looking like a start are taken out."""
    data = data.replace(b"\0\0\3", b"\0\0")
    for at in range(1, 1 + min(data[0] if data else 0, MOST_PACKS) * PACK, PACK):
        if at + PACK <= len(data):
            yield data[at], data[at + 1 : at + PACK]


def _interpret(packs: dict[int, bytes], reading: Reading) -> None:
    reading.raw["MDPM"] = {f"0x{number:02X}": value.hex() for number, value in packs.items()}
    if DATE in packs and CLOCK in packs:
        digits = (packs[DATE][1:] + packs[CLOCK]).hex()
        written = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]} {digits[8:10]}:{digits[10:12]}:{digits[12:14]}"
        zone = _zone(packs[DATE][0])
        offsets = (("AVCHD time zone", zone),) if zone else ()
        reading.add("taken", Stated(written, "AVCHD recording time", offsets), "AVCHD recording time")
    if MAKE in packs:
        reading.add("make", MAKES.get(int.from_bytes(packs[MAKE][:2], "big")), "AVCHD make")
    latitude, longitude = _angle(packs, LATITUDE_LETTER, LATITUDE), _angle(packs, LONGITUDE_LETTER, LONGITUDE)
    if latitude is not None and longitude is not None and fault_of(latitude, longitude) is None:
        reading.add("position", (latitude, longitude), "AVCHD GPS")


def _zone(byte: int) -> str | None:
    """The offset from UTC; None in summer, for cameras differ in whether it counts the hour in."""
    if byte & (UNUSED_ZONE | SUMMER):
        return None
    return f"{'-' if byte & WEST else '+'}{byte >> 1 & ZONE_HOURS:02}:{'30' if byte & HALF_HOUR else '00'}"


def _angle(packs: dict[int, bytes], letter: int, first: int) -> float | None:
    """Signed degrees from a letter and three fractions of 16-bit numbers."""
    parts = [struct.unpack(">HH", packs[first + part]) for part in range(3) if first + part in packs]
    reference = packs.get(letter, b"\0")[:1].decode("latin-1")
    if len(parts) != 3 or reference not in ("N", "S", "E", "W") or not all(under for _, under in parts):  # noqa: PLR2004
        return None
    return degrees([over / under for over, under in parts], reference)


def _add_group(data: bytes, reading: Reading) -> None:
    """The timecode of the first group of pictures: drop flag, hours, minutes, a mark, seconds, frames."""
    at = data.find(GROUP, max(0, data.find(SEQUENCE)))
    if SEQUENCE not in data or at < 0 or len(data) < at + 8:
        return
    bits = int.from_bytes(data[at + 4 : at + 8], "big")
    hours, minutes, seconds, frames = bits >> 26 & 31, bits >> 20 & 63, bits >> 13 & 63, bits >> 7 & 63
    if bits >> 19 & 1 and hours < 24 and minutes < 60 and seconds < 60:  # noqa: PLR2004
        separator = ";" if bits >> 31 else ":"
        reading.add("timecode", f"{hours:02}:{minutes:02}:{seconds:02}{separator}{frames:02}", "MPEG group of pictures")
