"""Photos: what the readings of one file say together."""

from __future__ import annotations

from typing import BinaryIO

from library.model import Camera, Exposure, Gps, MediaFacts, MediaKind, Picture
from mediavault.media import tiff
from mediavault.media.blocks import Blocks, find_blocks
from mediavault.media.capture_time import Fix, decide
from mediavault.media.content import Content
from mediavault.media.layers import readings_of
from mediavault.media.opening import TURNED
from mediavault.media.reading import Merged, merge

TIMES = (
    *("taken", "taken_main", "digitised"),
    *("xmp_taken", "xmp_dated", "xmp_created", "iptc_taken", "png_time"),
)
"""A photo's statements of when it was recorded, the most trusted first: EXIF, XMP, IPTC, the container. When a file was
modified is none."""
UPRIGHT_CONTAINERS = frozenset(("HEIF", "AVIF"))
"""Containers that state the size as displayed."""


def read_still(file: BinaryIO, content: Content, name: str, mtime_ns: int | None) -> MediaFacts:
    """The facts of the photo in `file`.

    Raises:
        Unreadable: No reader could open it.
    """
    blocks = find_blocks(file, content)
    merged = merge(readings_of(file, content, name, blocks))
    if blocks.unread or blocks.faults:
        merged.raw["container"] = {"unread": blocks.unread, "faults": blocks.faults}
    statements = [found.value for found in merged.all_found(TIMES)]
    # The time may stand in a block that nobody reads; the file system's must not be given out in its place.
    last_resort_ns = None if merged.raw.get("problems") or "container" in merged.raw else mtime_ns
    fix = Fix(merged.value("gps_utc"), merged.value("position"))
    recorded_at, rejected = decide(statements, fix=fix, name=name, mtime_ns=last_resort_ns)
    if rejected:
        merged.raw["rejected"] = rejected
    return MediaFacts(
        kind=MediaKind.PHOTO,
        recorded_at=recorded_at,
        camera=Camera(**merged.values("make", "model", "serial", "lens")),
        exposure=Exposure(**merged.values("iso", "exposure_s", "f_number", "focal_length_mm")),
        picture=_picture(file, content, merged, blocks),
        gps=gps(merged),
        caption=merged.value("caption") or merged.value("comment"),
        raw=merged.raw,
        **merged.values("keywords", "rights", "rating"),
    )


def gps(merged: Merged) -> Gps | None:
    """The position that counts, with its altitude, or None."""
    found = merged.found.get("position")
    if found is None:
        return None
    latitude, longitude = found[0].value
    return Gps(latitude, longitude, merged.value("altitude_m"), found[0].source)


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
        stored = stored or layout.full_size(merged.value("pixels"))
    elif stored is None and (displayed := _displayed(content, merged, blocks)):
        return displayed
    elif stored is None:
        stored = blocks.size or merged.value("stored") or merged.value("pixels")
    return stored[::-1] if stored and merged.value("orientation") in TURNED else stored


def _displayed(content: Content, merged: Merged, blocks: Blocks) -> tuple[int, int] | None:
    """The size as somebody says it is displayed."""
    displayed: tuple[int, int] | None = merged.value("displayed")
    return displayed or (blocks.size if content.name in UPRIGHT_CONTAINERS else None)
