"""ExifTool fills gaps and overrules nobody; without it, and when it fails, everything else goes on."""

from __future__ import annotations

import stat
import struct
from typing import TYPE_CHECKING

import pytest
from media_factory import make_photo, make_video
from metadata_factory import exif, jpeg
from raw_photo_factory import directory

from mediavault import media
from mediavault.media import exiftool as reader
from mediavault.media.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("exiftool")
needs_exiftool = pytest.mark.needs_program("exiftool")


@pytest.fixture(autouse=True)
def _own_process() -> Iterator[None]:
    reader.stop()
    yield
    reader.stop()


def exr(width: int, height: int) -> bytes:
    """The head of an OpenEXR picture, whose attributes nothing but ExifTool reads."""

    def attribute(name: str, kind: str, value: bytes) -> bytes:
        return f"{name}\0{kind}\0".encode() + struct.pack("<I", len(value)) + value

    window = attribute("dataWindow", "box2i", struct.pack("<4i", 0, 0, width - 1, height - 1))
    shown = attribute("displayWindow", "box2i", struct.pack("<4i", 0, 0, width - 1, height - 1))
    return b"v/1\x01\x02\0\0\0" + window + shown + attribute("compression", "compression", b"\0") + b"\0"


@needs_exiftool
def test_a_format_that_only_exiftool_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jxr"
    path.write_bytes(b"II\xbc\x01\x08\0\0\0" + directory({0xBC80: 30, 0xBC81: 20}, 8))
    facts = media.read(path)
    assert (facts.kind, facts.picture.width, facts.picture.height) == ("photo", 30, 20)
    monkeypatch.setenv("MEDIAVAULT_EXIFTOOL", "none")
    reader.stop()
    with pytest.raises(media.Unreadable, match="no reader for JPEG XR files"):
        media.read(path)


@needs_exiftool
def test_it_is_asked_where_only_the_size_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.exr"
    path.write_bytes(exr(30, 20))
    assert "ExifTool" in media.read(path).raw
    monkeypatch.setenv("MEDIAVAULT_EXIFTOOL", "none")
    reader.stop()
    facts = media.read(path)
    assert (facts.kind, facts.picture.width, facts.picture.height) == ("photo", 30, 20)
    assert facts.recorded_at is None


@needs_exiftool
def test_it_is_asked_for_gaps_alone(tmp_path: Path) -> None:
    known = {
        "Make": "Canon",
        "Model": "EOS",
        "ISOSpeedRatings": 100,
        "ExposureTime": 0.01,
        "FNumber": 4,
        "FocalLength": 50,
    }
    assert "ExifTool" not in media.read(make_photo(tmp_path / "whole.jpg", **known)).raw
    assert "ExifTool" not in media.read(make_photo(tmp_path / "bare.jpg", taken=None)).raw
    told = jpeg((0xE1, b"Exif\0\0" + exif({"Make": "Canon"})), (0xE7, b"MAKER\0"))
    (tmp_path / "gap.jpg").write_bytes(told)
    facts = media.read(tmp_path / "gap.jpg")
    assert facts.raw["decided"]["make"] == "ExifRead: EXIF Make"
    assert facts.raw["ExifTool"]["IFD0:Make"] == "Canon"


@needs_exiftool
def test_a_name_cannot_make_it_write(tmp_path: Path) -> None:
    """With names given to it, this one would copy the picture into a file of its own choosing."""
    path = tmp_path / "a\n-o\nPWNED.jpg\n-all=\n.jpg"
    path.write_bytes(jpeg((0xE7, b"MAKER\0")))
    before = set(tmp_path.iterdir())
    assert "ExifTool" in media.read(path).raw
    assert set(tmp_path.iterdir()) == before
    assert not (tmp_path / "PWNED.jpg").exists()


@needs_exiftool
def test_a_file_that_kills_it_costs_no_other_file_anything(tmp_path: Path) -> None:
    (tmp_path / "bad.exr").write_bytes(exr(1, 1)[:9])
    (tmp_path / "good.exr").write_bytes(exr(30, 20))
    with pytest.raises(media.Unreadable):
        media.read(tmp_path / "bad.exr")
    assert media.read(tmp_path / "good.exr").picture.width == 30


def test_one_that_hangs_is_a_problem_of_that_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "exiftool"
    slow.write_text("#!/bin/sh\nsleep 60\n")
    slow.chmod(slow.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("MEDIAVAULT_EXIFTOOL", str(slow))
    monkeypatch.setattr(reader, "TIMEOUT_S", 0.3)
    facts = media.read(make_video(tmp_path / "a.mp4", seconds=1))
    assert facts.picture.frame_count == 25
    assert facts.raw["problems"] == ["ExifTool: exiftool did not finish within 0.3 seconds and was stopped."]


def test_values_that_cannot_be_are_left_out() -> None:
    reading = Reading("ExifTool")
    tags = {
        "Make": {"H264": 4113},
        "ISO": {"EXIF": 0},
        "FNumber": {"EXIF": "undef"},
        "Orientation": {"IFD0": 9},
        "ImageSize": {"Composite": "0 20"},
        "GPSLatitude": {"Composite": 213.6},
        "GPSLongitude": {"Composite": 1.0},
        "CreateDate": {"QuickTime": "2024:01:01 00:00:00", "XMP-xmp": "2024:01:01 00:00:00"},
    }
    reader.interpret(tags, reading)
    assert not reading.found
    reader.interpret(
        {"GPSLatitude": {"Composite": 1.5}, "GPSLongitude": {"Composite": 2}, "GPSAltitude": {"Composite": 0}}, reading
    )
    assert reading.found.keys() == {"position"}, "a height of 0 that nobody stated is none"
    reader.interpret(
        {"ISO": {"Canon": 111, "Composite": 109.05}, "DateTimeOriginal": {"DV": "2010:02:16 21:36:28"}}, reading
    )
    assert reading.found["iso"].value == 109
    assert reading.found["told"].value.text == "2010:02:16 21:36:28"
