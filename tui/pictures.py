"""Previews and filmstrips from the vault, decoded small, off the event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

PREVIEW_BOX = (256, 192)
"""Pixels: twice what the largest preview has cells across, so that quadrants have something to choose from."""


def preview(path: Path, box: tuple[int, int] = PREVIEW_BOX) -> Image.Image | None:
    """The preview no larger than `box` pixels; None when there is none or it cannot be read."""
    try:
        with Image.open(path, formats=("JPEG",)) as image:
            image.draft("RGB", box)
            image.thumbnail(box, Image.Resampling.BILINEAR, reducing_gap=2.0)
            return image.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # what Pillow raises on bad files
        return None


def filmstrip(path: Path) -> Image.Image | None:
    """The whole filmstrip; None when there is none or it cannot be read."""
    try:
        with Image.open(path, formats=("JPEG",)) as image:
            image.load()
            return image.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # what Pillow raises on bad files
        return None
