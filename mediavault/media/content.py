"""What a file's first bytes say it is. Names and suffixes are not asked: four files in a hundred carry a wrong one.

This module must not open anything; it is given bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from mediavault.media.formats import OTHER_MAGIC, STILL_MAGIC, STREAM_MAGIC, UNREAD_MAGIC

HEAD_BYTES = 4096
"""How much of a file `recognise` wants to see."""


class Family(StrEnum):
    """Who can read it."""

    STILL = "still"
    """Pillow opens it, or its container is known."""
    STREAMS = "streams"
    """ffprobe opens it."""
    UNREAD = "unread"
    """A still that only ExifTool reads, where it is installed."""
    OTHER = "other"
    """No media at all."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Content:
    """What the bytes are."""

    family: Family
    name: str
    """For a sentence: `JPEG`, `Canon CR3`, `text`."""
    formats: tuple[str, ...] = ()
    """Of a still: the formats Pillow may take it for, and no other; none when Pillow cannot open it."""


_MAGIC: tuple[tuple[re.Pattern[bytes], Content], ...] = tuple(
    (re.compile(magic, re.DOTALL), content)
    for magic, content in (
        *((magic, Content(Family.STILL, name, formats)) for magic, name, formats in STILL_MAGIC),
        *((magic, Content(Family.UNREAD, name)) for magic, name in UNREAD_MAGIC),
        *((magic, Content(Family.OTHER, name)) for magic, name in OTHER_MAGIC),
        *((magic, Content(Family.STREAMS, name)) for magic, name in STREAM_MAGIC),
    )
)
"""What a file begins with, and what it then is; the first that fits counts."""
JPEG = Content(Family.STILL, "JPEG", ("JPEG",))
EMPTY = Content(Family.OTHER, "empty")
HEIF_BRANDS = frozenset(
    ("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "mif2", "msf1"),
)
VIDEO_BRANDS = frozenset(("qt  ", "isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "3gp4", "3gp5", "m4v "))
CANON_RAW_BRAND = "crx "
UNREAD_BRANDS = {"mif3": "low-overhead HEIF"}
AVIF_BRANDS = frozenset(("avif", "avis"))


def recognise(head: bytes) -> Content:
    """What a file beginning with `head` (its first `HEAD_BYTES`) is."""
    if not head:
        return EMPTY
    if head[4:8] == b"ftyp":
        return _from_brands(head)
    known = next((content for magic, content in _MAGIC if magic.match(head)), None)
    if known is not None:
        return known
    if _is_transport_stream(head):
        return Content(Family.STREAMS, "MPEG transport stream")
    return Content(Family.OTHER, "text") if _is_text(head) else Content(Family.UNKNOWN, "unknown")


def _from_brands(head: bytes) -> Content:
    """The ISO base media files: QuickTime and MP4, but also HEIF, AVIF and Canon's CR3."""
    end = min(int.from_bytes(head[:4], "big") or len(head), len(head), 512)
    major = head[8:12].decode("latin-1").lower()
    brands = {major} | {head[at : at + 4].decode("latin-1").lower() for at in range(16, end - 3, 4)}
    if major == CANON_RAW_BRAND:
        return Content(Family.STILL, "Canon CR3")
    if major in UNREAD_BRANDS:
        return Content(Family.UNREAD, UNREAD_BRANDS[major])
    if major in AVIF_BRANDS or (major in HEIF_BRANDS and brands & AVIF_BRANDS and not brands & {"heic", "heix"}):
        return Content(Family.STILL, "AVIF", ("AVIF", "HEIF"))
    if major in HEIF_BRANDS or (brands & HEIF_BRANDS and not brands & VIDEO_BRANDS):
        return Content(Family.STILL, "HEIF", ("HEIF",))
    return Content(Family.STREAMS, "MP4" if major != "qt  " else "QuickTime")


def _is_transport_stream(head: bytes) -> bool:
    return any(
        len(head) > first + 2 * stride and all(head[first + stride * n] == 0x47 for n in range(3))  # noqa: PLR2004
        for first, stride in ((0, 188), (4, 192), (0, 204))
    )


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character cut by the end of the head is no fault of the text.
        if error.start < len(head) - 3:
            return not re.search(rb"[\0-\x08\x0e-\x19\x1c-\x1f]", head)
        text = head[: error.start].decode("utf-8")
    return not re.search(r"[\0-\x08\x0e-\x19\x1c-\x1f]", text)
