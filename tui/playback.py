"""Frames of one asset for the screen: the exact one at the playhead, and a run of them while playing.

Nothing here touches widgets. Decoding runs in the picture lane; whoever plays gives a callback that hands frames over.
"""

from __future__ import annotations

import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol

from PIL import Image

from library.errors import MediavaultError
from mediavault.workers.dead_disks import DiskSilent

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator
    from pathlib import Path

    from library.model import MediaFacts
    from library.timecode import FrameRate
    from mediavault.media.apart import Originals

BOX = (160, 96)
"""Pixels a frame is decoded into at most: enough for 80 columns of quadrants."""
SHOWN_PER_S = 12
"""Frames drawn in a second; more than a terminal over ssh takes."""
SPEEDS = (1, 2, 4, 8)
Video = tuple["Path", "MediaFacts"]
"""Where footage is, and what is known of it."""


class Decoder(Protocol):
    """What gives frames; tests have their own."""

    def frame(self, path: Path, facts: MediaFacts, number: int, size: tuple[int, int]) -> Image.Image:
        """The exact frame of that number, from 0."""

    def run(
        self, path: Path, facts: MediaFacts, first: int, size: tuple[int, int], fps: Fraction
    ) -> Generator[Image.Image]:
        """Frames from `first` on, `fps` of them for each second of the media."""

    def turn_away(self) -> None:
        """Nobody looks at what was asked for last any more."""

    def close(self) -> None:
        """No more frames."""


class Listener(Protocol):
    """What goes through a sound; tests have their own."""

    def levels(self, path: Path, facts: MediaFacts) -> Generator[bytes]:
        """The levels of its waveform, in pieces, as `mediavault.vault.waveforms` has them."""

    def turn_away(self) -> None:
        """Nobody looks at what was asked for last any more."""

    def close(self) -> None:
        """No more sound."""


class Apart:
    """Frames and sound decoded by ffmpeg, in a process that may be left behind with the disk it waits for."""

    def __init__(self) -> None:
        """Start nothing until a frame is wanted."""
        self._originals: Originals | None = None

    def frame(self, path: Path, facts: MediaFacts, number: int, size: tuple[int, int]) -> Image.Image:
        """The exact frame."""
        return Image.frombytes("RGB", size, self._ready().frame(path, number, facts, size))

    def run(
        self, path: Path, facts: MediaFacts, first: int, size: tuple[int, int], fps: Fraction
    ) -> Generator[Image.Image]:
        """Frames as they come; closing it ends ffmpeg."""
        with closing(self._ready().frames(path, first, facts, size, fps)) as frames:
            for pixels in frames:
                yield Image.frombytes("RGB", size, pixels)

    def levels(self, path: Path, facts: MediaFacts) -> Generator[bytes]:
        """How loud the sound is, in pieces; closing it ends ffmpeg."""
        return self._ready().levels(path, facts)

    def turn_away(self) -> None:
        """Nobody looks at what was asked for last any more."""
        if self._originals is not None:
            self._originals.turn_away()

    def close(self) -> None:
        """No more frames."""
        if self._originals is not None:
            self._originals.close()

    def _ready(self) -> Originals:
        from mediavault.media.apart import Originals  # noqa: PLC0415  not every session decodes

        self._originals = self._originals or Originals()
        return self._originals


class Window(Protocol):
    """A player with a window of its own; errors are `MediavaultError`s. `mediavault.playing.Player` is one."""

    @property
    def is_open(self) -> bool:
        """Whether the window stands."""

    async def cue(self, video: int, frame: int, last: int) -> None:
        """Turn to one of its videos, stand on exactly that frame, and play up to `last` from there."""

    async def foresee(self, video: int) -> None:
        """Be ready to turn to a video."""

    async def seek(self, frame: int) -> None:
        """Stand on exactly that frame."""

    def play(self, frame: int, speed: int) -> AsyncGenerator[int, None]:
        """Play from a frame on; gives each frame as it is shown, until playing ends."""

    async def pause(self) -> int:
        """Stop; gives the frame that is shown."""

    async def close(self) -> None:
        """Close the window."""


