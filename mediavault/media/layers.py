"""Everything that every reader finds in a photo, each reading by itself; `reading.merge` makes one of them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from PIL import Image

from mediavault.media.blocks import Blocks
from mediavault.media.blocks.values import EXIF_HEADER
from mediavault.media.capture_time import Stated
from mediavault.media.containers import read_container
from mediavault.media.content import JPEG, Content
from mediavault.media.exif import read_with_exifread, read_with_pillow
from mediavault.media.exif_coverage import is_told_in_full
from mediavault.media.iptc import read_iptc
from mediavault.media.makers import read_maker_note, read_segments
from mediavault.media.opening import BOMB, is_displayed_turned, opened_still, said
from mediavault.media.reading import FOREIGN_ERRORS, Reading, Unreadable, plain
from mediavault.media.xmp import read_xmp

TAGGED = frozenset(("TIFF", "Panasonic RW2", "Olympus ORF"))
"""Kinds of content whose file is itself the stream of EXIF tags."""
NOTE = "maker's note"
NOTED = ("iso", "lens", "serial")
"""What is looked for in a maker's note when EXIF does not state all of it."""


def readings_of(file: BinaryIO, content: Content, name: str, blocks: Blocks) -> list[Reading]:
    """What each reader found in the photo `file`; one that fails is noted as long as another found something.

    Raises:
        Unreadable: None found anything.
    """
    exif = _exifread(file, content, blocks)
    noted = _maker_note(file, content, blocks) if not all(fact in exif.found for fact in NOTED) else Reading(NOTE)
    found = [exif, noted, _xmp(blocks), _iptc(blocks), read_container(file, content)]
    try:
        full = content.name == JPEG.name and len(blocks.exif) == 1 and is_told_in_full(blocks.exif[0].data, exif)
        return [*found, _pillow(file, content, name, blocks, exif if full else None)]
    except Unreadable as error:
        # A size alone may be a lie; what somebody took with a camera is a picture, of any size, if without a preview.
        told = any(reading.found for reading in found) or (blocks.size and error.reason != BOMB)
        if not told:
            raise
        return [*found, Reading("Pillow", problems=[error.reason] if content.formats else [])]


def _exifread(file: BinaryIO, content: Content, blocks: Blocks) -> Reading:
    reading = Reading("ExifRead")
    if content.name in TAGGED:
        read_with_exifread(file, reading)
    for block in blocks.exif:
        read_with_exifread(io.BytesIO(block.data), reading, block.directory)
    return reading


def _maker_note(file: BinaryIO, content: Content, blocks: Blocks) -> Reading:
    reading = Reading(NOTE)
    streams = [file] if content.name in TAGGED else [io.BytesIO(block.data) for block in blocks.exif]
    for stream in streams:
        read_maker_note(stream, reading)
    read_segments(blocks.segments, reading)
    return reading


def _xmp(blocks: Blocks) -> Reading:
    reading = Reading("XMP")
    for packet in blocks.xmp:
        read_xmp(packet, reading)
    return reading


def _iptc(blocks: Blocks) -> Reading:
    reading = Reading("IPTC")
    for block in blocks.iptc:
        read_iptc(block, reading)
    return reading


def _pillow(file: BinaryIO, content: Content, name: str, blocks: Blocks, told: Reading | None) -> Reading:
    """What Pillow finds; of EXIF only what `told` does not have, which is all of it or nothing."""
    reading = Reading("Pillow")
    with opened_still(file, content, name) as image:
        reading.raw |= {"format": image.format, "mode": image.mode, "size": list(image.size)}
        texts = {key: plain(value) for key, value in image.info.items() if isinstance(value, str)} | blocks.texts
        reading.raw |= {"text": plain(texts)} if texts else {}
        if told is None:
            _read_exif(image, blocks, reading)
        reading.add("codec", (image.format or "").lower() or None, "Pillow format")
        reading.add("pixel_format", image.mode, "Pillow mode")
        if "Creation Time" in texts:
            reading.add("png_time", Stated(_as_iso(texts["Creation Time"]), "PNG Creation Time"), "PNG Creation Time")
        stated = image.getexif().get(0x0112) if not reading.problems and told is None else None
        orientation = (told or reading).found.get("orientation")
        turned = is_displayed_turned(image, orientation.value if orientation else stated)
        reading.add("displayed", image.size[::-1] if turned else image.size, "Pillow size and orientation")
        with _noted(reading):
            # Last, for it moves to other pictures of the file, and fails on the directories of some raw photos.
            reading.raw |= {"frames": frames} if (frames := getattr(image, "n_frames", 1)) > 1 else {}
    return reading


def _read_exif(image: Image.Image, blocks: Blocks, reading: Reading) -> None:
    with _noted(reading):
        read_with_pillow(known := image.getexif(), reading)
        for block in () if known else blocks.exif:
            exif = Image.Exif()
            exif.load(EXIF_HEADER + block.data)
            read_with_pillow(exif, reading, block.directory)


def _as_iso(moment: str) -> str:
    """A time as mail writes it (RFC 1123, which PNG recommends) in the way of ISO 8601; any other as it is."""
    try:
        return moment if moment[:1].isdecimal() else parsedate_to_datetime(moment).isoformat(" ", "seconds")
    except (ValueError, TypeError):
        return moment


@contextmanager
def _noted(reading: Reading) -> Iterator[None]:
    """Errors in a part of a picture are noted; the rest counts."""
    try:
        yield
    except FOREIGN_ERRORS as error:
        reading.problems.append(said(error))
