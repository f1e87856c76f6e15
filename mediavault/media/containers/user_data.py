"""User data of cameras in QuickTime and MP4, box by box; layouts as ExifTool documents them.

This module is given bytes and opens nothing.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Callable
from fractions import Fraction

from mediavault.media.capture_time import Stated
from mediavault.media.containers import gpmf
from mediavault.media.exif import interpret
from mediavault.media.exif import text as text_of
from mediavault.media.makers.note import Directory
from mediavault.media.reading import Reading, plain

LONGEST = 1 << 18
MODELS: dict[bytes, tuple[int, int]] = {
    b"FUJIFILM DIGITAL CAMERA": (0x18, 16),
    b"EASTMAN KODAK COMPANY": (0x16, 42),
    b"NIKON DIGITAL CAMERA": (0x18, 16),
    b"SAMSUNG DIGITAL CAMERA": (0x18, 16),
    b"SANYO DIGITAL CAMERA": (0x18, 8),
}
"""Where a TAGS box names the model, by how it names the maker: offset and length in bytes."""
MAKERS = (
    b"PENTAX DIGITAL CAMERA",
    b"OLYMPUS DIGITAL CAMERA",
    b"KONICA MINOLTA DIGITAL CAMERA",
    b"MINOLTA DIGITAL CAMERA",
)
"""Makers whose TAGS box names the model in a way of its own, or not at all."""
NIKON_GROUPS = {0x0110: "Exif", 0x0120: "GPS"}
"""The upper half of Nikon's tags: the lower is that of EXIF."""
NIKON_TEXTS = {0x01: "make", 0x02: "model"}
NIKON_TAKEN, NIKON_ZONE = (0x12, 0x11), 0x19
WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8}
MOST_TAGS = 512
FUJI_START = 16


def read_text(fact: str) -> Callable[[bytes, Reading], None]:
    """What keeps a box that is one text, in ASCII or UTF-8, as `fact`."""

    def keep(data: bytes, reading: Reading) -> None:
        written = _text(data)
        reading.add(fact, written, f"QuickTime user data, {fact}")

    return keep


def read_tags(data: bytes, reading: Reading) -> None:
    """Add what a TAGS box states of older cameras: the maker, and the model where it names it."""
    maker = next((name for name in (*MODELS, *MAKERS) if data.startswith(name)), None)
    if maker is None:
        return
    reading.add("make", maker.decode(), "QuickTime TAGS")
    if maker in MODELS:
        offset, length = MODELS[maker]
        reading.add("model", _text(data[offset : offset + length]), "QuickTime TAGS")


def read_pentax(data: bytes, reading: Reading) -> None:
    """Add maker, model and time of Pentax's PENT box."""
    reading.add("make", _text(data[:0x18]), "Pentax PENT")
    reading.add("model", _text(data[0x1A : 0x1A + 24]), "Pentax PENT")
    moment = _text(data[0x71 : 0x71 + 24])
    reading.add("taken", Stated(moment, "Pentax DateTime") if moment else None, "Pentax DateTime")


def read_minolta(data: bytes, reading: Reading) -> None:
    """Add the maker of Minolta's MMA0 and MMA1 boxes."""
    reading.add("make", _text(data[:20]), "Minolta MMA")


def read_panasonic(data: bytes, reading: Reading) -> None:
    """Add maker and model of Panasonic's and Leica's boxes."""
    if data.startswith((b"LEICA", b"Panasonic")):
        reading.add("make", _text(data[:22]), "Panasonic PANA")
        reading.add("model", _text(data[0x16 : 0x16 + 30]), "Panasonic PANA")
        return
    for offset in (4, 12):
        if b"\0" not in data[offset : offset + 6]:
            reading.add("model", _model(_text(data[offset : offset + 16])), "Panasonic PANA")


def read_nikon(data: bytes, reading: Reading) -> None:
    """Add what Nikon's NCDT box states: EXIF and GPS tags, and a few of its own."""
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        if size < 8:  # noqa: PLR2004 - the box's own header
            return
        if kind == b"NCTG":
            _read_nikon_tags(data[at + 8 : at + size], reading)
        at += size


