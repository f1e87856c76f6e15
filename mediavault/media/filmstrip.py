"""Filmstrips: 24 small frames of a video side by side in one JPEG, evenly spread.

A short clip is read once, keyframes only, and each tile takes the keyframe nearest to the middle of its span; where
there are too few, the exact frames are decoded if that is quick. A long clip is not read as a whole: one run of ffmpeg
opens it once for each tile and jumps to the keyframe before its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import ffmpeg
from PIL import Image

from library.model import MediaFacts, MediaKind, Picture
from mediavault import tools
from mediavault.media.decoding import LIMITS, TIMEOUT_S, command, fitted, raw_pixels, source_stream
from mediavault.media.decoding import seconds as as_seconds
from mediavault.media.preview import write_jpeg
from mediavault.media.reading import Unreadable

TILES = 24
TILE_WIDTH, TILE_HEIGHT = 160, 90
TILE_BYTES = TILE_WIDTH * TILE_HEIGHT * 3
SHORT_S = 90
"""Seconds up to which a clip is read as a whole."""
AFFORDABLE_PIXELS = 2_000_000_000
"""How many pixels may be decoded when keyframes are too few: a few seconds of work."""
INTRA_CODECS = frozenset(
    ("prores", "mjpeg", "dvvideo", "dnxhd", "cfhd", "jpeg2000", "ffv1", "huffyuv", "rawvideo", "v210")
)
"""Codecs whose every frame is a keyframe: jumping is cheaper than reading on."""
READING_LIMITS = tools.Limits(LIMITS.memory_bytes, LIMITS.cpu_s, complaint_bytes=4 * tools.MIB)
JUMPING_LIMITS = tools.Limits(memory_bytes=6144 * tools.MIB, cpu_s=40)
"""For twenty-four decoders at once."""

_SHOWN = re.compile(rb"Parsed_showinfo.*? n: *\d+ pts: *\S+ pts_time:(\S+)")


def make_filmstrip(source: Path, target: Path, facts: MediaFacts) -> bool:
    """Write 24 frames of `source`, each 160 x 90 with black borders, side by side to the JPEG `target`, all at once.

    Tile i shows the frame nearest to (i + 0.5) / 24 of the duration, as far as keyframes allow.

    Returns:
        Whether there is a filmstrip: False for what is no video, or has no known duration.

    Raises:
        Unreadable: No frame of it can be decoded.
        NotAFile, OSError: A file cannot be opened or written.
        ToolTimedOut, ToolFailed, ToolMissing: ffmpeg did not do its part.
    """
    picture = facts.picture
    if facts.kind is not MediaKind.VIDEO or picture.width is None or not picture.duration_s:
        return False
    with tools.opened(source) as opened:
        tiles = next((made for made in _attempts(opened, picture, picture.duration_s) if made), None)
    if tiles is None:
        raise Unreadable("damaged", source.name, "ffmpeg cannot decode a picture of it")
    strip = Image.new("RGB", (TILE_WIDTH * TILES, TILE_HEIGHT))
    for number, tile in enumerate(tiles):
        strip.paste(Image.frombytes("RGB", (TILE_WIDTH, TILE_HEIGHT), tile), (TILE_WIDTH * number, 0))
    write_jpeg(strip, target)
    return True


def _attempts(opened: tools.MediaInput, picture: Picture, duration: Fraction) -> Iterator[list[bytes]]:
    """The tiles by each way of getting them, the best first; an empty list where a way fails."""
    length = picture.frame_rate.seconds(picture.frame_count) if picture.frame_rate and picture.frame_count else duration
    if duration > SHORT_S or picture.codec in INTRA_CODECS:
        yield _jumping(opened, _places(length))
    keyframes = _shown(opened, skip_frame="nokey")
    if len(keyframes) < TILES and duration <= SHORT_S and _is_affordable(picture):
        yield _nearest(_shown(opened, wanted=_frames(picture.frame_count or 1)), _places(length))
    yield _nearest(keyframes, _places(length))
    # Some files mark no frame as a keyframe.
    yield _nearest(_shown(opened, first=True), _places(length))


def _places(length: Fraction) -> list[Fraction]:
    """The middle of each tile's span, in seconds from the first frame."""
    return [length * (2 * tile + 1) / (2 * TILES) for tile in range(TILES)]


