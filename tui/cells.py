"""Pictures drawn with character cells: two colours and one block glyph a cell.

A tier says how much of that a terminal gets. Nothing here asks the terminal anything, and nothing here knows of
widgets: a Pillow image goes in, strips come out.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PIL import Image
from rich.color import Color, ColorType
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterator

Rgb = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""
Cell = tuple[str, Rgb, Rgb]
"""A glyph, the colour it is drawn in, and the colour behind it."""

CELL_ASPECT: Final = 2
"""How many times as high as wide a cell is taken to be."""
FLAT: Final = 3 * 8 * 8
"""Below this contrast (squared, see `_quadrant`) a cell is drawn in one colour."""
SHADES: Final = " ░▒▓█"
SHADE_MARGIN: Final = 26
"""Half a step between two shades, in luma."""
CUBE: Final = (0, 95, 135, 175, 215, 255)
"""The six levels of a channel in the 6x6x6 cube of 256-colour terminals (xterm, 256colres.h)."""
CUBE_START: Final = 16
GREY_START: Final = 232
GREYS: Final = 24
KEPT: Final = 256
"""Drawn cells kept, of about a kilobyte each: flat grounds come again, the rest of a picture seldom does."""


class Tier(StrEnum):
    """How finely pictures are drawn."""

    QUADRANT = "quadrant"
    """Two colours and the best of eight partitions of 2x2 samples a cell."""
    HALF = "half"
    """Two samples, one above the other, a cell."""
    GREY = "grey"
    """Five shades without colour."""
    TEXT = "text"
    """No picture, only its caption."""


class Depth(StrEnum):
    """How many colours a terminal shows, in the words of Rich."""

    TRUE = "truecolor"
    INDEXED = "256"


def tier_for(setting: str, colour_system: str | None) -> Tier:
    """The tier for the setting `pictures` (`auto`, `cells`, a tier's name, or `none`) and a terminal's colours."""
    if setting in {"none", Tier.TEXT}:
        return Tier.TEXT
    if setting == Tier.GREY or colour_system not in set(Depth):
        return Tier.GREY
    return Tier.HALF if setting == Tier.HALF else Tier.QUADRANT


def fit(size: tuple[int, int], columns: int, rows: int) -> tuple[int, int]:
    """The cells, (columns, rows), that a picture of `size` pixels takes when it keeps its shape inside a space."""
    width, height = size
    if min(width, height, columns, rows) <= 0:
        return 0, 0
    across = min(columns, round(rows * CELL_ASPECT * width / height))
    down = min(rows, round(columns * height / (width * CELL_ASPECT)))
    return max(1, across), max(1, down)


def picture_strips(
    image: Image.Image, columns: int, rows: int, *, tier: Tier = Tier.QUADRANT, depth: Depth = Depth.TRUE
) -> list[Strip]:
    """`rows` strips of exactly `columns` cells with the picture in their middle, in its own shape."""
    across, down = fit(image.size, columns, rows)
    if not across or tier is Tier.TEXT:
        return [Strip.blank(max(0, columns)) for _ in range(rows)]
    before, above = (columns - across) // 2, (rows - down) // 2
    drawn = [_padded(strip, before, columns) for strip in stretched_strips(image, (across, down), tier, depth)]
    blank = Strip.blank(columns)
    return [*[blank] * above, *drawn, *[blank] * (rows - down - above)]


def stretched_strips(
    image: Image.Image, cells: tuple[int, int], tier: Tier = Tier.QUADRANT, depth: Depth = Depth.TRUE
) -> list[Strip]:
    """The picture over all of `cells` (columns, rows), whatever its shape."""
    columns, rows = cells
    if tier is Tier.GREY:
        luma = sampled(image, (columns, rows)).convert("L").tobytes()
        return [_grey_strip(luma[at : at + columns]) for at in range(0, columns * rows, columns)]
    segment = _true_segment if depth is Depth.TRUE else _indexed_segment
    return [
        Strip([segment(*cell) for cell in row], columns) for row in cell_rows(image, cells, halves=tier is Tier.HALF)
    ]


def cell_rows(image: Image.Image, cells: tuple[int, int], *, halves: bool = False) -> Iterator[list[Cell]]:
    """Row by row, the cells (columns, rows) that come nearest to the picture."""
    columns, rows = cells
    across = columns if halves else 2 * columns
    samples = sampled(image, (across, 2 * rows)).tobytes()
    stride = 3 * across
    draw = _half_row if halves else _quadrant_row
    for at in range(0, len(samples), 2 * stride):
        yield draw(samples[at : at + stride], samples[at + stride : at + 2 * stride])


def sampled(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The picture as RGB at `size` pixels; what is transparent turns black."""
    if image.mode == "RGB":
        return image.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)
    if image.mode == "F" or image.mode.startswith("I"):
        image = _eight_bits(image)
    if image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info:
        solid = image.convert("RGBA").resize(size, Image.Resampling.HAMMING)
        return Image.alpha_composite(Image.new("RGBA", size, "black"), solid).convert("RGB")
    return image.convert("RGB").resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)


