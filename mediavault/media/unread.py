"""What a photo holds that no reader here reads: XMP, IPTC, a maker's own segments.

The time it was taken may stand there, so the file system's time must not be given out in its place.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from PIL import Image

JPEG_READ = (b"JFIF\0", b"JFXX\0", b"Exif\0\0", b"ICC_PROFILE\0", b"Adobe", b"MPF\0")
"""Beginnings of the segments of a JPEG that are read, or that state no facts."""
TIFF_UNREAD = {700: "XMP", 33723: "IPTC", 34377: "Photoshop"}
PNG_UNREAD = (b"XML:com.adobe.xmp", b"Raw profile type ")
PNG_TEXTS = frozenset((b"tEXt", b"zTXt", b"iTXt"))
LONGEST_KEYWORD = 80
MOST_CHUNKS = 20_000


def unread_blocks(image: Image.Image, file: BinaryIO) -> list[str]:
    """The names of the blocks of the open `image` that no reader here reads; moves the position in `file`."""
    segments = [data for marker, data in getattr(image, "applist", ()) if marker != "COM"]
    names = [_shown(data) for data in segments if not data.startswith(JPEG_READ)]
    names += [name for tag, name in TIFF_UNREAD.items() if tag in getattr(image, "tag_v2", ())]
    if image.format == "PNG":
        names += [_shown(keyword) for keyword in _png_keywords(file) if keyword.startswith(PNG_UNREAD)]
    elif not names and "xmp" in image.info:
        names.append("XMP")
    return names


def _shown(data: bytes) -> str:
    """The text a block begins with: `http://ns.adobe.com/xap/1.0/`, `Photoshop 3.0`."""
    return data[:LONGEST_KEYWORD].partition(b"\0")[0].decode("ascii", "backslashreplace")


def _png_keywords(file: BinaryIO) -> Iterator[bytes]:
    """The keyword of each text chunk, also of those behind the pixels, which Pillow does not see at first."""
    at = 8
    for _ in range(MOST_CHUNKS):
        file.seek(at)
        head = file.read(8 + LONGEST_KEYWORD)
        if len(head) < 8:  # noqa: PLR2004 - length and kind
            return
        if head[4:8] in PNG_TEXTS:
            yield head[8:].partition(b"\0")[0]
        at += 12 + struct.unpack_from(">I", head)[0]
