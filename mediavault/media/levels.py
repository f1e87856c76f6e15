"""How loud the sound of a video or a recording is along its frames: a level for each of so many equal parts of it.

ffmpeg hands over few samples a second and none of them is kept; the picture is not even read where an index says where
the sound stands.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from library.model import MediaFacts, MediaKind
from library.timecode import TimeRange
from mediavault import tools
from mediavault.media.content import HEAD_BYTES, recognise
from mediavault.media.decoding import command, whole_sound
from mediavault.media.frame import delay_of, stamps_of
from mediavault.media.reading import Unreadable
from mediavault.vault.waveforms import PARTS, level

RATE_HZ = 8000
"""Samples a second: a clap or a consonant of a few milliseconds still counts."""
SAMPLE_BYTES, FULL = 2, 1 << 15
PIECE_PARTS = 32
"""Levels that are handed over at once, so that a long waveform is seen to grow."""
WHOLE_LENGTH = frozenset({"Matroska"})
"""Containers that state how long everything is, not how long the sound is (RFC 9559, 5.1.2.10)."""
ROUNDING_S = Fraction(1, 2)
"""Seconds that a whole sound may be shorter than it says: packets, priming, a length that is reckoned."""
START_CPU_S, SLOWEST = 60, 10
"""Seconds of processor time for the start, and how many seconds of sound one more has to be enough for."""


def levels_from(source: Path, facts: MediaFacts) -> Generator[bytes, None, None]:
    """The levels of `waveforms.PARTS` parts from the first frame to the last, in pieces; the louder channel counts.

    Where the sound begins later than the picture or ends sooner, there is silence; where it breaks off before the
    length the file states for it, the levels end. Closing the iterator stops ffmpeg.

    Raises:
        Unreadable: Nothing of the sound can be decoded, or the length of what is shown is not known.
        NotAFile, OSError: The file cannot be opened.
        ToolTimedOut, ToolFailed, ToolMissing: ffmpeg did not do its part.
    """
    shown = facts.available_range
    if shown is None:
        raise Unreadable("no-length", source.name, "it is not known how long it is")
    with tools.opened(source) as opened:
        edges = _edges(opened, facts, shown)
        channels = facts.sound.channels or 1  # as they are: mixing them would change how loud they are
        stream = whole_sound(opened).filter("aresample", str(RATE_HZ), **{"async": "1", "first_pts": "0"})
        argv = command(stream.output("pipe:1", format="s16le", ar=str(RATE_HZ), ac=str(channels)))
        limits = tools.Limits(memory_bytes=2048 * tools.MIB, cpu_s=START_CPU_S + edges[-1] // (RATE_HZ * SLOWEST))
        with tools.stream(argv, pass_fds=opened.pass_fds, limits=limits) as samples:
            # What comes before the first frame, or one sample, which is no moment: whether any come.
            if not samples.read(max(edges[0], 1) * channels * SAMPLE_BYTES):
                raise Unreadable("damaged", source.name, "ffmpeg cannot decode its sound")
            frame_bytes = channels * SAMPLE_BYTES
            yield from _levels(samples, [edge * frame_bytes for edge in edges], _stated(opened, facts) * frame_bytes)


def _levels(samples: tools.Stream, edges: list[int], stated: int) -> Generator[bytes, None, None]:
    """A level for what is between two edges, each a number of bytes from the beginning; `stated` of them must come."""
    piece = bytearray()
    now = 0
    for first, after in pairwise(edges):
        if after > first:  # a part of a short sound may be shorter than a sample; it is as loud as the one before
            peak, missing = _peak(samples, after - first)
            if after - missing < min(after, stated):
                break
            now = level(peak)
        piece.append(now)
        if len(piece) == PIECE_PARTS:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


def _stated(opened: tools.MediaInput, facts: MediaFacts) -> int:
    """How many samples come at least of a sound that is whole; 0 where the file does not say it of the sound itself."""
    if not facts.sound.duration_s or recognise(os.pread(opened.fd, HEAD_BYTES, 0)).name in WHOLE_LENGTH:
        return 0
    return max(0, int((facts.sound.duration_s - ROUNDING_S) * RATE_HZ))


def _peak(samples: tools.Stream, count: int) -> tuple[float, int]:
    """The peak of so many bytes of samples, between 0 and 1, and how many of them did not come."""
    highest = 0
    while count > 0:
        heard = samples.read(min(count, tools.MIB))
        numbers = memoryview(heard)[: len(heard) // SAMPLE_BYTES * SAMPLE_BYTES].cast("h")
        if not numbers:
            break
        upper, lower = max(numbers), min(numbers)
        highest = max(highest, upper, -lower)
        count -= len(heard)
    return highest / FULL, count


def _edges(opened: tools.MediaInput, facts: MediaFacts, shown: TimeRange) -> list[int]:
    """The sample each part begins with, counted from the beginning of the container, and where the last one ends."""
    if facts.kind is not MediaKind.VIDEO:
        return [int(RATE_HZ * shown.rate.seconds(1) * shown.duration * part / PARTS) for part in range(PARTS + 1)]
    late = delay_of(opened)
    stamps = stamps_of(opened) if facts.picture.variable_frame_rate else []
    return [
        int(RATE_HZ * (late + _moment(Fraction(shown.duration * part, PARTS), shown, stamps)))
        for part in range(PARTS + 1)
    ]


def _moment(frame: Fraction, shown: TimeRange, stamps: list[Fraction]) -> Fraction:
    """Seconds from the first frame to a place between two frames; `stamps` where they do not come evenly."""
    number = int(frame)
    if not stamps:
        return frame * shown.rate.seconds(1)
    if number + 1 >= len(stamps):
        return stamps[-1] - stamps[0] + (frame - len(stamps) + 1) * shown.rate.seconds(1)
    return stamps[number] - stamps[0] + (frame - number) * (stamps[number + 1] - stamps[number])
