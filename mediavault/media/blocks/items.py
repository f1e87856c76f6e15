"""HEIF and AVIF: the items of a `meta` box (ISO/IEC 14496-12, 8.11; ISO/IEC 23008-12, annex A)."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass, field
from typing import BinaryIO

from mediavault.media.blocks import boxes
from mediavault.media.blocks.values import TIFF_HEADERS, Blocks, read_at

MOST_ITEMS = 4096
IN_FILE, IN_BOX = 0, 1
"""Where an item's bytes are counted from: the file's beginning, the content of the `idat` box."""
QUARTER_TURNS = frozenset((1, 3))
INFO_VERSION, WIDE_INFO_VERSION = 2, 3


@dataclass(slots=True)
class Items:
    """What a `meta` box says of its items, by their numbers."""

    kinds: dict[int, bytes] = field(default_factory=dict)
    """`Exif`, `hvc1`, or the media type of a `mime` item."""
    extents: dict[int, tuple[int, list[tuple[int, int]]]] = field(default_factory=dict)
    """Where its bytes are counted from, and offset and length of each piece."""
    primary: int = 0
    data: int = 0
    """Offset of the `idat` box's content."""
    properties: list[boxes.Box] = field(default_factory=list)
    owned: dict[int, list[int]] = field(default_factory=dict)
    """Places in `properties`, counted from one."""


def find(file: BinaryIO, start: int, end: int, blocks: Blocks) -> None:
    """Add the EXIF and XMP items of the `meta` box whose content lies between two offsets."""
    items = _items(file, start, end)
    for number, kind in items.kinds.items():
        if kind == b"Exif":
            blocks.add_exif(exif_stream(_bytes(file, items, number)))
        elif kind == b"application/rdf+xml":
            blocks.xmp.append(_bytes(file, items, number))
    blocks.size = _size(file, items)
    blocks.coding = _coding(file, items)


def exif_stream(item: bytes) -> bytes:
    """The TIFF stream of an item, which begins with the offset of its header; some writers leave that out."""
    offset = int.from_bytes(item[:4], "big")
    stream = item[4 + offset :]
    return stream if stream[:4] in TIFF_HEADERS else item[4:] if item[:4] == b"\0\0\0\0" else item


def _items(file: BinaryIO, start: int, end: int) -> Items:
    items = Items()
    for box in boxes.boxes(file, start, end):
        if box.kind == b"iinf":
            _read_info(file, box, items)
        elif box.kind == b"iloc":
            _read_locations(read_at(file, box.start, box.end - box.start), items)
        elif box.kind == b"pitm":
            version, *_ = read_at(file, box.start, 1)
            items.primary = int.from_bytes(read_at(file, box.start + 4, 4 if version else 2), "big")
        elif box.kind == b"idat":
            items.data = box.start
        elif box.kind == b"iprp":
            _read_properties(file, box, items)
    return items


def _read_info(file: BinaryIO, box: boxes.Box, items: Items) -> None:
    version = read_at(file, box.start, 1)[0]
    for inner in boxes.boxes(file, box.start + (8 if version else 6), box.end):
        entry = read_at(file, inner.start, min(inner.end - inner.start, 512))
        if inner.kind != b"infe" or entry[0] < INFO_VERSION:
            continue
        width = 4 if entry[0] >= WIDE_INFO_VERSION else 2
        number, kind = int.from_bytes(entry[4 : 4 + width], "big"), entry[6 + width : 10 + width]
        if kind == b"mime":
            _, _, kind = entry[10 + width :].partition(b"\0")  # behind the item's name
            kind = kind.partition(b"\0")[0]
        items.kinds[number] = kind


def _read_locations(data: bytes, items: Items) -> None:
    stream, version = io.BytesIO(data), data[0]

    def whole(width: int) -> int:
        piece = stream.read(width)
        if len(piece) < width:
            raise EOFError("the list of item locations ends early")
        return int.from_bytes(piece, "big")

    stream.seek(4)
    sizes = whole(2)
    offset_width, length_width, base_width, index_width = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    wide = 4 if version >= 2 else 2  # noqa: PLR2004 - the version with wide numbers
    for _ in range(min(whole(wide), MOST_ITEMS)):
        number = whole(wide)
        method = whole(2) & 15 if version else IN_FILE
        whole(2)  # another file, which is never opened
        base = whole(base_width)
        pieces: list[tuple[int, int]] = []
        for _ in range(whole(2)):
            whole(index_width if version else 0)
            pieces.append((base + whole(offset_width), whole(length_width)))
        items.extents[number] = method, pieces


def _bytes(file: BinaryIO, items: Items, number: int) -> bytes:
    method, pieces = items.extents.get(number, (IN_FILE, []))
    if method not in (IN_FILE, IN_BOX):
        return b""
    base = items.data if method == IN_BOX else 0
    return b"".join(read_at(file, base + offset, length) for offset, length in pieces)


def _read_properties(file: BinaryIO, box: boxes.Box, items: Items) -> None:
    for inner in boxes.boxes(file, box.start, box.end):
        if inner.kind == b"ipco":
            items.properties = list(boxes.boxes(file, inner.start, inner.end))
        elif inner.kind == b"ipma":
            _read_owners(read_at(file, inner.start, inner.end - inner.start), items)


def _read_owners(data: bytes, items: Items) -> None:
    number_format = ">I" if data[0] else ">H"
    wide = data[3] & 1
    (count,), at = struct.unpack_from(">I", data, 4), 8
    for _ in range(min(count, MOST_ITEMS)):
        (number,) = struct.unpack_from(number_format, data, at)
        at += struct.calcsize(number_format)
        owned, at = data[at], at + 1
        places = struct.unpack_from(f">{owned}{'H' if wide else 'B'}", data, at)
        at += owned * (2 if wide else 1)
        items.owned[number] = [place & (0x7FFF if wide else 0x7F) for place in places]


def _owned(items: Items) -> list[boxes.Box]:
    """The properties of the primary item."""
    places = (place - 1 for place in items.owned.get(items.primary, ()))
    return [items.properties[place] for place in places if 0 <= place < len(items.properties)]


def _coding(file: BinaryIO, items: Items) -> tuple[int, int] | None:
    """Primaries and transfer of the primary item, where its `colr` box states code points."""
    for box in _owned(items):
        if box.kind == b"colr" and read_at(file, box.start, 4) == b"nclx":
            primaries, transfer = struct.unpack(">HH", read_at(file, box.start + 4, 4))
            return primaries, transfer
    return None


def _size(file: BinaryIO, items: Items) -> tuple[int, int] | None:
    """Pixels across and down of the primary item as displayed: cut by `clap`, turned by `irot`."""
    found: tuple[int, int] | None = None
    for box in _owned(items):
        if box.kind == b"ispe":
            found = struct.unpack(">II", read_at(file, box.start + 4, 8))
        elif box.kind == b"clap" and found:
            across, across_by, down, down_by = struct.unpack(">4I", read_at(file, box.start, 16))
            found = (across // across_by, down // down_by) if across_by and down_by else found
        elif box.kind == b"irot" and found and read_at(file, box.start, 1)[0] & 3 in QUARTER_TURNS:
            found = found[::-1]
    return found
