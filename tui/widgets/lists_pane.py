"""The shot lists there are, one line each, with a cursor the screen moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.wording import CURSOR, clean, fitted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual import events

    from library.model import ShotListSummary

COUNT = 5
"""Cells for the number of shots."""


class ListsPane(ScrollView, can_focus=False):
    """Names and how many shots each list has."""

    COMPONENT_CLASSES: ClassVar = {"lists-pane--count", "lists-pane--cursor", "lists-pane--mark"}
    DEFAULT_CSS = """
    ListsPane { scrollbar-size-vertical: 1; overflow-x: hidden; }
    ListsPane > .lists-pane--count { color: $text-muted; }
    ListsPane > .lists-pane--cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    ListsPane > .lists-pane--mark { color: $accent; text-style: bold; }
    """

    @dataclass
    class Chosen(Message):
        """A list was pointed at."""

        name: str

    def __init__(self) -> None:
        """Start without lists."""
        super().__init__()
        self._lists: Sequence[ShotListSummary] = ()
        self.cursor = 0

    @property
    def current(self) -> ShotListSummary | None:
        """The list under the cursor."""
        return self._lists[self.cursor] if self._lists else None

    def show(self, lists: Sequence[ShotListSummary], name: str | None) -> None:
        """Show these; the cursor goes to the one called `name`."""
        self._lists = lists
        self.cursor = next((at for at, one in enumerate(lists) if one.name == name), 0)
        self.virtual_size = Size(0, len(lists))
        self.scroll_to_cursor()
        self.refresh()

    def step(self, rows: int) -> ShotListSummary | None:
        """Move the cursor; the list it stands on now."""
        self.cursor = min(max(self.cursor + rows, 0), max(0, len(self._lists) - 1))
        self.scroll_to_cursor()
        self.refresh()
        return self.current

    def scroll_to_cursor(self) -> None:
        """Keep the cursor in sight."""
        height, top = max(1, self.size.height), self.scroll_offset.y
        if self.cursor < top or self.cursor >= top + height:
            self.scroll_to(y=max(0, self.cursor - height // 2), animate=False, force=True)

    def spots(self) -> Iterator[tuple[int, int, int]]:
        """Each list that is seen."""
        for y in range(min(self.size.height, len(self._lists) - self.scroll_offset.y)):
            yield 0, y, 1

    def render_line(self, y: int) -> Strip:
        """One list."""
        width, index = self.size.width, self.scroll_offset.y + y
        if index >= len(self._lists):
            return Strip.blank(width, self.rich_style)
        one, on = self._lists[index], index == self.cursor
        plain = self.get_component_rich_style("lists-pane--cursor") if on else self.rich_style
        dim = plain if on else self.get_component_rich_style("lists-pane--count")
        mark = self.get_component_rich_style("lists-pane--mark")
        segments = [
            Segment(CURSOR if on else " ", mark if not on else plain + mark),
            Segment(fitted(clean(one.name), width - COUNT - 1), plain),
            Segment(f"{one.shots:>{COUNT - 1}} ", dim),
        ]
        return Strip(segments).adjust_cell_length(width, plain)

    def on_click(self, event: events.Click) -> None:
        """Pointing at a list chooses it."""
        index = self.scroll_offset.y + event.y
        if index < len(self._lists):
            self.post_message(self.Chosen(self._lists[index].name))
