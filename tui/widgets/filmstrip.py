"""The frames of a video side by side, and the column where the playhead stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from PIL import Image
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip

from mediavault.vault.cache import TILES
from tui.cells import CELL_ASPECT, Depth, Tier, grounded, stretched_strips
from tui.widgets.frame_scale import bar_column, bar_columns, label
from tui.widgets.picture import Pictured, drawing_of

if TYPE_CHECKING:
    from library.timecode import TimeRange

PLAYHEAD: Final = "┃"
GAP: Final = 1
"""Columns between two tiles."""


class Filmstrip(Pictured):
    """As many tiles as fit without squeezing them; the right end keeps the timeline's gutter free."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"filmstrip--playhead", "filmstrip--length"}
    DEFAULT_CSS = """
    Filmstrip { height: 3; }
    Filmstrip > .filmstrip--playhead { color: $accent; text-style: bold; }
    Filmstrip > .filmstrip--length { color: $text-muted; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start without a picture."""
        super().__init__(id=id, classes=classes)
        self._image: Image.Image | None = None
        self._range: TimeRange | None = None
        self._playhead = 0
        self._drawn: tuple[object, list[Strip]] = (None, [])

    def show(self, image: Image.Image | None, range: TimeRange | None) -> None:  # noqa: A002  the glossary's word
        """Draw this filmstrip (24 tiles side by side) of media with that available range."""
        self._image, self._range = image, range
        self._playhead = range.start if range else 0
        self._drawn = (None, [])
        self.refresh()

    @property
    def playhead(self) -> int:
        """The frame whose column is marked."""
        return self._playhead

    @playhead.setter
    def playhead(self, frame: int) -> None:
        before = self._column()
        self._playhead = frame
        after = self._column()
        if before != after:
            height = self.size.height
            self.refresh(*(Region(column, 0, 1, height) for column in (before, after) if column is not None))

    def render_line(self, y: int) -> Strip:
        """One line of the tiles, with the playhead over it and, on the last line, the length in the gutter."""
        width, height = self.size
        lines = self._lines()
        strip = grounded(lines[y] if y < len(lines) else Strip.blank(bar_columns(width)), self.rich_style)
        column = self._column()
        if column is not None:
            strip = _marked(strip, column, self.get_component_rich_style("filmstrip--playhead", partial=True))
        text = self._length() if y == height - 1 else ""
        pad = Segment(" " * max(0, width - strip.cell_length - len(text)), self.rich_style)
        gutter = Segment(text, self.get_component_rich_style("filmstrip--length"))
        return Strip([*strip, pad, gutter]).adjust_cell_length(width, self.rich_style)

    def _length(self) -> str:
        return label(self._range.duration, self._range.rate) if self._range else ""

    def _column(self) -> int | None:
        return bar_column(self._playhead, self._range, self.size.width)

    def _lines(self) -> list[Strip]:
        tier, depth = drawing_of(self.app)
        wanted = (self.size, tier, depth)
        if self._drawn[0] != wanted:
            cells = (bar_columns(self.size.width), self.size.height)
            try:
                lines = filmstrip_strips(self._image, cells, tier=tier, depth=depth) if self._image else []
            except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # what Pillow raises on bad files
                lines = []
            self._drawn = (wanted, lines)
        return self._drawn[1]


def filmstrip_strips(
    image: Image.Image, cells: tuple[int, int], *, tier: Tier = Tier.QUADRANT, depth: Depth = Depth.TRUE
) -> list[Strip]:
    """`cells` (columns, rows) of filmstrip: each slot shows the tile of its middle, cut to the slot's shape."""
    columns, rows = cells
    if tier is Tier.TEXT or min(columns, rows) <= 0:
        return []
    slots = slot_widths(columns, rows, image.width / TILES / image.height)
    lines: list[list[Segment]] = [[] for _ in range(rows)]
    for number, width in enumerate(slots):
        middle = (sum(slots[:number]) + number * GAP + width / 2) / columns
        tile = _tile(image, int(middle * TILES), width / (rows * CELL_ASPECT))
        for line, strip in zip(lines, stretched_strips(tile, (width, rows), tier, depth), strict=True):
            line.extend([Segment(" " * GAP)] if number else [])
            line.extend(strip)
    return [Strip(line, columns) for line in lines]


def slot_widths(columns: int, rows: int, shape: float) -> list[int]:
    """Columns of each slot: as many as fit when a tile (`shape` = width / height) keeps its shape over `rows` rows."""
    least = max(1, round(rows * CELL_ASPECT * shape))
    count = max(1, min(TILES, (columns + GAP) // (least + GAP)))
    whole, rest = divmod(columns - GAP * (count - 1), count)
    return [whole + (number * rest // count != (number + 1) * rest // count) for number in range(count)]


def _tile(image: Image.Image, number: int, shape: float) -> Image.Image:
    """Tile `number`, its top and bottom or its sides cut so that width / height is `shape`."""
    width, height = image.width / TILES, image.height
    left = number * width
    across, down = min(width, height * shape), min(height, width / shape)
    x, y = left + (width - across) / 2, (height - down) / 2
    return image.crop((round(x), round(y), max(round(x) + 1, round(x + across)), max(round(y) + 1, round(y + down))))


def _marked(strip: Strip, column: int, style: Style) -> Strip:
    """The strip with the playhead at `column`, on the colour that was there."""
    before, here, after = strip.divide([column, column + 1, strip.cell_length])
    ground = next((segment.style.bgcolor for segment in here if segment.style), None)
    mark = Segment(PLAYHEAD, Style(bgcolor=ground) + style if ground else style)
    return Strip([*before, mark, *after], strip.cell_length)
