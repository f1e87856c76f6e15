"""What cameras state in their makers' notes alone: sensitivity, lens by name, serial number, a still's movie.

A maker's note (EXIF 0x927C) has a layout of its own for every maker, and ExifRead's reading of them is its weakest
part: so a few tags are read here, and nothing else. Lenses that are only numbered are left out: makers gave one number
to several.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import BinaryIO

from mediavault.media import tiff
from mediavault.media.makers import canon, others
from mediavault.media.makers.note import Directory
from mediavault.media.makers.segments import read_segments
from mediavault.media.reading import FOREIGN_ERRORS, Reading

__all__ = ["read_maker_note", "read_segments"]

EXIF_DIRECTORY, MAKER_NOTE, MAKE = 0x8769, 0x927C, 0x010F
SMALLEST_ISO, LARGEST_ISO = 4, 1 << 20
READERS: dict[str, Callable[[Directory, Reading], None]] = {
    "APPLE": others.read_apple,
    "CANON": canon.read,
    "CASIO": others.read_casio,
    "EASTMAN KODAK": others.read_kodak,
    "NIKON": others.read_nikon,
    "PANASONIC": others.read_panasonic,
    "OLYMPUS": others.read_olympus,
    "OM DIGITAL": others.read_olympus,
    "SONY": others.read_sony,
}
"""By how the maker's name begins, in capitals."""


def read_maker_note(file: BinaryIO, reading: Reading) -> None:
    """Add to `reading` what the maker's note of the TIFF stream `file` states."""
    found = Reading(reading.reader)
    try:
        maker, note = _note(file)
        known = next((read for name, read in READERS.items() if maker.startswith(name)), None)
        if known is not None and note is not None:
            known(note, found)
    except FOREIGN_ERRORS as error:
        reading.problems.append(f"the maker's note is damaged ({type(error).__name__})")
    iso = found.found.get("iso")
    if iso is not None and not SMALLEST_ISO <= iso.value <= LARGEST_ISO:
        del found.found["iso"]
    for fact, value in found.found.items():
        reading.raw[fact] = value.value
        reading.found.setdefault(fact, value)


def _note(file: BinaryIO) -> tuple[str, Directory | None]:
    """The maker in capitals, and its note."""
    order, first = tiff.header(file)
    main = tiff.places(file, order, first) if order else {}
    if MAKE not in main:
        return "", None
    file.seek(main[MAKE].offset)
    maker = file.read(min(main[MAKE].length, 64)).decode("latin-1").partition("\0")[0].strip().upper()
    place = main.get(MAKER_NOTE)  # where a program wrote everything into one directory
    if EXIF_DIRECTORY in main:
        file.seek(main[EXIF_DIRECTORY].offset)
        (inner,) = struct.unpack(order + "I", file.read(4))
        place = tiff.places(file, order, inner).get(MAKER_NOTE, place)
    return maker, Directory(file, order, place.offset) if place else None
