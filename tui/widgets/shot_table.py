"""The shots of one list, line by line, with headings between them. It shows values and tells where its cursor is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.segment import Segment
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from library.model import CopyState, MediaKind
from tui.widgets.frame_scale import label
from tui.wording import CURSOR, OFFLINE, clean, fitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style
    from textual import events

    from library.model import Shot, ShotList
    from library.timecode import FrameRate

LEAD: Final = 6
"""Cells before the first column: cursor, number and spaces."""
TIME: Final = 13
"""Cells of a timecode and the space behind it."""
DURATION: Final = 10
WIDE: Final = 70
"""From this width on the column `out` is shown."""


@dataclass(frozen=True, slots=True)
class ShotColumns:
    """How many cells each column of the table takes."""

    name: int
    out: int
    note: int

    @classmethod
    def within(cls, width: int) -> ShotColumns:
        """Columns that fill `width` cells: times keep theirs, name and note share the rest."""
        out = TIME if width >= WIDE else 0
        rest = max(12, width - LEAD - TIME - out - DURATION)
        name = min(34, max(8, rest * 11 // 20))
        return cls(name, out, rest - name)

    def row(self, texts: tuple[str, str, str, str, str]) -> tuple[str, str]:
        """Name, in, out, length and note as one line after its lead; the name apart, for it stands out."""
        name, first, last, length, note = texts
        times = fitted(first, TIME) + (fitted(last, self.out) if self.out else "")
        return fitted(name, self.name - 1) + " ", times + length.rjust(DURATION - 3) + "   " + fitted(note, self.note)


class ShotHeading(Widget):
    """The titles over the columns."""

    DEFAULT_CSS = "ShotHeading { height: 1; width: 100%; color: $text-muted; }"

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  there is one line
        """The titles, each over its column."""
        width = self.size.width
        titles = ShotColumns.within(width - 1).row(("clip", "in", "out", "length", "note"))
        return Strip([Segment(fitted("   #  " + "".join(titles), width), self.rich_style)])


class ShotTable(ScrollView, can_focus=False):
    """Shots in order, with a cursor; the screen moves it."""

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
        """The cursor stands on another shot, or on none."""

        shot: Shot | None

    class Opened(Message):
        """The shot under the cursor was clicked twice."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start without shots."""
        super().__init__(id=id)
        self._shots: Sequence[Shot] = ()
        self._rate: FrameRate | None = None
        self._lines: list[tuple[int, bool]] = []
        self.cursor = 0

    @property
    def current(self) -> Shot | None:
        """The shot under the cursor."""
        return self._shots[self.cursor] if self._shots else None

    def show(self, shot_list: ShotList | None, *, cursor: int | None = None) -> None:
        """Show the shots of a list; the cursor goes to `cursor`, or stays on its shot where that is still there."""
        kept = self.current
        self._shots = shot_list.shots if shot_list else ()
        self._rate = shot_list.rate if shot_list else None
        self._lines = [line for at, shot in enumerate(self._shots) for line in _lines_of(at, shot)]
        self.virtual_size = Size(0, len(self._lines))
        stays = next((at for at, shot in enumerate(self._shots) if kept and shot.id == kept.id), self.cursor)
        self.cursor = self._inside(stays if cursor is None else cursor)
        self._reveal()
        self.refresh()
        self.post_message(self.Moved(self.current))

    def move_to(self, index: int) -> None:
        """Put the cursor on a shot."""
        old, self.cursor = self.cursor, self._inside(index)
        if old != self.cursor:
            self._repaint(old)
            self._repaint(self.cursor)
            self._reveal()
            self.post_message(self.Moved(self.current))

    def _inside(self, index: int) -> int:
        return min(max(index, 0), max(0, len(self._shots) - 1))

    def _line_of(self, index: int) -> int:
        return self._lines.index((index, False)) if self._lines else 0

    def _repaint(self, index: int) -> None:
        line = self._line_of(index)
        if self.scroll_offset.y <= line < self.scroll_offset.y + self.size.height:
            self.refresh_line(line)

    def _reveal(self) -> None:
        height, top, line = max(1, self.size.height), self.scroll_offset.y, self._line_of(self.cursor)
        first = line - 1 if (self.cursor, True) in self._lines else line
        if first < top:
            self.scroll_to(y=first, animate=False, force=True)
        elif line >= top + height:
            self.scroll_to(y=line - height + 1, animate=False, force=True)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._reveal()

    # Drawing ----------------------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One shot, or the heading over it."""
        width, line = self.size.width, self.scroll_offset.y + y
        if line >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        index, heads = self._lines[line]
        if heads:
            text = f"      {clean(self._shots[index].heading or '')}"
            return Strip([Segment(fitted(text, width), self._style("heading"))], width)
        return Strip(self._segments(index, width)).adjust_cell_length(width, self._style_at(index, ""))

    def _segments(self, index: int, width: int) -> list[Segment]:
        shot = self._shots[index]
        on = index == self.cursor
        name, rest = ShotColumns.within(width).row(shot_texts(shot, self._rate or shot.source_range.rate))
        return [
            Segment(CURSOR if on else " ", self._style_at(index, "mark")),
            Segment(f"{shot.number:>3}  ", self._style_at(index, "dim")),
            Segment(name, self._style_at(index, "")),
            Segment(rest, self._style_at(index, "" if on else "dim")),
        ]

    def _style_at(self, index: int, part: str) -> Style:
        name = "-".join(filter(None, ("cursor" if index == self.cursor else "", part)))
        return self._style(name) if name else self.rich_style

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"shot-table--{name}")

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor, a second one opens."""
        line = self.scroll_offset.y + event.y
        if line < len(self._lines):
            self.move_to(self._lines[line][0])
            if event.chain > 1:
                self.post_message(self.Opened())


def _lines_of(at: int, shot: Shot) -> list[tuple[int, bool]]:
    return [(at, True), (at, False)] if shot.heading else [(at, False)]


def shot_texts(shot: Shot, rate: FrameRate) -> tuple[str, str, str, str, str]:
    """Name, in, out, length and note of a shot as the table shows them; out is the frame after the last."""
    name = clean(shot.clip.name or shot.asset.name)
    length = short_length(shot.source_range.rescaled(rate).duration, rate)
    warning = "" if shot.asset.state is CopyState.ONLINE else f"{OFFLINE} {shot.asset.state}"
    if warning and shot.asset.copies:
        warning += f": {clean(shot.asset.copies[0].volume)}"
    note = "  ".join(filter(None, (warning, clean(shot.note or ""))))
    if shot.asset.facts.kind is MediaKind.PHOTO:
        return name, "–", "–", length, note or "still"
    span = shot.source_range
    start = shot.asset.facts.start_timecode
    first = start.timecode if start else None
    return name, label(span.start, span.rate, first), label(span.end_exclusive, span.rate, first), length, note


def short_length(frames: int, rate: FrameRate) -> str:
    """A length without leading zero hours and minutes: `07:08` is 7 seconds and 8 frames."""
    text = label(frames, rate)
    while text.startswith("00:") and text.count(":") > 1:
        text = text[3:]
    return text
