"""What a video looks like: a filmstrip, 24 small frames evenly spread, side by side, and a poster, one of them, large.

Tile i shows the frame nearest to (i + 0.5) / 24 of the duration, as far as keyframes allow; the poster the one nearest
to a tenth of it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from PIL import Image

from library.model import MediaFacts
from mediavault import tools
from mediavault.media.containers.extent import missing_from
from mediavault.media.content import HEAD_BYTES, recognise
from mediavault.media.keyframes import Frame, frames_near
from mediavault.media.reading import Unreadable
from mediavault.vault.cache import TILES

TILE_WIDTH, TILE_HEIGHT = 160, 90
INTO = Fraction(1, 10)
"""How far into a video its poster stands."""


def poster(source: Path, facts: MediaFacts) -> Image.Image | None:
    """The poster of a video alone, in a tenth of the time its filmstrip takes; raises as `video_pictures` does."""
    if facts.picture.width is None:
        return None
    place = _length(facts) * INTO
    with tools.opened(source) as opened:
        return _nearest(_frames(opened, source, facts, [place]), place).picture()


def video_pictures(source: Path, facts: MediaFacts) -> tuple[Image.Image, Image.Image | None] | None:
    """Poster and filmstrip of a video, in sRGB, by one run of ffmpeg.

    Returns:
        No filmstrip for a video of unknown duration; nothing for a file without a picture, such as a lone timecode
        track.

    Raises:
        Unreadable: No frame of it can be decoded.
        NotAFile, OSError: The file cannot be opened.
        ToolTimedOut, ToolFailed, ToolMissing: ffmpeg did not do its part.
    """
    if facts.picture.width is None:
        return None
    length = _length(facts)
    with tools.opened(source) as opened:
        frames = _frames(opened, source, facts, _places(length))
        there = _there(opened, frames, length)
    large = _nearest(frames, length * INTO).picture()
    return large, _strip(frames, _places(length), there) if length else None


def _length(facts: MediaFacts) -> Fraction:
    """Seconds of the picture; nothing when they are not known."""
    picture = facts.picture
    length = picture.duration_s or Fraction(0)
    if picture.frame_rate and picture.frame_count:
        return min(length, picture.frame_rate.seconds(picture.frame_count))
    return length


def _frames(opened: tools.MediaInput, source: Path, facts: MediaFacts, places: Sequence[Fraction]) -> list[Frame]:
    frames = frames_near(opened, facts.picture, places)
    if not frames:
        raise Unreadable("damaged", source.name, "ffmpeg cannot decode a picture of it")
    return frames


def _there(opened: tools.MediaInput, frames: Sequence[Frame], length: Fraction) -> Fraction:
    """Seconds of it that are to be seen: all, or those before it breaks off, to the end of the last frame's tile."""
    with os.fdopen(os.dup(opened.fd), "rb") as file:
        content = recognise(os.pread(opened.fd, HEAD_BYTES, 0))
        return length if missing_from(file, content) is None else frames[-1].moment + length / TILES


def _places(length: Fraction) -> list[Fraction]:
    """The middle of each tile's span, in seconds from the first frame."""
    return [length * (2 * tile + 1) / (2 * TILES) for tile in range(TILES)]


def _nearest(frames: Sequence[Frame], place: Fraction) -> Frame:
    return min(frames, key=lambda frame: abs(frame.moment - place))


def _strip(frames: Sequence[Frame], places: Sequence[Fraction], there: Fraction) -> Image.Image:
    """The frames nearest to `places` side by side, each within 160 x 90 on black; nothing behind what is `there`."""
    strip = Image.new("RGB", (TILE_WIDTH * len(places), TILE_HEIGHT))
    tiles: dict[Fraction, Image.Image] = {}
    for number, place in enumerate(place for place in places if place <= there):
        frame = _nearest(frames, place)
        if frame.moment not in tiles:
            tiles[frame.moment] = _tile(frame)
        tile = tiles[frame.moment]
        left, top = (TILE_WIDTH - tile.width) // 2, (TILE_HEIGHT - tile.height) // 2
        strip.paste(tile, (TILE_WIDTH * number + left, top))
    return strip


def _tile(frame: Frame) -> Image.Image:
    width, height = frame.bands.size
    share = min(1.0, TILE_WIDTH / width, TILE_HEIGHT / height)
    return frame.picture((max(1, round(width * share)), max(1, round(height * share))))
