"""What a camera writes into a photo is read as it was meant; what cannot be true is reported and never kept."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_factory import make_photo

from mediavault import media
from mediavault.media import exif_walk
from mediavault.media.exif import EXIF, GPS, MAIN, interpret
from mediavault.media.reading import Reading

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = (".jpg", ".png", ".tif", ".webp", ".heic", ".avif")


def interpreted(tags: dict[tuple[str, int], Any]) -> Reading:
    reading = Reading("ExifRead")
    interpret(tags, reading)
    return reading


def value(tags: dict[tuple[str, int], Any], fact: str) -> Any:
    found = interpreted(tags).found.get(fact)
    return found and found.value


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_tells_the_same(suffix: str, tmp_path: Path) -> None:
    path = make_photo(
        tmp_path / f"photo{suffix}",
        offset="+02:00",
        gps=(53.1325, 23.1688),
        altitude_m=142.5,
        Make="Canon",
        Model="Canon EOS R5",
        LensModel="RF24-70mm F2.8 L IS USM",
        BodySerialNumber="012345",
        ISOSpeedRatings=200,
        ExposureTime=0.005,
        FNumber=2.8,
        FocalLength=50.0,
        ImageDescription="Плошча",
        Copyright="A. Photographer",
    )
    facts = media.read(path)
    camera, exposure = facts.camera, facts.exposure
    assert facts.kind == "photo"
    assert facts.recorded_at is not None
    assert (facts.recorded_at.local, facts.recorded_at.offset) == ("2020-08-16T14:22:33", "+02:00")
    assert (camera.make, camera.model, camera.serial) == ("Canon", "Canon EOS R5", "012345")
    assert camera.lens == "RF24-70mm F2.8 L IS USM"
    assert exposure.iso == 200
    assert exposure.exposure_s == pytest.approx(1 / 200)
    assert exposure.f_number == pytest.approx(2.8)
    assert exposure.focal_length_mm == 50
    assert facts.gps is not None
    assert (facts.gps.latitude, facts.gps.longitude) == pytest.approx((53.1325, 23.1688), abs=1e-6)
    assert facts.gps.altitude_m == pytest.approx(142.5)
    assert (facts.picture.width, facts.picture.height) == (160, 120)
    assert facts.caption == "Плошча"
    assert facts.rights == "A. Photographer"


@pytest.mark.parametrize("latitude", [53.9, -33.4489])
@pytest.mark.parametrize("longitude", [27.5667, -70.6693])
def test_north_and_east_are_positive(latitude: float, longitude: float, tmp_path: Path) -> None:
    facts = media.read(make_photo(tmp_path / "where.jpg", gps=(latitude, longitude), altitude_m=-3.0))
    assert facts.gps is not None
    assert (facts.gps.latitude, facts.gps.longitude) == pytest.approx((latitude, longitude), abs=1e-6)
    assert facts.gps.altitude_m == -3
    assert facts.gps.source == "EXIF GPS"


def dms(degrees: int) -> list[Fraction]:
    return [Fraction(degrees), Fraction(0), Fraction(0)]


@pytest.mark.parametrize(
    ("tags", "why"),
    [
        ({1: "N", 2: dms(0), 3: "E", 4: dms(0)}, "the empty one"),
        ({1: "N", 2: dms(53), 3: "E", 4: dms(213)}, "not on Earth"),
        ({1: "N", 2: dms(91), 3: "E", 4: dms(23)}, "not on Earth"),
        ({2: dms(53), 4: dms(23)}, "no reference"),
        ({1: "N", 2: dms(53)}, "incomplete"),
        ({1: "N", 2: [Fraction(53), None, Fraction(0)], 3: "E", 4: dms(23)}, "incomplete"),
        ({1: "Q", 2: dms(53), 3: "E", 4: dms(23)}, "no reference"),
    ],
)
def test_a_position_that_cannot_be_is_reported(tags: dict[int, Any], why: str) -> None:
    reading = interpreted({(GPS, number): tag for number, tag in tags.items()})
    assert "position" not in reading.found
    assert why in reading.problems[0]


def test_without_a_height_none_is_invented() -> None:
    reading = interpreted({(GPS, 1): "N", (GPS, 2): dms(53), (GPS, 3): "E", (GPS, 4): dms(23)})
    assert reading.found["position"].value == (53, 23)
    assert "altitude_m" not in reading.found


@pytest.mark.parametrize("suffix", [".jpg", ".tif", ".png", ".webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_size_is_the_one_that_is_shown(orientation: int, suffix: str, tmp_path: Path) -> None:
    picture = media.read(make_photo(tmp_path / f"turned{suffix}", orientation=orientation)).picture
    assert (picture.width, picture.height) == ((120, 160) if orientation >= 5 else (160, 120))
    assert picture.orientation == orientation


@pytest.mark.parametrize("stated", [0, 9, 65535, "1"])
def test_an_orientation_that_is_none_is_left_out(stated: Any) -> None:
    assert value({(MAIN, 0x0112): stated}, "orientation") is None


def test_a_sensitivity_that_does_not_fit_stands_elsewhere() -> None:
    assert value({(EXIF, 0x8827): 65535, (EXIF, 0x8832): 102400}, "iso") == 102400
    assert value({(EXIF, 0x8827): 65535}, "iso") is None
    assert value({(EXIF, 0x8827): [400, 0]}, "iso") == 400
    assert value({(EXIF, 0x8827): 0}, "iso") is None


@pytest.mark.parametrize("number", [0x829A, 0x829D, 0x920A])
def test_an_exposure_of_nothing_is_no_exposure(number: int) -> None:
    reading = interpreted({(EXIF, number): Fraction(0)})
    assert not reading.found


def test_text_ends_at_its_nul() -> None:
    assert value({(MAIN, 0x010F): "Canon\0\0\0"}, "make") == "Canon"
    assert value({(MAIN, 0x010E): "\0\x7frubbish"}, "caption") is None
    assert value({(MAIN, 0x8298): "Photographer\0Editor\0"}, "rights") == "Photographer; Editor"
    assert value({(MAIN, 0x8298): " \0Editor\0"}, "rights") == "Editor"


@pytest.mark.parametrize("name", ["----", "0000000", "   ", "\0"])
def test_a_row_of_dashes_is_no_lens(name: str) -> None:
    assert value({(EXIF, 0xA434): name}, "lens") is None


def test_stars_are_read_and_other_ratings_are_not(tmp_path: Path) -> None:
    assert media.read(make_photo(tmp_path / "four.jpg", Rating=4)).rating == 4
    assert value({(MAIN, 0x4746): 99}, "rating") is None


def test_what_was_decided_and_by_whom_stays_readable(tmp_path: Path) -> None:
    raw = media.read(make_photo(tmp_path / "raw.jpg", Make="Nikon")).raw
    assert raw["decided"]["make"] == "ExifRead: EXIF Make"
    assert raw["ExifRead"]["Image"]["Make"] == "Nikon"
    assert raw["Pillow"]["IFD0"]["Make"] == "Nikon"


def test_where_exifread_would_take_too_long_the_other_reader_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_photo(tmp_path / "loops.jpg", Make="Nikon")
    monkeypatch.setattr(exif_walk, "MOST_READS", 20)
    facts = media.read(path)
    assert facts.camera.make == "Nikon"
    assert facts.raw["decided"]["make"] == "Pillow: EXIF Make"
    assert facts.raw["problems"] == ["ExifRead: EOFError: it takes more than 20 steps"]


values = st.one_of(
    st.text(max_size=20),
    st.binary(max_size=20),
    st.integers(-(1 << 40), 1 << 40),
    st.fractions(),
    st.none(),
    st.lists(st.one_of(st.fractions(), st.none(), st.text(max_size=3)), max_size=5),
)
known = st.sampled_from(
    [(MAIN, 0x010E), (MAIN, 0x0112), (MAIN, 0x8298), (EXIF, 0x9003), (EXIF, 0x9291), (EXIF, 0x829A), (EXIF, 0x8827),
     (GPS, 1), (GPS, 2), (GPS, 3), (GPS, 4), (GPS, 5), (GPS, 6), (GPS, 7), (GPS, 29)]
)  # fmt: skip


@given(st.dictionaries(known, values))
def test_any_tags_make_a_reading(tags: dict[tuple[str, int], Any]) -> None:
    found = interpreted(tags).found
    if "position" in found:
        latitude, longitude = found["position"].value
        assert -90 <= latitude <= 90
        assert -180 <= longitude <= 180
