"""How Pillow and pillow-heif are let at a file: taken for what its content says, guarded against bombs.

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
from PIL.JpegImagePlugin import JpegImageFile

from mediavault.media.content import Content
from mediavault.media.reading import FOREIGN_ERRORS, Unreadable, plain

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = 1 << 27
"""Pillow refuses what has more than twice as many; telephones take two hundred million (16,320 x 12,240)."""

TURNED = frozenset((5, 6, 7, 8))
"""EXIF orientations that swap width and height."""
TURNED_AT_OPEN = frozenset(("TIFF", "HEIF"))
"""Formats whose size Pillow gives as displayed, whatever their tag says."""
BOMB = "it would unpack to more pixels than can be handled safely"


@contextmanager
def opened_still(file: BinaryIO, content: Content, name: str) -> Iterator[Image.Image]:
    """The picture in `file`, taken for no other format than its content says; its pixels are not decoded yet.

    Pillow's guard against decompression bombs stays in force, but for JPEG: whoever decodes one asks for an eighth of
    its size.

    Raises:
        Unreadable: Pillow cannot open it, or reading it inside the block failed.
    """
    if not content.formats:
        raise Unreadable("no-reader", name, f"no reader for {content.name} files yet")
    file.seek(0)
    try:
        with warnings.catch_warnings(action="ignore"), _open(file, content) as image:
            yield image
    except MemoryError as error:
        raise Unreadable("memory", name, "it needs more memory than a file is given") from error
    except Image.DecompressionBombError as error:
        raise Unreadable("damaged", name, BOMB) from error
    except FOREIGN_ERRORS as error:
        raise Unreadable("damaged", name, _why_not(content, error)) from error


def _open(file: BinaryIO, content: Content) -> Image.Image:
    return JpegImageFile(file) if content.formats == ("JPEG",) else Image.open(file, formats=content.formats)


def is_displayed_turned(image: Image.Image, orientation: int | None) -> bool:
    """Whether `image`, as Pillow opened it, is shown with its width and height swapped."""
    return orientation in TURNED and image.format not in TURNED_AT_OPEN


def said(error: Exception) -> str:
    """What a library's error says, in one line."""
    words = str(plain(str(error))).splitlines()
    if not words or "<_io" in words[0]:  # a file object's address means nothing to anybody
        return type(error).__name__
    return f"{type(error).__name__}: {words[0].rstrip('.')[:160]}"


def _why_not(content: Content, error: Exception) -> str:
    """The clause for a picture that Pillow refused."""
    if "HEIF" in content.formats and isinstance(error, UnidentifiedImageError):
        return f"it is damaged, or a kind of {content.name} that is not known here"
    if isinstance(error, UnidentifiedImageError):
        return f"it is no complete {content.name} picture"
    return f"it is no complete {content.name} picture ({said(error)})"
