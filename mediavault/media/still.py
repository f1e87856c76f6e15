"""Photos: what Pillow and pillow-heif open, with their EXIF.

The size that counts is the one a person sees. Three traps (Pillow 13): a TIFF is turned when it is opened while its
tag stays; pillow-heif turns the picture and sets the tag to 1; everything else keeps the stored size and the tag.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import pillow_heif
from PIL import Image, UnidentifiedImageError

from library.model import Camera, Exposure, Gps, MediaFacts, MediaKind, Picture
from mediavault.media import tiff
from mediavault.media.capture_time import Stated, decide
from mediavault.media.content import Content
from mediavault.media.exif import read_with_exifread, read_with_pillow
from mediavault.media.reading import FOREIGN_ERRORS, Merged, Reading, Unreadable, merge, plain
from mediavault.media.unread import unread_blocks

pillow_heif.register_heif_opener(thumbnails=False)

PILLOW_ERRORS: tuple[type[Exception], ...] = (*FOREIGN_ERRORS, Image.DecompressionBombError)
TURNED = frozenset((5, 6, 7, 8))
"""EXIF orientations that swap width and height."""
TURNED_AT_OPEN = frozenset(("TIFF", "HEIF"))
"""Formats whose size Pillow gives as displayed, whatever their tag says."""
TIMES = ("taken", "digitised", "taken_main", "png_time")
"""A photo's statements of when it was recorded, the most trusted first. When a file was modified is none."""
BOMB = "it would unpack to more pixels than can be handled safely"


def read_still(file: BinaryIO, content: Content, name: str, mtime_ns: int | None) -> MediaFacts:
    """The facts of the photo in `file`.

    Raises:
        Unreadable: No reader could open it.
    """
    merged = merge(_readings(file, content, name))
    statements = [found.value for found in merged.all_found(TIMES)]
    last_resort_ns = mtime_ns if _is_all_read(merged) else None
    recorded_at, rejected = decide(statements, gps_utc=merged.value("gps_utc"), name=name, mtime_ns=last_resort_ns)
    if rejected:
        merged.raw["rejected"] = rejected
    return MediaFacts(
        kind=MediaKind.PHOTO,
        recorded_at=recorded_at,
        camera=Camera(**merged.values("make", "model", "serial", "lens")),
        exposure=Exposure(**merged.values("iso", "exposure_s", "f_number", "focal_length_mm")),
        picture=_picture(file, merged),
        gps=gps(merged),
        raw=merged.raw,
        **merged.values("caption", "rights", "rating"),
    )


def gps(merged: Merged) -> Gps | None:
    """The position that counts, with its altitude, or None."""
    found = merged.found.get("position")
    if found is None:
        return None
    latitude, longitude = found[0].value
    return Gps(latitude, longitude, merged.value("altitude_m"), found[0].source)


@contextmanager
def opened_still(file: BinaryIO, content: Content, name: str) -> Iterator[Image.Image]:
    """The picture in `file`, taken for no other format than its content says; its pixels are not decoded yet.

    Pillow's guard against decompression bombs stays in force.

    Raises:
        Unreadable: Pillow cannot open it, or reading it inside the block failed.
    """
    file.seek(0)
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(file, formats=content.formats) as image:
            yield image
    except Image.DecompressionBombError as error:
        raise Unreadable("damaged", name, BOMB) from error
    except FOREIGN_ERRORS as error:
        raise Unreadable("damaged", name, _why_not(content, error)) from error


def _why_not(content: Content, error: Exception) -> str:
    """The clause for a picture that Pillow refused."""
    if "HEIF" in content.formats and isinstance(error, UnidentifiedImageError):
        return f"it is damaged, or a kind of {content.name} that is not known here"
    return f"it is no complete {content.name} picture ({_reason(error)})"


def is_displayed_turned(image: Image.Image, orientation: int | None) -> bool:
    """Whether `image`, as Pillow opened it, is shown with its width and height swapped."""
    return orientation in TURNED and image.format not in TURNED_AT_OPEN


def _readings(file: BinaryIO, content: Content, name: str) -> list[Reading]:
    """What each reader found; one that fails is noted as long as another found tags."""
    first = read_with_exifread(file)
    if not content.formats:
        if first.raw:
            return [first]
        raise Unreadable("no-reader", name, f"no reader for {content.name} files yet")
    try:
        return [first, _read_with_pillow(file, content, name)]
    except Unreadable as error:
        if not first.raw or error.reason == BOMB:
            raise
        return [first, Reading("Pillow", problems=[error.reason])]


def _is_all_read(merged: Merged) -> bool:
    """Whether nothing is left in the file that might still state when it was taken."""
    return not merged.raw.get("problems") and not merged.raw.get("Pillow", {}).get("unread")


def _read_with_pillow(file: BinaryIO, content: Content, name: str) -> Reading:
    reading = Reading("Pillow")
    with opened_still(file, content, name) as image:
        reading.raw |= {"format": image.format, "mode": image.mode, "size": list(image.size)}
        texts = {key: plain(value) for key, value in image.info.items() if isinstance(value, str)}
        reading.raw |= {"text": texts} if texts else {}
        with _noted(reading):
            exif = image.getexif()
            read_with_pillow(exif, reading)
        reading.add("codec", (image.format or "").lower() or None, "Pillow format")
        reading.add("pixel_format", image.mode, "Pillow mode")
        if "Creation Time" in texts:
            reading.add("png_time", Stated(texts["Creation Time"], "PNG Creation Time"), "PNG Creation Time")
        stated = image.getexif().get(0x0112) if not reading.problems else None
        orientation = reading.found.get("orientation")
        turned = is_displayed_turned(image, orientation.value if orientation else stated)
        reading.add("displayed", image.size[::-1] if turned else image.size, "Pillow size and orientation")
        with _noted(reading):
            reading.raw |= {"unread": names} if (names := unread_blocks(image, file)) else {}
            # Last, for it moves to other pictures of the file, and fails on the directories of some raw photos.
            reading.raw |= {"frames": frames} if (frames := getattr(image, "n_frames", 1)) > 1 else {}
    return reading


@contextmanager
def _noted(reading: Reading) -> Iterator[None]:
    """Errors in a part of a picture are noted; the rest counts."""
    try:
        yield
    except FOREIGN_ERRORS as error:
        reading.problems.append(_reason(error))


def _picture(file: BinaryIO, merged: Merged) -> Picture:
    orientation = merged.value("orientation")
    size = _size(file, merged, orientation)
    width, height = size or (None, None)
    codec, pixel_format = merged.value("codec"), merged.value("pixel_format")
    return Picture(width=width, height=height, orientation=orientation, codec=codec, pixel_format=pixel_format)


def _size(file: BinaryIO, merged: Merged, orientation: int | None) -> tuple[int, int] | None:
    """Pixels as displayed. Of a raw photo Pillow sees the preview alone, so its own directories are asked."""
    layout = tiff.layout(file)
    stored: tuple[int, int] | None = merged.value("active_area")
    if layout is not None and layout.is_raw:
        merged.raw["raw photo"] = True
        stored = stored or layout.full_size(merged.value("pixels"))
    elif stored is None:
        displayed: tuple[int, int] | None = merged.value("displayed")
        return displayed
    return stored[::-1] if stored and orientation in TURNED else stored


def _reason(error: Exception) -> str:
    words = str(plain(str(error))).splitlines()
    if not words or "<_io" in words[0]:  # a file object's address means nothing to anybody
        return type(error).__name__
    return f"{type(error).__name__}: {words[0].rstrip('.')[:160]}"
