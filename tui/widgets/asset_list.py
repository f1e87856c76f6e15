"""The list: any number of assets in constant time, because it holds only their ids and the rows near the cursor.

The ids come as one `array('q')`; rows are fetched by the page in a reader thread and a few pages are kept. A step of
the cursor repaints two lines. The widget is drawn line by line (Textual's line API) and must not know the catalogue.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from library.model import AssetId, AssetRow, CopyState
from tui.jobs import begin
from tui.widgets.columns import SCROLLBAR, columns_for
from tui.widgets.scrolled import Scrolled, repaint_row, reveal_rows
from tui.wording import CURSOR, MARKED, OFFLINE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

    from rich.style import Style
    from textual import events

PAGE = 200
"""Rows fetched at a time."""
KEPT = 8
"""Pages kept, of some 300 KB each."""


class AssetList(Scrolled, can_focus=False):
    """Assets in order, with a cursor and marks. The screen moves it; it tells where it stands."""

    COMPONENT_CLASSES: ClassVar = {
        "asset-list--row",
        "asset-list--dim",
        "asset-list--mark",
        "asset-list--cursor",
        "asset-list--cursor-dim",
        "asset-list--cursor-mark",
    }
    DEFAULT_CSS = """
    AssetList > .asset-list--dim { color: $text-muted; }
    AssetList > .asset-list--mark { color: $accent; text-style: bold; }
    AssetList > .asset-list--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    AssetList > .asset-list--cursor-dim { background: $block-cursor-background; color: $text-muted; }
    AssetList > .asset-list--cursor-mark { background: $block-cursor-background; color: $accent; text-style: bold; }
    """

    @dataclass
    class Moved(Message):
        """The cursor stands on another asset, or on none."""

        asset: AssetId | None

    class MarksChanged(Message):
        """Others are marked now."""

    class Opened(Message):
        """The asset under the cursor was clicked twice."""

    def __init__(self, fetch: Callable[[Sequence[int]], Awaitable[list[AssetRow]]], *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Take what gives the rows for some ids."""
        super().__init__(id=id)
        self._fetch = fetch
        self.ids: array[int] = array("q")
        self.cursor = 0
        self.held: AssetId | None = None
        """Where the cursor goes as soon as that is shown again, unless it is moved: where it stood before a search."""
        self.marked: set[int] = set()
        self._anchor: int | None = None
        self._kept_marks: set[int] = set()
        self._pages: OrderedDict[int, dict[int, AssetRow]] = OrderedDict()
        self._stale: set[int] = set()
        self._asked: set[int] = set()
        self._columns = columns_for(80)

    def spots(self) -> Iterator[tuple[int, int, int]]:
        """Each row that is seen."""
        for y in range(min(self.size.height, len(self.ids) - self.scroll_offset.y)):
            yield 0, y, 1

    # What it holds ----------------------------------------------------------------------------------------------------

    @property
    def current(self) -> AssetId | None:
        """The asset under the cursor."""
        return AssetId(self.ids[self.cursor]) if self.ids else None

    @property
    def targets(self) -> list[int]:
        """The marked assets in the order of the list; without marks the one under the cursor."""
        if self.marked:
            return [asset for asset in self.ids if asset in self.marked]
        return [self.ids[self.cursor]] if self.ids else []

    def page_of(self, ids: array[int]) -> array[int]:
        """Of other ids, those whose rows are seen first when they are shown; asked from any thread."""
        first = self._place_in(ids) // PAGE * PAGE
        return ids[first : first + PAGE]

    def _place_in(self, ids: array[int]) -> int:
        """Where the cursor stands among other ids: on the held asset, or on its own, where that is one of them."""
        for asset in (self.held, self.current):
            if asset is not None:
                with suppress(ValueError):
                    return ids.index(asset)
        return min(self.cursor, max(0, len(ids) - 1))

    def show(self, ids: array[int], rows: Sequence[AssetRow] = ()) -> None:
        """Show these; the cursor stays on its asset where that is still among them.

        Args:
            ids: In order.
            rows: Those of `page_of(ids)`, where they are known already; without them they are shown once they are.
        """
        self.cursor, self.ids = self._place_in(ids), ids
        self._forget()
        page = self.cursor // PAGE
        if rows and rows[0].id in ids[page * PAGE : (page + 1) * PAGE]:
            self._pages[page] = {row.id: row for row in rows}
        self.measure()
        if self.marked:
            self.marked &= set(ids)
            self.post_message(self.MarksChanged())
        self._reveal()
        self._load_visible()
        self.refresh()
        self._tell()

    def measure(self) -> None:
        """Say how high all of it is."""
        self.virtual_size = Size(0, len(self.ids))

    def take_over(self, other: AssetList) -> None:
        """Show what another shows, with its cursor and its marks."""
        self.cursor, self.marked = other.cursor, set(other.marked)
        self._anchor, self._kept_marks = other._anchor, set(other._kept_marks)
        self.ids = other.ids
        self._forget()
        self.call_after_refresh(lambda: self.show(self.ids))  # its size is known then; a search may have ended before

    def reload(self) -> None:
        """Fetch the rows again: something was written. What is shown stays until the new rows are there."""
        self._stale = set(self._pages)
        self._load_visible()

    # The cursor -------------------------------------------------------------------------------------------------------

    def move_to(self, index: int, *, marking: bool = False) -> None:
        """Put the cursor on a row; while `marking`, everything between here and where it began is marked."""
        if not self.ids:
            return
        if marking and self._anchor is None:
            self._begin_range()
        self.held = None
        old, self.cursor = self.cursor, min(max(index, 0), len(self.ids) - 1)
        if self._anchor is not None:
            self._mark_range()
        if old != self.cursor:
            self._repaint(old)
            self._repaint(self.cursor)
            self._reveal()
            self._tell()

    def move(self, rows: int, *, marking: bool = False) -> None:
        """Step the cursor."""
        self.move_to(self.cursor + rows, marking=marking)

    def move_lines(self, lines: int, *, marking: bool = False) -> None:
        """Step by lines as they are seen."""
        self.move(lines, marking=marking)

    def move_page(self, pages: int) -> None:
        """Step by the rows that are seen."""
        self.move(pages * max(1, self.size.height - 1))

    # Marks ------------------------------------------------------------------------------------------------------------

    @property
    def ranging(self) -> bool:
        """Whether moving marks a range."""
        return self._anchor is not None

    def toggle_range(self) -> None:
        """Begin or end marking by moving."""
        if self._anchor is None:
            self._begin_range()
            self._mark_range()
        else:
            self.end_range()

    def end_range(self) -> None:
        """Moving no longer marks; the marks stay."""
        self._anchor = None

    def toggle_mark(self) -> None:
        """Mark the asset under the cursor, or no longer."""
        if self.current is not None:
            self.end_range()
            self.marked ^= {self.current}
            self._repaint(self.cursor)
            self.post_message(self.MarksChanged())

    def mark_all(self) -> None:
        """Mark everything in the list; when it is already, nothing."""
        self.end_range()
        everything = set(self.ids)
        self._set_marks(set() if everything <= self.marked else everything)

    def invert_marks(self) -> None:
        """Mark what is not marked, and the other way round."""
        self.end_range()
        self._set_marks(set(self.ids) - self.marked)

    def clear_marks(self) -> None:
        """Mark nothing."""
        self.end_range()
        self._set_marks(set())

    def _begin_range(self) -> None:
        self._anchor, self._kept_marks = self.cursor, set(self.marked)

    def _mark_range(self) -> None:
        anchor = self._anchor if self._anchor is not None else self.cursor
        first, last = sorted((anchor, self.cursor))
        self._set_marks(self._kept_marks | set(self.ids[first : last + 1]))

    def _set_marks(self, marks: set[int]) -> None:
        if marks != self.marked:
            self.marked = marks
            self.refresh()
            self.post_message(self.MarksChanged())

    # Pages ------------------------------------------------------------------------------------------------------------

    def _row(self, index: int) -> AssetRow | None:
        page = self._pages.get(index // PAGE)
        return page.get(self.ids[index]) if page and index < len(self.ids) else None

    def _forget(self) -> None:
        self._pages.clear()
        self._stale.clear()
        self._asked.clear()

    def seen(self) -> range:
        """The places in the list that are seen."""
        top = min(self.scroll_offset.y, len(self.ids))
        return range(top, min(top + max(1, self.size.height), len(self.ids)))

    def _load_visible(self) -> None:
        if not self.ids:
            return
        seen = self.seen()
        top, bottom = seen.start, max(seen.start, seen.stop - 1)
        for page in range(max(0, top - PAGE // 4) // PAGE, min(bottom + PAGE // 4, len(self.ids) - 1) // PAGE + 1):
            known = page in self._pages and page not in self._stale
            if not known and page not in self._asked:
                self._asked.add(page)
                begin(self, partial(self._load, page, self.ids), group="pages")
            elif known:
                self._pages.move_to_end(page)

    async def _load(self, page: int, ids: array[int]) -> None:
        self._stale.discard(page)
        rows = await self._fetch(ids[page * PAGE : (page + 1) * PAGE])
        self._asked.discard(page)
        if ids is not self.ids:
            return
        if page in self._stale:  # something was written while these were read
            self._load_visible()
        before, self._pages[page] = self._pages.get(page), {row.id: row for row in rows}
        while len(self._pages) > KEPT:
            self._stale.discard(self._pages.popitem(last=False)[0])
        if self._pages.get(page) == before:
            return
        seen = self.seen()
        if page * PAGE < seen.stop and seen.start < (page + 1) * PAGE:
            self.refresh()
        if self.cursor // PAGE == page:
            self._tell()

    # Drawing ----------------------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Other columns for another width."""
        self._columns = columns_for(self.outer_size.width - SCROLLBAR)
        self.refresh()  # lines may have been drawn in the new width with the old columns
        self._reveal()
        self._load_visible()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Fetch what comes into sight."""
        super().watch_scroll_y(old_value, new_value)
        self._load_visible()

    def render_line(self, y: int) -> Strip:
        """One row of the list."""
        width, index = self.size.width, self.scroll_offset.y + y
        if index >= len(self.ids):
            return Strip.blank(width, self._plain("row"))
        # Simplified: each change of style is forty bytes on the line.
        return Strip(self._segments(index)).simplify().adjust_cell_length(width, self._style(index, ""))

    def _segments(self, index: int) -> list[Segment]:
        row, plain, dim = self._row(index), self._style(index, ""), self._style(index, "dim")
        lead = (
            (CURSOR if index == self.cursor else " ")
            + (MARKED if self.ids[index] in self.marked else " ")
            + (OFFLINE if row and row.state is not CopyState.ONLINE else " ")
            + " "
        )
        segments = [Segment(lead, self._style(index, "mark"))]
        if row is None:
            return [*segments, Segment("…", dim)]
        cells = (Segment(column.shown(row), plain if column.bright(row) else dim) for column in self._columns)
        return [*segments, *cells]

    def _style(self, index: int, part: str) -> Style:
        return self._plain("-".join(filter(None, ("cursor" if index == self.cursor else "", part))) or "row")

    def _plain(self, part: str) -> Style:
        """The style of a part away from the cursor; Textual keeps it, while it reckons `rich_style` each time."""
        return self.get_component_rich_style(f"asset-list--{part}")

    def _repaint(self, index: int) -> None:
        repaint_row(self, index)

    def _reveal(self) -> None:
        reveal_rows(self, self.cursor, self.cursor)

    def _tell(self) -> None:
        self.post_message(self.Moved(self.current))

    def index_at(self, event: events.Click) -> int:
        """The place in the list that was pointed at."""
        return self.scroll_offset.y + event.y

    # The mouse --------------------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a second one opens."""
        self.move_to(self.index_at(event))
        if event.chain > 1:
            self.post_message(self.Opened())
