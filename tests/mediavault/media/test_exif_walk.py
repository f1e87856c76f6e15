"""The quick walk through EXIF finds what ExifRead finds, in whole blocks and in damaged ones, with far fewer reads."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import exifread
import pytest
from card_factory import CAMERAS, _tiff

from mediavault.media.blocks import find_blocks
from mediavault.media.content import HEAD_BYTES, recognise
from mediavault.media.exif_walk import tags_of

SHARED = Path(__file__).resolve().parents[4] / "shared" / "media" / "files"
BLOCK = _tiff(CAMERAS[0], (6000, 4000), b"\xff\xd8\xff\xd9")
WORD, NUMBER = 3, 9
"""Types of values: two bytes, and four with a sign."""
MAIN_TAGS = {0x0112: (WORD, 1, 6), 0x0106: (NUMBER, 1, -7), 0x0102: (WORD, 2, (8 << 16) | 8)}


class Counting(io.BytesIO):
    """A file that counts how often it is read."""

    reads = 0

    def read(self, size: int | None = -1) -> bytes:
        self.reads += 1
        return super().read(size)


def exifread_alone(file: io.BytesIO) -> dict[str, Any]:
    return dict(exifread.process_file(file, details=False, extract_thumbnail=False))


def told(walk: Callable[[io.BytesIO], dict[str, Any]], block: bytes) -> str:
    """Every tag with its number, type, values and place; or the error."""
    try:
        found = walk(io.BytesIO(block))
    except Exception as error:  # noqa: BLE001 - the two fail alike
        return repr(error)
    return repr({
        name: (tag.tag, tag.field_type, tag.values, tag.field_offset, tag.field_length) for name, tag in found.items()
    })  # fmt: skip


def motorola(tags: dict[int, tuple[int, int, int]]) -> bytes:
    """A directory whose high byte comes first."""
    entries = b"".join(
        struct.pack(">HHI", tag, kind, count) + struct.pack(">i" if kind == NUMBER or count > 1 else ">hxx", value)
        for tag, (kind, count, value) in sorted(tags.items())
    )
    return b"MM\0*" + struct.pack(">IH", 8, len(tags)) + entries + bytes(4)


def damaged(block: bytes, seed: int) -> bytes:
    chance, spoilt = random.Random(seed), bytearray(block)
    for _ in range(chance.choice((1, 5, 30))):
        spoilt[chance.randrange(min(len(spoilt), 4000))] = chance.randrange(256)
    return bytes(spoilt[: chance.choice((len(spoilt), len(spoilt) // 2, 300))])


def test_a_camera_s_block_is_told_in_full() -> None:
    found = {name: tag.values for name, tag in tags_of(io.BytesIO(BLOCK)).items()}
    assert found["EXIF ISOSpeedRatings"] == [400]
    assert found["EXIF LensModel"] == "EF24-105mm f/4L IS II USM"
    assert found["GPS GPSLatitude"] == [53, 54, Fraction(617, 50)]
    assert told(tags_of, BLOCK) == told(exifread_alone, BLOCK)


def test_the_high_byte_may_come_first() -> None:
    block = motorola(MAIN_TAGS)
    found = {tag.tag: tag.values for tag in tags_of(io.BytesIO(block)).values()}
    assert found == {0x0112: [6], 0x0106: [-7], 0x0102: [8, 8]}
    assert told(tags_of, block) == told(exifread_alone, block)


@pytest.mark.parametrize("seed", range(300))
def test_a_damaged_block_is_told_alike(seed: int) -> None:
    block = damaged(BLOCK if seed % 3 else motorola(MAIN_TAGS), seed)
    assert told(tags_of, block) == told(exifread_alone, block)


def test_what_is_no_tiff_holds_nothing() -> None:
    assert tags_of(io.BytesIO(b"no picture at all")) == {}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the set of real media is not here")
def test_real_blocks_are_told_alike() -> None:
    compared = 0
    for path in sorted(SHARED.rglob("*")):
        if not path.is_file():
            continue
        with path.open("rb") as file:
            blocks = find_blocks(file, recognise(file.read(HEAD_BYTES))).exif
        for block in blocks:
            assert told(tags_of, block.data) == told(exifread_alone, block.data), path.name
            compared += 1
    assert compared > 200


def test_numbers_are_taken_from_memory() -> None:
    quick, slow = Counting(BLOCK), Counting(BLOCK)
    tags_of(quick)
    exifread_alone(slow)
    assert quick.reads < slow.reads / 4


def test_a_far_directory_is_read_from_the_file() -> None:
    block = motorola(MAIN_TAGS)
    far = block[:4] + struct.pack(">I", 100_000) + bytes(100_000 - 8) + block[8:]
    assert {tag.tag: tag.values for tag in tags_of(io.BytesIO(far)).values()} == {
        0x0112: [6],
        0x0106: [-7],
        0x0102: [8, 8],
    }
    assert told(tags_of, far) == told(exifread_alone, far)
