"""Exact frame rates, timecode labels (SMPTE ST 12-1) and frame ranges.

Time is rational here: a rate is a fraction of frames per second, a position is a whole number of frames at a rate, and
a timecode is a label for a frame, never a duration. All arithmetic is on integers, so a result is right or an error,
never a rounded float. This module knows nothing of media files, of the catalogue or of where a start timecode came
from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import overload

from library.errors import MediavaultError

_SECONDS_PER_DAY = 86_400
_HALF = Fraction(1, 2)


class BadFrameRate(MediavaultError):
    """A text or a pair of numbers is not a frame rate."""

    def __init__(self, text: str) -> None:
        """Take the text that was read as a rate."""
        self.text = text
        super().__init__(
            f'Cannot read "{text}" as a frame rate: '
            "write frames per second above zero, such as 25, 29.97 or 30000/1001."
        )


_RATE = re.compile(r"(?P<whole>[0-9]{1,9})(?:\.(?P<decimals>[0-9]{1,12})|/(?P<denominator>[0-9]{1,9}))?")


@dataclass(frozen=True, slots=True, order=False)
class FrameRate:
    """Frames per second as an exact, reduced fraction: 25, or 30000/1001 for what is written 29.97."""

    numerator: int
    """Frames per `denominator` seconds; above zero."""
    denominator: int = 1
    """Seconds; above zero, without a common divisor with `numerator`."""

    def __post_init__(self) -> None:
        """Reduce the fraction, so that equal rates compare equal.

        Raises:
            BadFrameRate: A number is zero or below.
        """
        if self.numerator < 1 or self.denominator < 1:
            raise BadFrameRate(f"{self.numerator}/{self.denominator}")
        reduced = Fraction(self.numerator, self.denominator)
        object.__setattr__(self, "numerator", reduced.numerator)
        object.__setattr__(self, "denominator", reduced.denominator)

    @classmethod
    def parse(cls, text: str) -> FrameRate:
        """Read `25`, `25.00`, `30000/1001` or a decimal spelling of an NTSC rate (`29.97`, `23.976`, `23.98`).

        A decimal that is an NTSC rate (a multiple of 12 or 15, times 1000/1001) shortened to two or more decimals is
        that exact fraction. Any other decimal is taken as written: `12.5` is 25/2.

        Raises:
            BadFrameRate: The text has another shape, or is zero.
        """
        return cls(*_read_rate(text))

    @property
    def fraction(self) -> Fraction:
        """Frames per second."""
        return Fraction(self.numerator, self.denominator)

    @property
    def nominal(self) -> int:
        """Labels per second of timecode, the counting base: 30 for 30000/1001; at least 1."""
        return max(1, (2 * self.numerator + self.denominator) // (2 * self.denominator))

    @property
    def drops(self) -> bool:
        """Whether drop-frame counting is defined: the counting base is a multiple of 30 (30, 60, 120).

        A true 30/1 counts too: cameras write drop-frame labels on it.
        """
        return self.nominal % 30 == 0

    def frames(self, seconds: Fraction | float) -> int:
        """Return the frame boundary nearest to `seconds`, counted from zero; a half goes up."""
        return floor(Fraction(seconds) * self.fraction + _HALF)

    def seconds(self, frames: int) -> Fraction:
        """Return how long `frames` frames last, in seconds, exactly."""
        return Fraction(frames * self.denominator, self.numerator)

    def __str__(self) -> str:
        """Return `25` or `30000/1001`, which `parse` reads back."""
        return str(self.fraction)


@lru_cache(maxsize=256)  # there are few rates, and every clip and shot has one
def _read_rate(text: str) -> tuple[int, int]:
    match = _RATE.fullmatch(text.strip())
    if match is None:
        raise BadFrameRate(text)
    if match["decimals"]:
        exact = _ntsc(match["whole"], match["decimals"]) or Fraction(match[0])
    else:
        denominator = int(match["denominator"] or 1)
        exact = Fraction(int(match["whole"]), denominator) if denominator else Fraction(0)
    if exact <= 0:
        raise BadFrameRate(text)
    return exact.numerator, exact.denominator


_FEWEST_DECIMALS = 2  # 29.9 could be anything


def _ntsc(whole: str, decimals: str) -> Fraction | None:
    """Return the exact NTSC rate that `whole.decimals` is a shortening of, cut or rounded, if there is one."""
    scale = 10 ** len(decimals)
    written = int(whole + decimals)
    nominal = -(-written // scale)
    if len(decimals) < _FEWEST_DECIMALS or (nominal % 12 and nominal % 15):
        return None
    exact = Fraction(nominal * 1000, 1001)
    return exact if written in (floor(exact * scale), floor(exact * scale + _HALF)) else None


class MixedRates(MediavaultError):
    """Two positions or ranges that count frames differently were put together."""

    def __init__(self, one: object, other: object) -> None:
        """Take the two values, or the two ways of counting."""
        self.one, self.other = one, other
        super().__init__(f"Cannot put {one} and {other} together: they count frames differently; convert one first.")


class BadTimecode(MediavaultError):
    """A text is no timecode label at the rate it was read with."""

    def __init__(self, text: str, reason: str) -> None:
        """Take the label and the reason, a clause without a full stop."""
        self.text, self.reason = text, reason
        super().__init__(
            f'Cannot read "{text}" as a timecode: {reason}; write HH:MM:SS:FF, or HH:MM:SS;FF for drop-frame.'
        )


_LABEL = re.compile(r"([0-9]{1,2})[:;]([0-9]{2})[:;]([0-9]{2})([:;.])([0-9]{2,3})")


@dataclass(frozen=True, slots=True)
class Timecode:
    """A label for one frame of a day (SMPTE ST 12-1), kept as a frame count and a way of counting.

    Drop-frame counting skips labels, never frames: at each minute that is not a tenth, the first nominal/15 labels
    (2 at 29.97, 4 at 59.94, 8 at 119.88) are left out, which keeps labels within a few frames of a clock.
    """

    frame: int
    """Frames counted since 00:00:00:00; taken modulo one day of labels, so 0 <= frame < a day."""
    rate: FrameRate
    """Frames per second; `rate.nominal` is the counting base."""
    drop_frame: bool = False
    """Whether labels are skipped; written as ';' before the frames."""

    def __post_init__(self) -> None:
        """Wrap the frame into one day.

        Raises:
            BadTimecode: Drop-frame counting is not defined at the rate.
        """
        if self.drop_frame and not self.rate.drops:
            raise BadTimecode(f"frame {self.frame}", _no_drop(self.rate))
        object.__setattr__(self, "frame", self.frame % self._day)

    @classmethod
    def parse(cls, text: str, rate: FrameRate, *, drop_frame: bool | None = None) -> Timecode:
        """Read a label `HH:MM:SS:FF` at `rate`.

        Args:
            text: The label. `;` or `.` before the frames says drop-frame, as recorders and editors write it.
            rate: The rate of the media the label stands on.
            drop_frame: The way of counting when it is known from elsewhere; it overrules the separator.

        Raises:
            BadTimecode: The shape is wrong, a field is too large, drop-frame counting skips the label, or it is not
                defined at the rate.
        """
        match = _LABEL.fullmatch(text.strip())
        if match is None:
            raise BadTimecode(text, "it has another shape")
        drops = match[4] != ":" if drop_frame is None else drop_frame
        hours, minutes, seconds, frames = (int(match[field]) for field in (1, 2, 3, 5))
        reason = _fault(hours, minutes, seconds) or _frame_fault(minutes, seconds, frames, rate if drops else None)
        if frames >= rate.nominal:
            reason = reason or f"at {rate} frames per second the last frame of a second is {rate.nominal - 1}"
        if drops and not rate.drops:
            reason = _no_drop(rate)
        if reason:
            raise BadTimecode(text, reason)
        minute = hours * 60 + minutes
        label = (minute * 60 + seconds) * rate.nominal + frames
        skipped = _dropped(rate) * (minute - minute // 10) if drops else 0
        return cls(label - skipped, rate, drops)

    @property
    def _day(self) -> int:
        """Frames in one day of labels."""
        skipped = _dropped(self.rate) * (1440 - 144) if self.drop_frame else 0
        return _SECONDS_PER_DAY * self.rate.nominal - skipped

    @property
    def _label(self) -> int:
        """The label as one number, skipped labels counted in."""
        if not self.drop_frame:
            return self.frame
        dropped, first_minute = _dropped(self.rate), self.rate.nominal * 60
        tens, rest = divmod(self.frame, first_minute * 10 - 9 * dropped)
        minutes = 0 if rest < first_minute else 1 + (rest - first_minute) // (first_minute - dropped)
        return self.frame + dropped * (9 * tens + minutes)

    def __str__(self) -> str:
        """Return `HH:MM:SS:FF`, with ';' when drop-frame; three frame digits when the base is above 100."""
        nominal = self.rate.nominal
        second, frame = divmod(self._label, nominal)
        separator = ";" if self.drop_frame else ":"
        digits = max(2, len(str(nominal - 1)))
        return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}{separator}{frame:0{digits}}"

    def __add__(self, frames: int) -> Timecode:
        """Return the label `frames` later, past midnight if need be."""
        return Timecode(self.frame + frames, self.rate, self.drop_frame)

    @overload
    def __sub__(self, other: int) -> Timecode: ...
    @overload
    def __sub__(self, other: Timecode) -> int: ...
    def __sub__(self, other: int | Timecode) -> Timecode | int:
        """Return the label `other` frames earlier, or the frames from `other` to this one on the same day.

        Raises:
            MixedRates: The two labels differ in rate or in drop-frame counting.
        """
        if not isinstance(other, Timecode):
            return self + -other
        if (self.rate, self.drop_frame) != (other.rate, other.drop_frame):
            raise MixedRates(self, other)
        return self.frame - other.frame


def _dropped(rate: FrameRate) -> int:
    """Labels left out at each minute that is not a tenth."""
    return rate.nominal // 15


def _no_drop(rate: FrameRate) -> str:
    return f"drop-frame counting is not defined at {rate} frames per second"


def _fault(hours: int, minutes: int, seconds: int) -> str | None:
    """Say which field of a label is beyond a clock's, if one is."""
    for field, value, last in (("hour", hours, 23), ("minute", minutes, 59), ("second", seconds, 59)):
        if value > last:
            return f"the last {field} is {last}"
    return None


