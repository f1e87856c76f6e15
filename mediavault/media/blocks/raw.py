"""Raw photos with containers of their own, as far as their tags and previews go.

Fujifilm RAF: a header, then a whole JPEG with the EXIF, then the sensor's values behind a table.
Minolta MRW: blocks of four letters; `TTW` is a TIFF stream, `PRD` has the size.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

from mediavault.media.blocks import jpeg
from mediavault.media.blocks.values import Blocks, read_at

RAF_PLACES = 84
"""Where RAF says where its JPEG and its table are: four 32-bit numbers."""
RAF_CROPPED_SIZE = 0x111
MOST_ENTRIES = 256


def find_in_raf(file: BinaryIO, blocks: Blocks) -> None:
    """Add the blocks of a Fujifilm raw photo."""
    offset, length, table, _ = struct.unpack(">4I", read_at(file, RAF_PLACES, 16))
    blocks.jpegs.append((offset, length))
    jpeg.find_from(file, offset, blocks)
    blocks.size = _raf_size(file, table)


def _raf_size(file: BinaryIO, table: int) -> tuple[int, int] | None:
    """Pixels across and down of the sensor's picture."""
    count = int.from_bytes(read_at(file, table, 4), "big")
    at = table + 4
    for _ in range(min(count, MOST_ENTRIES)):
        tag, length = struct.unpack(">HH", read_at(file, at, 4))
        if tag == RAF_CROPPED_SIZE:
            height, width = struct.unpack(">HH", read_at(file, at + 4, 4))
            return width, height
        at += 4 + length
    return None


def find_in_mrw(file: BinaryIO, blocks: Blocks) -> None:
    """Add the blocks of a Minolta raw photo."""
    end = 8 + int.from_bytes(read_at(file, 4, 4), "big")
    at = 8
    while at + 8 <= end:
        kind, length = struct.unpack(">4sI", read_at(file, at, 8))
        if kind == b"\0TTW":
            blocks.add_exif(read_at(file, at + 8, length))
        elif kind == b"\0PRD":
            height, width = struct.unpack(">HH", read_at(file, at + 20, 4))
            blocks.size = (width, height)
        at += 8 + length
