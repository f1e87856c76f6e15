"""From what a person types to a range of an asset, or to the clips that are meant; and ranges as people read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import typer

from library.errors import MediavaultError
from library.timecode import TimeRange, parse_position

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library import Catalogue
    from library.model import Asset, AssetRow, Clip, Region


class NothingToMark(MediavaultError):
    """A range was asked for of an asset that has no frames."""

    def __init__(self, name: str) -> None:
        """Takes the asset's name."""
        super().__init__(f"Cannot mark a range of {name}: it has no frames to count; tag the whole of it instead.")


REFERENCE = re.compile(r"[ac][1-9][0-9]*")
"""The key of an asset or a clip."""


def meant(catalogue: Catalogue, query: str) -> Sequence[int]:
    """The assets that a query finds, or that the key of an asset or a clip names.

    Raises:
        UnknownAsset, UnknownClip: nothing has the key.
    """
    if not REFERENCE.fullmatch(query):
        return catalogue.find(query)
    return [catalogue.asset(query).id if query.startswith("a") else catalogue.clip(query).asset]


def typed_range(asset: Asset, first: str, last: str) -> TimeRange:
    """The range of an asset that an IN and an OUT mean. Whether the media has it is for the catalogue to say.

    Raises:
        NothingToMark: The asset has no frames.
        BadPosition: One of them names no position.
        BadRange: There is no frame between them.
    """
    begin, end = (typed_position(asset, text) for text in (first, last))
    return TimeRange.from_end(begin, end, _available(asset).rate)


def typed_position(asset: Asset, text: str) -> int:
    """The frame of an asset that a text means, from its first.

    Raises:
        NothingToMark: The asset has no frames. BadPosition: The text names no position.
    """
    available = _available(asset)
    return parse_position(text, available.rate, asset.facts.first_label, duration=available.duration)


def _available(asset: Asset) -> TimeRange:
    available = asset.facts.available_range
    if available is None:
        raise NothingToMark(asset.name)
    return available


def typed_region(text: str) -> Region:
    """The region of a photo that four numbers mean.

    Raises:
        BadRegion: It lies outside the picture.
    """
    from library.model import Region

    try:
        return Region.parse(text)
    except ValueError:
        message = f'"{text}" is not four numbers with commas between them, as in 0.25,0.1,0.5,0.4'
        raise typer.BadParameter(message, param_hint="--region") from None


def spoken(clip: Clip, asset: Asset | None = None) -> str:
    """A clip's range for a person: timecodes where the media has them, otherwise frames; `whole` without one.

    The region of a photo is its left and upper edge, width and height.
    """
    if clip.region is not None:
        return f"region {clip.region}"
    if clip.range is None:
        return "whole"
    start = asset.facts.first_label if asset else None
    if start is None:
        return f"{clip.range.start}f to {clip.range.end_exclusive}f"
    return f"{start + clip.range.start} to {start + clip.range.end_exclusive}"


def running_time(row: AssetRow) -> str | None:
    """How long an asset runs, as minutes, seconds and tenths; None for a photo."""
    if row.available_range is None:
        return None
    tenths = round(row.available_range.rate.seconds(row.available_range.duration) * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02}.{tenths % 10}"
