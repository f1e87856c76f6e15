"""How large a raw photo is follows from its directories; a size that is not sure is not given."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from preview_factory import make_preview

from mediavault import media
from mediavault.media import tiff

if TYPE_CHECKING:
    from pathlib import Path

SENSOR, SONY = 32803, 32767
Entries = dict[int, int]


def directory(entries: Entries, following: int = 0) -> bytes:
    """A directory of 32-bit numbers."""
    rows = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in sorted(entries.items()))
    return struct.pack("<H", len(entries)) + rows + struct.pack("<I", following)


def raw_photo(preview: Entries, sensor: Entries, magic: bytes = b"II*\0") -> bytes:
    """A TIFF whose first directory is the preview's, with the sensor's as its SubIFD."""
    first = 8
    second = first + 2 + 12 * (len(preview) + 1) + 4
    head = magic + struct.pack("<I", first)
    return head + directory({**preview, tiff.SUB_IFDS: second}) + directory(sensor)


PREVIEW: Entries = {tiff.SUBFILE: 1, tiff.WIDTH: 160, tiff.HEIGHT: 120}


def sensor(width: int, height: int, compression: int = 1) -> Entries:
    entries = {tiff.WIDTH: width, tiff.HEIGHT: height, tiff.COMPRESSION: compression, tiff.PHOTOMETRIC: SENSOR}
    return {tiff.SUBFILE: 0, **entries}


def size(content: bytes, stated: tuple[int, int] | None = None) -> tuple[int, int] | None:
    found = tiff.layout(BytesIO(content))
    assert found is not None
    assert found.is_raw
    return found.full_size(stated)


def test_the_sensor_counts_and_not_the_preview() -> None:
    assert size(raw_photo(PREVIEW, sensor(6000, 4000))) == (6000, 4000)


def test_a_narrow_border_is_taken_off_by_what_exif_states() -> None:
    content = raw_photo(PREVIEW, sensor(6048, 4024))
    assert size(content, (6000, 4000)) == (6000, 4000)
    assert size(content, (3000, 2000)) == (6048, 4024)


def test_a_border_of_unknown_width_leaves_the_size_open() -> None:
    content = raw_photo(PREVIEW, sensor(3880, 2600, SONY))
    assert size(content, (3872, 2592)) == (3872, 2592)
    assert size(content, (3880, 2600)) is None


def test_a_picture_is_not_a_raw_photo() -> None:
    found = tiff.layout(BytesIO(raw_photo({tiff.WIDTH: 10, tiff.HEIGHT: 10}, {tiff.WIDTH: 5, tiff.HEIGHT: 5})))
    assert found is not None
    assert not found.is_raw
    assert tiff.layout(BytesIO(b"\xff\xd8\xff\xe0")) is None


def test_directories_that_point_at_themselves_end() -> None:
    loop = b"II*\0" + struct.pack("<I", 8) + directory({tiff.SUB_IFDS: 8}, following=8)
    found = tiff.layout(BytesIO(loop))
    assert found is not None
    assert len(found.directories) == 1


def panasonic(tmp_path: Path) -> Path:
    """A raw photo of Panasonic's: sensor borders, its own sensitivity, and a whole JPEG in a tag."""
    jpeg = BytesIO()
    Image.new("RGB", (320, 240), "#c02020").save(jpeg, "JPEG")
    entries = {1: 0x30333030, 2: 3724, 3: 2754, 4: 6, 5: 8, 6: 2742, 7: 3656, 0x17: 80}
    where = 8 + 2 + 12 * (len(entries) + 1) + 4
    rows = [struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries.items()]
    rows.append(struct.pack("<HHII", tiff.PANASONIC_JPEG, 7, len(jpeg.getvalue()), where))
    content = tiff.PANASONIC + struct.pack("<IH", 8, len(rows)) + b"".join(rows) + b"\0" * 4 + jpeg.getvalue()
    path = tmp_path / "P1000001.RW2"
    path.write_bytes(content)
    return path


def test_panasonics_raw_photos_state_the_borders_of_the_sensor(tmp_path: Path) -> None:
    facts = media.read(panasonic(tmp_path))
    assert (facts.picture.width, facts.picture.height) == (3648, 2736)
    assert facts.exposure.iso == 80


def test_the_preview_inside_a_raw_photo_is_its_preview(tmp_path: Path) -> None:
    path, target = panasonic(tmp_path), tmp_path / "preview.jpg"
    assert make_preview(path, target, media.read(path))
    with Image.open(target) as preview:
        assert preview.size == (320, 240)
        assert preview.getpixel((160, 120)) == pytest.approx((0xC0, 0x20, 0x20), abs=6)


@given(st.binary(max_size=200))
def test_any_bytes_have_a_layout_or_none(content: bytes) -> None:
    for magic in (b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08", b"IIU\0\x08\0\0\0"):
        found = tiff.layout(BytesIO(magic + content))
        assert found is not None
        assert len(found.directories) <= tiff.MOST_DIRECTORIES
