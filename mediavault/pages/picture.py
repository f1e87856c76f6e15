"""A small picture as text a page can hold: nothing but its pixels."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path

from PIL import Image

SIDE = 160
"""Pixels of the longer side."""


def data_address(picture: Path, part: tuple[int, int, int, int] | None = None) -> str | None:
    """A JPEG made here as a small `data:` address; None when there is none.

    Args:
        picture: The file.
        part: Left, top, right and bottom of what is wanted of it, in pixels; all of it by default.
    """
    try:
        with Image.open(picture, formats=("JPEG",)) as opened:
            shown = opened.convert("RGB").crop(part) if part else opened
            shown.thumbnail((SIDE, SIDE))
            bare = Image.new("RGB", shown.size)  # nothing but the pixels
            bare.paste(shown)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    held = BytesIO()
    bare.save(held, "JPEG", quality=70)
    return "data:image/jpeg;base64," + base64.b64encode(held.getvalue()).decode()
