"""Kyocera's raw photos (Contax N Digital): one header, texts backwards. Layout as ExifTool documents it."""

from __future__ import annotations

from typing import BinaryIO

from mediavault.media.blocks.values import read_at
from mediavault.media.capture_time import Stated
from mediavault.media.exif import text
from mediavault.media.reading import Reading

HEADER_BYTES = 156
TEXTS = {"make": (0x19, 7), "model": (0x0C, 12), "taken": (0x21, 20), "lens": (0x7C, 32)}
"""Offset and length in bytes, by fact."""
EXPOSURE, APERTURE, FOCAL_LENGTH = 0x38, 0x58, 0x70
EXPOSURE_UNIT = 16000
MOST_STEPS = 400
"""Above it, steps of exposure or aperture mean nothing."""


def read(file: BinaryIO, reading: Reading) -> None:
    """Add what the header states."""
    head = read_at(file, 0, HEADER_BYTES)

    def number(at: int) -> int:
        return int.from_bytes(head[at : at + 4], "big")

    for fact, (at, length) in TEXTS.items():
        written = text(head[at : at + length][::-1].strip(b"\0"))
        reading.raw[fact] = written
        stated = Stated(written, "Kyocera DateTimeOriginal") if written and fact == "taken" else written
        reading.add(fact, stated, f"Kyocera {fact}")
    # Exposures in eighths, apertures in sixteenths of a step.
    if 0 < number(EXPOSURE) < MOST_STEPS and 0 < number(APERTURE) < MOST_STEPS:
        reading.add("exposure_s", 2 ** (number(EXPOSURE) / 8) / EXPOSURE_UNIT, "Kyocera ExposureTime")
        reading.add("f_number", 2 ** (number(APERTURE) / 16), "Kyocera FNumber")
    if 0 < number(FOCAL_LENGTH) < 10_000:  # noqa: PLR2004 - millimetres
        reading.add("focal_length_mm", float(number(FOCAL_LENGTH)), "Kyocera FocalLength")
