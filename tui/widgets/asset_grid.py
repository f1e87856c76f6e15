"""The list as pictures: the same assets, cursor and marks, in cells of 24 x 7. Only what is seen is decoded.

Pictures are decoded and drawn in a worker, one at a time; a cell whose picture is not there yet shows its name, and no
key waits for it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.strip import Strip

from library.model import AssetRow, CopyState
from tui.cells import grounded
from tui.jobs import begin
from tui.widgets.asset_list import AssetList
from tui.widgets.scrolled import reveal_rows
from tui.wording import CURSOR, MARKED, NOTHING, OFFLINE, REJECTED, STAR, clean, fitted

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterator, Sequence

    from textual import events

CELL: Final = Size(24, 7)
"""Cells of the terminal an asset takes, at most: a column for the cursor, the picture over its caption, and a gap."""
NARROWEST: Final = 22
"""Columns of a cell that gives way, so that one more stands beside it."""
PICTURE_HEIGHT: Final = CELL.height - 1
SMALLEST: Final = Size(60, 20)
"""A terminal that is smaller shows the list."""
KEPT_PICTURES: Final = 160
"""Drawn pictures kept, of 50 to 90 KB each; the largest of terminals shows half as many."""
AT_ONCE: Final = 4
"""Pictures drawn between two repaints."""
Draw = Callable[[AssetRow, Size], Awaitable[list[Strip]]]


class AssetGrid(AssetList):
    """Assets as pictures, from left to right and on below."""

    def __init__(
        self,
        fetch: Callable[[Sequence[int]], Awaitable[list[AssetRow]]],
        draw: Draw,
        *,
        id: str | None = None,  # noqa: A002  Textual's word
    ) -> None:
        """Take what gives the rows, and what draws the picture of one."""
        super().__init__(fetch, id=id)
        self._draw_picture = draw
        self._drawn: OrderedDict[int, list[Strip]] = OrderedDict()
        self._drawn_for = Size()
        """How large what is drawn was drawn."""

    @property
    def across(self) -> int:
        """How many stand beside each other."""
        return max(1, self.size.width // NARROWEST)

    @property
    def cell(self) -> Size:
        """What one of them takes."""
        return Size(min(CELL.width, max(self.size.width // self.across, NARROWEST)), CELL.height)

    @property
    def _picture(self) -> Size:
        return Size(self.cell.width - 2, PICTURE_HEIGHT)

    # Geometry ---------------------------------------------------------------------------------------------------------

    def move_lines(self, lines: int, *, marking: bool = False) -> None:
        """Step to the cell above or below; at the ends it stays."""
        wanted = self.cursor + lines * self.across
        if lines < 0 <= wanted or (lines > 0 and self.cursor // self.across < (len(self.ids) - 1) // self.across):
            self.move_to(wanted, marking=marking)

    def move_page(self, pages: int) -> None:
        """Step by the cells that are seen."""
        self.move(pages * self.across * max(1, self.size.height // CELL.height))

    def measure(self) -> None:
        """Say how high all of it is."""
        rows = -(-len(self.ids) // self.across)
        self.virtual_size = Size(0, rows * CELL.height)

    def seen(self) -> range:
        """The places in the list whose cells are seen."""
        first = self.scroll_offset.y // CELL.height
        last = (self.scroll_offset.y + max(1, self.size.height) - 1) // CELL.height
        return range(min(first * self.across, len(self.ids)), min((last + 1) * self.across, len(self.ids)))

    def _repaint(self, index: int) -> None:
        column, row = index % self.across, index // self.across
        at = Region(column * self.cell.width, row * CELL.height - self.scroll_offset.y, *self.cell)
        self.refresh(at.intersection(Region(0, 0, self.size.width, self.size.height)))

    def _reveal(self) -> None:
        first = self.cursor // self.across * CELL.height
        reveal_rows(self, first, first + min(CELL.height, max(1, self.size.height)) - 1)

    def spots(self) -> Iterator[tuple[int, int, int]]:
        """The caption of each picture that is seen."""
        for index in self.seen():
            row, column = divmod(index, self.across)
            y = row * CELL.height + PICTURE_HEIGHT - self.scroll_offset.y
            if 0 <= y < self.size.height:
                yield column * self.cell.width, y, 1

    def index_at(self, event: events.Click) -> int:
        """The place in the list that was pointed at."""
        column = min(event.x // self.cell.width, self.across - 1)
        return (self.scroll_offset.y + event.y) // CELL.height * self.across + column

    def on_resize(self) -> None:
        """Another number beside each other, of another width perhaps."""
        if self._drawn_for != self._picture:
            self._drawn.clear()
        self.measure()
        self.refresh()
        self._reveal()
        self._load_visible()

    # Pictures ---------------------------------------------------------------------------------------------------------

    def _load_visible(self) -> None:
        super()._load_visible()
        if self.display and self._undrawn():
            begin(self, self._draw_seen, group="pictures", exclusive=True)

    def _undrawn(self) -> list[AssetRow]:
        rows = (self._row(index) for index in self.seen())
        return [row for row in rows if row is not None and row.id not in self._drawn]

    async def _draw_seen(self) -> None:
        """Draw what is seen and not drawn; when the grid is scrolled, this is ended and begun anew."""
        for index in self.seen():
            if (asset := self.ids[index]) in self._drawn:
                self._drawn.move_to_end(asset)
        self._drawn_for = size = self._picture
        for fresh, row in enumerate(self._undrawn(), 1):
            self._drawn[row.id] = await self._draw_picture(row, size)
            if fresh % AT_ONCE == 0:
                self.refresh()
        self.refresh()
        while len(self._drawn) > KEPT_PICTURES:
            self._drawn.popitem(last=False)

    async def _load(self, page: int, ids: array[int]) -> None:
        await super()._load(page, ids)
        self._load_visible()

    # Drawing ----------------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One line of the cells beside each other."""
        row, part = divmod(self.scroll_offset.y + y, CELL.height)
        first = row * self.across
        strips = [self._cell_line(index, part) for index in range(first, min(first + self.across, len(self.ids)))]
        if not strips:
            return Strip.blank(self.size.width, self._plain("row"))
        return Strip.join(strips).adjust_cell_length(self.size.width, self._plain("row"))

    def _cell_line(self, index: int, part: int) -> Strip:
        lead = Segment("▌" if index == self.cursor and part < PICTURE_HEIGHT else " ", self._plain("mark"))
        row = self._row(index)
        drawn = self._drawn.get(self.ids[index])
        if part == PICTURE_HEIGHT:
            return self._caption(index, row)
        if drawn is None or part >= len(drawn):
            middle = NOTHING if part == PICTURE_HEIGHT // 2 else " "
            return Strip([lead, Segment(middle.center(self._picture.width) + " ", self._plain("dim"))])
        return Strip([lead, *grounded(drawn[part], self._plain("row")), Segment(" ", self._plain("row"))])

    def _caption(self, index: int, row: AssetRow | None) -> Strip:
        if row is None:
            return Strip([Segment(" …".ljust(self.cell.width), self._style(index, "dim"))])
        marks = (CURSOR if index == self.cursor else " ") + (MARKED if row.id in self.marked else "") + _glyphs(row)
        text = fitted(clean(row.name), self.cell.width - 1 - len(marks))
        segments = [Segment(marks, self._style(index, "mark")), Segment(text, self._style(index, ""))]
        plain = self._plain("row")
        return Strip([*segments, Segment(" ", plain)]).adjust_cell_length(self.cell.width, plain)


def _glyphs(row: AssetRow) -> str:
    """Its states, each with its own glyph: offline, rejected or stars, tagged."""
    offline = OFFLINE if row.state is not CopyState.ONLINE else ""
    stars = REJECTED if row.rejected else f"{row.rating}{STAR}" if row.rating else ""
    tagged = "#" if row.tags or row.events or row.places else ""
    shown = offline + stars + tagged
    return f"{shown} " if shown else ""
