"""Sigma X3F: sections behind a table at the end of the file; one of them may be a whole JPEG with EXIF."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from mediavault.media.blocks import jpeg
from mediavault.media.blocks.values import Blocks, read_at

MOST_SECTIONS = 64
PICTURE_HEADER, JPEG_KIND = 28, 18
"""Bytes before the pixels of a picture section, and the number in it that says they are a JPEG."""
SIZE_PLACE, WIDE_SIZE_PLACE, WIDE_VERSION = 28, 40, 4
"""Where the header states width and height, and from which version on at another place."""


class Section(NamedTuple):
    """One section."""

    kind: bytes
    offset: int
    length: int


def sections(file: BinaryIO) -> Iterator[Section]:
    """The sections by the table at the end."""
    end = file.seek(0, 2)
    (table,) = struct.unpack("<I", read_at(file, max(0, end - 4), 4))
    head = read_at(file, table, 12)
    if head[:4] != b"SECd":
        return
    count = min(struct.unpack_from("<I", head, 8)[0], MOST_SECTIONS)
    entries = read_at(file, table + 12, count * 12)
    for at in range(0, len(entries) // 12 * 12, 12):
        offset, length, kind = struct.unpack_from("<II4s", entries, at)
        yield Section(kind, offset, length)


def find(file: BinaryIO, blocks: Blocks) -> None:
    """Add the blocks of a Sigma raw photo."""
    version = struct.unpack("<I", read_at(file, 4, 4))[0] >> 16
    place = WIDE_SIZE_PLACE if version >= WIDE_VERSION else SIZE_PLACE
    width, height = struct.unpack("<II", read_at(file, place, 8))
    blocks.size = (width, height) if width and height else None
    for section in sections(file):
        head = read_at(file, section.offset, PICTURE_HEADER + 2)
        if section.kind in (b"IMAG", b"IMA2") and head.endswith(b"\xff\xd8") and head[12] == JPEG_KIND:
            start = section.offset + PICTURE_HEADER
            blocks.jpegs.append((start, section.length - PICTURE_HEADER))
            before = len(blocks.exif)
            jpeg.find_from(file, start, blocks)
            # The one that has the tags is the whole picture, developed.
            blocks.size = (jpeg.frame_size(file, start) if len(blocks.exif) > before else None) or blocks.size
