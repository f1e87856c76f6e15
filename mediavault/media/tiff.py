"""The directories of a TIFF file, as far as they tell a raw photo from a picture and how large it is.

Pillow gives the size of the first directory, which in many raw photos is the preview's. This walks the main chain and
one level of SubIFDs, reads nothing else, and gives up after `MOST_DIRECTORIES`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from mediavault.media.blocks.values import TIFF_HEADERS

MOST_DIRECTORIES = 24
MOST_ENTRIES = 512
SUBFILE, WIDTH, HEIGHT, COMPRESSION, PHOTOMETRIC = 0xFE, 0x100, 0x101, 0x103, 0x106
SUB_IFDS, DNG_VERSION = 0x14A, 0xC612
STRIP_OFFSETS, STRIP_LENGTHS, JPEG_OFFSET, JPEG_LENGTH = 0x111, 0x117, 0x201, 0x202
SIZES = (SUBFILE, WIDTH, HEIGHT, COMPRESSION, PHOTOMETRIC)
WANTED = frozenset((*SIZES, SUB_IFDS, DNG_VERSION, STRIP_OFFSETS, STRIP_LENGTHS, JPEG_OFFSET, JPEG_LENGTH))
PANASONIC, PANASONIC_JPEG = b"IIU\0", 0x2E
"""What Panasonic's raw photos begin with, and the tag whose value is a whole JPEG."""
WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
"""Bytes of one value, by the type of the field (TIFF 6.0, section 2)."""
BYTE_ORDERS = {b"II*\0": "<", b"MM\0*": ">", b"IIRO": "<", b"IIRS": "<", b"MMOR": ">", PANASONIC: "<"}
"""By what a TIFF, an Olympus and a Panasonic raw photo begin with."""
LONGEST_JPEG = 64 << 20
SENSOR_PHOTOMETRIC = frozenset((32803, 34892))
"""Colour filter array, and linear raw (TIFF/EP, DNG)."""
SONY_COMPRESSION = 32767
RAW_COMPRESSION = frozenset((SONY_COMPRESSION, 34713, 34892, 65000, 65535))
"""Sony ARW, Nikon NEF, lossy DNG, Kodak, Pentax PEF."""
NEARLY = 0.02
"""How much larger than the picture the sensor's active area is at most."""


class Place(NamedTuple):
    """Where a value stands."""

    kind: int
    """Type of the field (TIFF 6.0, section 2)."""
    offset: int
    length: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Directory:
    """What one image file directory says of its picture."""

    width: int
    height: int
    full: bool
    """NewSubfileType is 0 or absent: not a reduced version of another."""
    sensor: bool
    """It holds the sensor's own values."""
    bordered: bool
    """Its maker stores a border of unused pixels around the picture."""
    jpeg: tuple[int, int] | None
    """Offset and length, in bytes, of the JPEG it holds."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The directories of one file."""

    directories: tuple[Directory, ...]
    is_raw: bool

    @property
    def previews(self) -> tuple[tuple[int, int], ...]:
        """Offset and length of every JPEG inside."""
        return tuple(entry.jpeg for entry in self.directories if entry.jpeg)

    def full_size(self, stated: tuple[int, int] | None) -> tuple[int, int] | None:
        """Stored pixels across and down of a raw photo, or None when it is not sure.

        Args:
            stated: The size that EXIF states; it counts when the sensor's is the same but for a narrow border.
        """
        if any(entry.bordered and stated == (entry.width, entry.height) for entry in self.directories):
            return None  # the border is counted in, and nothing says how wide it is
        trusted = [entry for entry in self.directories if entry.sensor and entry.full and not entry.bordered]
        sensors = [(entry.width, entry.height) for entry in trusted]
        full = [(entry.width, entry.height) for entry in self.directories if entry.full]
        largest = max(sensors or full, default=None, key=lambda size: size[0] * size[1])
        if largest is None or largest == (0, 0):
            return stated
        if stated and all(0 <= ours - theirs <= ours * NEARLY for ours, theirs in zip(largest, stated, strict=True)):
            return stated
        return largest if sensors or largest == stated else stated


def layout(file: BinaryIO) -> Layout | None:
    """The directories of `file`, or None when it is no TIFF."""
    order, first = header(file)
    if not order:
        return None
    file.seek(0)
    head = file.read(16)
    entries = list(_walk(file, order, first))
    directories = tuple(_directory(entry) for entry in entries)
    marked = head[:4] not in TIFF_HEADERS or head[8:10] == b"CR" or head[8:12] in (b"IIII", b"MMMM")
    sensor = any(directory.sensor for directory in directories) or any(DNG_VERSION in entry for entry in entries)
    return Layout(directories, marked or sensor)


