"""Previews: a small JPEG of a photo, a video or a sound, upright, in sRGB, without any of the source's metadata."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from library.model import MediaFacts, MediaKind
from mediavault import tools
from mediavault.media import tiff
from mediavault.media.blocks import find_blocks
from mediavault.media.colour import RGB, Coding
from mediavault.media.content import HEAD_BYTES, JPEG, Content, recognise
from mediavault.media.exif import thumbnail
from mediavault.media.filmstrip import poster, video_pictures
from mediavault.media.opening import opened_still
from mediavault.media.reading import PartlyShown, Unreadable
from mediavault.media.shrinking import small
from mediavault.media.waveform import waveform
from mediavault.vault.cache import in_one_piece

QUALITY = 85
MISSING_GREY, NOTHING_TO_SEE = 128, 0.98
"""The grey that stands for rows of a JPEG that are not there, and the share of it from which on there is no picture."""
LONGEST_PART = 1 << 28
"""Bytes of a damaged JPEG that are held in memory."""
CODED = frozenset(("PNG", "HEIF", "AVIF"))
"""Containers that may state colours by code points; `_coding` walks through them."""
START_OF_SCAN, END_OF_IMAGE, MOST_SCANS, PIECE_BYTES = b"\xff\xda", b"\xff\xd9", 100, 1 << 20
"""Programs write up to a dozen scans, and an embedded preview adds its own."""


def make_pictures(source: Path, facts: MediaFacts, preview: Path, filmstrip: Path | None = None) -> bool:
    """Write a JPEG, at most 512 pixels long, of what `source` shows; of a video also the filmstrip if wanted.

    Of a video the preview is a keyframe near a tenth of its length, of a sound its waveform. Each file comes to be all
    at once, the preview last.

    Returns:
        Whether there is a preview: False for a file with nothing to show, such as a lone timecode track.

    Raises:
        Unreadable: The picture cannot be decoded.
        PartlyShown: It cannot be decoded whole; what is written is a part of it, or its thumbnail.
        NotAFile, OSError: A file cannot be opened or written.
        ToolTimedOut, ToolFailed, ToolMissing: ffmpeg did not do its part.
    """
    strip: Image.Image | None = None
    fault: Unreadable | None = None
    if facts.kind is MediaKind.VIDEO and filmstrip is None:
        picture = poster(source, facts)
    elif facts.kind is MediaKind.VIDEO:
        picture, strip = video_pictures(source, facts) or (None, None)
    elif facts.kind is MediaKind.PHOTO:
        picture, fault = _of_photo(source, facts)
    else:
        picture = waveform(source, facts)
    if strip is not None and filmstrip is not None:
        write_jpeg(strip, filmstrip)
    if picture is not None:
        write_jpeg(picture, preview)
    if fault is not None:
        raise PartlyShown(fault.kind, fault.name, fault.reason)
    return picture is not None


def write_jpeg(picture: Image.Image, target: Path) -> None:
    """Write `picture` to `target`, all of it at once."""
    # Pasted onto a new picture: what Pillow keeps beside the pixels (a JPEG's comment, for one) stays behind.
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    with in_one_piece(target) as place:
        clean.save(place, "JPEG", quality=QUALITY)


def _of_photo(source: Path, facts: MediaFacts) -> tuple[Image.Image, Unreadable | None]:
    """The first picture of a photo that can be decoded whole, and what is the matter with the ones before it.

    Of a raw photo, which Pillow cannot develop, the previews inside it come first. Of a damaged one the thumbnail among
    its tags is often all that is left; without one, the rows of a JPEG that are there.
    """
    fd = tools.open_regular(source)
    with os.fdopen(fd, "rb") as file:
        content = recognise(file.read(HEAD_BYTES))
        first_error: Unreadable | None = None
        for picture, own, orientation in _pictures(file, content, facts):
            try:
                return _small(picture, own, source.name, orientation), first_error
            except Unreadable as error:
                first_error = first_error or error
        part = _part(file, source.name) if content == JPEG and first_error else None
    if part is not None:
        return part, first_error
    raise first_error or Unreadable("no-reader", source.name, f"no reader for {content.name} files yet")


def _part(file: BinaryIO, name: str) -> Image.Image | None:
    """What of a JPEG comes before it breaks off, the rest of it grey; None when that is nothing to see."""
    file.seek(0)
    # With an end behind what is there the decoder fills in the rest; Pillow's own switch for that is for all threads.
    ended = file.read(LONGEST_PART) + END_OF_IMAGE
    try:
        picture = _small(io.BytesIO(ended), JPEG, name, None)
    except Unreadable:
        return None
    missing = picture.convert("L").histogram()[MISSING_GREY] / (picture.width * picture.height)
    return picture if missing < NOTHING_TO_SEE else None


def _pictures(file: BinaryIO, content: Content, facts: MediaFacts) -> Iterator[tuple[BinaryIO, Content, int | None]]:
    """Each picture in a photo's file, the best first; and the orientation that counts when it states none."""
    for jpeg in _embedded(file, content):
        yield io.BytesIO(jpeg), JPEG, facts.picture.orientation
    if content.formats:
        yield file, content, None
    last = thumbnail(file)
    if last is not None:
        yield io.BytesIO(last), JPEG, facts.picture.orientation


def _embedded(file: BinaryIO, content: Content) -> Iterator[bytes]:
    """The previews inside a raw photo, the largest first."""
    layout = tiff.layout(file)
    previews = layout.previews if layout and layout.is_raw else ()
    if not content.formats and layout is None:
        previews = tuple(find_blocks(file, content).jpegs)
    for offset, length in sorted(previews, key=lambda place: -place[1]):
        file.seek(offset)
        jpeg = file.read(length)
        if jpeg[:3] == b"\xff\xd8\xff":
            yield jpeg


def _small(file: BinaryIO, content: Content, name: str, orientation: int | None) -> Image.Image:
    """The picture in `file`, upright and small; `orientation` counts when the picture states none of its own."""
    with opened_still(file, content, name) as image:
        if image.info.get("progressive"):
            _refuse_scans(file, name)
        return small(image, orientation, _coding(file, content))


def _refuse_scans(file: BinaryIO, name: str) -> None:
    """Raises Unreadable for a JPEG of so many passes that it is made to keep a decoder busy."""
    place = file.tell()
    file.seek(0)
    scans = 0
    while piece := file.read(PIECE_BYTES):
        scans += piece.count(START_OF_SCAN)
    file.seek(place)
    if scans > MOST_SCANS:
        raise Unreadable("damaged", name, f"it comes in {scans:,} passes, which would take too long to decode")


def _coding(file: BinaryIO, content: Content) -> Coding | None:
    """What the container says of the colours, where it says it by code points."""
    if content.name not in CODED:
        return None
    place = file.tell()
    found = find_blocks(file, content).coding
    file.seek(place)
    return Coding(RGB, *found) if found else None
