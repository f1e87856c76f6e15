"""WebP: the chunks of its RIFF container (RFC 9649, 2.7)."""

from __future__ import annotations

import struct
from typing import BinaryIO

from mediavault.media.blocks.values import Blocks, read_at

MOST_CHUNKS = 10_000


def find(file: BinaryIO, blocks: Blocks) -> None:
    """Add the blocks of a WebP picture."""
    at = 12
    for _ in range(MOST_CHUNKS):
        head = read_at(file, at, 8)
        if len(head) < 8:  # noqa: PLR2004 - kind and length
            return
        kind, length = struct.unpack("<4sI", head)
        if kind == b"EXIF":
            blocks.add_exif(read_at(file, at + 8, length))
        elif kind == b"XMP ":
            blocks.xmp.append(read_at(file, at + 8, length))
        at += 8 + length + length % 2