def first_directory(file: BinaryIO) -> dict[int, Place]:
    """Where each value of the first directory stands, by tag; empty when `file` is no TIFF."""
    order, offset = header(file)
    return places(file, order, offset) if order else {}


def header(file: BinaryIO) -> tuple[str, int]:
    """Byte order, empty when it is no TIFF, and the offset of the first directory."""
    file.seek(0)
    head = file.read(8)
    order = BYTE_ORDERS.get(head[:4]) if len(head) == 8 else None  # noqa: PLR2004 - a TIFF header
    return (order, struct.unpack_from(order + "I", head, 4)[0]) if order else ("", 0)


def _directory(entry: dict[int, tuple[int, ...]]) -> Directory:
    def one(tag: int) -> int:
        values = entry.get(tag, ())
        return values[0] if values else 0

    sensor = one(PHOTOMETRIC) in SENSOR_PHOTOMETRIC or one(COMPRESSION) in RAW_COMPRESSION
    bordered = one(COMPRESSION) == SONY_COMPRESSION
    return Directory(one(WIDTH), one(HEIGHT), not one(SUBFILE) & 1, sensor, bordered, _jpeg(entry))


def _jpeg(entry: dict[int, tuple[int, ...]]) -> tuple[int, int] | None:
    """Where a directory's JPEG is: by its own tags, or as the only strip of a picture compressed as JPEG."""
    place = entry.get(JPEG_OFFSET), entry.get(JPEG_LENGTH)
    if place == (None, None) and entry.get(COMPRESSION) in ((6,), (7,)):
        place = entry.get(STRIP_OFFSETS), entry.get(STRIP_LENGTHS)
    offset, length = place
    if not offset or not length or len(offset) != 1 or not 0 < length[0] <= LONGEST_JPEG:
        return None
    return offset[0], length[0]


def _walk(file: BinaryIO, order: str, first: int) -> Iterator[dict[int, tuple[int, ...]]]:
    """The wanted tags of each directory: the main chain, and after each its SubIFDs."""
    waiting, seen = [first], set[int]()
    while waiting and len(seen) < MOST_DIRECTORIES:
        offset = waiting.pop(0)
        if offset in seen or offset < 8:  # noqa: PLR2004 - within the header
            continue
        seen.add(offset)
        entry, following = _entries(file, order, offset)
        if entry:
            yield entry
            waiting += [*entry.get(SUB_IFDS, ()), following]


def _block(file: BinaryIO, order: str, offset: int) -> tuple[int, bytes]:
    """How many entries the directory at `offset` has, and their bytes, with the next directory's offset behind them."""
    file.seek(offset)
    size = file.read(2)
    count = min(struct.unpack(order + "H", size)[0], MOST_ENTRIES) if len(size) == 2 else 0  # noqa: PLR2004
    return count, file.read(count * 12 + 4)


def _entries(file: BinaryIO, order: str, offset: int) -> tuple[dict[int, tuple[int, ...]], int]:
    count, block = _block(file, order, offset)
    found: dict[int, tuple[int, ...]] = {}
    for at in range(0, min(len(block) // 12, count) * 12, 12):
        tag, kind, values = struct.unpack_from(order + "HHI", block, at)
        if tag == PANASONIC_JPEG:
            found[JPEG_OFFSET] = struct.unpack_from(order + "I", block, at + 8)
            found[JPEG_LENGTH] = (values,)
        elif tag in WANTED:
            found[tag] = _values(file, order, (kind, values), block[at + 8 : at + 12])
    following = struct.unpack_from(order + "I", block, count * 12)[0] if len(block) == count * 12 + 4 else 0
    return found, following


def _values(file: BinaryIO, order: str, shape: tuple[int, int], inline: bytes) -> tuple[int, ...]:
    """Up to eight whole numbers of one entry."""
    kind, count = shape
    letter = {1: "B", 3: "H", 4: "I", 13: "I"}.get(kind)
    if letter is None:
        return ()
    wanted, width = min(count, 8), struct.calcsize(letter)
    if count * width > 4:  # noqa: PLR2004 - longer than the field: an offset stands there
        file.seek(struct.unpack(order + "I", inline)[0])
        inline = file.read(wanted * width)
    wanted = min(wanted, len(inline) // width)
    return struct.unpack_from(f"{order}{wanted}{letter}", inline)


def places(file: BinaryIO, order: str, offset: int) -> dict[int, Place]:
    """Where each value of the directory at `offset` stands, by tag."""
    count, block = _block(file, order, offset)
    found: dict[int, Place] = {}
    for at in range(0, min(len(block) // 12, count) * 12, 12):
        tag, kind, values, place = struct.unpack_from(order + "HHII", block, at)
        length = values * WIDTHS.get(kind, 0)
        found[tag] = Place(kind, place if length > 4 else offset + 2 + at + 8, length)  # noqa: PLR2004
    return found
