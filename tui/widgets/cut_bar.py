"""A shot list as one line: every shot as long as it runs, and where the playhead stands."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

PLAYHEAD, BEGINNING, INSIDE = "┃", "╷", "─"


class CutBar(Widget):
    """Positions are frames of the list, from 0."""

    COMPONENT_CLASSES: ClassVar = {"cut-bar--current", "cut-bar--playhead"}
    DEFAULT_CSS = """
    CutBar { height: 1; width: 100%; color: $text-muted; }
    CutBar > .cut-bar--current { color: $accent; text-style: bold; }
    CutBar > .cut-bar--playhead { color: $text; text-style: bold; }
    """

    @dataclass
    class Seek(Message):
        """Somebody pointed at a position."""

        position: int

    def __init__(self, beginnings: Sequence[int], length: int) -> None:
        """Take where each shot begins, and how long all are."""
        super().__init__()
        self._beginnings, self._length = beginnings, max(1, length)
        self._position = 0

    def show(self, position: int) -> None:
        """Put the playhead there."""
        if self._position != position:
            self._position = position
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  there is one line
        """Each shot from where it begins on; the one that is seen stands out, and has its glyph."""
        width = self.size.width
        shots = [self._shot_at(self._position_of(cell)) for cell in range(width)]
        here, head = self._shot_at(self._position), min(width - 1, self._position * width // self._length)
        current = self.get_component_rich_style("cut-bar--current")
        segments = []
        for cell, shot in enumerate(shots):
            begins = cell == 0 or shot != shots[cell - 1]
            glyph = BEGINNING if begins else "━" if shot == here else INSIDE
            segments.append(Segment(glyph, current if shot == here else self.rich_style))
        segments[head : head + 1] = [Segment(PLAYHEAD, self.get_component_rich_style("cut-bar--playhead"))]
        return Strip(segments, width).simplify()

    def _position_of(self, cell: int) -> int:
        return cell * self._length // max(1, self.size.width)

    def _shot_at(self, position: int) -> int:
        return bisect_right(self._beginnings, position) - 1

    def on_click(self, event: events.Click) -> None:
        """Pointing goes there."""
        self.post_message(self.Seek(self._position_of(event.x)))
