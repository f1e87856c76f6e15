"""Raw pictures and samples into a file of H.264 and sound.

The encoder never sees an original: it is given pixels and samples alone, so nothing that an original says of itself,
in whatever box of whatever container, can get into the file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from library.timecode import FrameRate, Timecode
from mediavault import tools
from mediavault.media.decoding import command
from mediavault.media.sound import SAMPLE_RATE_HZ

_UNLIMITED = tools.Limits(memory_bytes=None, cpu_s=None, file_bytes=None, jailed=False)
"""It reads nothing but what is made here, and writes one file."""
_LONGEST_S = 7 * 24 * 3600.0
_NOTHING_ELSE = {
    "map_metadata": "-1",
    "map_chapters": "-1",
    "fflags": "+bitexact",
    "flags:v": "+bitexact",
    "flags:a": "+bitexact",
    "bsf:v": "filter_units=remove_types=6",
}
"""No tag, no version of the encoder, and no free text (SEI, NAL unit type 6) within the pictures."""
_COLOUR = {"colorspace": "bt709", "color_primaries": "bt709", "color_trc": "bt709", "color_range": "tv"}


@dataclass(frozen=True, slots=True)
class Shape:
    """What is encoded, and into what."""

    size: tuple[int, int]
    """Pixels across and down, even."""
    rate: FrameRate
    container: str
    """`mp4` with AAC, or `mov` with PCM and a timecode."""
    timecode: Timecode
    """Of the first frame."""


@contextmanager
def encoding(target: Path, shape: Shape, sound: Path | None) -> Iterator[Callable[[bytes], None]]:
    """A function that takes one picture after the other, RGB24; after the block the file is whole.

    Args:
        target: The file to write.
        shape: Size, rate and kind.
        sound: Stereo samples of 16 bits at 48 kHz, raw in a file; None for silence.

    Raises:
        ToolFailed: The encoder ended before its time.
    """
    reading, writing = os.pipe()
    argv = _command(target, shape, sound)
    with ThreadPoolExecutor(1, thread_name_prefix="encoder") as pool:
        ended = pool.submit(_run, argv, reading)
        try:
            yield lambda picture: _give(writing, picture, ended)
        finally:
            os.close(writing)
        ended.result().required()


def _run(argv: list[str], reading: int) -> tools.Finished:
    with open(reading, "rb", buffering=0) as pictures:
        return tools.run(argv, timeout_s=_LONGEST_S, limits=_UNLIMITED, stdin=pictures)


def _give(writing: int, picture: bytes, ended: Future[tools.Finished]) -> None:
    left = memoryview(picture)
    try:
        while left:
            left = left[os.write(writing, left) :]
    except BrokenPipeError:
        ended.result().required()
        raise


def _command(target: Path, shape: Shape, sound: Path | None) -> list[str]:
    size = "x".join(map(str, shape.size))
    rate = str(shape.rate)
    pictures = ffmpeg.input("pipe:0", format="rawvideo", pix_fmt="rgb24", s=size, framerate=rate)
    streams: list[Any] = [pictures.filter("scale", out_color_matrix="bt709", out_range="tv")]
    if sound is not None:
        streams.append(ffmpeg.input(f"file:{sound}", format="s16le", ar=str(SAMPLE_RATE_HZ), ac="2"))
    coded = {"vcodec": "libx264", "preset": "veryfast", "crf": "18", "g": shape.rate.nominal, "pix_fmt": "yuv420p"}
    heard = {"acodec": "aac", "b:a": "192k"} if shape.container == "mp4" else {"acodec": "pcm_s16le"}
    labelled = {"timecode": str(shape.timecode)} if shape.container == "mov" else {}
    options = {**coded, **heard, **labelled, **_COLOUR, **_NOTHING_ELSE, "movflags": "+faststart"}
    output = ffmpeg.output(*streams, f"file:{target}", format=shape.container, **options)
    return command(output.overwrite_output())
