"""QuickTime and MP4: what makers keep in boxes of their own, beside the tags that ffprobe knows (ISO/IEC 14496-12).

User data of cameras, Sony's and Canon's boxes, XMP, and the position in GoPro's and Android's tracks.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from mediavault.media.blocks.boxes import CANON, CANON_DIRECTORIES, XMP, Box, boxes
from mediavault.media.blocks.jpeg import find
from mediavault.media.blocks.values import Blocks, read_at
from mediavault.media.capture_time import Stated
from mediavault.media.containers import insta360, user_data
from mediavault.media.containers.tracks import add_position
from mediavault.media.exif import read_with_exifread
from mediavault.media.reading import Reading
from mediavault.media.sidecar import read_camera_xml
from mediavault.media.xmp import LONGEST_PACKET, read_xmp

EPOCH = datetime(1904, 1, 1, tzinfo=UTC)
LONGEST_THUMBNAIL = 1 << 20
LOCAL_CLOCKS = {b"GPMF": "GoPro", b"GoPr": "GoPro", b"NCDT": "Nikon"}
"""User data that tells a camera which writes the time of its own clock where the specification says UTC."""
THUMBNAILS = frozenset((b"CNTH", b"CNDA"))


def read(file: BinaryIO, reading: Reading) -> None:
    """Add what the boxes state."""
    end = file.seek(0, 2)
    insta360.read(file, end, reading)
    for box in boxes(file, 0, end):
        if box.kind == b"moov":
            _read_movie(file, box, reading)
        elif box.kind == b"meta":
            _read_camera_xml(file, box, reading)
        elif box.identity == XMP:
            _read_packet(file, box, reading)


def _read_movie(file: BinaryIO, movie: Box, reading: Reading) -> None:
    header, known = b"", set[bytes]()
    for box in boxes(file, movie.start, movie.end):
        if box.kind == b"mvhd":
            header = read_at(file, box.start, 32)
        elif box.kind == b"udta":
            known |= _read_user_data(file, box, reading)
        else:
            add = _ADDING.get(box.identity or box.kind)
            if add is not None:
                add(file, box, reading)
    maker = next((name for kind, name in LOCAL_CLOCKS.items() if kind in known), None)
    moment = _created(header)
    if maker and moment:
        note = f"{maker} cameras write the time of their own clock where the specification says UTC"
        reading.add("created_here", Stated(moment, "QuickTime CreateDate", note=note), "QuickTime CreateDate")


def _read_user_data(file: BinaryIO, data: Box, reading: Reading) -> set[bytes]:
    """Add what user data states; returns the kinds of its boxes."""
    known = set[bytes]()
    for box in boxes(file, data.start, data.end):
        known.add(box.kind)
        if box.kind == b"XMP_":
            _read_packet(file, box, reading)
        elif box.kind == b"meta":
            _read_camera_xml(file, box, reading)
        elif box.kind in THUMBNAILS:
            _read_thumbnail(file, box, reading)
        elif box.kind in user_data.READERS:
            content = read_at(file, box.start, min(box.end - box.start, user_data.LONGEST))
            user_data.READERS[box.kind](content, reading)
    return known


def _read_packet(file: BinaryIO, box: Box, reading: Reading) -> None:
    read_xmp(read_at(file, box.start, min(box.end - box.start, LONGEST_PACKET)), reading)


def _read_camera_xml(file: BinaryIO, meta: Box, reading: Reading) -> None:
    """Sony's NonRealTimeMeta, which its cameras also write beside the file."""
    for box in boxes(file, meta.start + 4, meta.end):
        if box.kind == b"xml ":
            xml = read_at(file, box.start + 4, min(box.end - box.start - 4, LONGEST_PACKET))
            read_camera_xml(xml[xml.find(b"<") :].rstrip(b"\0"), reading)


def _read_canon(file: BinaryIO, canon: Box, reading: Reading) -> None:
    for box in boxes(file, canon.start, canon.end):
        if box.kind in THUMBNAILS:
            _read_thumbnail(file, box, reading)
        elif box.kind in CANON_DIRECTORIES:
            stream = io.BytesIO(read_at(file, box.start, min(box.end - box.start, LONGEST_THUMBNAIL)))
            read_with_exifread(stream, reading, CANON_DIRECTORIES[box.kind])


def _read_thumbnail(file: BinaryIO, box: Box, reading: Reading) -> None:
    """A small JPEG with the EXIF of the whole recording."""
    data = read_at(file, box.start, min(box.end - box.start, LONGEST_THUMBNAIL))
    blocks = Blocks()
    find(io.BytesIO(data[max(0, data.find(b"\xff\xd8")) :]), blocks)
    for block in blocks.exif:
        read_with_exifread(io.BytesIO(block.data), reading, block.directory)


def _created(header: bytes) -> str | None:
    """The time of creation in the header of a movie (8.2.2), as its clock showed it; None where it is not set."""
    if len(header) < 12:  # noqa: PLR2004 - version, flags, seconds
        return None
    (seconds,) = struct.unpack_from(">Q", header, 4) if header[0] == 1 else struct.unpack_from(">I", header, 4)
    try:
        moment = EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None
    return moment.replace(tzinfo=None).isoformat(" ", "seconds") if seconds else None


_ADDING: dict[bytes, Callable[[BinaryIO, Box, Reading], None]] = {
    b"meta": _read_camera_xml,
    b"trak": add_position,
    XMP: _read_packet,
    CANON: _read_canon,
}
"""What is done with a box of a movie, by its kind or its identity."""
