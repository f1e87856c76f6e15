"""ExifRead's walk through the directories of a TIFF stream, in two thirds of the time.

ExifRead asks the file for each number by itself, four for an entry of a directory, and writes each value as a text,
which nobody here looks at. A photo spends most of its ingest there, so numbers are taken from the beginning of the
stream, read once, and texts are left out; the rest is ExifRead's. What it finds is the same: a test compares.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO, cast

from exifread.core.exceptions import ExifNotFound, InvalidExif
from exifread.core.exif_header import ExifHeader
from exifread.core.find_exif import determine_type, get_endian_str

LITTLE = "I"
"""ExifRead's word for Intel's byte order."""
MOST_READS = 250_000
"""How often ExifRead may read from one file: twice what it takes for any real photo seen, half a second of work."""
HEAD_BYTES = 1 << 16
"""All of a JPEG's EXIF; of other files where the directories mostly stand."""
LONGEST = 4
"""Bytes of a number; ExifRead has its own way with others."""
DIRECTORIES = {0: "Image", 1: "Thumbnail"}


class Bounded:
    """A file that may be read so many times and then fails: ExifRead loops as often as a damaged file tells it to."""

    def __init__(self, file: BinaryIO) -> None:
        """Takes the file."""
        self._file, self._left = file, MOST_READS
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        """As the file does. Raises EOFError when it was read too often."""
        self.count()
        return self._file.read(size)

    def count(self) -> None:
        """Counts one reading."""
        self._left -= 1
        if self._left < 0:
            raise EOFError(f"it takes more than {MOST_READS:,} steps")


def tags_of(file: BinaryIO) -> dict[str, Any]:
    """What ExifRead finds in `file` by `Directory Name`: makers' notes and the thumbnail's pixels left out."""
    counting = Bounded(file)
    bounded = cast("BinaryIO", counting)
    file.seek(0)
    try:
        offset, order, fake = determine_type(bounded)
    except (ExifNotFound, InvalidExif):
        return {}
    walk = _Walk(bounded, get_endian_str(order)[0], offset, fake, strict=False, detailed=False)
    file.seek(offset)
    walk.head, walk.count = file.read(HEAD_BYTES), counting.count
    for number, directory in enumerate(walk.list_ifd()):
        walk.dump_ifd(directory, DIRECTORIES.get(number, f"IFD {number}"))
    exif = walk.tags.get("Image ExifOffset")
    if exif:
        walk.dump_ifd(exif.values[0], "EXIF")
    return walk.tags


class _Walk(ExifHeader):
    head: bytes
    """The beginning of the stream."""
    count: Callable[[], None]
    """Counts one reading of it."""

    def s2n(self, offset: int, length: int, signed: bool = False) -> int:  # noqa: FBT001, FBT002 - as ExifRead has it
        end = offset + length
        if offset < 0 or end > len(self.head) or length > LONGEST:
            return int(super().s2n(offset, length, signed))
        self.count()
        return int.from_bytes(self.head[offset:end], "little" if self.endian == LITTLE else "big", signed=signed)

    def _get_printable_for_field(self, *value: Any) -> tuple[str, bool]:  # noqa: ANN401 - any tag's value
        tag_entry = value[3]
        if tag_entry and isinstance(tag_entry[1], tuple):  # the directory of the position is read on the way
            found: tuple[str, bool] = super()._get_printable_for_field(*value)
            return found
        return "", False
