"""What a terminal would show of strips, as a picture of 2x2 pixels a cell: the eye of the renderer's tests."""

from __future__ import annotations

from math import inf, log10
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageStat
from rich.color_triplet import ColorTriplet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip

INKED = {
    " ": (0, 0, 0, 0),
    "▀": (1, 1, 0, 0),
    "▌": (1, 0, 1, 0),
    "▚": (1, 0, 0, 1),
    "▘": (1, 0, 0, 0),
    "▝": (0, 1, 0, 0),
    "▖": (0, 0, 1, 0),
    "▗": (0, 0, 0, 1),
    "█": (1, 1, 1, 1),
}
"""Which of the samples of a cell, row by row, a glyph draws in its ink."""


def raster(strips: Sequence[Strip]) -> Image.Image:
    """The strips as a picture; cells without a colour are black."""
    width = strips[0].cell_length
    image = Image.new("RGB", (2 * width, 2 * len(strips)))
    for row, strip in enumerate(strips):
        column = 0
        for text, style, _ in strip:
            ink = style.color.get_truecolor() if style and style.color else ColorTriplet(255, 255, 255)
            ground = style.bgcolor.get_truecolor() if style and style.bgcolor else ColorTriplet(0, 0, 0)
            for glyph in text:
                for at, inked in enumerate(INKED[glyph]):
                    image.putpixel((2 * column + at % 2, 2 * row + at // 2), tuple(ink if inked else ground))
                column += 1
    return image


def psnr(shown: Image.Image, truth: Image.Image) -> float:
    """Peak signal-to-noise ratio in dB of what is shown, blown up to the size of the truth."""
    big = shown.resize(truth.size, Image.Resampling.NEAREST)
    squares = ImageStat.Stat(ImageChops.difference(big, truth.convert("RGB"))).sum2
    error = sum(squares) / (3 * truth.width * truth.height)
    return inf if not error else 10 * log10(255 * 255 / error)
