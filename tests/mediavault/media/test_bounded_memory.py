"""A picture takes no more than the memory of a worker, or is named with a reason."""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from library.model import MediaFacts, MediaKind
from mediavault.ingest.previews import PictureTask
from mediavault.workers.pool import LocalPool

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.soak


def made(path: Path) -> str | None:
    """Why a worker did not make the preview of this photo."""
    vault = path.parent / "previews"
    vault.mkdir(exist_ok=True)
    pool = LocalPool(1, [vault])
    try:
        places = vault / f"{path.stem}.jpg", vault / f"{path.stem}.filmstrip.jpg"
        problem = pool.submit(PictureTask(os.fsencode(path), MediaFacts(kind=MediaKind.PHOTO), *places)).result()
    finally:
        pool.shutdown()
    return problem and problem.message


@pytest.mark.parametrize(("kind", "bands"), [(6, 4), (2, 3), (0, 1)])
def test_a_png_of_12000_by_12000(kind: int, bands: int, tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    packer = zlib.compressobj(1)
    row = b"\0" + bytes((200, 100, 50, 255)[:bands]) * 12000
    pixels = b"".join(packer.compress(row) for _ in range(12000)) + packer.flush()
    head = (12000).to_bytes(4, "big") * 2 + bytes((8, kind, 0, 0, 0))
    chunks = ((b"IHDR", head), (b"IDAT", pixels), (b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in chunks))
    assert made(path) is None
    with Image.open(tmp_path / "previews" / "large.jpg") as shown:
        assert shown.size == (512, 512)
        wanted = (200,) * 3 if bands == 1 else (200, 100, 50)
        assert shown.getpixel((256, 256)) == pytest.approx(wanted, abs=3)


def chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")


def test_what_needs_more_is_named(tmp_path: Path) -> None:
    path = tmp_path / "large.webp"
    Image.new("RGB", (16383, 16383), "red").save(path, lossless=True, method=0)
    message = made(path)
    assert message is not None
    assert message.startswith("No preview of large.webp: it ")
