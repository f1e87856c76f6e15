"""The movie inside a motion photo: an MP4 behind the picture, or in a box of it, in one and the same file.

Who says where it is: the box `mpvd` of HEIF and AVIF, and Container items or offsets in the XMP of the picture (Motion
Photo format 1.0; Google's MicroVideo before it); Samsung's directory at the end of the file (SEFT). Where no movie
begins at the place stated, there is none.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import BinaryIO

from library.model import Motion
from mediavault.media.blocks import Blocks
from mediavault.media.blocks.boxes import boxes
from mediavault.media.blocks.values import read_at
from mediavault.media.content import Content

BOXED = frozenset(("HEIF", "AVIF"))
FROM_END = re.compile(rb"GCamera:(?:MicroVideoOffset|MotionPhotoOffset)\s*(?:=\s*[\"']|>\s*)(\d{1,12})")
"""Bytes from the beginning of the movie to the end of the file."""
ITEM = re.compile(rb"<\s*(?:Container:Item|rdf:li)\b[^>]*\bItem:Semantic\b[^>]*>", re.DOTALL)
SEMANTIC, LENGTH = (re.compile(rb"\bItem:" + word + rb"\s*=\s*[\"']([^\"']*)") for word in (b"Semantic", b"Length"))
MOVIE = b"MotionPhoto"
SAMSUNG_END, SAMSUNG_DIRECTORY, SAMSUNG_MOVIE = b"SEFT", b"SEFH", 0x0A30
MOST_ENTRIES, LONGEST_DIRECTORY = 64, 4096


def find_motion(file: BinaryIO, content: Content, blocks: Blocks) -> Motion | None:
    """The movie inside the picture `file`, or None."""
    size = file.seek(0, 2)
    for start, length in (*_boxed(file, content, size), *_stated(blocks.xmp, size), *_samsung(file, content, size)):
        if 0 < start < start + length <= size and read_at(file, start + 4, 4) == b"ftyp":
            return Motion(start, length, _duration_s(file, start, start + length))
    return None


def _boxed(file: BinaryIO, content: Content, size: int) -> Iterator[tuple[int, int]]:
    if content.name in BOXED:
        yield from ((box.start, box.end - box.start) for box in boxes(file, 0, size) if box.kind == b"mpvd")


def _stated(packets: Sequence[bytes], size: int) -> Iterator[tuple[int, int]]:
    """Places that XMP states, counted from the end of the file: items stand there in the order they are listed."""
    for packet in packets:
        behind = 0
        for item in reversed(ITEM.findall(packet)):
            length = LENGTH.search(item)
            behind += int(length[1]) if length and length[1].isdigit() else 0
            kind = SEMANTIC.search(item)
            if kind is not None and kind[1] == MOVIE and length is not None:
                yield size - behind, int(length[1]) if length[1].isdigit() else 0
        for match in FROM_END.finditer(packet):
            yield size - int(match[1]), int(match[1])


def _samsung(file: BinaryIO, content: Content, size: int) -> Iterator[tuple[int, int]]:
    """Places in Samsung's directory, each counted back from its beginning; a name stands before the content."""
    tail = read_at(file, max(0, size - 8), 8) if content.name == "JPEG" else b""
    if tail[4:] != SAMSUNG_END:
        return
    length = int.from_bytes(tail[:4], "little")
    start = size - 8 - length
    directory = read_at(file, max(0, start), min(length, LONGEST_DIRECTORY))
    if directory[:4] != SAMSUNG_DIRECTORY:
        return
    (count,) = struct.unpack_from("<I", directory, 8)
    for at in range(12, 12 + 12 * min(count, MOST_ENTRIES), 12):
        _, kind, back, whole = struct.unpack_from("<HHII", directory.ljust(at + 12, b"\0"), at)
        if kind == SAMSUNG_MOVIE and 8 <= back <= start:  # noqa: PLR2004 - what stands before the name
            (name,) = struct.unpack("<I", read_at(file, start - back + 4, 4))
            yield start - back + 8 + name, whole - 8 - name


def _duration_s(file: BinaryIO, start: int, end: int) -> Fraction | None:
    """Seconds as the movie header states them (ISO/IEC 14496-12, 8.2.2)."""
    headers = (
        inner
        for box in boxes(file, start, end)
        if box.kind == b"moov"
        for inner in boxes(file, box.start, box.end)
        if inner.kind == b"mvhd"
    )
    header = next(headers, None)
    data = read_at(file, header.start, 32) if header is not None else b""
    if len(data) < 32:  # noqa: PLR2004 - the longer of the two layouts
        return None
    scale, duration = struct.unpack_from(">IQ", data, 20) if data[0] == 1 else struct.unpack_from(">II", data, 12)
    return Fraction(duration, scale) if scale and duration else None
