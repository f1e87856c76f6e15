"""What a file's first bytes say it is. Names and suffixes are not asked: four files in a hundred carry a wrong one.

This module must not open anything; it is given bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

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


STILL_MAGIC: tuple[tuple[bytes, str, tuple[str, ...]], ...] = (
    (rb"\xff\xd8\xff", "JPEG", ("JPEG",)),
    (rb"\x89PNG\r\n\x1a\n", "PNG", ("PNG",)),
    (rb"GIF8[79]a", "GIF", ("GIF",)),
    (rb"RIFF....WEBP", "WebP", ("WEBP",)),
    (rb"II\*\0|MM\0\*|II\+\0|MM\0\+", "TIFF", ("TIFF",)),
    (rb"BM.{4}\0\0\0\0", "BMP", ("BMP",)),
    (rb"\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51", "JPEG 2000", ("JPEG2000",)),
    (rb"8BPS\0\x01", "Photoshop", ("PSD",)),
    (rb"IIU\0", "Panasonic RW2", ()),
    (rb"II(?:RO|RS)|MMOR", "Olympus ORF", ()),
    (rb"FUJIFILMCCD-RAW", "Fujifilm RAF", ()),
    (rb"\0MRM", "Minolta MRW", ()),
    (rb"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL", ()),
)
UNREAD_MAGIC: tuple[tuple[bytes, str], ...] = (
    (rb"FOVb", "Sigma X3F"),
    (rb"II\x1a\0\0\0HEAPCCDR", "Canon CRW"),
    (rb"\xff\x0a", "JPEG XL"),
    (rb"v/1\x01", "OpenEXR"),
    (rb"SDPX|XPDS", "DPX"),
    (rb"ARRI", "ARRI raw"),
)
STREAM_MAGIC: tuple[tuple[bytes, str], ...] = (
    (rb"\x1aE\xdf\xa3", "Matroska"),
    (rb"(?:RIFF|RF64)....(?:AVI |AVIX|AMV )", "AVI"),
    (rb"(?:RIFF|RF64|BW64|RIFX)....WAVE", "WAV"),
    (rb"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb", "Wave64"),
    (rb"FORM....AIF[FC]", "AIFF"),
    (rb"caff\0", "CAF"),
    (rb"FLV[\x01-\x05]", "FLV"),
    (rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "ASF"),
    (rb"OggS", "Ogg"),
    (rb"fLaC", "FLAC"),
    (rb"\.RMF|\.ra\xfd", "RealMedia"),
    (rb"....RED[12]", "RED R3D"),
    (rb"#!AMR", "AMR"),
    (rb"\x06\x0e\x2b\x34\x02\x05\x01\x01", "MXF"),
    (rb"\0\0\x01\xba", "MPEG programme stream"),
    (rb"\0\0\x01\xb3", "MPEG video"),
    (rb"\x0b\x77", "AC-3"),
    (rb"\x1f\x07\0", "DV"),
    (rb"ID3[\x02-\x04]", "MP3"),
    (rb"\xff[\xe2-\xe7\xf2-\xf7\xfa-\xfd]", "MP3"),
    (rb"\xff[\xf0\xf1\xf8\xf9]", "AAC"),
    (rb"....(?:moov|mdat|wide|free|skip|pnot|uuid)", "QuickTime"),
)
OTHER_MAGIC: tuple[tuple[bytes, str], ...] = (
    (rb"%PDF-", "a PDF document"),
    (rb"%!PS|\xc5\xd0\xd3\xc6", "a PostScript document"),
    (rb"PK\x03\x04|PK\x05\x06", "a ZIP archive or an office document"),
    (rb"\x1f\x8b|BZh|\xfd7zXZ\0|7z\xbc\xaf\x27\x1c|Rar!|\x28\xb5\x2f\xfd", "an archive"),
    (rb"\x7fELF|MZ|\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe", "a program"),
    (rb"SQLite format 3\0", "a database"),
    (rb"bplist0", "a property list"),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
    (rb"\0\0\0\x01Bud1", "a folder's settings"),
)
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
