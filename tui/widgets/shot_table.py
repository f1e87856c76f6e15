"""The shots of one list, line by line: headings over them, alternates below them. It tells where its cursor is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from rich.segment import Segment
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.widgets.scrolled import repaint_row, reveal_rows
from tui.widgets.shot_columns import LEAD, SCROLLBAR, ShotColumns, shot_texts
from tui.wording import CURSOR, MARKED, clean, fitted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.style import Style
    from textual import events

    from library.model import Alternate, Shot, ShotId, ShotList
    from library.timecode import FrameRate

HEADING: Final = -1


class Line(NamedTuple):
    """One line of the table."""

    shot: int
    """Place of the shot in the list, from 0."""
    part: int
    """0: the shot itself; from 1 on: its alternate of that number; `HEADING`: what stands over it."""


class ShotTable(ScrollView, can_focus=False):
    """Shots in order, with a cursor and marks; the screen moves it."""

    COMPONENT_CLASSES: ClassVar = {
        "shot-table--dim",
        "shot-table--mark",
        "shot-table--heading",
        "shot-table--cursor",
        "shot-table--cursor-dim",
        "shot-table--cursor-mark",
    }
    DEFAULT_CSS = """
    ShotTable { scrollbar-size-vertical: 1; scrollbar-gutter: stable; overflow-x: hidden; }
    ShotTable > .shot-table--dim { color: $text-muted; }
    ShotTable > .shot-table--mark { color: $accent; text-style: bold; }
    ShotTable > .shot-table--heading { color: $text; text-style: bold; }
    ShotTable > .shot-table--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    ShotTable > .shot-table--cursor-dim { background: $block-cursor-background; color: $text-muted; }
    ShotTable > .shot-table--cursor-mark { background: $block-cursor-background; color: $accent; text-style: bold; }
    """

    @dataclass
    class Moved(Message):
        """The cursor stands on another line, or on none; or other shots are marked."""

        shot: Shot | None

    class Opened(Message):
        """The line under the cursor was clicked twice."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start without shots."""
        super().__init__(id=id)
        self._shots: Sequence[Shot] = ()
        self._rate: FrameRate | None = None
        self._lines: list[Line] = []
        self._at = Line(0, 0)
        self.marked: set[ShotId] = set()
        self._marking_from: int | None = None

    # What it stands on ------------------------------------------------------------------------------------------------

    @property
    def cursor(self) -> int:
        """The place of the shot the cursor is on, or on an alternate of."""
        return self._at.shot

    @property
    def current(self) -> Shot | None:
        """The shot the cursor is on, or on an alternate of."""
        return self._shots[self._at.shot] if self._shots else None

    @property
    def alternate(self) -> Alternate | None:
        """The alternate the cursor is on, if it is on one."""
        shot = self.current
        return shot.alternates[self._at.part - 1] if shot is not None and self._at.part > 0 else None

    @property
    def chosen(self) -> list[Shot]:
        """The marked shots, otherwise the one under the cursor."""
        marked = [shot for shot in self._shots if shot.id in self.marked]
        return marked or ([self.current] if self.current is not None else [])

    def show(self, shot_list: ShotList | None, *, cursor: int | None = None) -> None:
        """Show the shots of a list; the cursor goes to `cursor`, or stays on its shot where that is still there."""
        kept = self.current
        self._shots = shot_list.shots if shot_list else ()
        self._rate = shot_list.rate if shot_list else None
        self._lines = [line for at, shot in enumerate(self._shots) for line in _lines_of(at, shot)]
        self.marked &= {shot.id for shot in self._shots}
        self.virtual_size = Size(0, len(self._lines))
        stays = next((at for at, shot in enumerate(self._shots) if kept and shot.id == kept.id), self.cursor)
        at = self._inside(stays if cursor is None else cursor)
        there = len(self._shots[at].alternates) if self._shots else 0
        self._at = Line(at, min(self._at.part, there) if cursor is None else 0)
        self._reveal()
        self.refresh()
        self.post_message(self.Moved(self.current))

    # Moving and marking -----------------------------------------------------------------------------------------------

    def move(self, lines: int) -> None:
        """Step the cursor by shots and alternates."""
        stops = [line for line in self._lines if line.part != HEADING]
        if stops:
            self._go(stops[min(max(stops.index(self._at) + lines, 0), len(stops) - 1)])

    def move_to(self, index: int) -> None:
        """Put the cursor on a shot."""
        self._go(Line(self._inside(index), 0))

    def go_to(self, shot: ShotId) -> None:
        """Put the cursor on a shot that is in the list; otherwise it stays."""
        found = next((at for at, one in enumerate(self._shots) if one.id == shot), None)
        if found is not None:
            self.move_to(found)

    def toggle_mark(self) -> None:
        """Mark the shot under the cursor, or no longer."""
        if self.current is not None:
            self.marked ^= {self.current.id}
            self._marks_changed()

    def toggle_range(self) -> None:
        """Mark what the cursor passes from now on, or no longer."""
        self._marking_from = self.cursor if self._marking_from is None else None
        self._mark_passed()

    def clear_marks(self) -> bool:
        """Forget the marks; whether there were any."""
        had = bool(self.marked) or self._marking_from is not None
        self.marked.clear()
        self._marking_from = None
        self._marks_changed()
        return had

    def _mark_passed(self) -> None:
        if self._marking_from is not None:
            first, last = sorted((self._marking_from, self.cursor))
            self.marked |= {shot.id for shot in self._shots[first : last + 1]}
            self._marks_changed()

    def _marks_changed(self) -> None:
        self.refresh()
        self.post_message(self.Moved(self.current))

    def _go(self, line: Line) -> None:
        old, self._at = self._at, line
        if old != line:
            self._repaint(old)
            self._repaint(line)
            self._reveal()
            self._mark_passed()
            self.post_message(self.Moved(self.current))

    def _inside(self, index: int) -> int:
        return min(max(index, 0), max(0, len(self._shots) - 1))

    def _row(self, line: Line) -> int:
        return self._lines.index(line) if self._lines else 0

    def _repaint(self, line: Line) -> None:
        repaint_row(self, self._row(line))

    def _reveal(self) -> None:
        row = self._row(self._at)
        first = row - 1 if Line(self._at.shot, HEADING) in self._lines and self._at.part == 0 else row
        reveal_rows(self, first, row)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._reveal()

    def spots(self) -> Iterator[tuple[int, int, int]]:
        """Each shot and alternate that is seen."""
        for y, line in enumerate(self._lines[self.scroll_offset.y : self.scroll_offset.y + self.size.height]):
            if line.part != HEADING:
                yield 0, y, 1

    # Drawing ----------------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One shot, the heading over it, or an alternate of it."""
        width, row = self.size.width, self.scroll_offset.y + y
        if row >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        line = self._lines[row]
        if line.part == HEADING:
            text = " " * LEAD + clean(self._shots[line.shot].heading or "")
            return Strip([Segment(fitted(text, width), self._style("heading"))], width)
        return Strip(self._segments(line)).adjust_cell_length(width, self._style_at(line, ""))

    def _segments(self, line: Line) -> Iterator[Segment]:
        shot, on = self._shots[line.shot], line == self._at
        shown = shot.alternates[line.part - 1] if line.part else shot
        columns = ShotColumns.within(self.outer_size.width - SCROLLBAR)
        name, rest = columns.row(shot_texts(shown, self._rate or shot.source_range.rate))
        marked = shot.id in self.marked and not line.part
        yield Segment((CURSOR if on else " ") + (MARKED if marked else " "), self._style_at(line, "mark"))
        number = f"or {line.part}".rjust(LEAD - 3) + " " if line.part else f"{shot.number:>3}  "
        yield Segment(number, self._style_at(line, "dim"))
        yield Segment(name, self._style_at(line, "dim" if line.part and not on else ""))
        yield Segment(rest, self._style_at(line, "" if on else "dim"))

    def _style_at(self, line: Line, part: str) -> Style:
        name = "-".join(filter(None, ("cursor" if line == self._at else "", part)))
        return self._style(name) if name else self.rich_style

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"shot-table--{name}")

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a second one opens."""
        row = self.scroll_offset.y + event.y
        if row < len(self._lines):
            line = self._lines[row]
            self._go(line if line.part != HEADING else Line(line.shot, 0))
            if event.chain > 1:
                self.post_message(self.Opened())


def _lines_of(at: int, shot: Shot) -> Iterator[Line]:
    if shot.heading:
        yield Line(at, HEADING)
    yield Line(at, 0)
    for one in shot.alternates:
        yield Line(at, one.number)
