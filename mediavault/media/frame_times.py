"""When each frame of a video is shown, both ways: from its number to the time, from a time to the frame seen then."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction

from library.model import MediaFacts, MediaKind
from library.timecode import FrameRate
from mediavault import tools
from mediavault.media.frame import FrameMissing, delay_of, stamps_of

NEAR = Fraction(1, 1000)
"""Seconds by which a player's clock, a float, may lie before the frame that it shows."""


@dataclass(frozen=True, slots=True)
class FrameTimes:
    """Frame numbers count from 0 at the first frame shown; times are seconds from the start of the container."""

    delay: Fraction
    """How long after the container's start the picture starts, in seconds."""
    rate: FrameRate
    stamps: tuple[Fraction, ...] = ()
    """When each frame is shown, in seconds from the first, where they come irregularly; otherwise empty."""

    @classmethod
    def of(cls, opened: tools.MediaInput, facts: MediaFacts, name: str) -> FrameTimes:
        """Those of an open file; of a sound, whose rate is that of its range.

        Raises:
            FrameMissing: Its rate is not known.
        """
        if facts.kind is MediaKind.AUDIO and facts.available_range:
            return cls(Fraction(0), facts.available_range.rate)
        rate = facts.picture.frame_rate
        if rate is None:
            raise FrameMissing(name, 0, "its frame rate is not known")
        stamps = stamps_of(opened) if facts.picture.variable_frame_rate else []
        return cls(delay_of(opened), rate, tuple(stamp - stamps[0] for stamp in stamps))

    def between(self, frame: int) -> Fraction:
        """The time halfway between the frame before and this one: whoever seeks to it gets this one, to the frame."""
        if not self.stamps:
            return max(Fraction(0), self.delay + self.rate.seconds(frame) - self.rate.seconds(1) / 2)
        at = min(max(frame, 0), len(self.stamps) - 1)
        return self.delay + (self.stamps[max(at - 1, 0)] + self.stamps[at]) / 2

    def frame(self, seconds: float) -> int:
        """The number of the frame that is seen at a time."""
        since = Fraction(seconds) - self.delay + NEAR
        if self.stamps:
            return max(0, bisect_right(self.stamps, since) - 1)
        return max(0, int(since * self.rate.fraction))
