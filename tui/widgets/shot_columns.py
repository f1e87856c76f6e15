"""The columns of a shot list, and what stands in them for a shot or for what could stand in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from library.model import CopyState, MediaKind
from tui.widgets.frame_scale import label
from tui.wording import OFFLINE, clean, fitted

if TYPE_CHECKING:
    from library.model import Alternate, Shot
    from library.timecode import FrameRate

LEAD: Final = 7
"""Cells before the first column: cursor, mark, number and spaces."""
TIME: Final = 13
"""Cells of a timecode and the space behind it."""
DURATION: Final = 10
SCROLLBAR: Final = 1
"""Cells kept for the scroll bar at the right, whether it is there or not."""
WIDE: Final = 70
"""From this width on the column `out` is shown."""
Texts = tuple[str, str, str, str, str]
"""Name, in, out, length and note."""


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

    def row(self, texts: Texts) -> tuple[str, str]:
        """The columns as one line after its lead; the name apart, for it stands out."""
        name, first, last, length, note = texts
        times = fitted(first, TIME) + (fitted(last, self.out) if self.out else "")
        return fitted(name, self.name - 1) + " ", times + length.rjust(DURATION - 3) + "   " + fitted(note, self.note)


class ShotHeading(Widget):
    """The titles over the columns."""

    DEFAULT_CSS = "ShotHeading { height: 1; width: 100%; color: $text-muted; }"

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  there is one line
        """The titles, each over its column."""
        width = self.size.width
        titles = ShotColumns.within(width - SCROLLBAR).row(("clip", "in", "out", "length", "note"))
        return Strip([Segment(fitted("#".rjust(LEAD - 2) + "  " + "".join(titles), width), self.rich_style)])


def shot_texts(shot: Shot | Alternate, rate: FrameRate) -> Texts:
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
