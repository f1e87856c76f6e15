"""The sound of a video or a recording from one of its frames on, as samples of one kind."""

from __future__ import annotations

from collections.abc import Generator
from fractions import Fraction
from pathlib import Path

from library.model import MediaFacts, MediaKind
from library.timecode import FrameRate
from mediavault import tools
from mediavault.media.decoding import command, seconds, sound_stream
from mediavault.media.frame import is_followed, shown_at

SAMPLE_RATE_HZ = 48000
SAMPLE_BYTES = 4
"""Of one moment: two channels of 16 bits."""


def samples_from(
    source: Path, first: int, rate: FrameRate, facts: MediaFacts, *, end: int | None = None
) -> Generator[bytes, None, None]:
    """Stereo samples at 48 kHz, 16 bits, little-endian, from a frame on until the sound ends, in pieces.

    Where the sound begins later than the picture, silence comes first. Closing the iterator stops ffmpeg.

    Args:
        source: The file.
        first: The first frame of a video, or sample of a recording, from 0.
        rate: What `first` counts at.
        facts: What is known of the file.
        end: The first frame of a video whose sound must not be heard, where frames come irregularly.

    Raises:
        FrameMissing: The video has no such frame.
        NotAFile, OSError: The file cannot be opened.
        ToolTimedOut, ToolMissing: ffmpeg did not answer, or is not there.
    """
    with tools.opened(source) as opened:
        is_video = facts.kind is MediaKind.VIDEO
        moment = shown_at(opened, first, facts, source.name) if is_video else Fraction(rate.seconds(first))
        stream = sound_stream(opened, ss=seconds(moment)) if moment > 0 else sound_stream(opened)
        if facts.picture.variable_frame_rate and is_followed(end, opened, facts):
            stream = stream.filter("atrim", end=seconds(shown_at(opened, end, facts, source.name) - moment))
        stream = stream.filter("aresample", str(SAMPLE_RATE_HZ), **{"async": "1", "first_pts": "0"})
        argv = command(stream.output("pipe:1", format="s16le", ar=str(SAMPLE_RATE_HZ), ac="2"))
        limits = tools.Limits(memory_bytes=2048 * tools.MIB, cpu_s=None)
        with tools.stream(argv, pass_fds=opened.pass_fds, limits=limits) as samples:
            while piece := samples.read(SAMPLE_RATE_HZ * SAMPLE_BYTES):
                yield piece
