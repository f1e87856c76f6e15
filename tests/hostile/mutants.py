"""Damaged photos: small valid files of every kind with every kind of metadata, and a few bytes of them changed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from media_factory import make_photo
from metadata_factory import cr3, directory, exif, gif, iptc, jpeg, mrw, png_with_profile, psd, raf, resource, xmp

TAGS = {"Make": "Canon", "Model": "EOS R5", "DateTimeOriginal": "2020:08:16 14:22:33", "ImageDescription": "a square"}


def seeds(folder: Path) -> list[bytes]:
    """One small photo of every kind, with every kind of metadata; `folder` is for what is made on the way."""
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


def mutants(folder: Path, count: int, share: int = 0) -> Iterator[bytes]:
    """`count` damaged photos; another `share` gives others, the same one the same."""
    rng, originals = random.Random(share), seeds(folder)
    for _ in range(count):
        yield mutant(rng.choice(originals), rng)


def write_mutants(folder: Path, count: int, share: int = 0) -> list[Path]:
    """`count` damaged photos as files in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    workshop = folder.with_name(f"{folder.name} seeds")
    paths = []
    for number, content in enumerate(mutants(workshop, count, share)):
        path = folder / f"mutant {number:05}.jpg"
        path.write_bytes(content)
        paths.append(path)
    for left in workshop.iterdir():
        left.unlink()
    workshop.rmdir()
    return paths
