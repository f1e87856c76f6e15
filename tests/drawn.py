"""Draws what a terminal shows of a running app as a picture: cell by cell, in the monospaced font every Debian has.

Blocks and the frames of pictures are drawn as areas, so that they join as they do in a terminal; a character for which
there is no glyph stops the drawing. The same screen gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from textual.app import App

CELL = (9, 18)
"""Pixels of a cell: what the font takes at `POINTS`."""
POINTS = 15
BASELINE = 14
"""Pixels from the top of a cell."""
FONTS = Path("/usr/share/fonts")
FACES = {
    False: (
        "truetype/dejavu/DejaVuSansMono.ttf",
        "truetype/dejavu/DejaVuSans.ttf",
        "opentype/noto/NotoSansCJK-Regular.ttc",
    ),
    True: (
        "truetype/dejavu/DejaVuSansMono-Bold.ttf",
        "truetype/dejavu/DejaVuSans-Bold.ttf",
        "opentype/noto/NotoSansCJK-Bold.ttc",
    ),
}
"""By whether they are bold, the first that has a glyph counts."""
EXACT = 128
"""Colours that are kept as they are where there are more than a palette holds."""
NOWHERE = "\U0010fffe"
"""A character no font has: it is drawn as what is missing is."""
GROUND, TEXT = (19, 21, 25), (215, 218, 224)
"""Where a style says nothing."""
QUARTERS = {"▘": 1, "▝": 2, "▀": 3, "▖": 4, "▌": 5, "▞": 6, "▛": 7, "▗": 8, "▚": 9, "▐": 10, "▜": 11, "▄": 12, "▙": 13}
QUARTERS |= {"▟": 14, "█": 15}
"""Bits: upper left, upper right, lower left, lower right."""
Rgb = tuple[int, int, int]
Area = tuple[int, int, int, int]


def drawn(app: App[None]) -> Image.Image:
    """The screen of a running app, with a palette."""
    width, height = app.size
    image, words = (Image.new("RGB", (width * CELL[0], height * CELL[1]), GROUND) for _ in range(2))
    on_image, on_words = ImageDraw.Draw(image), ImageDraw.Draw(words)
    for y, strip in enumerate(app.screen._compositor.render_strips(app.size)[:height]):
        x = 0
        for segment in strip.crop(0, width):
            for character in segment.text:
                _cell(on_image, (x, y), character, segment.style or Style())
                if character.strip() and not _is_block(character):
                    _cell(on_words, (x, y), character, segment.style or Style())
                x += cell_len(character)
    return _few_colours(image, words)


def _is_block(character: str) -> bool:
    return character in QUARTERS or "▁" <= character <= "▇" or "▉" <= character <= "▏"


def _few_colours(image: Image.Image, words: Image.Image) -> Image.Image:
    """The picture with a palette: what its words are drawn in as it is, the rest in as many colours as are left."""
    counted = sorted(words.getcolors(image.width * image.height) or (), reverse=True)
    exact = {colour: number for number, (_, colour) in enumerate(counted[:EXACT])}
    rest = image.quantize(256 - EXACT, Image.Quantize.MEDIANCUT)
    pixels = image.tobytes()
    pairs = zip(zip(*(pixels[channel::3] for channel in range(3)), strict=True), rest.tobytes(), strict=True)
    few = Image.frombytes("P", image.size, bytes(exact.get(colour, EXACT + other) for colour, other in pairs))
    kept = [value for colour in exact for value in colour]  # type: ignore[union-attr]
    few.putpalette([*kept, *[0] * (3 * EXACT - len(kept)), *(rest.getpalette() or [])])
    return few


def _cell(draw: ImageDraw.ImageDraw, place: tuple[int, int], character: str, style: Style) -> None:
    colour, ground = _colours(style)
    left, top = place[0] * CELL[0], place[1] * CELL[1]
    right = left + max(1, cell_len(character)) * CELL[0]
    draw.rectangle((left, top, right - 1, top + CELL[1] - 1), ground)
    if _is_block(character):
        for x0, y0, x1, y1 in _areas(character):
            draw.rectangle((left + x0, top + y0, left + x1 - 1, top + y1 - 1), colour)
    elif character.strip():
        draw.text((left, top + BASELINE), character, colour, _font(character, bold=bool(style.bold)), "ls")
    if style.underline:
        draw.line((left, top + BASELINE + 2, right - 1, top + BASELINE + 2), colour)
    if style.strike:
        draw.line((left, top + CELL[1] // 2, right - 1, top + CELL[1] // 2), colour)


def _areas(character: str) -> Iterator[Area]:
    """The parts of a cell a block covers: quarters, eighths from below, or eighths from the left."""
    width, height = CELL
    if character in QUARTERS:
        for bit, (x, y) in enumerate(((0, 0), (1, 0), (0, 1), (1, 1))):
            if QUARTERS[character] >> bit & 1:
                middle = (width + 1) // 2
                yield x * middle, y * height // 2, width if x else middle, (y + 1) * height // 2
    elif character < "█":
        yield 0, height - round((ord(character) - 0x2580) * height / 8), width, height
    else:
        yield 0, 0, round((0x2590 - ord(character)) * width / 8), height


def _colours(style: Style) -> tuple[Rgb, Rgb]:
    colour, ground = _rgb(style.color, TEXT), _rgb(style.bgcolor, GROUND)
    if style.reverse:
        colour, ground = ground, colour
    if style.dim:
        colour = tuple((mine + behind) // 2 for mine, behind in zip(colour, ground, strict=True))  # type: ignore[assignment]
    return colour, ground


def _rgb(colour: Color | None, otherwise: Rgb) -> Rgb:
    return otherwise if colour is None or colour.is_default else tuple(colour.get_truecolor())  # type: ignore[return-value]


@cache
def _font(character: str, *, bold: bool) -> ImageFont.FreeTypeFont:
    for face in FACES[bold]:
        if (FONTS / face).exists():
            font = ImageFont.truetype(str(FONTS / face), POINTS, layout_engine=ImageFont.Layout.BASIC)
            if bytes(font.getmask(character)) != bytes(font.getmask(NOWHERE)):
                return font
    raise LookupError(f"No font here has {character!r} (U+{ord(character):04X}).")
