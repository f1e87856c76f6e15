"""Which frames of an asset an edit means, in the media's own frames.

Labels are those of the media's own timecode and rate, as the tape had them; where the media does not have them so, they
are read on the grid of the list, as editing programs write media of another rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from library.model import Asset, MediaKind
from library.timecode import BadTimecode, FrameRate, TimeRange
from mediavault.conform.edits import Labels, Origin, ReadEdit, Seconds
from mediavault.conform.edl import parsed

_ROUNDED = Fraction(1, 500)
"""How far off a ratio of speeds is at most where frames a second have one decimal."""


@dataclass(frozen=True, slots=True)
class Frames:
    """What an edit uses of an asset."""

    span: TimeRange | None
    """As far as the media has it; None: it has none of it."""
    inside: bool = True
    """Whether the media has all that the file asks for."""


def frames_used(edit: ReadEdit, asset: Asset, rate: FrameRate) -> Frames:
    """The frames of an asset that an edit of a cut at `rate` uses."""
    available = asset.facts.available_range
    if asset.facts.kind is MediaKind.PHOTO:
        held = edit.exact if edit.exact and edit.exact.rate == rate else None
        return Frames(held or TimeRange(0, max(1, rate.frames(edit.length_s)), rate))
    if available is None:
        return Frames(None, inside=False)
    if edit.exact is not None and edit.exact.rate == available.rate:
        return _within(edit.exact.start, edit.exact.duration, available)
    if isinstance(edit.used, Labels):
        return _of_labels(edit, edit.used, asset, rate)
    return _of_seconds(edit.used, asset, rate)


def _of_seconds(used: Seconds, asset: Asset, rate: FrameRate) -> Frames:
    available = asset.facts.available_range
    assert available is not None  # noqa: S101  the caller has seen to it
    start = asset.facts.start_timecode
    begins = start.timecode.rate.seconds(start.timecode.frame) if start else Fraction(0)
    shifts = {Origin.FIRST_FRAME: [Fraction(0)], Origin.MIDNIGHT: [begins], Origin.UNSAID: [begins, Fraction(0)]}
    found = []
    for shift in shifts[used.origin]:
        first = used.start - shift
        if available.rate != rate and asset.facts.kind is MediaKind.VIDEO:
            # It was written on the nearest frame of the list: half a frame before the first one is the first one.
            first = max(first, Fraction(0)) if first > -1 / rate.fraction else first
        begin, end = (available.rate.frames(at) for at in (first, first + used.duration))
        found.append(_within(begin, max(1, end - begin), available))
    return next((one for one in found if one.inside), found[-1])


def _of_labels(edit: ReadEdit, used: Labels, asset: Asset, rate: FrameRate) -> Frames:
    available = asset.facts.available_range
    assert available is not None  # noqa: S101  the caller has seen to it
    video = asset.facts.kind is MediaKind.VIDEO
    found = []
    for counting in dict.fromkeys((available.rate, rate) if video else (rate,)):
        span = _counted(edit, used, asset, counting)
        if span is not None:
            found.append(_within(*_scaled(span, counting, available.rate), available))
    return next((one for one in found if one.inside), found[0] if found else Frames(None, inside=False))


def _counted(edit: ReadEdit, used: Labels, asset: Asset, counting: FrameRate) -> tuple[int, int] | None:
    """First frame and length in frames of a rate, from the media's first frame."""
    start = asset.facts.start_timecode
    own = start.timecode if start else None
    drops = bool(own and own.drop_frame and own.rate == counting) or (own is None and used.drop_frame)
    try:
        first, end = (parsed(label, counting, drop_frame=drops) for label in (used.first, used.end))
    except BadTimecode:
        return None
    begins = 0 if own is None else own.frame if own.rate == counting else counting.frames(own.rate.seconds(own.frame))
    offset = first.frame - begins
    if offset < 0:
        offset = (first - begins).frame  # past midnight of its timecode
    length = (end - first.frame).frame or counting.frames(edit.length_s)
    if used.speed is not None:
        played = max(1, ceil(edit.length_s * counting.fraction * _ratio(abs(used.speed), counting)))
        if used.speed < 0:  # it ends where the second label says, or goes backwards from the first
            offset += length - played if end.frame > first.frame else 1 - played
        length = played
    return offset, max(1, length) + used.longer


def _ratio(speed: Fraction, counting: FrameRate) -> Fraction:
    """How much faster than recorded frames a second are: the whole percentage that is meant, where they are rounded.

    Lists also count them at the nominal rate: at 23.976 both 48 and 47.9 are double.
    """
    ratios = [speed / base for base in (counting.fraction, counting.nominal)]
    percent, ratio = min(
        ((Fraction(round(one * 100), 100), one) for one in ratios), key=lambda pair: abs(pair[0] - pair[1])
    )
    return percent if abs(percent - ratio) < _ROUNDED else ratios[0]


def _scaled(span: tuple[int, int], counting: FrameRate, rate: FrameRate) -> tuple[int, int]:
    if counting == rate:
        return span
    begin, end = (rate.frames(counting.seconds(frame)) for frame in (span[0], span[0] + span[1]))
    return begin, max(1, end - begin)


def _within(start: int, duration: int, available: TimeRange) -> Frames:
    """What of a run of frames the media has."""
    first, end = max(start, 0), min(start + duration, available.end_exclusive)
    span = TimeRange.from_end(first, end, available.rate) if end > first else None
    return Frames(span, inside=span is not None and (first, end) == (start, start + duration))
