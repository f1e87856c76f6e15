"""Photos: what the readings of one file say together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from library.model import Exposure, MediaFacts, MediaKind, Motion, Picture
from mediavault.media import facts, tiff
from mediavault.media.blocks import Blocks, find_blocks
from mediavault.media.capture_time import tells_a_day
from mediavault.media.content import Content
from mediavault.media.exiftool import read_with_exiftool
from mediavault.media.layers import readings_of
from mediavault.media.motion import find_motion
from mediavault.media.opening import BOMB, TURNED
from mediavault.media.reading import FOREIGN_ERRORS, Merged, Reading, Unreadable, merge, plain, shown

TIMES = (
    *("taken", "taken_main", "digitised"),
    *("xmp_taken", "xmp_dated", "xmp_digitised", "xmp_created", "iptc_taken", "png_time", "told"),
)
"""A photo's statements of when it was recorded, the most trusted first: EXIF, XMP, IPTC, the container. When a file was
modified is none."""
ORIGINAL, GIVEN = ("taken", "taken_main"), ("xmp_dated", "iptc_taken")
"""What a camera states of the picture itself, and what a person does; EXIF DateTimeDigitized may be of a scanner."""
UPRIGHT_CONTAINERS = frozenset(("HEIF", "AVIF"))
"""Containers that state the size as displayed."""


CAMERA_FACTS = ("model", "iso", "exposure_s", "f_number", "focal_length_mm")
"""What is known of every photo of a camera that names itself; where it is not, ExifTool may know."""


def read_still(
    file: BinaryIO, content: Content, path: Path, mtime_ns: int | None, beside: Sequence[Reading]
) -> MediaFacts:
    """The facts of the photo in `file`, which was opened at `path`; `beside` is what its sidecars say.

    Raises:
        Unreadable: No reader could open it.
    """
    blocks = find_blocks(file, content)
    merged = _merged(file, content, path, blocks, beside)
    if blocks.unread or blocks.faults:
        merged.raw["container"] = {"unread": blocks.unread, "faults": blocks.faults}
    # The time may stand in a block that nobody reads; the file system's must not be given out in its place.
    motion = _motion(file, content, merged, blocks)
    last_resort_ns = None if merged.raw.get("problems") or "container" in merged.raw else mtime_ns
    return MediaFacts(
        kind=MediaKind.PHOTO,
        recorded_at=facts.recorded_at(merged, _times(merged), shown(path), last_resort_ns),
        camera=facts.camera(merged),
        exposure=Exposure(**merged.values("iso", "exposure_s", "f_number", "focal_length_mm")),
        picture=_picture(file, content, merged, blocks),
        gps=facts.gps(merged),
        ties=facts.ties(merged),
        motion=motion,
        caption=merged.value("caption") or merged.value("comment") or merged.value("titled"),
        raw=merged.raw,
        **merged.values("keywords", "rights", "rating"),
    )


def _times(merged: Merged) -> tuple[str, ...]:
    """The statements of when it was recorded; the day or the year that a person gave to a scan before its scanning."""
    given = [fact for fact in GIVEN if fact in merged.found and tells_a_day(merged.value(fact))]
    return (*ORIGINAL, *given, *TIMES)


def _merged(file: BinaryIO, content: Content, path: Path, blocks: Blocks, beside: Sequence[Reading]) -> Merged:
    """All readings as one; ExifTool is asked where those of the file left something open."""
    try:
        readings = readings_of(file, content, shown(path), blocks)
    except Unreadable as error:
        told = read_with_exiftool(file.fileno(), path)
        if error.reason == BOMB or "stored" not in told.found:
            raise
        return merge([told, *beside])
    merged, more = merge(readings), list(beside)
    camera = merged.value("make") is not None and not all(fact in merged.found for fact in CAMERA_FACTS)
    if camera or blocks.unread or blocks.faults or merged.raw.get("problems"):
        more.append(read_with_exiftool(file.fileno(), path))
    return merge([*readings, *more]) if more else merged


def _motion(file: BinaryIO, content: Content, merged: Merged, blocks: Blocks) -> Motion | None:
    """The movie in it, noted among the readings too."""
    try:
        found = find_motion(file, content, blocks)
    except FOREIGN_ERRORS as error:
        merged.raw.setdefault("problems", []).append(f"motion photo: {type(error).__name__}")
        return None
    if found is not None:
        merged.raw["motion photo"] = plain({key: getattr(found, key) for key in ("offset_bytes", "length_bytes")})
    return found


def _picture(file: BinaryIO, content: Content, merged: Merged, blocks: Blocks) -> Picture:
    orientation = merged.value("orientation")
    size = _size(file, content, merged, blocks)
    width, height = size or (None, None)
    codec, pixel_format = merged.value("codec"), merged.value("pixel_format")
    return Picture(width=width, height=height, orientation=orientation, codec=codec, pixel_format=pixel_format)


def _size(file: BinaryIO, content: Content, merged: Merged, blocks: Blocks) -> tuple[int, int] | None:
    """Pixels as displayed. Of a raw photo Pillow sees the preview alone, so its own directories are asked."""
    layout = tiff.layout(file)
    stored: tuple[int, int] | None = merged.value("active_area")
    if layout is not None and layout.is_raw:
        merged.raw["raw photo"] = True
        stored = stored or layout.full_size(merged.value("pixels")) or merged.value("whole") or merged.value("stored")
    elif stored is None and (displayed := _displayed(content, merged, blocks)):
        return displayed
    elif stored is None:
        stored = blocks.size or merged.value("stored") or merged.value("pixels")
    return stored[::-1] if stored and merged.value("orientation") in TURNED else stored


def _displayed(content: Content, merged: Merged, blocks: Blocks) -> tuple[int, int] | None:
    """The size as somebody says it is displayed."""
    displayed: tuple[int, int] | None = merged.value("displayed")
    return displayed or (blocks.size if content.name in UPRIGHT_CONTAINERS else None)