def _frame_fault(minutes: int, seconds: int, frames: int, rate: FrameRate | None) -> str | None:
    """Say that drop-frame counting at `rate` skips the label, if it does; None as rate is non-drop counting."""
    if rate is None or not minutes % 10 or seconds or frames >= _dropped(rate):
        return None
    return f"drop-frame counting skips that label, and the minute begins at frame {_dropped(rate):02}"


class BadRange(MediavaultError):
    """A range has no frame, or begins before the media does."""

    def __init__(self, start: int, duration: int) -> None:
        """Take the first frame and the length, in frames."""
        self.start, self.duration = start, duration
        super().__init__(
            f"Cannot make a range of {duration} frames from frame {start}: "
            "it must begin at frame 0 or later and hold one frame or more."
        )


@dataclass(frozen=True, slots=True)
class TimeRange:
    """A half-open run of frames, zero-based from the first frame of the media, whatever its start timecode."""

    start: int
    """First frame inside, in frames of `rate` from the first frame of the media; 0 or more."""
    duration: int
    """Length in frames of `rate`; 1 or more."""
    rate: FrameRate
    """The rate that both numbers count at."""

    def __post_init__(self) -> None:
        """Check that the range holds a frame the media can have.

        Raises:
            BadRange: `start` is below 0 or `duration` below 1.
        """
        if self.start < 0 or self.duration < 1:
            raise BadRange(self.start, self.duration)

    @classmethod
    def from_end(cls, start: int, end_exclusive: int, rate: FrameRate) -> TimeRange:
        """Make the range from `start` up to the frame before `end_exclusive`.

        Raises:
            BadRange: There is no frame between the two, or `start` is below 0.
        """
        return cls(start, end_exclusive - start, rate)

    @property
    def end_exclusive(self) -> int:
        """The first frame after the range."""
        return self.start + self.duration

    def contains(self, other: TimeRange) -> bool:
        """Return whether every frame of `other` is in this range.

        Raises:
            MixedRates: The rates differ.
        """
        self._same_rate(other)
        return self.start <= other.start and other.end_exclusive <= self.end_exclusive

    def overlaps(self, other: TimeRange) -> bool:
        """Return whether the two share a frame; ranges that only touch do not.

        Raises:
            MixedRates: The rates differ.
        """
        self._same_rate(other)
        return self.start < other.end_exclusive and other.start < self.end_exclusive

    def rescaled(self, rate: FrameRate) -> TimeRange:
        """Return the range on the frame grid of another rate.

        Both edges, `start` and `end_exclusive`, go to the nearest frame boundary of `rate`, a half up, and the duration
        is what lies between: ranges that touch still touch, and no edge moves by more than half a frame. A range
        that would vanish keeps one frame, from its start.
        """
        if rate == self.rate:
            return self
        start = rate.frames(self.rate.seconds(self.start))
        end_exclusive = rate.frames(self.rate.seconds(self.end_exclusive))
        return TimeRange(start, max(1, end_exclusive - start), rate)

    def _same_rate(self, other: TimeRange) -> None:
        if self.rate != other.rate:
            raise MixedRates(f"a range at {self.rate}", f"a range at {other.rate} frames per second")


