"""The frames and samples of shots, decoded from their originals in a process that can change none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path

from PIL import Image

from library.errors import MediavaultError
from library.model import MediaFacts, MediaKind
from library.timecode import FrameRate, TimeRange
from mediavault import tools
from mediavault.export.encoder import Shape
from mediavault.media.apart import Originals
from mediavault.media.frame import FrameMissing
from mediavault.media.sound import SAMPLE_BYTES, SAMPLE_RATE_HZ
from mediavault.workers.dead_disks import DiskSilent

Progress = Callable[[int, int], None]
"""Told how many frames are done, and of how many."""
UNREADABLE = (FrameMissing, tools.NotAFile, tools.ToolFailed, tools.ToolTimedOut, DiskSilent, OSError)
"""What an original that cannot be decoded, or is not reached, ends in."""
_ROUNDED_FRAMES = 2
"""Frames, and one of its own, that media of another rate may end before its place on the grid: the last one is held."""


class NotRendered(MediavaultError):
    """A shot cannot be rendered, because its media does not give what the catalogue says it has."""

    def __init__(self, shot: int, name: str, reason: str) -> None:
        """Take the shot's number, the file's name and a clause that says why."""
        self.shot, self.name, self.reason = shot, name, reason
        super().__init__(f"Cannot render shot {shot} ({name}): {reason}. Take it out, or restore the file.")


@dataclass(frozen=True, slots=True)
class Original:
    """The media of a shot where it can be read."""

    shot: int
    name: str
    path: Path
    facts: MediaFacts
    preview: Path | None
    """A JPEG of a photo, made here."""
    decoder: Originals

    def pictures(self, used: TimeRange, frames: int, shape: Shape) -> Iterator[bytes]:
        """Exactly `frames` pictures, RGB24, the media's within the size of `shape` on black.

        Args:
            used: What is used, in the media's own frames.
            frames: How many pictures.
            shape: Their size and rate.

        Raises:
            NotRendered: The media has not that many, or cannot be read.
        """
        size, rate = shape.size, shape.rate
        if self.facts.kind is not MediaKind.VIDEO:
            yield from [self._held(size)] * frames
            return
        inner = _inside(self.facts, size)
        missing, last = frames, b""
        try:
            with closing(self.decoder.frames(self.path, used, self.facts, inner, rate.fraction)) as decoded:
                for picture, _ in zip(decoded, range(frames), strict=False):
                    last = _framed(picture, inner, size)
                    missing -= 1
                    yield last
        except UNREADABLE as error:
            raise NotRendered(self.shot, self.name, str(error).rstrip(".")) from error
        # Of irregular frames, so many may last less than their average says: they are held, and none behind them shown.
        rounded = _ROUNDED_FRAMES + ceil(rate.fraction / used.rate.fraction) if used.rate != rate else 0
        spare = missing if self.facts.picture.variable_frame_rate else rounded
        if missing > spare or not last:
            frames_missing = f"{missing} frame{'s' if missing > 1 else ''}"
            raise NotRendered(self.shot, self.name, f"it ends {frames_missing} before the shot does")
        yield from [last] * missing

    def samples(self, used: TimeRange, count: int) -> Iterator[bytes]:
        """Exactly `count` stereo samples from the first frame used; silence where there are none.

        Raises:
            NotRendered: The media cannot be read.
        """
        wanted = count * SAMPLE_BYTES
        if self.facts.sound.streams or self.facts.sound.codec:
            try:
                with closing(self.decoder.samples(self.path, used, self.facts)) as decoded:
                    for piece in decoded:
                        yield piece[:wanted]
                        wanted -= len(piece[:wanted])
                        if not wanted:
                            break
            except UNREADABLE as error:
                raise NotRendered(self.shot, self.name, str(error).rstrip(".")) from error
        while wanted > 0:
            yield bytes(min(wanted, tools.MIB))
            wanted -= min(wanted, tools.MIB)

    def _held(self, size: tuple[int, int]) -> bytes:
        """The preview of a photo; black for a sound."""
        ground = Image.new("RGB", size)
        if self.preview is not None and self.preview.is_file():
            with Image.open(self.preview, formats=("JPEG",)) as image:
                share = min(size[0] / image.width, size[1] / image.height)
                shown = image.convert("RGB").resize((round(image.width * share), round(image.height * share)))
            ground.paste(shown, ((size[0] - shown.width) // 2, (size[1] - shown.height) // 2))
        return ground.tobytes()


def samples_until(frames: int, rate: FrameRate) -> int:
    """Samples from the first to the end of a frame, rounded there, so that errors do not add up."""
    return round(Fraction(SAMPLE_RATE_HZ) * rate.seconds(frames))


def even(size: tuple[int, int]) -> tuple[int, int]:
    """The size as H.264 takes it."""
    width, height = (max(2, side - side % 2) for side in size)
    return width, height


def _inside(facts: MediaFacts, size: tuple[int, int]) -> tuple[int, int]:
    """The largest size of the media's shape within another."""
    width, height = facts.picture.shown or size
    share = min(Fraction(size[0], width), Fraction(size[1], height))
    return min(size[0], max(1, round(width * share))), min(size[1], max(1, round(height * share)))


def _framed(picture: bytes, inner: tuple[int, int], size: tuple[int, int]) -> bytes:
    if inner == size:
        return picture
    ground = Image.new("RGB", size)
    place = ((size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2)
    ground.paste(Image.frombytes("RGB", inner, picture), place)
    return ground.tobytes()
