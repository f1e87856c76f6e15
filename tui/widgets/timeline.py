"""The length of one asset as a line: its saved ranges, the pending in and out, the playhead and its timecode."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.describing import clip_words
from tui.widgets.frame_scale import FrameScale, bar_columns, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style
    from textual import events

    from library.model import Clip
    from library.timecode import Timecode, TimeRange

MOST_LANES: Final = 3
SHORTEST_WORDS: Final = 3
"""Columns below which a bar has no words."""
REST, RANGE, PENDING, HEAD = "rest", "range", "pending", "head"
Mark = tuple[str, str]
"""A glyph and which of the four kinds of mark it is."""


class Timeline(Widget):
    """Ranges that overlap stand in lanes below each other, three at most."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "timeline--rest",
        "timeline--range",
        "timeline--pending",
        "timeline--head",
        "timeline--timecode",
    }
    DEFAULT_CSS = """
    Timeline { height: auto; }
    Timeline > .timeline--rest { color: $text-disabled; }
    Timeline > .timeline--range { color: $text; }
    Timeline > .timeline--pending { color: $accent; }
    Timeline > .timeline--head { color: $accent; text-style: bold; }
    Timeline > .timeline--timecode { color: $text; text-style: bold; }
    """

    class Seek(Message):
        """Somebody pointed at a frame."""

        def __init__(self, frame: int) -> None:
            """Take the frame, in the media's own counting."""
            self.frame = frame
            super().__init__()

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start without media."""
        super().__init__(id=id, classes=classes)
        self._available: TimeRange | None = None
        self._lanes: list[list[tuple[int, TimeRange]]] = [[]]
        self._words: list[str] = []
        self._pending: tuple[int, int, bool, bool] | None = None
        self._playhead = 0
        self._start: Timecode | None = None

    def show(  # noqa: PLR0913  the marks have names
        self,
        available: TimeRange,
        clips: Sequence[Clip],
        *,
        playhead: int,
        mark_in: int | None,
        mark_out: int | None,
        start: Timecode | None = None,
    ) -> None:
        """Draw media with that range, its clips numbered from 1, and the marks; `start` labels its first frame."""
        before = len(self._lanes)
        self._available, self._playhead, self._start = available, playhead, start
        ranges = [clip for clip in clips if clip.range is not None]
        self._lanes = lanes([clip.range for clip in ranges if clip.range is not None])
        self._words = [clip_words(clip) for clip in ranges]
        self._pending = _pending(available, playhead, mark_in, mark_out)
        self.refresh(layout=before != len(self._lanes))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  Textual's signature
        """One line for each lane."""
        return len(self._lanes)

    def render_line(self, y: int) -> Strip:
        """One lane; the timecode stands at the right end of the first."""
        width, columns = self.size.width, bar_columns(self.size.width)
        if self._available is None or y >= len(self._lanes) or columns <= 0:
            return Strip.blank(width, self.rich_style)
        segments = [*self._joined(self._marks(FrameScale(self._available, columns), y))]
        if y == 0 and columns < width:
            text = label(self._playhead, self._available.rate, self._start)
            segments += [Segment(" " * (width - columns - len(text))), Segment(text, self._style("timecode"))]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Pointing at a column seeks to its first frame."""
        offset = event.get_content_offset(self)
        columns = bar_columns(self.size.width)
        if offset is not None and self._available is not None and offset.x < columns:
            self.post_message(self.Seek(FrameScale(self._available, columns).frame(offset.x)))

    def _marks(self, scale: FrameScale, lane: int) -> list[Mark]:
        marks: list[Mark] = [("─", REST) if lane == 0 else (" ", REST)] * scale.columns
        for number, span in self._lanes[lane]:
            first, last = scale.column(span.start), scale.column(span.end_exclusive - 1)
            glyphs = range_glyphs(number, last - first + 1, self._words[number - 1])
            marks[first : last + 1] = [(glyph, RANGE) for glyph in glyphs]
        if lane:
            return marks
        if self._pending is not None:
            self._mark_pending(marks, scale)
        marks[scale.column(self._playhead)] = ("┃", HEAD)
        return marks

    def _mark_pending(self, marks: list[Mark], scale: FrameScale) -> None:
        first_frame, last_frame, has_in, has_out = self._pending or (0, 0, False, False)
        first, last = scale.column(first_frame), scale.column(last_frame)
        marks[first : last + 1] = [("━", PENDING)] * (last - first + 1)
        if has_out:
            marks[last] = ("]", PENDING)
        if has_in:
            marks[first] = ("[", PENDING)

    def _joined(self, marks: list[Mark]) -> list[Segment]:
        return list(Segment.simplify(Segment(glyph, self._style(kind)) for glyph, kind in marks))

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"timeline--{name}")


def _pending(
    available: TimeRange, playhead: int, mark_in: int | None, mark_out: int | None
) -> tuple[int, int, bool, bool] | None:
    """First and last frame of what is being marked, and which ends are set; an open end reaches to the playhead."""
    if mark_in is None and mark_out is None:
        return None
    last = mark_out - 1 if mark_out is not None else max(playhead, mark_in or 0)
    first = mark_in if mark_in is not None else min(playhead, last)
    first = max(available.start, first)
    return first, max(first, last), mark_in is not None, mark_out is not None


def lanes(spans: Sequence[TimeRange]) -> list[list[tuple[int, TimeRange]]]:
    """Ranges with their numbers from 1, in lanes without overlap; what finds no lane of three goes into the last."""
    filled: list[list[tuple[int, TimeRange]]] = [[]]
    for number, span in sorted(enumerate(spans, 1), key=lambda pair: (pair[1].start, pair[0])):
        free = (lane for lane in filled if not lane or lane[-1][1].end_exclusive <= span.start)
        lane = next(free, None)
        if lane is None:
            lane = filled[-1] if len(filled) == MOST_LANES else []
            if lane is not filled[-1]:
                filled.append(lane)
        lane.append((number, span))
    return filled


def range_glyphs(number: int, width: int, words: str = "") -> str:
    """A range over `width` columns: `[1 hands━━]`, `[1━━]`, `[1]`, `1]`, `1`; what does not fit gives way.

    Words that need more cells than they have characters stand beside the frame alone: the playhead may cross a bar at
    any cell.
    """
    text = str(number)
    room = width - len(text) - 3
    if words and room >= SHORTEST_WORDS and cell_len(words) == len(words):
        text = f"{text} {words if len(words) <= room else words[: room - 1] + '…'}"
    if width == 1:
        return text if len(text) == 1 else "▮"
    if width <= len(text) + 1:
        return (text if len(text) < width else "").ljust(width - 1, "━") + "]"
    return "[" + text + "━" * (width - len(text) - 2) + "]"
