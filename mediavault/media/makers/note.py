"""A maker's note (EXIF 0x927C) as directories of tags, wherever the maker counts its offsets from."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from fractions import Fraction
from typing import BinaryIO

from mediavault.media import tiff

LONGEST_VALUE = 4096
GAP = 8
"""Bytes between the directory and its first value: the offset of a next directory, and what fills up."""
SHORT, LONG, RATIONAL, IFD = 3, 4, 5, 13
ASCII = 2


@dataclass(frozen=True, slots=True)
class Directory:
    """One directory of a maker's note."""

    file: BinaryIO
    order: str
    """Byte order as `struct` writes it."""
    offset: int
    """Where it begins."""
    base: int = 0
    """What its offsets are counted from."""

    def places(self) -> dict[int, tiff.Place]:
        """Where each value stands, by tag."""
        found = tiff.places(self.file, self.order, self.offset)
        return {tag: self._shifted(place) for tag, place in found.items()} if self.base else found

    def _shifted(self, place: tiff.Place) -> tiff.Place:
        shift = self.base if place.length > 4 else 0  # noqa: PLR2004 - shorter ones stand in the directory
        return place._replace(offset=place.offset + shift)

    def is_where_it_was(self, places: dict[int, tiff.Place]) -> bool:
        """Whether the values lie right behind the directory: programs that move a note leave its offsets alone."""
        self.file.seek(self.offset)
        (count,) = struct.unpack(self.order + "H", self.file.read(2))
        outside = [place.offset for place in places.values() if place.length > 4]  # noqa: PLR2004 - as above
        behind = min(outside, default=0) - (self.offset + 2 + 12 * count)
        return bool(0 <= behind <= GAP)

    def read(self, place: tiff.Place | None) -> bytes:
        """The bytes of a value, as far as they are worth reading."""
        if place is None:
            return b""
        self.file.seek(place.offset)
        return self.file.read(min(place.length, LONGEST_VALUE))

    def shorts(self, place: tiff.Place | None) -> tuple[int, ...]:
        """The 16-bit numbers of a value; none when it holds others."""
        data = self.read(place) if place and place.kind == SHORT else b""
        return struct.unpack_from(f"{self.order}{len(data) // 2}H", data)

    def whole(self, place: tiff.Place | None) -> int | None:
        """The 32-bit number of a value, or where a directory begins; or None."""
        data = self.read(place) if place and place.kind in {LONG, IFD} else b""
        return int(struct.unpack_from(self.order + "I", data)[0]) if len(data) >= 4 else None  # noqa: PLR2004

    def text(self, place: tiff.Place | None) -> str | None:
        """The text of a value, or None."""
        data = self.read(place) if place and place.kind == ASCII else b""
        written = data.partition(b"\0")[0].decode("utf-8", "replace").strip()
        return written if written.strip("-0. ?\ufffd") and written.isprintable() else None

    def rationals(self, place: tiff.Place | None) -> tuple[Fraction, ...]:
        """The rationals of a value; none when it holds others or divides by zero."""
        data = self.read(place) if place and place.kind == RATIONAL else b""
        numbers = struct.unpack_from(f"{self.order}{len(data) // 8 * 2}I", data)
        pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
        return tuple(Fraction(over, under) for over, under in pairs) if all(under for _, under in pairs) else ()
