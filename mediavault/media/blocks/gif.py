"""GIF: the application extension that holds an XMP packet (XMP Specification Part 3, 1.1.2)."""

from __future__ import annotations

from typing import BinaryIO

from mediavault.media.blocks.values import Blocks, read_at

EXTENSION = b"\x21\xff\x0bXMP DataXMP"
TRAILER = b"\x01\xff\xfe\xfd"
"""Where the bytes begin that lead a decoder, which takes the packet for blocks, to the end of it."""
SEARCHED = 8 << 20
"""Bytes from the beginning; packets stand before the pictures, or behind the few of a short one."""


def find(file: BinaryIO, blocks: Blocks) -> None:
    """Add the packet of a GIF."""
    _, _, behind = read_at(file, 0, SEARCHED).partition(EXTENSION)
    packet, trailer, _ = behind.partition(TRAILER)
    if trailer:
        blocks.xmp.append(packet)
