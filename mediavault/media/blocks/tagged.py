"""TIFF and the raw photos built on it: the file itself is the EXIF stream; XMP and IPTC stand in tags of its own."""

from __future__ import annotations

from typing import BinaryIO

from mediavault.media import tiff
from mediavault.media.blocks import photoshop
from mediavault.media.blocks.values import Blocks, read_at

XMP, IPTC, PHOTOSHOP = 700, 33723, 34377


def find(file: BinaryIO, blocks: Blocks) -> None:
    """Add the blocks of a TIFF file, its EXIF aside."""
    for tag, (_, offset, length) in tiff.first_directory(file).items():
        if tag == XMP:
            blocks.xmp.append(read_at(file, offset, length))
        elif tag == IPTC:
            photoshop.add_iptc(read_at(file, offset, length), blocks)
        elif tag == PHOTOSHOP:
            photoshop.add_resources(read_at(file, offset, length), blocks)
