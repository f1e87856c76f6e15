"""JPEG: the segments before the pixels (ITU-T T.81, annex B; XMP Specification Part 3, 1.1.3)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import BinaryIO

from mediavault.media import letters
from mediavault.media.blocks import photoshop
from mediavault.media.blocks.values import EXIF_HEADER, XMP_HEADER, Blocks

COMMENT, EXIF_AND_XMP, PHOTOSHOP = 0xFE, 0xE1, 0xED
APPLICATION = range(0xE0, 0xF0)
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Headers of a frame, with its size; the others of that range hold tables."""
ENDS = frozenset((0xD9, 0xDA))
"""End of image, and start of the pixels."""
ALONE = frozenset((0x01, *range(0xD0, 0xD9)))
"""Markers without a segment."""
KNOWN = (b"JFIF\0", b"JFXX\0", b"ICC_PROFILE\0", b"Adobe", b"MPF\0", b"Ducky", b"http://ns.adobe.com/xmp/extension/\0")
"""Beginnings of segments that state no facts; of extended XMP, what a program could not fit: depth maps, history."""
CASIO, PICTURE_INFO, SEARCHED = b"QVCI\0", b"[picture info]", 256
"""What segments of the first digital cameras begin with, or come to within a few bytes."""
PHOTOSHOP_HEADERS = (b"Photoshop 3.0\0", b"Adobe_Photoshop2.5:")
MOST_SEGMENTS = 4000
LONGEST_NAME = 80
STRAY = 64
"""Bytes that may stand between two segments."""

_MARKER = re.compile(rb"\xff[\xc0-\xc2\xc4\xda\xdb\xdd\xe0-\xef\xfe]")
"""Markers that may follow: of frames, tables and applications."""


def find(file: BinaryIO, blocks: Blocks) -> None:
    """Add the blocks of the JPEG that begins where `file` stands at 0."""
    find_from(file, 0, blocks)


def find_from(file: BinaryIO, start: int, blocks: Blocks) -> None:
    """Add the blocks of the JPEG at the offset `start`."""
    resources = bytearray()
    for marker, data in segments(file, start):
        if marker == COMMENT:
            blocks.texts.setdefault("Comment", letters.decoded(data.rstrip(b"\0")))
        elif marker == EXIF_AND_XMP and data.startswith(EXIF_HEADER):
            blocks.add_exif(data)
        elif marker == EXIF_AND_XMP and data.startswith(XMP_HEADER[4:], 4):  # some programs spoil the first letters
            blocks.xmp.append(data[len(XMP_HEADER) :])
        elif marker == PHOTOSHOP and data.startswith(PHOTOSHOP_HEADERS):
            header = next(header for header in PHOTOSHOP_HEADERS if data.startswith(header))
            resources += data.removeprefix(header)
        elif marker in APPLICATION and (data.startswith(CASIO) or PICTURE_INFO in data[:SEARCHED]):
            blocks.segments.append(data)
        elif marker in APPLICATION and not data.startswith(KNOWN):
            blocks.unread.append(data[:LONGEST_NAME].partition(b"\0")[0].decode("ascii", "backslashreplace"))
    photoshop.add_resources(bytes(resources), blocks)


def frame_size(file: BinaryIO, start: int) -> tuple[int, int] | None:
    """Pixels across and down of the JPEG at the offset `start`."""
    frames = (data for marker, data in segments(file, start) if marker in FRAMES)
    header = next(frames, b"")[:5]
    return struct.unpack_from(">xHH", header)[::-1] if len(header) == 5 else None  # noqa: PLR2004 - depth and size


def _next_marker(file: BinaryIO) -> bytes:
    """The marker that stands within a few bytes, behind a segment whose length is too short; empty when none does."""
    start = file.tell() - 2
    file.seek(start)
    found = _MARKER.search(file.read(STRAY))
    if found is None:
        return b""
    file.seek(start + found.end())
    return found[0]


def segments(file: BinaryIO, start: int) -> Iterator[tuple[int, bytes]]:
    """Marker and content of each segment before the pixels."""
    file.seek(start + 2)
    for _ in range(MOST_SEGMENTS):
        mark = file.read(2)
        while mark == b"\xff\xff":  # fill bytes may stand before a marker
            mark = mark[1:] + file.read(1)
        if mark[:1] != b"\xff":
            mark = _next_marker(file)
        if len(mark) < 2 or mark[0] != 0xFF or mark[1] in ENDS:  # noqa: PLR2004 - 0xFF and the marker
            return
        if mark[1] in ALONE:
            continue
        length = int.from_bytes(file.read(2), "big")
        if length < 2:  # noqa: PLR2004 - the length counts itself
            return
        yield mark[1], file.read(length - 2)
