"""The sensitivity that older cameras state in their makers' notes alone.

A maker's note (EXIF 0x927C) has a layout of its own for every maker, and ExifRead's reading of them is its weakest
part: so a few tags are read here, and nothing else. Layouts as documented with ExifTool's tag tables.
"""

from __future__ import annotations

import struct
from typing import BinaryIO, NamedTuple

from mediavault.media import tiff
from mediavault.media.reading import FOREIGN_ERRORS, Reading

EXIF_DIRECTORY, MAKER_NOTE, MAKE = 0x8769, 0x927C, 0x010F
LONGEST_VALUE = 4096
SHORT = 3

CANON_SETTINGS, CANON_SHOT = 1, 4
CANON_ISO, CANON_AUTO_ISO, CANON_BASE_ISO = 16, 1, 2
"""Places of 16-bit numbers among the settings, and in the record of the shot."""
CANON_STEPS = {16: 50, 17: 100, 18: 200, 19: 400, 20: 800}
CANON_STATED = 0x4000
"""The bit that says that the rest is the sensitivity itself."""
CASIO_ISO, CASIO_SECOND_ISO, KODAK_ISO = 0x14, 0x3014, 8 + 0x60
"""Tags; of Kodak, which has no directory, an offset in bytes."""
CASIO_SECOND = b"QVC\0"
SMALLEST_ISO, LARGEST_ISO = 4, 1 << 20


class _Note(NamedTuple):
    """A maker's note in its TIFF stream."""

    file: BinaryIO
    order: str
    offset: int
    head: bytes
    """Its first bytes."""


def read_maker_note(file: BinaryIO, reading: Reading) -> None:
    """Add the sensitivity to `reading`, when the maker's note of the TIFF stream `file` states it."""
    try:
        maker, note = _note(file)
        known = next((read for name, read in _READERS.items() if maker.startswith(name)), None)
        iso = known(note) if known and note else None
    except FOREIGN_ERRORS as error:
        reading.problems.append(f"the maker's note is damaged ({type(error).__name__})")
        return
    if iso is not None and SMALLEST_ISO <= iso <= LARGEST_ISO:
        reading.raw["ISO"] = iso
        reading.add("iso", iso, f"{maker.title()} maker's note, ISO")


def _note(file: BinaryIO) -> tuple[str, _Note | None]:
    """The maker in capitals, and its note."""
    order, first = tiff.header(file)
    main = tiff.places(file, order, first) if order else {}
    if MAKE not in main or EXIF_DIRECTORY not in main:
        return "", None
    file.seek(main[MAKE].offset)
    maker = file.read(min(main[MAKE].length, 64)).decode("latin-1").partition("\0")[0].strip().upper()
    file.seek(main[EXIF_DIRECTORY].offset)
    (inner,) = struct.unpack(order + "I", file.read(4))
    place = tiff.places(file, order, inner).get(MAKER_NOTE)
    if place is None:
        return maker, None
    file.seek(place.offset)
    return maker, _Note(file, order, place.offset, file.read(16))


def _numbers(note: _Note, tag: int, start: int = 0, order: str | None = None) -> tuple[int, ...]:
    """The 16-bit numbers of one tag of the directory `start` bytes into the note; none when it holds others."""
    order = order or note.order
    place = tiff.places(note.file, order, note.offset + start).get(tag)
    if place is None or place.kind != SHORT:
        return ()
    note.file.seek(place.offset)
    data = note.file.read(min(place.length, LONGEST_VALUE))
    return struct.unpack_from(f"{order}{len(data) // 2}H", data)


def _canon(note: _Note) -> int | None:
    settings, shot = _numbers(note, CANON_SETTINGS), _numbers(note, CANON_SHOT)
    stated = settings[CANON_ISO] if len(settings) > CANON_ISO else 0
    if stated & CANON_STATED:
        return stated & ~CANON_STATED
    if stated in CANON_STEPS:
        return CANON_STEPS[stated]
    if len(shot) <= CANON_BASE_ISO:
        return None
    auto, base = (_signed(shot[place]) for place in (CANON_AUTO_ISO, CANON_BASE_ISO))
    return round(100 * 2 ** (auto / 32) * (100 / 32 * 2 ** (base / 32)) / 100) if base > 0 else None


def _signed(number: int) -> int:
    return number - 0x10000 if number & 0x8000 else number


def _casio(note: _Note) -> int | None:
    second = note.head.startswith(CASIO_SECOND)
    found = _numbers(note, CASIO_SECOND_ISO, 6, ">") if second else _numbers(note, CASIO_ISO)
    return found[0] if found else None


def _kodak(note: _Note) -> int | None:
    if not note.head.startswith(b"KDK"):
        return None
    note.file.seek(note.offset + KODAK_ISO)
    order = ">" if note.head.startswith(b"KDK INFO") else "<"
    return int(struct.unpack(order + "H", note.file.read(2))[0])


_READERS = {"CANON": _canon, "CASIO": _casio, "EASTMAN KODAK": _kodak}
