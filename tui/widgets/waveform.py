"""How loud the sound is along the media, in one line below the filmstrip; its level at the playhead in decibels."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from mediavault.vault.waveforms import LOUDEST, PARTS, decibels
from tui.widgets.filmstrip import PLAYHEAD
from tui.widgets.frame_scale import FrameScale, bar_column, bar_columns
from tui.widgets.timeline import Timeline
from tui.wording import fitted

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events

    from library.timecode import TimeRange

BARS: Final = " ▁▂▃▄▅▆▇█"
"""Silence, then steps of 7.5 decibels up to full scale."""
UNHEARD: Final = "·"
UNTOLD, GONE = "…", "no sound"
"""At the playhead, where a level is to come, and where none comes."""


class Waveform(Widget):
    """One column is as loud as the loudest moment of its frames; what is not heard yet is dotted."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"waveform--sound", "waveform--playhead", "waveform--words"}
    DEFAULT_CSS = """
    Waveform { height: 1; }
    Waveform > .waveform--sound { color: $text-muted; }
    Waveform > .waveform--playhead { color: $accent; text-style: bold; }
    Waveform > .waveform--words { color: $text-muted; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start without sound."""
        super().__init__(id=id)
        self._levels = b""
        self._range: TimeRange | None = None
        self._words = ""
        self._playhead = 0

    def show(self, levels: bytes, words: str, range: TimeRange | None) -> None:  # noqa: A002  the glossary's word
        """Draw the first so many levels of media with that available range; words stand where there are none."""
        self._levels, self._words, self._range = levels, words, range
        self.display = range is not None
        self.refresh()

    @property
    def playhead(self) -> int:
        """The frame whose column is marked."""
        return self._playhead

    @playhead.setter
    def playhead(self, frame: int) -> None:
        before, self._playhead = self._column, frame
        if before != self._column:
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line: columns as the filmstrip has them, and the level at the playhead in the gutter."""
        width, columns = self.size.width, bar_columns(self.size.width)
        column = self._column
        if y or column is None:
            return Strip.blank(width, self.rich_style)
        if self._words and not self._levels:
            return Strip([Segment(self._words, self._style("words"))]).adjust_cell_length(width, self.rich_style)
        loudest = column_levels(self._levels, columns)
        bars = "".join(bar(level) for level in loudest if level is not None)
        told = _told(loudest[column], GONE if self._words else UNTOLD) if columns < width else ""
        words = self._style("words")
        line = Strip([Segment(bars, self._style("sound")), Segment(self._rest(columns - len(bars)), words)])
        head = Strip([Segment(PLAYHEAD, self._style("playhead"))])
        end = Strip([Segment(told.rjust(width - columns), words)])
        drawn = Strip.join([line.crop(0, column), head, line.crop(column + 1, columns), end])
        return drawn.adjust_cell_length(width, self.rich_style)

    def _rest(self, columns: int) -> str:
        """What stands in the columns without a level: dots for what is to come, words where nothing is."""
        if not self._words:
            return UNHEARD * columns
        return fitted(self._words, columns) if columns > 1 else self._words[:columns]

    def on_click(self, event: events.Click) -> None:
        """Pointing at a column seeks to its first frame, as on the timeline."""
        offset, columns = event.get_content_offset(self), bar_columns(self.size.width)
        if offset is not None and self._range is not None and offset.x < columns:
            self.post_message(Timeline.Seek(FrameScale(self._range, columns).frame(offset.x)))

    @property
    def _column(self) -> int | None:
        return bar_column(self._playhead, self._range, self.size.width)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"waveform--{name}")


def column_levels(levels: bytes, columns: int) -> list[int | None]:
    """The loudest level of each column; None where not all of it is heard yet."""
    edges = [column * PARTS // columns for column in range(columns + 1)]
    spans = [(edges[column], max(edges[column] + 1, edges[column + 1])) for column in range(columns)]
    return [max(levels[first:after]) if after <= len(levels) else None for first, after in spans]


def bar(level: int) -> str:
    """A block as high as a level is loud."""
    return BARS[-(-level * 8 // LOUDEST)]


def _told(level: int | None, without: str) -> str:
    """The level in words, or those for where there is none."""
    if level is None:
        return without
    quiet = decibels(level)
    return "silent" if quiet is None else f"{quiet} dB"
