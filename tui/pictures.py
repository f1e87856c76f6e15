"""Previews and filmstrips from the vault, decoded small, off the event loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from tui.cells import CELL_ASPECT, Depth, Tier, picture_strips

if TYPE_CHECKING:
    from pathlib import Path

    from textual.geometry import Size
    from textual.strip import Strip

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


def drawn(path: Path, cells: Size, tier: Tier, depth: Depth) -> list[Strip]:
    """The preview drawn on so many cells; nothing when there is none or it cannot be read."""
    image = preview(path, (4 * cells.width, 4 * CELL_ASPECT * cells.height))
    return [] if image is None else picture_strips(image, cells.width, cells.height, tier=tier, depth=depth)


def filmstrip(path: Path) -> Image.Image | None:
    """The whole filmstrip; None when there is none or it cannot be read."""
    try:
        with Image.open(path, formats=("JPEG",)) as image:
            image.load()
            return image.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # what Pillow raises on bad files
        return None
