"""Boxes of the ISO base media format (ISO/IEC 14496-12): HEIF and AVIF items, Canon CR3, JPEG 2000 and JPEG XL."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from mediavault.media.blocks import headers, items
from mediavault.media.blocks.values import Blocks, read_at, unbrotlied

MOST_BOXES = 2000
XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
IPTC = bytes.fromhex("33c7a4d2b81d4723a0baf1a3e097ad38")
CANON = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
CANON_PREVIEW = bytes.fromhex("eaf42b5e1c984b88b9fbb7dc406e4d16")
JPEG_2000_EXIF = b"JpgTiffExif->JP2"
CANON_DIRECTORIES = {b"CMT1": "IFD0", b"CMT2": "Exif", b"CMT4": "GPS"}
"""Canon's TIFF streams, one for each directory; CMT3 is the maker's note."""
PREVIEW_HEADER = 24
"""Bytes before the JPEG in Canon's preview: the box's own, six numbers of two bytes, the length."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box."""

    kind: bytes
    start: int
    """Offset of its content, behind kind and size (and behind the identity of a `uuid` box)."""
    end: int
    identity: bytes = b""
    """Of a `uuid` box."""


def boxes(file: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """The boxes between two offsets; stops where a size makes no sense."""
    for _ in range(MOST_BOXES):
        head = read_at(file, start, 32)
        if len(head) < 8 or start >= end:  # noqa: PLR2004 - size and kind
            return
        size, kind = struct.unpack_from(">I4s", head)
        header = 8
        if size == 1 and len(head) >= 16:  # noqa: PLR2004 - a size of 64 bits follows
            (size,), header = struct.unpack_from(">Q", head, 8), 16
        stop = end if size == 0 else min(end, start + size)
        identity = head[header : header + 16] if kind == b"uuid" else b""
        if stop < start + header + len(identity):
            return
        yield Box(kind, start + header + len(identity), stop, identity)
        start = stop


def find(file: BinaryIO, blocks: Blocks) -> None:
    """Add the blocks of a picture made of boxes."""
    for box in boxes(file, 0, file.seek(0, 2)):
        add = _ADDING.get(box.kind)
        if add is not None:
            add(file, box, blocks)


def _content(file: BinaryIO, box: Box) -> bytes:
    return read_at(file, box.start, box.end - box.start)


def _add_items(file: BinaryIO, box: Box, blocks: Blocks) -> None:
    items.find(file, box.start + 4, box.end, blocks)


def _add_offset_exif(file: BinaryIO, box: Box, blocks: Blocks) -> None:
    """EXIF behind an offset, as in HEIF (ISO/IEC 18181-2, 4.8)."""
    blocks.add_exif(items.exif_stream(_content(file, box)))


def _add_text(file: BinaryIO, box: Box, blocks: Blocks) -> None:
    blocks.xmp.append(_content(file, box))


def _add_codestream_size(file: BinaryIO, box: Box, blocks: Blocks) -> None:
    """Of JPEG XL in one piece, or of the first of several, which begin with their numbers."""
    start = box.start + (4 if box.kind == b"jxlp" else 0)
    blocks.size = blocks.size or headers.codestream_size(read_at(file, start, 16))


def _add_compressed(file: BinaryIO, box: Box, blocks: Blocks) -> None:
    """A box packed by Brotli, behind its kind (ISO/IEC 18181-2, 4.7)."""
    packed = _content(file, box)
    kind = packed[:4]
    if kind == b"Exif":
        blocks.add_exif(items.exif_stream(unbrotlied(packed[4:])))
    elif kind == b"xml ":
        blocks.xmp.append(unbrotlied(packed[4:]))
    else:
        blocks.unread.append(f"brotli-compressed {kind.decode('ascii', 'backslashreplace')}")


def _add_identified(file: BinaryIO, box: Box, blocks: Blocks) -> None:
    if box.identity == XMP:
        _add_text(file, box, blocks)
    elif box.identity == IPTC:
        blocks.iptc.append(_content(file, box))
    elif box.identity == JPEG_2000_EXIF:
        blocks.add_exif(_content(file, box))
    elif box.identity == CANON_PREVIEW:
        # Four unknown bytes and a count stand before the box that holds the JPEG.
        for inner in boxes(file, box.start + 8, box.end):
            if inner.kind == b"PRVW":
                at = inner.start + PREVIEW_HEADER - 8
                blocks.jpegs.append((at, inner.end - at))


def _add_canon(file: BinaryIO, box: Box, blocks: Blocks) -> None:
    canon = [inner for inner in boxes(file, box.start, box.end) if inner.identity == CANON]
    for inner in (stream for one in canon for stream in boxes(file, one.start, one.end)):
        if inner.kind in CANON_DIRECTORIES:
            blocks.add_exif(_content(file, inner), CANON_DIRECTORIES[inner.kind])


_ADDING: dict[bytes, Callable[[BinaryIO, Box, Blocks], None]] = {
    b"meta": _add_items,
    b"moov": _add_canon,
    b"Exif": _add_offset_exif,
    b"xml ": _add_text,
    b"jxlc": _add_codestream_size,
    b"jxlp": _add_codestream_size,
    b"brob": _add_compressed,
    b"uuid": _add_identified,
}
"""What is done with a box at the top of the file, by its kind."""
