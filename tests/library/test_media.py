"""What a camera says of itself and of an exposure, in the words a photographer uses."""

from __future__ import annotations

import pytest

from library.model import Camera, Exposure


@pytest.mark.parametrize(
    ("make", "model", "name"),
    [
        ("Canon", "Canon PowerShot S100", "Canon PowerShot S100"),
        ("NIKON CORPORATION", "NIKON D70", "NIKON D70"),
        ("OLYMPUS OPTICAL CO.,LTD", "C2500L", "OLYMPUS OPTICAL CO.,LTD C2500L"),
        ("Sony", None, "Sony"),
        (None, "iPhone 12", "iPhone 12"),
        (None, None, ""),
    ],
)
def test_a_camera_names_its_make_once(make: str | None, model: str | None, name: str) -> None:
    assert Camera(make, model).name == name


@pytest.mark.parametrize(
    ("seconds", "shutter"),
    [
        (1 / 8000, "1/8000 s"),
        (0.0047619, "1/210 s"),
        (0.1, "1/10 s"),
        (0.3, "0.3 s"),
        (1, "1 s"),
        (2.5, "2.5 s"),
        (None, ""),
    ],
)
def test_a_shutter_reads_as_on_the_camera(seconds: float | None, shutter: str) -> None:
    assert Exposure(exposure_s=seconds).shutter == shutter
