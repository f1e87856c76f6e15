"""What a camera says of itself and of an exposure, in the words a photographer uses."""

from __future__ import annotations

import pytest

from library.model import AssetId, AssetRow, Camera, Certainty, CopyState, Exposure, MediaKind


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


@pytest.mark.parametrize(
    ("local", "certainty", "shown"),
    [
        ("2020-08-09T18:42:07", Certainty.CERTAIN, "2020-08-09 18:42"),
        ("2020-08-09T18:42:07", Certainty.NO_ZONE, "2020-08-09 18:42"),
        ("2020-08-09T00:00:00", Certainty.DAY, "2020-08-09"),
        ("2026-11-29T02:15:04", Certainty.FILE, "2026-11-29 02:15?"),
        (None, None, ""),
    ],
)
def test_a_list_shows_how_far_a_time_is_known(local: str | None, certainty: Certainty | None, shown: str) -> None:
    kept = CopyState.ONLINE
    row = AssetRow(AssetId(1), MediaKind.PHOTO, "a.jpg", local, certainty, None, None, False, kept, "", (), (), (), 0)
    assert row.shot_at == shown
