"""Pictures whose header states their size, and which nothing here decodes, or not always.

JPEG XL (ISO/IEC 18181-1, annex D), OpenEXR, DPX (SMPTE ST 268), Radiance, GIMP, Windows bitmaps.
"""

from __future__ import annotations

import re
import struct
from fractions import Fraction
from typing import BinaryIO

from mediavault.media.blocks.values import Blocks, read_at

HEAD = 4096
JXL_RATIOS = (None, *map(Fraction, ("1", "6/5", "4/3", "3/2", "16/9", "5/4", "2")))
"""Width over height, by the number that stands for it."""
JXL_WIDTHS = (9, 13, 18, 30)
"""Bits of a number of pixels, by the two bits before it."""
SHORTEST_CODESTREAM = 12
"""Bytes that hold the longest size."""
OLD_BITMAP = 12
"""Length of the header of OS/2 bitmaps, with numbers of 16 bits."""


def find_in_codestream(file: BinaryIO, blocks: Blocks) -> None:
    """Add the size of a JPEG XL picture without a container."""
    blocks.size = codestream_size(read_at(file, 0, 16))


def codestream_size(head: bytes) -> tuple[int, int] | None:
    """Pixels across and down that the first bytes of a JPEG XL codestream state; None when it is none."""
    if head[:2] != b"\xff\x0a" or len(head) < SHORTEST_CODESTREAM:
        return None
    bits = int.from_bytes(head[2:16].ljust(14, b"\0"), "little")

    def take(count: int) -> int:
        nonlocal bits
        value, bits = bits & ((1 << count) - 1), bits >> count
        return value

    small = take(1)
    height = (take(5) + 1) * 8 if small else take(JXL_WIDTHS[take(2)]) + 1
    ratio = JXL_RATIOS[take(3)]
    if ratio is not None:
        return int(height * ratio), height
    return ((take(5) + 1) * 8 if small else take(JXL_WIDTHS[take(2)]) + 1), height


def find_in_exr(file: BinaryIO, blocks: Blocks) -> None:
    """Add the size of an OpenEXR picture: its display window."""
    head = read_at(file, 0, HEAD)
    blocks.unread.append("OpenEXR attributes")
    at = head.find(b"displayWindow\0box2i\0")
    if at >= 0:
        left, top, right, bottom = struct.unpack_from("<4i", head, at + 24)
        blocks.size = _positive(right - left + 1, bottom - top + 1)


def find_in_dpx(file: BinaryIO, blocks: Blocks) -> None:
    """Add the size of a DPX frame."""
    blocks.unread.append("DPX headers")
    order = ">" if read_at(file, 0, 4) == b"SDPX" else "<"
    blocks.size = _positive(*struct.unpack(order + "II", read_at(file, 772, 8)))


def find_in_hdr(file: BinaryIO, blocks: Blocks) -> None:
    """Add the size of a Radiance picture."""
    match = re.search(rb"\n([-+])([XY]) (\d{1,6}) [-+][XY] (\d{1,6})\n", read_at(file, 0, HEAD))
    if match:
        first, second = int(match[3]), int(match[4])
        blocks.size = (second, first) if match[2] == b"Y" else (first, second)


def find_in_xcf(file: BinaryIO, blocks: Blocks) -> None:
    """Add the size of a GIMP picture."""
    blocks.unread.append("GIMP parasites")
    blocks.size = _positive(*struct.unpack(">II", read_at(file, 14, 8)))


def find_in_bitmap(file: BinaryIO, blocks: Blocks) -> None:
    """Add the size of a Windows bitmap; lines may be counted from below, which makes the height negative."""
    (length,) = struct.unpack("<I", read_at(file, 14, 4))
    width, height = struct.unpack(
        "<HH" if length == OLD_BITMAP else "<ii", read_at(file, 18, 4 if length == OLD_BITMAP else 8)
    )
    blocks.size = _positive(width, abs(height))


def _positive(width: int, height: int) -> tuple[int, int] | None:
    return (width, height) if width > 0 and height > 0 else None
