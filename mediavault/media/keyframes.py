"""Some frames of a video, each with its time, by one run of ffmpeg that reads no more of the file than it has to.

A little clip is decoded whole and gives the very frames. Of a short one all keyframes are decoded. In a long one, for a
single place, and where every frame is a keyframe, ffmpeg jumps to the keyframe before each place: a playlist that is
handed to it by a pipe names the one open file again and again, each time from another place on, so that one decoder
does it all and no memory grows.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import IO, Any

import ffmpeg
from PIL import Image

from library.model import Picture
from mediavault import tools
from mediavault.media import colour
from mediavault.media.coding import coding_of, is_rgb
from mediavault.media.content import HEAD_BYTES, recognise
from mediavault.media.decoding import (
    DEMUXERS,
    GUARD,
    LIMITS,
    UNINDEXED,
    command,
    fitted,
    seconds,
    source_stream,
)
from mediavault.media.frame import start_time

LONG_EDGE = 512
LITTLE_PIXELS = 150_000_000
"""Up to so many pixels in all its frames a clip is decoded whole: a fraction of a second of work."""
SHORT_S = 24
"""Seconds up to which all keyframes are decoded: cameras set one or two a second."""
APART = 4
"""Keyframes kept of the time between two places, at most."""
INTRA_CODECS = frozenset(
    ("prores", "mjpeg", "dvvideo", "dnxhd", "cfhd", "jpeg2000", "ffv1", "huffyuv", "rawvideo", "v210")
)
"""Codecs whose every frame is a keyframe: jumping is cheaper than reading on."""
REACH_S, FAR_REACH_S = Fraction(1, 1000), Fraction(2)
"""How far ffmpeg reads on behind a place; far where jumping may land behind a keyframe."""
LEAST_PROBING = "32"
"""Bytes; the fewest that ffmpeg takes."""
SLOT_S = 1_000_000
"""Length of a place's turn in the playlist, longer than any media: the time of a frame says whose turn it was."""
READING_LIMITS = tools.Limits(LIMITS.memory_bytes, cpu_s=40, complaint_bytes=4 * tools.MIB)
TIMEOUT_S = 45
_SHOWN = re.compile(
    rb"\bn: *\d+ pts: *([\w-]+) .*? s:(\d+)x(\d+) i:(\w)"
    rb".*?color_range:.*?color_space:([\w-]+).*?color_primaries:([\w-]+).*?color_trc:([\w-]+)",
    re.DOTALL,
)
"""What `showinfo` says of a frame. Another thread of ffmpeg may put its own words between any two of its parts."""
_TIME_BASE = re.compile(rb"config in time_base: (\d+)/(\d+)")


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, small, as its codec has it: its bands still stand for what `coding` says."""

    moment: Fraction
    """Seconds from the first frame."""
    bands: Image.Image
    coding: colour.Coding

    def picture(self, size: tuple[int, int] | None = None) -> Image.Image:
        """The frame in sRGB, in that size."""
        return colour.in_srgb(self.bands.resize(size, Image.Resampling.BOX) if size else self.bands, self.coding)


def frames_near(opened: tools.MediaInput, picture: Picture, places: Sequence[Fraction]) -> list[Frame]:
    """Frames of the video, in order, as near to `places` (seconds from the first frame) as keyframes allow.

    None are given where ffmpeg cannot decode a picture.
    """
    run = _Run(opened, picture)
    return next((found for found in _attempts(run, picture, places) if found), [])


def _attempts(run: _Run, picture: Picture, places: Sequence[Fraction]) -> Iterator[list[Frame]]:
    """The frames by each way of getting them, the best first; none where a way fails."""
    length = picture.duration_s
    if not length:
        yield run.first()
        return
    is_short = length <= SHORT_S
    if _is_little(picture):
        yield run.numbered(sorted({_number(place, picture) for place in places}))
    elif is_short and len(places) > 1 and picture.codec not in INTRA_CODECS:
        yield run.keyframes(length / len(places) / APART)
    yield run.jumps(places)
    if is_short:
        yield run.keyframes(length / len(places) / APART)
    # Some files cannot be sought in, and some mark no frame as a keyframe.
    yield run.first()


def _is_little(picture: Picture) -> bool:
    """Whether all frames can be decoded in a moment, and found by their numbers."""
    pixels = (picture.width or 0) * (picture.height or 0) * (picture.frame_count or 0)
    return 0 < pixels <= LITTLE_PIXELS and bool(picture.frame_rate) and not picture.variable_frame_rate


def _number(place: Fraction, picture: Picture) -> int:
    """The number of the frame that is shown at `place`."""
    assert picture.frame_rate is not None  # noqa: S101 - what is little has one
    last = (picture.frame_count or 1) - 1
    return min(last, int(place / picture.frame_rate.seconds(1)))


class _Run:
    """ffmpeg on one open video, each way of starting it."""

    def __init__(self, opened: tools.MediaInput, picture: Picture) -> None:
        self._opened, self._picture = opened, picture
        self._is_rgb = is_rgb(picture)

    def numbered(self, numbers: Sequence[int]) -> list[Frame]:
        """The frames of these numbers, counted from 0."""
        chosen = "+".join(f"eq(n,{number})" for number in numbers)
        found = self._frames(source_stream(self._opened).filter("select", chosen))
        rate = self._picture.frame_rate
        assert rate is not None  # noqa: S101 - frames without a rate are not asked for by number
        return [
            Frame(rate.seconds(number), frame.bands, frame.coding)
            for number, frame in zip(numbers, found, strict=False)
        ]

    def keyframes(self, apart: Fraction) -> list[Frame]:
        """All keyframes that are at least so many seconds apart."""
        stream = source_stream(self._opened, skip_frame="nokey", discard="nokey")
        enough = f"isnan(prev_selected_t)+gte(t-prev_selected_t,{seconds(apart)})"
        found = self._frames(stream.filter("select", enough))
        return [Frame(frame.moment - found[0].moment, frame.bands, frame.coding) for frame in found]

    def first(self) -> list[Frame]:
        """The first frame that can be decoded."""
        return self._frames(source_stream(self._opened), vframes="1")

    def jumps(self, places: Sequence[Fraction]) -> list[Frame]:
        """The keyframe before each place."""
        unindexed = recognise(os.pread(self._opened.fd, HEAD_BYTES, 0)).name in UNINDEXED
        found = self._jumps(places, start_time(self._opened) if unindexed else Fraction(0), unindexed=unindexed)
        if found and not unindexed and min(frame.moment for frame in found) > places[-1]:
            return self._jumps(places, start_time(self._opened), unindexed=False)
        return found

    def _jumps(self, places: Sequence[Fraction], start: Fraction, *, unindexed: bool) -> list[Frame]:
        guard = {**GUARD, "protocol_whitelist": "file,pipe", "format_whitelist": f"concat,{DEMUXERS}"}
        # What the streams are the file itself has said: not found out once more by decoding its beginning.
        known = {"nofind_stream_info": None, "skip_frame": "nokey"}
        stream = ffmpeg.input("pipe:0", f="concat", safe="0", **guard, threads="1", **known)["V:0"]
        script = _playlist(self._opened.url, [start + place for place in places], unindexed=unindexed)
        kept: dict[int, Frame] = {}
        for frame in self._frames(stream, script):
            turn = max(0, min(len(places) - 1, round(frame.moment / SLOT_S)))
            moment = places[turn] + frame.moment - turn * SLOT_S
            kept.setdefault(turn, Frame(max(Fraction(0), moment), frame.bands, frame.coding))
        return list(kept.values())

    def _frames(self, stream: Any, script: bytes = b"", **options: str) -> list[Frame]:  # noqa: ANN401
        """Runs ffmpeg: the pixels come by standard output and, by `showinfo`, what they are by standard error."""
        scaled = fitted(stream, LONG_EDGE, LONG_EDGE, interl="-1", out_range="pc")
        scaled = scaled.filter("format", "rgb24" if self._is_rgb else "yuv444p").filter("showinfo", checksum="0")
        how = options or {"fps_mode": "passthrough"}
        output = scaled.output("pipe:1", format="rawvideo", **how).global_args("-nostats", *["-copyts"][: bool(script)])
        with _given(script) as stdin:
            finished = tools.run(
                command(output, verbosity="info"),
                timeout_s=TIMEOUT_S,
                pass_fds=self._opened.pass_fds,
                limits=READING_LIMITS,
                stdin=stdin,
            )
        return self._read(finished)

    def _read(self, finished: tools.Finished) -> list[Frame]:
        base = _TIME_BASE.search(finished.stderr)
        unit = Fraction(int(base[1]), max(1, int(base[2]))) if base else Fraction(0)
        found: list[Frame] = []
        at = 0
        for time, across, down, scan, *said in _SHOWN.findall(finished.stderr):
            names = [name.decode("ascii", "replace") for name in said]
            size = int(across), int(down)
            pixels = finished.stdout[at : at + size[0] * size[1] * 3]
            at += size[0] * size[1] * 3
            if len(pixels) < size[0] * size[1] * 3:
                break
            if time != b"NOPTS":
                bands = _bands(pixels, size, is_rgb=self._is_rgb)
                found.append(Frame(int(time) * unit, _one_field(bands, scan), coding_of(self._picture, *names)))
        return found


def _bands(pixels: bytes, size: tuple[int, int], *, is_rgb: bool) -> Image.Image:
    """Three bands in one picture, from packed RGB or from planes."""
    if is_rgb:
        return Image.frombytes("RGB", size, pixels)
    count = size[0] * size[1]
    planes = (pixels[at : at + count] for at in (0, count, 2 * count))
    return Image.merge("RGB", [Image.frombytes("L", size, plane) for plane in planes])


def _one_field(bands: Image.Image, scan: bytes) -> Image.Image:
    """Of an interlaced frame one of its two moments, instead of a comb of both."""
    if scan not in (b"T", b"B"):
        return bands
    width, height = bands.size
    field = bands.resize((width, max(1, height // 2)), Image.Resampling.NEAREST)
    return field.resize((width, height), Image.Resampling.BILINEAR)


def _playlist(url: str, places: Sequence[Fraction], *, unindexed: bool) -> bytes:
    """A script for ffmpeg's concat demuxer: from each place on, a moment of the same file."""
    quoted = url.replace("'", "'\\''")
    # What is known of the file need not be found out again at each place, by decoding some frames.
    probing = {} if unindexed else {"probesize": LEAST_PROBING, "codec_whitelist": "none"}
    allowed = {name: GUARD[name] for name in ("protocol_whitelist", "format_whitelist", "probesize")} | probing
    options = "".join(f"option {name} {value}\n" for name, value in allowed.items())
    reach = FAR_REACH_S if unindexed else REACH_S
    turns = (
        f"file '{quoted}'\n{options}inpoint {seconds(place)}\noutpoint {seconds(place + reach)}\nduration {SLOT_S}\n"
        for place in places
    )
    return ("ffconcat version 1.0\n" + "".join(turns)).encode("utf-8", "surrogateescape")


@contextmanager
def _given(script: bytes) -> Iterator[IO[bytes]]:
    """A file to read `script` from; a pipe holds it all, so that nobody has to write while ffmpeg reads."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as file:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(script)
        yield file
