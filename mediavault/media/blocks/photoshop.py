"""Photoshop's image resources, in its own files and inside JPEG and TIFF (Adobe Photoshop File Formats, 2019)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from mediavault.media.blocks.values import Blocks, read_at

IPTC, EXIF, XMP = 1028, 1058, 1060
HEADER_BYTES = 26
SHORTEST = 12
"""Signature, number, an empty name, length."""
DATA_SET = 0x1C
"""What every IPTC data set begins with."""


def find(file: BinaryIO, blocks: Blocks) -> None:
    """Add the blocks of a Photoshop document."""
    blocks.size = struct.unpack(">II", read_at(file, 14, 8))[::-1]
    colours = int.from_bytes(read_at(file, HEADER_BYTES, 4), "big")
    at = HEADER_BYTES + 4 + colours
    add_resources(read_at(file, at + 4, int.from_bytes(read_at(file, at, 4), "big")), blocks)


def add_resources(data: bytes, blocks: Blocks) -> None:
    """Add the blocks among image resources."""
    for number, content in resources(data):
        if number == IPTC:
            add_iptc(content, blocks)
        elif number == EXIF:
            blocks.add_exif(content)
        elif number == XMP:
            blocks.xmp.append(content)


def add_iptc(data: bytes, blocks: Blocks) -> None:
    """Add IPTC data sets; some programs wrote them as 32-bit numbers in the byte order of their machine."""
    if data[:1] == bytes((DATA_SET,)):
        blocks.iptc.append(data)
    elif data[3:4] == bytes((DATA_SET,)):
        words = len(data) // 4
        blocks.iptc.append(struct.pack(f">{words}I", *struct.unpack(f"<{words}I", data[: words * 4])))


def resources(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and content of each resource; stops where it is damaged."""
    at = 0
    while at + SHORTEST <= len(data) and data[at : at + 4] in (b"8BIM", b"PHUT", b"DCSR", b"AgHg", b"MeSa"):
        number = int.from_bytes(data[at + 4 : at + 6], "big")
        name = 1 + data[at + 6]
        at += 6 + name + name % 2
        length = int.from_bytes(data[at : at + 4], "big")
        yield number, data[at + 4 : at + 4 + length]
        at += 4 + length + length % 2
