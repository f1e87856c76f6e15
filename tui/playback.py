"""Frames of one asset for the screen: the exact one at the playhead, and a run of them while playing.

Nothing here touches widgets. Decoding runs in the picture lane; whoever plays gives a callback that hands frames over.
"""

from __future__ import annotations

import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from library.errors import MediavaultError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PIL.Image import Image

    from library.model import MediaFacts
    from library.timecode import FrameRate

BOX = (160, 96)
"""Pixels a frame is decoded into: enough for 80 columns of quadrants."""
SPEEDS = (1, 2, 4, 8)
PIPED = 4
"""The highest speed at which every frame is decoded; above it, and backwards, single frames are fetched."""


class FrameSource(Protocol):
    """What gives frames: `mediavault.media.frame.frames_from`, or a test's own."""

    def __call__(self, path: Path, facts: MediaFacts, start: int, box: tuple[int, int]) -> Iterator[Image]:
        """Frames from the zero-based frame `start` on, each no larger than `box` pixels."""


def ffmpeg_frames(path: Path, facts: MediaFacts, start: int, box: tuple[int, int]) -> Iterator[Image]:
    """Frames decoded by ffmpeg."""
    from mediavault.media.frame import frames_from  # noqa: PLC0415  not every screen needs a decoder

    return frames_from(path, facts, start, box)


@dataclass(frozen=True, slots=True)
class Footage:
    """One asset that can be decoded now."""

    path: Path
    facts: MediaFacts
    source: FrameSource = ffmpeg_frames

    def frame(self, number: int) -> Image | None:
        """The exact frame, or None when it cannot be decoded."""
        try:
            with closing(_generator(self.source(self.path, self.facts, number, BOX))) as frames:
                return next(frames, None)
        except (MediavaultError, OSError, ValueError):
            return None

    def play(self, run: Run, show: Callable[[int, Image | None], None]) -> None:
        """Hand frames to `show` in real time until the run is stopped or the media ends; late frames are left out."""
        if 0 < run.speed <= PIPED:
            self._pipe(run, show)
        else:
            self._hop(run, show)

    def _pipe(self, run: Run, show: Callable[[int, Image | None], None]) -> None:
        began = time.monotonic()
        try:
            with closing(_generator(self.source(self.path, self.facts, run.start, BOX))) as frames:
                for count, image in enumerate(frames):
                    number = run.start + count
                    if run.stopped.wait(max(0.0, began + run.due(number) - time.monotonic())) or number > run.last:
                        return
                    if time.monotonic() - began - run.due(number) < run.patience and run.ready.is_set():
                        run.ready.clear()
                        show(number, image)
        except (MediavaultError, OSError, ValueError):
            return

    def _hop(self, run: Run, show: Callable[[int, Image | None], None]) -> None:
        began = time.monotonic()
        while not run.stopped.wait(run.patience):
            number = run.at(time.monotonic() - began)
            show(number, self.frame(number))
            if number in {0, run.last}:
                return


@dataclass(slots=True)
class Run:
    """One press of play."""

    start: int
    """The frame it begins at."""
    last: int
    """The last frame there is."""
    speed: int
    """1, 2, 4 or 8; negative backwards."""
    rate: FrameRate
    stopped: threading.Event = field(default_factory=threading.Event)
    ready: threading.Event = field(default_factory=threading.Event)
    """Set while the screen has drawn the frame before."""

    def __post_init__(self) -> None:
        """The screen is ready for the first frame."""
        self.ready.set()

    @property
    def patience(self) -> float:
        """Seconds a frame may be late before it is left out."""
        return max(0.04, 1.5 * float(self.rate.seconds(1)))

    def due(self, number: int) -> float:
        """Seconds after the beginning at which a frame is shown."""
        return float(self.rate.seconds(number - self.start)) / self.speed

    def at(self, seconds: float) -> int:
        """The frame shown so long after the beginning."""
        return min(self.last, max(0, self.start + int(seconds * float(self.rate.fraction) * self.speed)))


def _generator(frames: Iterator[Image]) -> Iterator[Image]:
    """The frames as something that can be closed, so that the decoder ends at once."""
    try:
        yield from frames
    finally:
        close = getattr(frames, "close", None)
        if close is not None:
            close()