def _eight_bits(image: Image.Image) -> Image.Image:
    """A grey picture of 16 or 32 bits a sample, its own darkest to brightest spread over 0 to 255."""
    wide = image.convert("F")
    low, high = wide.getextrema()
    if not isinstance(low, float) or not isinstance(high, float) or high <= low:
        return Image.new("L", image.size)
    scale = 255 / (high - low)
    return wide.point(lambda sample: sample * scale - low * scale).convert("L")


def _padded(strip: Strip, before: int, columns: int) -> Strip:
    after = columns - before - strip.cell_length
    return Strip([Segment(" " * before), *strip, Segment(" " * after)], columns) if before or after else strip


def grounded(strip: Strip, ground: Style) -> Strip:
    """The strip with `ground` where it has no colours of its own; a cell of a picture has both of its own."""
    if all(style for _, style, _ in strip):
        return strip
    return Strip([Segment(text, style or ground) for text, style, _ in strip], strip.cell_length)


# Cells ----------------------------------------------------------------------------------------------------------------


def _half_row(upper: bytes, lower: bytes) -> list[Cell]:
    above = zip(upper[0::3], upper[1::3], upper[2::3], strict=True)
    below = zip(lower[0::3], lower[1::3], lower[2::3], strict=True)
    return [("▀", top, bottom) for top, bottom in zip(above, below, strict=True)]


def _quadrant_row(upper: bytes, lower: bytes) -> list[Cell]:
    channels = [line[at::6] for line in (upper, lower) for at in range(6)]
    return [_quadrant(*samples) for samples in zip(*channels, strict=True)]


