"""From what a person types to a range of an asset, or to the clips that are meant; and ranges as people read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from library.errors import MediavaultError
from library.timecode import Timecode, TimeRange, parse_position

if TYPE_CHECKING:
    from library.model import Asset, AssetRow, Clip


class NothingToMark(MediavaultError):
    """A range was asked for of an asset that has no frames."""

    def __init__(self, name: str) -> None:
        """Takes the asset's name."""
        super().__init__(f"Cannot mark a range of {name}: it has no frames to count; tag the whole of it instead.")


REFERENCE = re.compile(r"[ac][1-9][0-9]*")
"""The key of an asset or a clip."""


def start_of(asset: Asset) -> Timecode | None:
    """The label of an asset's first frame, when it counts as the frames do."""
    available, start = asset.facts.available_range, asset.facts.start_timecode
    return start.timecode if available and start and start.timecode.rate == available.rate else None


def typed_range(asset: Asset, first: str, last: str) -> TimeRange:
    """The range of an asset that an IN and an OUT mean. Whether the media has it is for the catalogue to say.

    Raises:
        NothingToMark: The asset has no frames.
        BadPosition: One of them names no position.
        BadRange: There is no frame between them.
    """
    available = asset.facts.available_range
    if available is None:
        raise NothingToMark(asset.name)
    rate, start, length = available.rate, start_of(asset), available.duration
    begin, end = (parse_position(text, rate, start, duration=length) for text in (first, last))
    return TimeRange.from_end(begin, end, rate)


def spoken(clip: Clip, asset: Asset | None = None) -> str:
    """A clip's range for a person: timecodes where the media has them, otherwise frames; `whole` without one."""
    if clip.range is None:
        return "whole"
    start = start_of(asset) if asset else None
    if start is None:
        return f"{clip.range.start}f to {clip.range.end_exclusive}f"
    return f"{start + clip.range.start} to {start + clip.range.end_exclusive}"


def running_time(row: AssetRow) -> str | None:
    """How long an asset runs, as minutes, seconds and tenths; None for a photo."""
    if row.available_range is None:
        return None
    tenths = round(row.available_range.rate.seconds(row.available_range.duration) * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02}.{tenths % 10}"
