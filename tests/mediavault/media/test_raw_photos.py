"""Raw photos that keep everything in their maker's way, and what makers' notes alone state."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from metadata_factory import box, exif, jpeg, xmp
from raw_photo_factory import crw, directory, kyocera, noted, x3f

from library.model import MediaFacts
from mediavault import media
from mediavault.media.blocks import find_blocks
from mediavault.media.blocks.values import LARGEST_BLOCK, unbrotlied
from mediavault.media.containers import READERS, read_container
from mediavault.media.content import Content, Family
from mediavault.media.makers import read_maker_note
from mediavault.media.reading import Reading

NIKON_HEADER = b"Nikon\0\2\x10\0\0"
REBEL = {
    0x080A: b"Canon\0Canon EOS DIGITAL REBEL\0",
    0x180B: struct.pack("<I", 560018150),
    0x180E: struct.pack("<Iii", 1068485966, 0, 0),
    0x1810: struct.pack("<II", 3072, 2048),
    0x101C: struct.pack("<H", 100),
    0x1029: struct.pack("<4H", 2, 24, 907, 605),
    0x102A: struct.pack("<33H", *[0] * 21, 117, 192, *[0] * 10),
    0x102D: struct.pack("<46H", *[0] * 25, 1, *[0] * 20),
}


def of(path: Path, content: bytes) -> MediaFacts:
    path.write_bytes(content)
    return media.read(path)


def in_note(make: str, note: Any, *, moved: int = 0) -> Reading:
    reading = Reading("maker's note")
    read_maker_note(io.BytesIO(noted(make, note, moved=moved)), reading)
    return reading


def fact(reading: Reading, name: str) -> Any:
    return reading.found[name].value if name in reading.found else None


def test_a_canon_heap_tells_all_a_photo_should(tmp_path: Path) -> None:
    packet = xmp(description="Workers on the square")
    told = of(tmp_path / "CRW_0001.crw", crw(REBEL | {0x2123: packet}))
    assert (told.camera.make, told.camera.model, told.camera.serial) == (
        "Canon",
        "Canon EOS DIGITAL REBEL",
        "0560018150",
    )
    assert told.recorded_at is not None
    assert told.recorded_at.local == "2003-11-10T17:39:26"
    assert (told.picture.width, told.picture.height) == (3072, 2048)
    assert told.exposure.iso == 100
    assert told.exposure.focal_length_mm == 24
    assert told.exposure.exposure_s == pytest.approx(1 / 64)
    assert told.exposure.f_number == pytest.approx(3.55, abs=0.02)
    assert told.caption == "Workers on the square"


def test_some_models_count_exposures_in_another_unit(tmp_path: Path) -> None:
    records = REBEL | {0x080A: b"Canon\0Canon EOS 20D\0", 0x102A: struct.pack("<33H", *[0] * 21, 117, 352, *[0] * 10)}
    assert of(tmp_path / "a.crw", crw(records)).exposure.exposure_s == pytest.approx(31.25 / 2**11)


def test_sigma_states_properties_or_holds_a_whole_picture(tmp_path: Path) -> None:
    properties = {
        "CAMMANUF": "SIGMA", "CAMMODEL": "SIGMA SD10", "CAMSERIAL": "02001234", "TIME": "978309395", "ISO": "100",
        "SHUTTER": "0.00929", "APERTURE": "8.35419", "FLENGTH": "30",
    }  # fmt: skip
    older = of(tmp_path / "older.x3f", x3f(properties, (2268, 1512)))
    assert (older.camera.make, older.camera.model, older.camera.serial) == ("SIGMA", "SIGMA SD10", "02001234")
    assert older.recorded_at is not None
    assert older.recorded_at.local == "2001-01-01T00:36:35"
    assert (older.exposure.iso, older.exposure.exposure_s, older.exposure.f_number) == (100, 0.00929, 8.35419)
    assert (older.picture.width, older.picture.height) == (2268, 1512)
    tags = b"Exif\0\0" + exif({"Make": "SIGMA", "Model": "SIGMA DP2", "DateTimeOriginal": "2009:11:28 13:05:20"})
    newer = of(tmp_path / "newer.x3f", x3f({}, (2652, 1768), jpeg((0xE1, tags), size=(2640, 1760))))
    assert newer.camera.model == "SIGMA DP2"
    assert newer.recorded_at is not None
    assert newer.recorded_at.local == "2009-11-28T13:05:20"
    assert (newer.picture.width, newer.picture.height) == (2640, 1760)


def test_kyocera_writes_backwards(tmp_path: Path) -> None:
    told = of(tmp_path / "a.raw", kyocera("2005:07:16 18:14:30"))
    assert (told.camera.make, told.camera.model, told.camera.lens) == ("KYOCERA", "N DIGITAL", "VS28-80/3.5")
    assert told.recorded_at is not None
    assert told.recorded_at.local == "2005-07-16T18:14:30"
    assert (told.exposure.exposure_s, told.exposure.focal_length_mm) == (0.008, 55)
    assert told.exposure.f_number == pytest.approx(11.31, abs=0.01)


def test_a_canon_note_names_the_lens() -> None:
    reading = in_note("Canon", {0x0C: 730267814, 0x95: "EF35mm f/2 IS USM"})
    assert (fact(reading, "lens_noted"), fact(reading, "serial_noted")) == ("EF35mm f/2 IS USM", "730267814")


def test_nothing_is_taken_from_a_note_whose_offsets_lead_astray() -> None:
    assert in_note("Canon", {0x0C: 730267814, 0x95: "EF35mm f/2 IS USM"}, moved=12).found == {}


def test_a_nikon_note_is_a_stream_of_its_own() -> None:
    entries = {0x1D: "6020310", 0x84: [(180, 10), (700, 10), (35, 10), (45, 10)]}
    own = NIKON_HEADER + b"II*\0" + struct.pack("<I", 8) + directory(entries, 8)
    reading = in_note("NIKON CORPORATION", own)
    assert (fact(reading, "lens_noted"), fact(reading, "serial_noted")) == ("18-70mm f/3.5-4.5", "6020310")
    prime = {0x84: [(50, 1), (50, 1), (18, 10), (18, 10)]}
    own = NIKON_HEADER + b"II*\0" + struct.pack("<I", 8) + directory(prime, 8)
    assert fact(in_note("NIKON CORPORATION", own), "lens_noted") == "50mm f/1.8"


@pytest.mark.parametrize("kind", [4, 13])
def test_an_olympus_note_keeps_its_equipment_apart(kind: int) -> None:
    """Newer ones state where by the kind of number that is for directories (TIFF Technical Note 1, type 13)."""
    equipment_at = 12 + 2 + 12 + 4
    equipment = directory({0x101: "BJMA03234", 0x203: "OLYMPUS M.12-100mm F4.0"}, equipment_at)
    note = (
        b"OLYMPUS\0II\3\0"
        + directory({0x2010: equipment_at}, 12).replace(b"\x10\x20\4", bytes([0x10, 0x20, kind]))
        + equipment
    )
    reading = in_note("OLYMPUS CORPORATION", note)
    assert (fact(reading, "lens_noted"), fact(reading, "serial_noted")) == ("OLYMPUS M.12-100mm F4.0", "BJMA03234")


def test_the_first_digital_cameras_kept_it_in_segments(tmp_path: Path) -> None:
    info = b"Agfa Gevaert   \0[picture info]\r\nTimeDate=915117440\r\nShutter=6460\r\nFNumber=F11.0\r\n"
    told = of(tmp_path / "a.jpg", jpeg((0xEC, info)))
    assert told.recorded_at is not None
    assert (told.recorded_at.local, told.recorded_at.source) == ("1998-12-31T15:17:20", "picture info TimeDate")
    assert (told.exposure.exposure_s, told.exposure.f_number) == (pytest.approx(0.00646), 11.0)
    casio = b"QVCI".ljust(0x4D, b"\0") + b"1998.10.24.12.08.57\0"
    recorded = of(tmp_path / "b.jpg", jpeg((0xE1, casio))).recorded_at
    assert recorded is not None
    assert recorded.local == "1998-10-24T12:08:57"


def test_jpeg_xl_may_keep_its_metadata_packed(tmp_path: Path) -> None:
    tags = brotli.compress(bytes(4) + exif({"Make": "Canon", "DateTimeOriginal": "2020:08:16 14:22:33"}))
    head = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")
    codestream = b"\xff\x0a" + (129 << 3 | 199 << 17).to_bytes(10, "little")
    packet = brotli.compress(xmp(description="Workers on the square"))
    whole = head + box(b"jxlc", codestream) + box(b"brob", b"Exif", tags) + box(b"brob", b"xml ", packet)
    told = of(tmp_path / "a.jxl", whole)
    assert (told.camera.make, told.caption) == ("Canon", "Workers on the square")
    assert (told.picture.width, told.picture.height) == (200, 130)
    damaged = of(tmp_path / "b.jxl", head + box(b"jxlc", codestream) + box(b"brob", b"Exif", b"\xff" * 40))
    assert damaged.raw["container"]["faults"] == ["JPEG XL container: ValueError: what is packed by Brotli is damaged"]


def test_what_is_packed_cannot_fill_the_memory() -> None:
    bomb = brotli.compress(bytes(200 << 20), quality=1)
    assert len(bomb) < 1 << 16
    assert len(unbrotlied(bomb)) <= 2 * LARGEST_BLOCK


def test_casio_kodak_panasonic_and_sony_have_layouts_of_their_own() -> None:
    assert fact(in_note("CASIO", {0x14: [200]}), "iso") == 200
    second = b"QVC\0\0\0" + struct.pack(">HHHIHHI", 1, 0x3014, 3, 1, 400, 0, 0)
    assert fact(in_note("CASIO COMPUTER CO.,LTD", second), "iso") == 400
    assert fact(in_note("EASTMAN KODAK COMPANY", b"KDK INFO".ljust(104, b"\0") + struct.pack(">H", 160)), "iso") == 160
    assert fact(in_note("EASTMAN KODAK COMPANY", b"KDK0100".ljust(104, b"\0") + struct.pack("<H", 80)), "iso") == 80
    head = b"Panasonic\0\0\0"
    note_at = len(noted("Panasonic", b""))
    lens = head + directory({0x51: "LUMIX G VARIO 14-42mm"}, note_at + len(head))
    assert fact(in_note("Panasonic", lens), "lens_noted") == "LUMIX G VARIO 14-42mm"
    size = b"SONY DSC \0\0\0"
    note_at = len(noted("SONY", b""))
    size += struct.pack("<HHHIII", 1, 0xB02B, 4, 2, note_at + len(size) + 18, 0) + struct.pack("<II", 2592, 3872)
    assert fact(in_note("SONY", size), "whole") == (3872, 2592)


@pytest.mark.parametrize("iso", [0, 3, 1 << 21])
def test_a_sensitivity_that_no_camera_has_is_none(iso: int) -> None:
    note = b"KDK INFO".ljust(104, b"\0") + struct.pack(">H", iso & 0xFFFF)
    assert fact(in_note("EASTMAN KODAK COMPANY", note), "iso") is None


def test_canon_states_the_sensitivity_in_three_ways() -> None:
    def of_settings(stated: int, shot: tuple[int, ...] = ()) -> Any:
        return fact(in_note("Canon", {1: [*[0] * 16, stated], 4: list(shot) or [0]}), "iso")

    assert of_settings(0x4000 | 320) == 320
    assert of_settings(17) == 100
    assert of_settings(15, (0, 64, 160)) == 400  # twice twice the base of 100
    assert of_settings(0x7FFF) is None


def test_exif_counts_before_the_note(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    tags = {"Make": "Canon", "LensModel": "EF50mm f/1.8 STM"}
    assert of(path, jpeg((0xE1, b"Exif\0\0" + exif(tags)))).camera.lens == "EF50mm f/1.8 STM"
    stream = noted("Canon", {0x95: "EF35mm f/2 IS USM"})
    assert of(path, jpeg((0xE1, b"Exif\0\0" + stream))).camera.lens == "EF35mm f/2 IS USM"


@given(st.binary(max_size=400), st.sampled_from(sorted(READERS)))
def test_no_container_can_break_its_reader(data: bytes, name: str) -> None:
    head = {"Canon CRW": b"II\x1a\0\0\0HEAPCCDR", "Sigma X3F": b"FOVb"}.get(name, b"")
    content = Content(Family.STILL, name)
    assert isinstance(read_container(io.BytesIO(head + data), content), Reading)
    assert find_blocks(io.BytesIO(head + data), content) is not None
