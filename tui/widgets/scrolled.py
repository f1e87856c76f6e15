"""What scrolls and keeps its place: more or fewer rows move its bar, and nothing else on the screen."""

from __future__ import annotations

from textual.geometry import Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView


class Scrolled(ScrollView, can_focus=False):
    """Rows that are drawn line by line.

    The place of its bar is kept whether it stands there or not (`scrollbar-gutter`), so that the number of rows changes
    no size. Textual's own lays out the screen at each change, which a search has at each letter.
    """

    DEFAULT_CSS = "Scrolled { scrollbar-size-vertical: 1; scrollbar-gutter: stable; overflow-x: hidden; }"
    virtual_size = Reactive(Size(0, 0))

    def watch_virtual_size(self, size: Size) -> None:
        """Show how much of it is seen."""
        self._scroll_update(size)


def repaint_row(view: ScrollView, row: int) -> None:
    """Draw a row of it again, where that is seen."""
    if view.scroll_offset.y <= row < view.scroll_offset.y + view.size.height:
        view.refresh_line(row)


def reveal_rows(view: ScrollView, first: int, last: int) -> None:
    """Scroll it just so far that it shows these rows; those before `last` give way where there is no room for all."""
    height, top = max(1, view.size.height), view.scroll_offset.y
    if first < top:
        view.scroll_to(y=first, animate=False, force=True)
    elif last >= top + height:
        view.scroll_to(y=last - height + 1, animate=False, force=True)
