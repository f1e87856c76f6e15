"""The columns of the list for a given width, and the line that heads them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.wording import about, clean, fitted, length, said, stars, tags

if TYPE_CHECKING:
    from collections.abc import Callable

    from library.model import AssetRow

Columns = tuple["Column", ...]
LEAD = 4
"""Cells before the first column: cursor, mark, state and a space."""
SCROLLBAR = 1
"""Cells kept for the scroll bar at the right."""
_FIXED = 18 + 8 + 6
NARROW = 22
"""Cells below which events, places and tags share one column."""
_BRIGHT = frozenset({"name"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    title: str
    width: int
    """Cells, the space behind it included."""
    text: Callable[[AssetRow], str]
    right: bool = False
    """Its text stands at the right."""
    tail: Callable[[AssetRow], str] = lambda _: ""
    """What follows the text, however much of that is cut off."""

    def shown(self, row: AssetRow) -> str:
        """Its text for a row, in exactly its width."""
        text, tail = self.text(row), self.tail(row)
        if tail:
            width = self.width - 1 - len(tail)
            return fitted(fitted(text, width).rstrip() + tail, self.width - 1) + " "
        if self.right and len(text) < self.width - 1:
            text = text.rjust(self.width - 2) + " "
        return fitted(text, self.width - 1) + " "

    def bright(self, row: AssetRow) -> bool:
        """Whether it stands out: names do, and what somebody has said of a row that is not rejected."""
        return not row.rejected and (self.title in _BRIGHT or self.text(row) not in {"–", "·"})


@lru_cache(maxsize=8)
def columns_for(width: int) -> Columns:
    """Columns that fill `width` cells: name, time, length and rating keep theirs, the rest shares what is left."""
    rest = max(24, width - LEAD - _FIXED)
    name = min(34, max(17, rest * 34 // 100))
    if rest - name < NARROW:
        return (*_fixed_columns(name), Column("tags · event · place", rest - name, said))
    subject = min(60, (rest - name) * 62 // 100)
    return (
        *_fixed_columns(name),
        Column("event · place", subject, about),
        Column("tags", rest - name - subject, tags),
    )


def _fixed_columns(name: int) -> Columns:
    return (
        Column("name", name, lambda row: clean(row.name), tail=behind),
        Column("shot at", 18, lambda row: clean(row.shot_at) or "–"),
        Column("length", 8, lambda row: length(row.kind, row.available_range), right=True),
        Column("rated", 6, lambda row: stars(row.rating, rejected=row.rejected)),
    )


def behind(row: AssetRow) -> str:
    """How many assets stand behind its line."""
    return f" +{len(row.parts)}" if row.parts else ""


class ListHeading(Widget):
    """The titles over the columns."""

    DEFAULT_CSS = "ListHeading { height: 1; width: 100%; color: $text-muted; }"

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  Textual's signature
        """The titles, each over its column."""
        width = self.size.width
        columns = columns_for(width - SCROLLBAR)
        text = " " * LEAD + "".join(
            (c.title.rjust(c.width - 2) + "  " if c.right else fitted(c.title, c.width)) for c in columns
        )
        return Strip([Segment(fitted(text, width), self.rich_style)])
