"""Handles: what a trimmed clip has of its media besides what its shot uses."""

from __future__ import annotations

from dataclasses import replace

from library.model import Shot, ShotList
from library.timecode import FrameRate, TimeRange


def with_handles(used: TimeRange, available: TimeRange | None, handles: int, rate: FrameRate) -> TimeRange:
    """A range of media with its handles, in the media's own frames, and never outside of it.

    Args:
        used: What a shot uses.
        available: All of the media, where that is known.
        handles: Frames at either end, at `rate`.
        rate: That of the list.
    """
    more = used.rate.frames(rate.seconds(handles))
    first, last = max(0, used.start - more), used.end_exclusive + more
    if available:
        last = max(used.end_exclusive, min(last, available.end_exclusive))
    return TimeRange.from_end(first, last, used.rate)


def reaching(shot_list: ShotList) -> ShotList:
    """The list as if each shot used its handles as well: what leaves of it in trimmed clips."""

    def wider(shot: Shot) -> Shot:
        available = shot.asset.facts.available_range
        return replace(shot, source_range=with_handles(shot.source_range, available, shot_list.handles, shot_list.rate))

    return replace(shot_list, shots=tuple(map(wider, shot_list.shots)))
