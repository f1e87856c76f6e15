"""Whether one reader has told all that stands in EXIF, so that nobody else need be asked: that halves the work.

ExifRead skips in silence what it cannot decode. So the directories themselves are asked which tags are there: each that
states a fact has to have led to it, or to hold nothing at all.
"""

from __future__ import annotations

import io
import struct
from typing import BinaryIO

from mediavault.media import tiff
from mediavault.media.exif import CHARACTER_SETS, EXIF, GPS, MAIN
from mediavault.media.reading import FOREIGN_ERRORS, Reading

POINTERS = {EXIF: 0x8769, GPS: 0x8825}
"""Tags of the main directory that say where the others are (Exif 2.32, 4.6.3)."""
FACTS = {
    MAIN: {
        0x010E: "caption",
        0x010F: "make",
        0x0110: "model",
        0x0112: "orientation",
        0x4746: "rating",
        0x8298: "rights",
        0x829A: "exposure_s",
        0x829D: "f_number",
        0x8827: "iso",
        0x9003: "taken_main",
        0x920A: "focal_length_mm",
        0x9286: "comment",
        0x9C9E: "keywords",
        0xA434: "lens",
        0xC62F: "serial",
    },
    EXIF: {
        0x010F: "make",
        0x0110: "model",
        0x829A: "exposure_s",
        0x829D: "f_number",
        0x8827: "iso",
        0x9003: "taken",
        0x9004: "digitised",
        0x920A: "focal_length_mm",
        0x9286: "comment",
        0xA002: "pixels",
        0xA003: "pixels",
        0xA431: "serial",
        0xA434: "lens",
    },
    GPS: {2: "position", 4: "position", 6: "altitude_m", 7: "gps_utc", 29: "gps_utc"},
}
"""The fact that each tag states, by its directory."""


def is_told_in_full(block: bytes, reading: Reading) -> bool:
    """Whether `reading` has every fact that the EXIF in the TIFF stream `block` states, and nothing to complain of."""
    file = io.BytesIO(block)
    # Without an orientation of its own a picture may have one in XMP, which Pillow knows of.
    if reading.problems or "orientation" not in reading.found:
        return False
    try:
        return all(_is_told(file, directory, places, reading) for directory, places in _directories(file).items())
    except FOREIGN_ERRORS:
        return False


def _directories(file: BinaryIO) -> dict[str, dict[int, tiff.Place]]:
    """Where the values of each directory stand. Raises LookupError when one that is pointed to holds nothing."""
    order, first = tiff.header(file)
    found = {MAIN: tiff.places(file, order, first) if order else {}}
    for directory, pointer in POINTERS.items():
        if pointer in found[MAIN]:
            file.seek(found[MAIN][pointer].offset)
            found[directory] = tiff.places(file, order, struct.unpack(order + "I", file.read(4))[0])
    if not all(found.values()):
        raise LookupError
    return found


def _is_told(file: BinaryIO, directory: str, places: dict[int, tiff.Place], reading: Reading) -> bool:
    facts = FACTS[directory]
    return all(facts[tag] in reading.found or _is_blank(file, places[tag]) for tag in facts.keys() & places.keys())


def _is_blank(file: BinaryIO, place: tiff.Place) -> bool:
    """Whether a value is nothing but zeros and blanks, behind the name of a character set if there is one."""
    file.seek(place.offset)
    data = file.read(place.length)
    return not (data[8:] if data[:8] in CHARACTER_SETS else data).strip(b"\0 ")
