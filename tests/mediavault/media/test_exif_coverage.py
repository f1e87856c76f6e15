"""Pillow reads EXIF again only where ExifRead may have left something out; what comes of it is the same."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from media_factory import make_photo, photo_exif
from PIL.TiffImagePlugin import IFDRational

from library.model import MediaFacts
from mediavault import media
from mediavault.media import layers
from mediavault.media.exif_coverage import is_told_in_full
from mediavault.media.reading import Reading

CAMERA: dict[str, Any] = {
    "Make": "Canon", "Model": "EOS R6", "LensModel": "RF 35mm F1.8", "BodySerialNumber": "042",
    "ISOSpeedRatings": 400, "ExposureTime": IFDRational(1, 250),
    "FNumber": IFDRational(28, 5), "FocalLength": IFDRational(35), "UserComment": b"ASCII\0\0\0" + bytes(56),
}  # fmt: skip
TOLD: dict[str, Any] = {
    "orientation": 6, "make": "Canon", "model": "EOS R6", "lens": "RF 35mm F1.8", "serial": "042", "iso": 400,
    "exposure_s": 0.004, "f_number": 5.6, "focal_length_mm": 35.0, "taken": "2020:08:16 14:22:33",
    "position": (53.9, 27.5), "altitude_m": Fraction(220),
}  # fmt: skip
"""What the block below states, by fact."""


def block(**more: Any) -> bytes:
    tags = CAMERA | {"Orientation": 6, "DateTimeOriginal": "2020:08:16 14:22:33"} | more
    return photo_exif(tags, (53.9, 27.5), 220.0).tobytes().removeprefix(b"Exif\0\0")


def told(*lacking: str) -> Reading:
    reading = Reading("ExifRead")
    for fact, value in TOLD.items():
        reading.add(fact, None if fact in lacking else value, "EXIF")
    return reading


def test_all_is_told_when_each_tag_led_to_its_fact_or_is_blank() -> None:
    assert is_told_in_full(block(), told())


@pytest.mark.parametrize("fact", TOLD)
def test_a_tag_that_led_to_no_fact_is_left_to_pillow(fact: str) -> None:
    assert not is_told_in_full(block(), told(fact))


def test_a_comment_nobody_could_decode_is_left_to_pillow() -> None:
    assert not is_told_in_full(block(UserComment=b"ASCII\0\0\0\xff\xfe on the square"), told())


def test_a_complaint_and_a_directory_that_is_not_there_are_left_to_pillow() -> None:
    complaining = told()
    complaining.problems.append("IndexError: list index out of range")
    assert not is_told_in_full(block(), complaining)
    assert not is_told_in_full(block()[:80], told())
    assert not is_told_in_full(b"", told())


@pytest.fixture
def both_ways(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], tuple[MediaFacts, MediaFacts]]:
    """The facts of a photo as they are read, and as they are when both readers read all."""

    def read(path: Path) -> tuple[MediaFacts, MediaFacts]:
        quick = media.read(path)
        with monkeypatch.context() as patch:
            patch.setattr(layers, "is_told_in_full", lambda *_: False)
            return quick, media.read(path)

    return read


def test_a_camera_photo_has_the_same_facts_though_it_is_read_once(
    tmp_path: Path, both_ways: Callable[[Path], tuple[MediaFacts, MediaFacts]]
) -> None:
    photo = make_photo(tmp_path / "a.jpg", gps=(53.9, 27.5), altitude_m=220.0, orientation=6, **CAMERA)
    quick, whole = both_ways(photo)
    assert "Exif" not in quick.raw["Pillow"]
    assert "Exif" in whole.raw["Pillow"]
    assert quick.raw["decided"] == whole.raw["decided"]
    assert (quick.camera, quick.exposure, quick.picture, quick.gps, quick.recorded_at) == (
        whole.camera, whole.exposure, whole.picture, whole.gps, whole.recorded_at,
    )  # fmt: skip
    assert (quick.picture.width, quick.picture.height) == (120, 160)