def _read_nikon_tags(data: bytes, reading: Reading) -> None:
    own: dict[int, object] = {}
    exif: dict[tuple[str, int], object] = {}
    at = 0
    for _ in range(MOST_TAGS):
        if at + 8 > len(data):
            break
        tag, kind, count = struct.unpack_from(">IHH", data, at)
        length = count * WIDTHS.get(kind, 1)
        value = _value(kind, data[at + 8 : at + 8 + length])
        group = NIKON_GROUPS.get(tag >> 16)
        if group:
            exif[group, tag & 0xFFFF] = value
        elif tag < 0x10000:  # noqa: PLR2004 - Nikon's own
            own[tag] = value
        at += 8 + length
    reading.raw["Nikon"] = plain({f"0x{tag:X}": value for tag, value in own.items()})
    for tag, fact in NIKON_TEXTS.items():
        reading.add(fact, text_of(own.get(tag)), f"Nikon {fact}")
    moment = next(filter(None, (text_of(own.get(tag)) for tag in NIKON_TAKEN)), None)
    zone = text_of(own.get(NIKON_ZONE))
    offsets = (("Nikon TimeZone", zone),) if zone else ()
    reading.add(
        "taken", Stated(moment, "Nikon DateTimeOriginal", offsets) if moment else None, "Nikon DateTimeOriginal"
    )
    interpret(exif, reading)


def _value(kind: int, data: bytes) -> object:
    """A value as `exif.interpret` takes it."""
    if kind in (1, 2, 6, 7):
        return data.partition(b"\0")[0].decode("utf-8", "replace") if kind == 2 else data  # noqa: PLR2004 - text
    if kind in (5, 10):
        numbers = struct.unpack_from(f">{len(data) // 8 * 2}{'I' if kind == 5 else 'i'}", data)  # noqa: PLR2004
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        values: list[object] = [Fraction(over, under) if under else None for over, under in pairs]
    else:
        letter = {3: "H", 4: "I", 8: "h", 9: "i"}.get(kind, "B")
        values = list(struct.unpack_from(f">{len(data) // struct.calcsize('>' + letter)}{letter}", data))
    return values[0] if len(values) == 1 else values


def read_fuji(data: bytes, reading: Reading) -> None:
    """Add what Fujifilm's MVTG box states: directories of EXIF without the header of a TIFF stream."""
    file = io.BytesIO(data)
    main = Directory(file, "<", FUJI_START, FUJI_START)
    places = main.places()
    reading.add("make", main.text(places.get(0x010F)), "Fujifilm MVTG")
    reading.add("model", main.text(places.get(0x0110)), "Fujifilm MVTG")
    inner = main.whole(places.get(0x8769))
    if inner:
        exif = Directory(file, "<", FUJI_START + inner, FUJI_START)
        taken = exif.text(exif.places().get(0x9003))
        reading.add("taken", Stated(taken, "Fujifilm DateTimeOriginal") if taken else None, "Fujifilm DateTimeOriginal")


def read_gopro(data: bytes, reading: Reading) -> None:
    """Add the model that GoPro's settings name."""
    for key, _, value in gpmf.entries(data):
        if key == b"MINF":
            reading.add("make", "GoPro", "GoPro MINF")
            reading.add("model", _text(value), "GoPro MINF")
        elif key == b"CASN":
            reading.add("serial", _text(value), "GoPro CASN")


def _model(name: str | None) -> str | None:
    return name if name and re.search(r"[A-Z]{2}", name) else None


def _text(data: bytes) -> str | None:
    written = text_of(data.lstrip(b"\0").partition(b"\0")[0])
    return written if written and written.isprintable() and "\ufffd" not in written else None


READERS: dict[bytes, Callable[[bytes, Reading], None]] = {
    b"CNMN": read_text("model"),
    b"cmnm": read_text("model"),
    b"\xa9mdl": read_text("model"),
    b"slno": read_text("serial"),
    b"SNum": read_text("serial"),
    b"TAGS": read_tags,
    b"PENT": read_pentax,
    b"MMA0": read_minolta,
    b"MMA1": read_minolta,
    b"PANA": read_panasonic,
    b"LEIC": read_panasonic,
    b"NCDT": read_nikon,
    b"MVTG": read_fuji,
    b"GPMF": read_gopro,
}
"""By the kind of the box."""
