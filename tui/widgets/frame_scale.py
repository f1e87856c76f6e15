"""Where a frame stands on a line of columns, and which frame a column stands for.

Filmstrip and timeline share it, and the gutter at their right end, so that a frame is in the same column of both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from library.timecode import Timecode

if TYPE_CHECKING:
    from library.timecode import FrameRate, TimeRange

GUTTER: Final = 13
"""Columns kept free at the right end for a timecode and the space before it."""
FASTEST_PICTURE: Final = 120
"""Above this rate positions are counted in sound samples, and a label shows milliseconds."""


@dataclass(frozen=True, slots=True)
class FrameScale:
    """`columns` columns over all frames of a range."""

    range: TimeRange
    columns: int

    def column(self, frame: int) -> int:
        """The column that shows `frame`; the first or last one for a frame outside."""
        offset = (frame - self.range.start) * self.columns // self.range.duration
        return max(0, min(self.columns - 1, offset))

    def frame(self, column: int) -> int:
        """The first frame that `column` shows; the last frame of the range when the column is beyond the end."""
        inside = max(0, column) * self.range.duration
        first = self.range.start - (-inside // self.columns) if self.columns else self.range.start
        return min(self.range.end_exclusive - 1, first)


def bar_columns(width: int) -> int:
    """Columns left of the gutter in a widget of that width; all of them where there is no room for one."""
    return width - GUTTER if width > 2 * GUTTER else width


def bar_column(frame: int, span: TimeRange | None, width: int) -> int | None:
    """The column left of the gutter that shows `frame` in a widget of that width; None where there is no media."""
    columns = bar_columns(width)
    return FrameScale(span, columns).column(frame) if span and columns > 0 else None


def label(frame: int, rate: FrameRate, start: Timecode | None = None) -> str:
    """The timecode of `frame`, counted from `start` if the media has one; of sound, minutes to milliseconds."""
    if start is not None and start.rate == rate:
        return str(start + frame)
    if rate.nominal <= FASTEST_PICTURE:
        return str(Timecode(frame, rate))
    thousandths = int(rate.seconds(frame) * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
