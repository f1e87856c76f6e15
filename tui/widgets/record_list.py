"""A list of whatever has a key: columns, a cursor, marks. A step of the cursor repaints two lines.

The rows are held as they are given; what stands in them is drawn line by line (Textual's line API) when it is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Generic, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.columns import SCROLLBAR
from tui.widgets.scrolled import Scrolled, repaint_row, reveal_rows
from tui.wording import CURSOR, MARKED, fitted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.style import Style
    from textual import events

Row = TypeVar("Row")
LEAD: Final = 3
"""Cells before the first column: cursor, mark and a space."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column."""

    title: str
    text: Callable[[Row], str]
    """Cleaned."""
    width: int = 0
    """Cells, the space behind it included; 0: a share of what the others leave."""
    share: int = 1
    """How many parts of what is left, of one without a width."""
    least: int = 11
    """Cells of one without a width, below which the last column gives way."""
    right: bool = False
    """Its text stands at the right."""
    dim: bool = True


Columns = tuple[tuple[Column[Row], int], ...]


def spread(columns: Sequence[Column[Row]], width: int) -> Columns[Row]:
    """The columns and the cells each gets; those for which there is no room are left out, the last first."""
    shown = list(columns)
    while True:
        rest = width - LEAD - sum(column.width for column in shown)
        shares = sum(column.share for column in shown if not column.width)
        if len(shown) == 1 or rest >= sum(column.least for column in shown if not column.width):
            break
        shown.pop()
    cells = [column.width or max(min(column.least, rest), rest * column.share // shares) for column in shown]
    cells[0] += width - LEAD - sum(cells)
    return tuple(zip(shown, cells, strict=True))


class RecordList(Scrolled, Generic[Row], can_focus=False):
    """Rows in order. The screen moves the cursor; the list tells where it stands."""

    COMPONENT_CLASSES: ClassVar = {
        "record-list--row",
        "record-list--dim",
        "record-list--mark",
        "record-list--cursor",
        "record-list--cursor-dim",
        "record-list--cursor-mark",
    }
    DEFAULT_CSS = """
    RecordList > .record-list--dim { color: $text-muted; }
    RecordList > .record-list--mark { color: $accent; text-style: bold; }
    RecordList > .record-list--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    RecordList > .record-list--cursor-dim { background: $block-cursor-background; color: $text-muted; }
    RecordList > .record-list--cursor-mark { background: $block-cursor-background; color: $accent; text-style: bold; }
    """

    class Moved(Message):
        """The cursor stands on another row, or on another value of the same."""

    class Opened(Message):
        """The row under the cursor was clicked twice."""

    def __init__(self, key: Callable[[Row], Hashable], columns: Sequence[Column[Row]]) -> None:
        """Take what tells rows apart, and how they are shown."""
        super().__init__()
        self._key = key
        self._columns = columns
        self._spread: Columns[Row] = ()
        self.rows: Sequence[Row] = ()
        self.cursor = 0
        self.marked: set[Hashable] = set()

    # What it holds ----------------------------------------------------------------------------------------------------

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    def show(self, rows: Sequence[Row]) -> None:
        """Show these; the cursor stays on its row where that is still there, otherwise in its place."""
        held = None if self.current is None else self._key(self.current)
        self.rows = rows
        keys = [self._key(row) for row in rows]
        self.cursor = keys.index(held) if held in keys else min(self.cursor, max(0, len(rows) - 1))
        self.marked &= set(keys)
        self.virtual_size = Size(0, len(rows))
        self._reveal()
        self.refresh()
        self._tell()

    def show_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Show the rows otherwise."""
        self._columns = columns
        self.refit()

    def refit(self) -> None:
        """Give the columns the cells there are."""
        self._spread = spread(self._columns, max(1, self.outer_size.width - SCROLLBAR))
        self.refresh()

    def spots(self) -> Iterator[tuple[int, int, int]]:
        """Each row that is seen."""
        for y in range(min(self.size.height, len(self.rows) - self.scroll_offset.y)):
            yield 0, y, 1

    # The cursor -------------------------------------------------------------------------------------------------------

    def go_to(self, key: Hashable) -> bool:
        """Put the cursor on the row with a key; whether it is there."""
        found = next((index for index, row in enumerate(self.rows) if self._key(row) == key), None)
        if found is not None:
            self.move_to(found)
        return found is not None

    def go_to_last_mark(self) -> None:
        """Put the cursor on the last row that is marked; without marks it stays."""
        marked = [index for index, row in enumerate(self.rows) if self._key(row) in self.marked]
        if marked:
            self.move_to(marked[-1])

    def move_to(self, index: int) -> None:
        """Put the cursor on a row, or on the nearest there is."""
        old, self.cursor = self.cursor, min(max(index, 0), max(0, len(self.rows) - 1))
        if old != self.cursor:
            repaint_row(self, old)
            repaint_row(self, self.cursor)
            self._reveal()
            self._tell()

    def move(self, rows: int) -> None:
        """Step the cursor."""
        self.move_to(self.cursor + rows)

    def move_page(self, pages: int) -> None:
        """Step by the rows that are seen."""
        self.move(pages * max(1, self.size.height - 1))

    def toggle_mark(self) -> None:
        """Mark the row under the cursor, or no longer."""
        if self.current is not None:
            self.marked ^= {self._key(self.current)}
            repaint_row(self, self.cursor)

    # Drawing ----------------------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Other columns for another width."""
        self.refit()
        self._reveal()

    def render_line(self, y: int) -> Strip:
        """One row."""
        width, index = self.size.width, self.scroll_offset.y + y
        if index >= len(self.rows):
            return Strip.blank(width, self.rich_style)
        return Strip(self._segments(index)).simplify().adjust_cell_length(width, self._style(index, ""))

    def _segments(self, index: int) -> list[Segment]:
        row = self.rows[index]
        lead = (CURSOR if self.is_cursor(index) else " ") + (MARKED if self._key(row) in self.marked else " ") + " "
        return [
            Segment(lead, self._style(index, "mark")),
            *(
                Segment(_shown(column, row, cells), self._style(index, "dim" if column.dim else ""))
                for column, cells in self._spread
            ),
        ]

    def is_cursor(self, index: int) -> bool:
        """Whether a row stands out as the one under the cursor."""
        return index == self.cursor

    def _style(self, index: int, part: str) -> Style:
        name = "-".join(filter(None, ("cursor" if self.is_cursor(index) else "", part))) or "row"
        return self.get_component_rich_style(f"record-list--{name}")

    def _reveal(self) -> None:
        reveal_rows(self, self.cursor, self.cursor)

    def _tell(self) -> None:
        self.post_message(self.Moved())

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a second one opens."""
        self.move_to(self.scroll_offset.y + event.y)
        if event.chain > 1:
            self.post_message(self.Opened())


def _shown(column: Column[Row], row: Row, cells: int) -> str:
    text = fitted(column.text(row), cells - 1)
    if column.right:
        said = text.rstrip()
        text = " " * (cells - 1 - cell_len(said)) + said
    return f"{text} "


class RecordHeading(Widget):
    """The titles over the columns of a list."""

    DEFAULT_CSS = "RecordHeading { height: 1; width: 100%; color: $text-muted; }"

    def __init__(self, records: RecordList[Row]) -> None:
        """Take the list below."""
        super().__init__()
        self._records = records

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  Textual's signature
        """The titles, each over its column."""
        width = self.size.width
        columns = spread(self._records._columns, max(1, width - SCROLLBAR))  # noqa: SLF001
        text = " " * LEAD + "".join(
            (column.title.rjust(cells - 1) + " ") if column.right else fitted(column.title, cells)
            for column, cells in columns
        )
        return Strip([Segment(fitted(text, width), self.rich_style)])
