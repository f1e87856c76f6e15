"""The playhead and the range that is being marked, in frames from the media's first; no widgets, no catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from library.timecode import TimeRange


@dataclass(slots=True)
class Marks:
    """In and out of one asset. Both always lie inside the media, and out always after in."""

    available: TimeRange | None = None
    """What the media has; None when it cannot be marked."""
    playhead: int = 0
    mark_in: int | None = None
    """The first frame of the range."""
    mark_out: int | None = None
    """The first frame after the range."""

    def __post_init__(self) -> None:
        """Keep the playhead inside."""
        self.seek(self.playhead)

    def seek(self, frame: int) -> None:
        """Put the playhead on a frame, or on the nearest there is."""
        last = self.available.end_exclusive - 1 if self.available else 0
        self.playhead = min(max(frame, 0), last)

    def set_in(self) -> None:
        """The range begins at the playhead; an out that is not after it is forgotten."""
        self.mark_in = self.playhead
        if self.mark_out is not None and self.mark_out <= self.playhead:
            self.mark_out = None

    def set_out(self) -> None:
        """The range ends with the frame at the playhead; an in that is after it is forgotten."""
        self.mark_out = self.playhead + 1
        if self.mark_in is not None and self.mark_in > self.playhead:
            self.mark_in = None

    def set_whole(self) -> None:
        """The range is everything."""
        if self.available is not None:
            self.mark_in, self.mark_out = self.available.start, self.available.end_exclusive

    def clear(self) -> None:
        """No range."""
        self.mark_in = self.mark_out = None

    @property
    def open(self) -> bool:
        """Whether only one end is marked, so that the playhead is the other."""
        return (self.mark_in is None) != (self.mark_out is None)

    @property
    def range(self) -> TimeRange | None:
        """What is marked: an open end reaches to the playhead, or to the beginning when that lies before."""
        if self.available is None or (self.mark_in is None and self.mark_out is None):
            return None
        start = self.mark_in if self.mark_in is not None else self.available.start
        end = self.mark_out if self.mark_out is not None else max(self.playhead, start) + 1
        return TimeRange.from_end(start, end, self.available.rate)
