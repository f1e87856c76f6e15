"""However a photo is damaged, reading it ends in facts or in a reason, never in an error nobody expected."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from media_factory import make_photo
from metadata_factory import cr3, directory, exif, gif, iptc, jpeg, mrw, png_with_profile, psd, raf, resource, xmp

from library.model import Outcome
from mediavault.ingest.read import ReadTask

TAGS = {"Make": "Canon", "Model": "EOS R5", "DateTimeOriginal": "2020:08:16 14:22:33", "ImageDescription": "a square"}
SHARES = 6
EVERY_RUN, SOAK = 40, 2000
"""Mutants in one share: together the 12,000 that the promises name when it is soaked."""


def seeds(folder: Path) -> list[bytes]:
    """One small photo of every kind, with every kind of metadata."""
    told, packet, words = exif(TAGS, (53.1, 23.2)), xmp(keywords=["flag"], xmp_Rating="4"), iptc([(25, b"march")])
    segments = ((0xE1, b"Exif\0\0" + told), (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + packet))
    whole = jpeg(*segments, (0xED, b"Photoshop 3.0\0" + resource(1028, words)))
    made = [
        make_photo(folder / f"seed{suffix}", gps=(53.1, 23.2), **TAGS).read_bytes()
        for suffix in (".png", ".tif", ".webp", ".heic", ".avif")
    ]
    raws = [raf(whole, (60, 40)), mrw(told, (60, 40)), cr3(told, directory({0x8827: 400}), packet)]
    return [whole, gif(packet), psd(resource(1028, words)), png_with_profile("exif", told), *made, *raws]


def mutant(seed: bytes, rng: random.Random) -> bytes:
    """`seed` with a few bytes changed, lost, doubled, or its end cut off."""
    data = bytearray(seed)
    for _ in range(rng.choice((1, 3, 10, 40))):
        at = rng.randrange(min(len(data), rng.choice((64, 600, len(data)))))
        match rng.randrange(5):
            case 0 | 1:
                data[at] = rng.randrange(256)
            case 2:
                data[at : at + 4] = rng.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\0\0\0\1"))
            case 3:
                del data[at : at + rng.randrange(1, 30)]
            case 4:
                data[at:at] = data[at : at + rng.randrange(1, 100)]
        if rng.random() < 0.02:
            data = data[: max(1, at)]
        data = data or bytearray(b"\0")
    return bytes(data)


def read_mutants(folder: Path, share: int, count: int) -> dict[str, int]:
    """What came of `count` mutants; each is read as a worker reads it."""
    rng, originals = random.Random(share), seeds(folder)
    path, came = folder / "mutant.jpg", dict.fromkeys(("read", "refused", "skipped"), 0)
    for _ in range(count):
        path.write_bytes(mutant(rng.choice(originals), rng))
        reading = ReadTask(os.fsencode(path))()
        if reading.facts is not None:
            came["read"] += 1
        else:
            assert reading.problem is not None, "what is not read has a reason"
            assert reading.problem.message
            came["skipped" if reading.outcome is Outcome.SKIPPED else "refused"] += 1
    return came


@pytest.mark.parametrize("share", range(SHARES))
def test_a_damaged_photo_is_read_or_refused_with_a_reason(share: int, tmp_path: Path) -> None:
    came = read_mutants(tmp_path, share, EVERY_RUN)
    assert came["read"]
    assert came["refused"]


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("share", range(SHARES))
def test_thousands_of_damaged_photos(share: int, tmp_path: Path) -> None:
    read_mutants(tmp_path, 100 + share, SOAK)