def _quadrant(  # noqa: PLR0911, PLR0913, PLR0917 - one return a glyph; twelve bytes of four samples; a tuple each would double the time
    ar: int, ag: int, ab: int, br: int, bg: int, bb: int, cr: int, cg: int, cb: int, dr: int, dg: int, db: int
) -> Cell:
    """The glyph and two mean colours nearest to the samples a b over c d, by least squares.

    Of a partition into groups of m and n samples, the error it saves over one flat colour is m*n/4 times the squared
    distance of the two means. With the Hadamard differences h = a+b-c-d, v = a+c-b-d, x = a+d-b-c, that is |h|^2/4 for
    top against bottom, and |h+v+x|^2/12 for a against the rest; so three norms and three products decide all seven.
    """
    hr, hg, hb = ar + br - cr - dr, ag + bg - cg - dg, ab + bb - cb - db
    vr, vg, vb = ar + cr - br - dr, ag + cg - bg - dg, ab + cb - bb - db
    xr, xg, xb = ar + dr - br - cr, ag + dg - bg - cg, ab + db - bb - cb
    hh, vv, xx = hr * hr + hg * hg + hb * hb, vr * vr + vg * vg + vb * vb, xr * xr + xg * xg + xb * xb
    whole = hh + vv + xx
    if whole < FLAT:
        flat = ((ar + br + cr + dr) >> 2, (ag + bg + cg + dg) >> 2, (ab + bb + cb + db) >> 2)
        return " ", flat, flat
    hv, hx, vx = 2 * (hr * vr + hg * vg + hb * vb), 2 * (hr * xr + hg * xg + hb * xb), 2 * (vr * xr + vg * xg + vb * xb)
    one, two, three, four = whole + hv + hx + vx, whole - hv - hx + vx, whole - hv + hx - vx, whole + hv - hx - vx
    best = max(3 * hh, 3 * vv, 3 * xx, one, two, three, four)
    if best == 3 * hh:
        return "▀", _two(ar, ag, ab, br, bg, bb), _two(cr, cg, cb, dr, dg, db)
    if best == 3 * vv:
        return "▌", _two(ar, ag, ab, cr, cg, cb), _two(br, bg, bb, dr, dg, db)
    if best == 3 * xx:
        return "▚", _two(ar, ag, ab, dr, dg, db), _two(br, bg, bb, cr, cg, cb)
    sr, sg, sb = ar + br + cr + dr, ag + bg + cg + dg, ab + bb + cb + db
    if best == one:
        return "▘", (ar, ag, ab), ((sr - ar) // 3, (sg - ag) // 3, (sb - ab) // 3)
    if best == two:
        return "▝", (br, bg, bb), ((sr - br) // 3, (sg - bg) // 3, (sb - bb) // 3)
    if best == three:
        return "▖", (cr, cg, cb), ((sr - cr) // 3, (sg - cg) // 3, (sb - cb) // 3)
    return "▗", (dr, dg, db), ((sr - dr) // 3, (sg - dg) // 3, (sb - db) // 3)


def _two(r: int, g: int, b: int, *other: int) -> Rgb:
    return (r + other[0]) >> 1, (g + other[1]) >> 1, (b + other[2]) >> 1


def _grey_strip(luma: bytes) -> Strip:
    return Strip([Segment("".join(SHADES[min(255, value + SHADE_MARGIN) * 5 // 281] for value in luma))], len(luma))


# Segments -------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=KEPT)
def _true_segment(glyph: str, ink: Rgb, ground: Rgb) -> Segment:
    return _segment(glyph, _true(ink), _true(ground))


@lru_cache(maxsize=KEPT)
def _indexed_segment(glyph: str, ink: Rgb, ground: Rgb) -> Segment:
    front, back = _indexed(*ink), _indexed(*ground)
    if front == back:
        glyph = " "
    return _segment(glyph, Color.from_ansi(front), Color.from_ansi(back))


def _segment(glyph: str, ink: Color, ground: Color) -> Segment:
    """A cell, whose style has its colours written out.

    Otherwise Textual does that on the interface's thread, and it and Rich keep thousands of colours and styles.
    """
    style = Style.from_color(ink, ground)
    style._ansi = ";".join((_written(ink, "38"), _written(ground, "48")))  # noqa: SLF001 - where Rich keeps it
    return Segment(glyph, style)


def _written(colour: Color, which: str) -> str:
    """As ITU-T T.416 has it, for the ink (38) or the ground (48)."""
    if colour.triplet is None:
        return f"{which};5;{colour.number}"
    return "{};2;{};{};{}".format(which, *colour.triplet)


def _true(rgb: Rgb) -> Color:
    return Color("rgb", ColorType.TRUECOLOR, None, ColorTriplet(*rgb))


LEVELS: Final = bytes(min(range(6), key=lambda step: abs(CUBE[step] - value)) for value in range(256))
"""The nearest level of the cube for each value of a channel."""


def _indexed(red: int, green: int, blue: int) -> int:
    """The number of the nearest of the 240 fixed colours of a 256-colour terminal."""
    r, g, b = LEVELS[red], LEVELS[green], LEVELS[blue]
    step = max(0, min(GREYS - 1, (red + green + blue - 9) // 30))
    grey = 8 + 10 * step
    off_cube = (CUBE[r] - red) ** 2 + (CUBE[g] - green) ** 2 + (CUBE[b] - blue) ** 2
    off_grey = (grey - red) ** 2 + (grey - green) ** 2 + (grey - blue) ** 2
    return GREY_START + step if off_grey < off_cube else CUBE_START + 36 * r + 6 * g + b