def faster(speed: int) -> int:
    """The next speed after one of them, or after 0 for standing."""
    return next((one for one in SPEEDS if one > speed), SPEEDS[-1])


def window(playback: str, *, served: bool) -> Callable[..., Window] | None:
    """What opens a window for videos, each a path with what is known of it, by the setting `playback`.

    None where footage is to be drawn in cells.

    Who sees the interface in a browser may sit anywhere.
    """
    if playback == "cells" or (playback == "auto" and (served or not _has_window())):
        return None

    def opened(*videos: tuple[Path, MediaFacts]) -> Window:
        from mediavault.playing import Player  # noqa: PLC0415  not every session plays

        return Player(*videos)

    return opened


def _has_window() -> bool:
    from mediavault import tools  # noqa: PLC0415  not every session plays
    from mediavault.playing import has_screen  # noqa: PLC0415  as above

    try:
        return has_screen() and bool(tools.find("mpv"))
    except tools.ToolMissing:
        return False


@dataclass(frozen=True, slots=True)
class Footage:
    """One video that can be decoded now."""

    path: Path
    facts: MediaFacts
    decoder: Decoder

    @property
    def size(self) -> tuple[int, int]:
        """Pixels across and down of a decoded frame, in the shape of the picture."""
        width, height = self.facts.picture.width or BOX[0], self.facts.picture.height or BOX[1]
        scale = min(BOX[0] / width, BOX[1] / height)
        return max(2, round(width * scale)), max(2, round(height * scale))

    def frame(self, number: int) -> Image.Image:
        """The exact frame. Raises MediavaultError, OSError or ValueError when it cannot be decoded."""
        return self.decoder.frame(self.path, self.facts, number, self.size)

    def play(self, run: Run, show: Callable[[int, Image.Image | None], None]) -> None:
        """Hand frames to `show` in real time until the run is stopped or the media ends; late frames are left out."""
        try:
            if run.speed > 0:
                self._forward(run, show)
            else:
                self._backward(run, show)
        except (MediavaultError, OSError, ValueError):
            return  # what was shown last stays; the screen fetches the exact frame and says what is wrong with it

    def _forward(self, run: Run, show: Callable[[int, Image.Image | None], None]) -> None:
        fps = Fraction(SHOWN_PER_S, run.speed)
        with closing(self.decoder.run(self.path, self.facts, run.start, self.size, fps)) as frames:
            began = None
            for count, image in enumerate(frames):
                now = time.monotonic()
                began = now if began is None else began
                due = began + count / SHOWN_PER_S
                number = run.start + int(count * run.rate.fraction / fps)
                if number > run.last or run.stopped.wait(max(0.0, due - now)):
                    return
                if now - due < 1 / SHOWN_PER_S and run.ready.is_set():
                    run.ready.clear()
                    show(number, image)

    def _backward(self, run: Run, show: Callable[[int, Image.Image | None], None]) -> None:
        began = time.monotonic()
        while not run.stopped.wait(1 / SHOWN_PER_S):
            number = run.at(time.monotonic() - began)
            try:
                image = self.frame(number)
            except DiskSilent:
                raise
            except (MediavaultError, OSError, ValueError):
                image = None
            show(number, image)
            if number == run.first:
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
    first: int = 0
    """The first frame there is; it ends there when it plays backwards."""
    stopped: threading.Event = field(default_factory=threading.Event)
    ready: threading.Event = field(default_factory=threading.Event)
    """Set while the screen has drawn the frame before."""

    def __post_init__(self) -> None:
        """The screen is ready for the first frame."""
        self.ready.set()

    def at(self, seconds: float) -> int:
        """The frame shown so long after the beginning."""
        return min(self.last, max(self.first, self.start + int(seconds * float(self.rate.fraction) * self.speed)))

    @property
    def frames(self) -> int:
        """How many it goes through, with the one it begins at."""
        return 1 + (self.last - self.start if self.speed > 0 else self.start - self.first)

    @property
    def seconds(self) -> float:
        """How long it takes to its end."""
        return self.frames / float(self.rate.fraction * abs(self.speed))