def _frames(count: int) -> list[int]:
    """The number of the frame in the middle of each tile's span."""
    return sorted({min(count - 1, count * (2 * tile + 1) // (2 * TILES)) for tile in range(TILES)})


def _is_affordable(picture: Picture) -> bool:
    """Whether all frames can be decoded in a few seconds."""
    pixels = (picture.width or 0) * (picture.height or 0) * (picture.frame_count or 0)
    return 0 < pixels <= AFFORDABLE_PIXELS


def _nearest(frames: Sequence[tuple[Fraction, bytes]], places: Sequence[Fraction]) -> list[bytes]:
    """For each place the frame shown nearest to it; frames carry their time in seconds from the first one."""
    return [min(frames, key=lambda frame: abs(frame[0] - place))[1] for place in places] if frames else []


def _shown(
    opened: tools.MediaInput, *, skip_frame: str = "default", wanted: Sequence[int] = (), first: bool = False
) -> list[tuple[Fraction, bytes]]:
    """Tiles of the keyframes, of the frames numbered `wanted`, or of the first frame, each with its time.

    ffmpeg writes the pixels to standard output and, by `showinfo`, each frame's time to standard error.
    """
    stream = source_stream(opened, skip_frame=skip_frame)
    # Times count from the first frame, so it is needed even when no tile shows it.
    if wanted:
        stream = stream.filter("select", "+".join(f"eq(n,{number})" for number in {0, *wanted}))
    stream = _tile(stream).filter("showinfo", checksum="0")
    options = {"vframes": "1"} if first else {"fps_mode": "passthrough"}
    argv = command(stream.output("pipe:1", format="rawvideo", pix_fmt="rgb24", **options), verbosity="info")
    finished = tools.run(argv, timeout_s=TIMEOUT_S, pass_fds=opened.pass_fds, limits=READING_LIMITS)
    times = [Fraction(stamp.decode()) for stamp in _SHOWN.findall(finished.stderr) if stamp != b"NOPTS"]
    pixels = finished.stdout
    tiles = [pixels[at : at + TILE_BYTES] for at in range(0, len(pixels) - TILE_BYTES + 1, TILE_BYTES)]
    shown = [(time - times[0], tile) for time, tile in zip(times, tiles, strict=False)]
    return shown[1:] if wanted and 0 not in wanted else shown


def _jumping(opened: tools.MediaInput, places: Sequence[Fraction]) -> list[bytes]:
    """One tile for each place, from the keyframe before it; nothing when a place has none."""
    how = {"skip_frame": "nokey", "noaccurate_seek": None}
    tiles = [_tile(source_stream(opened, ss=as_seconds(place), **how)) for place in places]
    argv = raw_pixels(ffmpeg.filter(tiles, "hstack", inputs=TILES), vframes="1")
    finished = tools.run(argv, timeout_s=TIMEOUT_S * 2, pass_fds=opened.pass_fds, limits=JUMPING_LIMITS)
    if len(finished.stdout) < TILE_BYTES * TILES:
        return []
    strip = Image.frombytes("RGB", (TILE_WIDTH * TILES, TILE_HEIGHT), finished.stdout[: TILE_BYTES * TILES])
    boxes = ((TILE_WIDTH * tile, 0, TILE_WIDTH * (tile + 1), TILE_HEIGHT) for tile in range(TILES))
    return [strip.crop(box).tobytes() for box in boxes]


def _tile(stream: Any) -> Any:  # noqa: ANN401 - ffmpeg-python has no types
    """`stream` fitted into a tile, with black borders."""
    centred = {"x": "(ow-iw)/2", "y": "(oh-ih)/2"}
    return fitted(stream, TILE_WIDTH, TILE_HEIGHT).filter("pad", TILE_WIDTH, TILE_HEIGHT, **centred)
