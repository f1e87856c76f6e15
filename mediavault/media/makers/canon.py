"""Canon's records, in maker's notes as in raw photos: sensitivity, exposure, lens (layout as ExifTool documents it)."""

from __future__ import annotations

import re
from typing import NamedTuple

from mediavault.media.makers.note import Directory
from mediavault.media.reading import Reading

SETTINGS, FOCAL_LENGTH, SHOT, SERIAL, LENS = 1, 2, 4, 0x0C, 0x95
ISO, FOCAL_UNITS = 16, 25
"""Places among the settings."""
AUTO_ISO, BASE_ISO, APERTURE, EXPOSURE = 1, 2, 21, 22
"""Places in the record of the shot."""
ISO_STEPS = {16: 50, 17: 100, 18: 200, 19: 400, 20: 800}
STATED, NOT_SET = 0x4000, 0x7FFF
"""The bit that says that the rest is the sensitivity itself, and the value for none."""
STEP, MOST_STEPS = 32, 30
"""Parts of a step of exposure; as many steps as mean something."""
THIRDS = {0x0C: 32 / 3, 0x14: 64 / 3}
"""Parts that stand for a third and two thirds of a step."""
MILLISECONDS = re.compile(r"\b(20D|350D|REBEL XT|Kiss Digital N)\b")
"""Models whose exposures count from 1000/32 seconds."""


class Records(NamedTuple):
    """Records of 16-bit numbers."""

    settings: tuple[int, ...]
    shot: tuple[int, ...]
    focal_length: tuple[int, ...] = ()


def read(note: Directory, reading: Reading) -> None:
    """Add what the note of a Canon states."""
    places = note.places()
    if not note.is_where_it_was(places):
        return
    records = Records(note.shorts(places.get(SETTINGS)), note.shorts(places.get(SHOT)))
    reading.add("iso", iso(records), "Canon maker's note, ISO")
    reading.add("lens_noted", note.text(places.get(LENS)), "Canon maker's note, LensModel")
    serial = note.whole(places.get(SERIAL))
    reading.add("serial_noted", str(serial) if serial else None, "Canon maker's note, SerialNumber")


def iso(records: Records) -> int | None:
    """The sensitivity: as set, or the product of what the camera chose."""
    stated = records.settings[ISO] if len(records.settings) > ISO else 0
    if stated & STATED and stated != NOT_SET:
        return stated & ~STATED
    if stated in ISO_STEPS:
        return ISO_STEPS[stated]
    if len(records.shot) <= BASE_ISO:
        return None
    auto, base = _signed(records.shot[AUTO_ISO]) / STEP, _signed(records.shot[BASE_ISO]) / STEP
    if not 0 < base < MOST_STEPS or abs(auto) > MOST_STEPS:
        return None
    return round(100 * 2**auto * (100 / 32 * 2**base) / 100)


def add_exposure(records: Records, model: str, reading: Reading) -> None:
    """Add exposure, aperture and focal length, which a raw photo of an older Canon states nowhere else."""
    settings, shot, focal = records
    if len(shot) > EXPOSURE:
        aperture, exposure = _steps(shot[APERTURE]), _steps(shot[EXPOSURE])
        unit = 1000 / 32 if MILLISECONDS.search(model) else 1.0
        reading.add("f_number", 2 ** (aperture / 2) if 0 < aperture < MOST_STEPS else None, "Canon FNumber")
        reading.add("exposure_s", unit * 2**-exposure if abs(exposure) < MOST_STEPS else None, "Canon ExposureTime")
    if len(settings) > FOCAL_UNITS and len(focal) > 1 and focal[1] and settings[FOCAL_UNITS]:
        reading.add("focal_length_mm", focal[1] / settings[FOCAL_UNITS], "Canon FocalLength")


def _steps(number: int) -> float:
    """Steps of exposure."""
    signed = _signed(number)
    parts = abs(signed) % STEP
    steps = (abs(signed) - parts + THIRDS.get(parts, parts)) / STEP
    return -steps if signed < 0 else steps


def _signed(number: int) -> int:
    return number - 0x10000 if number & 0x8000 else number
