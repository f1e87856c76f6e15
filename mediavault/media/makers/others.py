"""The notes of the other makers: layouts as ExifTool documents them."""

from __future__ import annotations

import struct
from fractions import Fraction

from mediavault.media.makers.note import LONG, Directory
from mediavault.media.reading import Reading

APPLE, APPLE_HEADER, APPLE_CONTENT_IDENTIFIER = b"Apple iOS\0", 14, 0x11
CASIO_ISO, CASIO_SECOND_ISO, CASIO_SECOND = 0x14, 0x3014, b"QVC\0"
KODAK_ISO = 8 + 0x60
"""Kodak's note has no directory: an offset in bytes."""
NIKON_SERIAL, NIKON_LENS = 0x1D, 0x84
NIKON_TIFF, NIKON_OWN = 10, b"Nikon\0\2"
PANASONIC_LENS, PANASONIC_HEADER = 0x51, 12
OLYMPUS_EQUIPMENT, OLYMPUS_SERIAL, OLYMPUS_LENS = 0x2010, 0x101, 0x203
OLYMPUS_HEADERS = {b"OLYMPUS\0": 12, b"OM SYSTEM\0": 16}
"""Length of the header, by how it begins."""
SONY_FULL_SIZE, SONY_HEADER = 0xB02B, 12
BYTE_ORDERS = {b"II": "<", b"MM": ">"}


def read_apple(note: Directory, reading: Reading) -> None:
    """Add the identifier that a still shares with its movie."""
    if _head(note).startswith(APPLE):
        own = Directory(note.file, ">", note.offset + APPLE_HEADER, note.offset)
        identifier = own.text(own.places().get(APPLE_CONTENT_IDENTIFIER))
        reading.add("recording_id", identifier, "Apple maker's note, ContentIdentifier")


def read_casio(note: Directory, reading: Reading) -> None:
    """Add the sensitivity."""
    if _head(note).startswith(CASIO_SECOND):
        second = Directory(note.file, ">", note.offset + 6)
        found = second.shorts(second.places().get(CASIO_SECOND_ISO))
    else:
        found = note.shorts(note.places().get(CASIO_ISO))
    reading.add("iso", found[0] if found else None, "Casio maker's note, ISO")


def read_kodak(note: Directory, reading: Reading) -> None:
    """Add the sensitivity."""
    head = _head(note)
    if head.startswith(b"KDK"):
        note.file.seek(note.offset + KODAK_ISO)
        order = ">" if head.startswith(b"KDK INFO") else "<"
        (iso,) = struct.unpack(order + "H", note.file.read(2))
        reading.add("iso", iso or None, "Kodak maker's note, ISO")


def read_nikon(note: Directory, reading: Reading) -> None:
    """Add lens and serial number of a note that is a TIFF stream of its own."""
    head = _head(note)
    order = BYTE_ORDERS.get(head[NIKON_TIFF : NIKON_TIFF + 2])
    if not head.startswith(NIKON_OWN) or order is None:
        return
    base = note.offset + NIKON_TIFF
    (first,) = struct.unpack(order + "I", head[NIKON_TIFF + 4 : NIKON_TIFF + 8])
    own = Directory(note.file, order, base + first, base)
    places = own.places()
    reading.add("serial_noted", own.text(places.get(NIKON_SERIAL)), "Nikon maker's note, SerialNumber")
    reading.add("lens_noted", lens_text(own.rationals(places.get(NIKON_LENS))), "Nikon maker's note, Lens")


def read_panasonic(note: Directory, reading: Reading) -> None:
    """Add the lens."""
    own = Directory(note.file, note.order, note.offset + PANASONIC_HEADER)
    if _head(note).startswith(b"Panasonic"):
        reading.add("lens_noted", own.text(own.places().get(PANASONIC_LENS)), "Panasonic maker's note, LensType")


def read_olympus(note: Directory, reading: Reading) -> None:
    """Add lens and serial number of the newer kind of note."""
    head = _head(note)
    length = next((length for name, length in OLYMPUS_HEADERS.items() if head.startswith(name)), None)
    order = BYTE_ORDERS.get(head[length - 4 : length - 2]) if length else None
    if length is None or order is None:
        return
    own = Directory(note.file, order, note.offset + length, note.offset)
    place = own.places().get(OLYMPUS_EQUIPMENT)
    equipment = own.whole(place)
    start = note.offset + equipment if equipment else place.offset if place else None
    if start is not None:
        inner = Directory(note.file, order, start, note.offset)
        places = inner.places()
        reading.add("serial_noted", inner.text(places.get(OLYMPUS_SERIAL)), "Olympus maker's note, SerialNumber")
        reading.add("lens_noted", inner.text(places.get(OLYMPUS_LENS)), "Olympus maker's note, LensModel")


def read_sony(note: Directory, reading: Reading) -> None:
    """Add the size of the whole picture, which a raw photo of the first models states nowhere else."""
    own = Directory(note.file, note.order, note.offset + (SONY_HEADER if _head(note).startswith(b"SONY ") else 0))
    place = own.places().get(SONY_FULL_SIZE)
    data = own.read(place) if place and place.kind == LONG else b""
    if len(data) == 8:  # noqa: PLR2004 - height, then width
        height, width = struct.unpack(note.order + "II", data)
        reading.add("whole", (width, height) if width and height else None, "Sony maker's note, FullImageSize")


def lens_text(numbers: tuple[Fraction, ...]) -> str | None:
    """`18-70mm f/3.5-4.5` from shortest and longest focal length and the apertures at both."""
    if len(numbers) != 4 or not all(0 < number < 10_000 for number in numbers):  # noqa: PLR2004 - millimetres
        return None
    short, long, wide, narrow = (f"{float(number):g}" for number in numbers)
    focal = short if short == long else f"{short}-{long}"
    return f"{focal}mm f/{wide if wide == narrow else f'{wide}-{narrow}'}"


def _head(note: Directory) -> bytes:
    note.file.seek(note.offset)
    return note.file.read(32)
