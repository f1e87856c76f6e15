"""What is found of a still's metadata before it is read."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import BinaryIO

LARGEST_BLOCK = 32 << 20
"""Bytes of metadata read from one place; a maker's previews among the tags are the largest of real files."""
EXIF_HEADER = b"Exif\0\0"
TIFF_HEADERS = (b"II*\0", b"MM\0*")
"""What a TIFF begins with (TIFF 6.0, section 2); some raw photos begin otherwise."""
XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"


@dataclass(frozen=True, slots=True)
class ExifBlock:
    """EXIF tags as a TIFF stream of its own (Exif 2.32, 4.5)."""

    data: bytes
    directory: str = "IFD0"
    """What its first directory is: `IFD0`, or `Exif` and `GPS` where a container keeps them apart."""


@dataclass(slots=True)
class Blocks:
    """The blocks of one file, in the order they stand."""

    exif: list[ExifBlock] = field(default_factory=list)
    xmp: list[bytes] = field(default_factory=list)
    """XMP packets (ISO 16684-1)."""
    iptc: list[bytes] = field(default_factory=list)
    """IPTC-IIM data sets, records 1 and 2."""
    segments: list[bytes] = field(default_factory=list)
    """Segments of JPEG that `makers.segments` reads."""
    texts: dict[str, str] = field(default_factory=dict)
    """Named texts of the container: PNG keywords, a JPEG's comment."""
    size: tuple[int, int] | None = None
    """Pixels across and down as the container states them; for pictures that nothing here decodes."""
    coding: tuple[int, int] | None = None
    """Primaries and transfer of the picture as code points (ITU-T H.273)."""
    jpegs: list[tuple[int, int]] = field(default_factory=list)
    """Offset and length of whole JPEGs inside."""
    unread: list[str] = field(default_factory=list)
    """Names of blocks that nothing here reads; the time of recording may stand in one."""
    faults: list[str] = field(default_factory=list)
    """What damage hides."""

    def add_exif(self, data: bytes, directory: str = "IFD0") -> None:
        """Keep EXIF, with or without the header that JPEG puts before it; nothing when it is no TIFF stream."""
        stream = data.removeprefix(EXIF_HEADER)
        if stream[:4] in TIFF_HEADERS:
            self.exif.append(ExifBlock(stream, directory))
        elif data:
            self.faults.append("a block of EXIF does not begin as one")


def read_at(file: BinaryIO, offset: int, length: int) -> bytes:
    """Up to `length` bytes from `offset`, never more than `LARGEST_BLOCK`."""
    file.seek(offset)
    return file.read(max(0, min(length, LARGEST_BLOCK)))


def unbrotlied(data: bytes) -> bytes:
    """What `data` (Brotli, RFC 7932) unpacks to, never more than `LARGEST_BLOCK`. Raises ValueError when damaged."""
    import brotli  # noqa: PLC0415 - few pictures need it

    try:
        return bytes(brotli.Decompressor().process(data, output_buffer_limit=LARGEST_BLOCK))
    except brotli.error as error:
        raise ValueError("what is packed by Brotli is damaged") from error


def inflated(data: bytes) -> bytes:
    """What `data` (zlib, RFC 1950) unpacks to, never more than `LARGEST_BLOCK`. Raises zlib.error when damaged."""
    return zlib.decompressobj().decompress(data, LARGEST_BLOCK)