class BadPosition(MediavaultError):
    """A text names no position in the media."""

    def __init__(self, text: str, reason: str) -> None:
        """Take what was typed and the reason, a clause without a full stop."""
        self.text, self.reason = text, reason
        super().__init__(
            f'Cannot find "{text}" in the media: {reason}. '
            "Write a timecode (10:00:04:12), frames from the first (112f) or seconds from the first (4.48s)."
        )


_FRAMES = re.compile(r"([0-9]{1,12})f")
_SECONDS = re.compile(r"([0-9]{1,12}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})s")


def parse_position(text: str, rate: FrameRate, start: Timecode | None = None, *, duration: int | None = None) -> int:
    """Return the zero-based frame that an IN or OUT typed by a person means.

    Args:
        text: A timecode `10:00:04:12`, frames from the first `112f`, or seconds from the first `4.48s` (nearest frame).
        rate: The media's rate.
        start: The media's start timecode. A typed timecode is relative to it and counts as it does: a colon before
            the frames is enough on drop-frame media. Without it a typed timecode is relative to 00:00:00:00.
        duration: Frames the media has, if known: media that ran past midnight then takes labels of the next day. It
            does not limit the result otherwise.

    Raises:
        BadPosition: The text has none of the forms, or its timecode is not one, or lies before `start`.
        MixedRates: `start` counts at another rate.
    """
    typed = text.strip()
    if match := _FRAMES.fullmatch(typed):
        return int(match[1])
    if match := _SECONDS.fullmatch(typed):
        return rate.frames(Fraction(match[1]))
    if start is not None and start.rate != rate:
        raise MixedRates(start, f"media at {rate} frames per second")
    if start is not None and not start.drop_frame and (";" in typed or "." in typed):
        raise BadPosition(text, f"the media starts at {start}, which is not drop-frame")
    try:
        timecode = Timecode.parse(typed, rate, drop_frame=True if start and start.drop_frame else None)
    except BadTimecode as error:
        raise BadPosition(text, error.reason) from error
    return _from_start(timecode, start, duration, text)


def _from_start(timecode: Timecode, start: Timecode | None, duration: int | None, text: str) -> int:
    """Return the frames from `start` to `timecode`, the next day's included when the media reaches it."""
    frames = timecode.frame if start is None else timecode - start
    if frames >= 0:
        return frames
    # Subtracting a count wraps at midnight, so this is the way from start to the label going forward.
    past_midnight = (timecode - start.frame).frame if start else 0
    if duration is None or past_midnight > duration:
        raise BadPosition(text, f"the media starts at {start}")
    return past_midnight
