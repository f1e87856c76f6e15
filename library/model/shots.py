"""Shot lists and the shots in them."""

from __future__ import annotations

from dataclasses import dataclass

from library.model.assets import Asset
from library.model.clips import Clip
from library.model.ids import AlternateId, AssetId, ClipId, ShotId, ShotListId
from library.timecode import FrameRate, Timecode, TimeRange

STILL_HOLD_S = 4
"""Seconds a still is held in a shot list when nobody says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternate:
    """What could stand in the place of a shot: another use of a clip. Exports use the shot, not this."""

    id: AlternateId
    number: int
    """One-based, among the alternates of its shot."""
    clip: Clip
    asset: Asset
    source_range: TimeRange
    """As that of a shot."""
    note: str | None = None

    @property
    def start_timecode(self) -> Timecode:
        """As that of a shot."""
        return _label(self.asset, self.source_range)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One use of a clip in an ordered list."""

    id: ShotId
    number: int
    """One-based position in the list."""
    clip: Clip
    asset: Asset
    source_range: TimeRange
    """What is used, in the media's own frames; of a still, frames held at the list's rate from 0."""
    note: str | None = None
    heading: str | None = None
    alternates: tuple[Alternate, ...] = ()

    @property
    def start_timecode(self) -> Timecode:
        """The label of its first source frame; counted from 00:00:00:00 when the media has no timecode."""
        return _label(self.asset, self.source_range)


def _label(asset: Asset, used: TimeRange) -> Timecode:
    start = asset.facts.start_timecode
    first = start.timecode if start and used.rate == start.timecode.rate else None
    return (first or Timecode(0, used.rate)) + used.start


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotList:
    """Shots in order, and the rate they are counted at."""

    id: ShotListId
    name: str
    project: str | None
    rate: FrameRate
    drop_frame: bool
    version: int
    """How often it has been exported, plus one."""
    shots: tuple[Shot, ...]
    handles: int = 0
    """Frames of the list that trimmed clips have more at either end."""

    @property
    def start_timecode(self) -> Timecode:
        """The label of its first frame: one hour, as editing rooms expect."""
        return Timecode.parse("01:00:00;00" if self.drop_frame else "01:00:00:00", self.rate)

    @property
    def record_ranges(self) -> tuple[TimeRange, ...]:
        """Where each shot stands in the list, in frames of the list's rate from its first frame, without gaps."""
        ranges, position = [], 0
        for shot in self.shots:
            span = shot.source_range.rescaled(self.rate)
            ranges.append(TimeRange(position, span.duration, self.rate))
            position += span.duration
        return tuple(ranges)

    @property
    def duration(self) -> int:
        """Running time in frames of its rate."""
        return sum(span.duration for span in self.record_ranges)

    @property
    def running_time(self) -> Timecode:
        """Running time as it is read, hours, minutes, seconds and frames, counted as the list counts."""
        return Timecode(self.duration, self.rate, self.drop_frame)


@dataclass(frozen=True, slots=True)
class ShotListSummary:
    """A shot list as a list of lists shows it."""

    id: ShotListId
    name: str
    project: str | None
    shots: int
    rate: FrameRate
    version: int
    running_time: Timecode


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Where footage is used already: one shot of one list."""

    shot_list: str
    """The list's name."""
    project: str | None
    """The film it belongs to."""
    number: int
    """One-based position in the list."""
    asset: AssetId
    clip: ClipId
    """The clip the shot was made of."""
    source_range: TimeRange
    """What is used, in the media's own frames; of a still, frames held at the list's rate."""

    def touches(self, clip: Clip) -> bool:
        """Whether it is a use of the clip itself, or of a frame that the clip has too."""
        span = clip.range
        if clip.asset != self.asset:
            return False
        return (
            clip.id == self.clip
            or span is None
            or span.rate != self.source_range.rate
            or (span.overlaps(self.source_range))
        )

    def __str__(self) -> str:
        """`Rough cut, shot 3`."""
        return f"{self.shot_list}, shot {self.number}"
