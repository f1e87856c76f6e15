"""Canon CRW: a heap of records within records (Canon, CIFF specification 1.0), without any EXIF."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from mediavault.media.blocks.values import Blocks, read_at

MOST_RECORDS, DEEPEST = 512, 8
IN_TABLE, KIND, HEAPS = 0x4000, 0x3800, (0x2800, 0x3000)
"""Of a record's tag: the bit of a value that stands in the table itself; its type, and the types that hold records."""
NUMBER = 0x3FFF
JPEG_WHOLE, IMAGE = 0x2007, 0x1810
TAIL = 1 << 16
PACKET, PACKET_END = b"<x:xmpmeta", b"</x:xmpmeta>"


class Record(NamedTuple):
    """One record."""

    tag: int
    """Without the bits that say where its value stands."""
    offset: int
    length: int


def records(file: BinaryIO) -> Iterator[Record]:
    """Every record that is no heap, in the order they stand."""
    (start,) = struct.unpack("<I", read_at(file, 2, 4))
    waiting = [(start, file.seek(0, 2) - start, 0)]
    seen, left = set[int](), MOST_RECORDS
    while waiting and left > 0:
        heap, length, depth = waiting.pop(0)
        if heap in seen or length < 4 or depth > DEEPEST:  # noqa: PLR2004 - the offset at its end
            continue
        seen.add(heap)
        for record in _table(file, heap, length):
            left -= 1
            if record.tag & KIND in HEAPS:
                waiting.append((record.offset, record.length, depth + 1))
            else:
                yield record


def _table(file: BinaryIO, heap: int, length: int) -> Iterator[Record]:
    """The records of one heap, by the table whose offset its last four bytes are."""
    end = read_at(file, heap + length - 4, 4)
    at = heap + int.from_bytes(end, "little")
    count = min(int.from_bytes(read_at(file, at, 2), "little"), MOST_RECORDS)
    entries = read_at(file, at + 2, count * 10)
    for place in range(0, len(entries) // 10 * 10, 10):
        tag, size, offset = struct.unpack_from("<HII", entries, place)
        inline = tag & IN_TABLE
        yield Record(tag & NUMBER, at + 2 + place + 2 if inline else heap + offset, 8 if inline else size)


def find(file: BinaryIO, blocks: Blocks) -> None:
    """Add the JPEG and the size of a Canon raw photo, and the XMP that Canon's program hung on its end."""
    for record in records(file):
        if record.tag == JPEG_WHOLE:
            blocks.jpegs.append((record.offset, record.length))
        elif record.tag == IMAGE:
            width, height = struct.unpack("<II", read_at(file, record.offset, 8))
            blocks.size = blocks.size or ((width, height) if width and height else None)
    _, begin, rest = read_at(file, max(0, file.seek(0, 2) - TAIL), TAIL).partition(PACKET)
    packet, end, _ = rest.partition(PACKET_END)
    if end:
        blocks.xmp.append(begin + packet + end)
