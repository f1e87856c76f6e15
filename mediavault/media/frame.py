"""Exact frames of a video, as raw RGB24 pixels in sRGB: one by its number, or a run for playback drawn on a screen.

Frame numbers count from 0 at the first frame shown. Where frames come at a constant rate, a number is a time; where
they come irregularly, the time stamps of all frames are listed once and kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeGuard

from PIL import Image

from library.errors import MediavaultError
from library.model import MediaFacts
from library.timecode import FrameRate
from mediavault import tools
from mediavault.media import colour
from mediavault.media.coding import SCALER_MATRICES, coding_of
from mediavault.media.content import HEAD_BYTES, recognise
from mediavault.media.decoding import GUARD, UNINDEXED, decoded, raw_pixels, seconds, source_stream

BEFORE_S = Fraction(4)
"""How much earlier decoding begins where seeking may land between keyframes."""
EXACT = "bicubic+accurate_rnd+full_chroma_int"
"""How pixels are made of brightness and differences: what rounding loses, the steep curve of PQ would show."""
LISTING_LIMITS = tools.Limits(memory_bytes=1024 * tools.MIB, cpu_s=30, output_bytes=128 * tools.MIB)


class FrameMissing(MediavaultError):
    """A frame that the media does not have, or that cannot be decoded."""

    def __init__(self, name: str, frame: int, reason: str) -> None:
        """Take the file's name, the frame's number and a clause that says why."""
        super().__init__(name, frame, reason)
        self.name, self.frame, self.reason = name, frame, reason

    def __str__(self) -> str:
        return f"Cannot show frame {self.frame} of {self.name}: {self.reason}."


def frame_at(source: Path, frame: int, facts: MediaFacts, width: int, height: int) -> bytes:
    """Pixels of one frame, RGB24 in sRGB at exactly `width` x `height`, upright as displayed.

    Args:
        source: The video file.
        frame: Its number, from 0.
        facts: What is known of it; its rate counts.
        width: Pixels across.
        height: Pixels down.

    Raises:
        FrameMissing: There is no such frame, or it cannot be decoded.
        NotAFile, OSError: The file cannot be opened.
        ToolTimedOut, ToolMissing: ffmpeg did not answer, or is not there.
    """
    name = source.name
    with tools.opened(source) as opened:
        coding = _coding(opened, facts)
        stream = _scaled(_from(opened, frame, facts, name), (width, height), coding)
        finished = decoded(raw_pixels(stream, vframes="1"), opened)
    wanted = width * height * 3
    if len(finished.stdout) < wanted:
        reason = finished.complaint.rstrip(".") if finished.stderr.strip() else "the video ends before it"
        raise FrameMissing(name, frame, reason)
    return _shown(finished.stdout[:wanted], (width, height), coding)


def frames_from(  # noqa: PLR0913  one is named, and may be left out
    source: Path, first: int, facts: MediaFacts, size: tuple[int, int], fps: Fraction | int, *, end: int | None = None
) -> Generator[bytes, None, None]:
    """Pixels of the frames from `first` on, RGB24 in sRGB, `fps` of them for each second of the video, until it ends.

    Closing the iterator stops ffmpeg.

    Args:
        source: The video file.
        first: Number of the first frame, from 0.
        facts: What is known of the video; its rate counts.
        size: Pixels across and down, exactly.
        fps: How many frames of a second are wanted; frames are left out or repeated to get there.
        end: Number of the first frame that must not be shown, where they come at another rate than `fps`.

    Raises:
        FrameMissing: The video's rate is not known.
        NotAFile, OSError: The file cannot be opened.
        ToolTimedOut, ToolMissing: ffmpeg did not answer, or is not there.
    """
    width, height = size
    with tools.opened(source) as opened:
        rate = facts.picture.frame_rate
        is_another = rate is not None and (facts.picture.variable_frame_rate or rate.fraction != fps)
        stream = _from(opened, first, facts, source.name, end if is_another else None)
        stream = stream.filter("setpts", f"PTS-STARTPTS+{_shift_s(rate, fps) if rate and is_another else 0}/TB")
        coding = _coding(opened, facts)
        stream = _scaled(stream.filter("fps", str(fps), eof_action="pass"), size, coding)
        # Played as long as somebody watches: no limit of processor time.
        limits = tools.Limits(memory_bytes=2048 * tools.MIB, cpu_s=None)
        with tools.stream(raw_pixels(stream), pass_fds=opened.pass_fds, limits=limits) as pixels:
            while len(picture := pixels.read(width * height * 3)) == width * height * 3:
                yield _shown(picture, size, coding)


def _shift_s(rate: FrameRate, fps: Fraction | int) -> str:
    """By how much frames are late for the filter that makes another rate of theirs, so that it shows what is seen then.

    It would show of all frames nearest to a moment the last. They may come late by an eighth of the shorter frame: the
    clocks of some containers count milliseconds.
    """
    each = Fraction(1) / fps
    return seconds(each / 2 - min(each, rate.seconds(1)) / 8)


def start_time(opened: tools.MediaInput) -> Fraction:
    """When the container's time begins, in seconds."""
    return _number(_ask(opened, "format=start_time").get("format", {}).get("start_time"))


def delay_of(opened: tools.MediaInput) -> Fraction:
    """How long after the container's start the picture starts, in seconds."""
    return _delay(_Content.of(opened))


def stamps_of(opened: tools.MediaInput) -> list[Fraction]:
    """When each frame is shown, in seconds, in order of showing."""
    return _stamps(_Content.of(opened))


def shown_at(opened: tools.MediaInput, frame: int, facts: MediaFacts, name: str) -> Fraction:
    """Seconds from the start of the container to when a frame is shown.

    Raises:
        FrameMissing: The video's rate is not known, or it has no such frame.
    """
    rate, content = facts.picture.frame_rate, _Content.of(opened)
    if facts.picture.variable_frame_rate:
        stamps = _stamps(content)
        if frame < len(stamps):
            return _delay(content) + stamps[frame] - stamps[0]
        raise FrameMissing(name, frame, f"it has {len(stamps)} frames")
    if rate is None:
        raise FrameMissing(name, frame, "its frame rate is not known")
    return _delay(content) + rate.seconds(frame)


def is_followed(frame: int | None, opened: tools.MediaInput, facts: MediaFacts) -> TypeGuard[int]:
    """Whether a range that ends before a frame is followed by it in the media."""
    if frame is None:
        return False
    count = len(stamps_of(opened)) if facts.picture.variable_frame_rate else facts.picture.frame_count
    return count is not None and frame < count


def _from(opened: tools.MediaInput, frame: int, facts: MediaFacts, name: str, end: int | None = None) -> Any:  # noqa: ANN401
    """ffmpeg-python's node for the picture stream from `frame` on."""
    moment = _moment(opened, frame, facts, name)
    before = BEFORE_S if recognise(os.pread(opened.fd, HEAD_BYTES, 0)).name in UNINDEXED else Fraction(0)
    begin = max(Fraction(0), moment - before)
    stream = source_stream(opened, ss=seconds(begin)) if begin > 0 else source_stream(opened)
    if is_followed(end, opened, facts):
        until = seconds(_moment(opened, end, facts, name) - begin)
        stream = stream.filter("trim", start=seconds(moment - begin), end=until)
    elif moment > begin:
        stream = stream.filter("trim", start=seconds(moment - begin))
    return stream


def _coding(opened: tools.MediaInput, facts: MediaFacts) -> colour.Coding:
    """What the numbers of the picture stand for."""
    stream = (_start(_Content.of(opened)).get("streams") or [{}])[0]
    names = (str(stream.get(name)) for name in ("color_space", "color_primaries", "color_transfer"))
    return coding_of(facts.picture, *names)


def _scaled(stream: Any, size: tuple[int, int], coding: colour.Coding) -> Any:  # noqa: ANN401 - ffmpeg-python's
    """`stream` in that size, as red, green and blue."""
    matrix = SCALER_MATRICES.get(coding.matrix)
    return stream.filter("scale", *size, flags=EXACT, **({"in_color_matrix": matrix} if matrix else {}))


def _shown(pixels: bytes, size: tuple[int, int], coding: colour.Coding) -> bytes:
    """Pixels of red, green and blue in sRGB."""
    coding = replace(coding, matrix=colour.RGB)
    if colour.is_srgb(coding):
        return pixels
    return colour.in_srgb(Image.frombytes("RGB", size, pixels), coding).tobytes()


def _moment(opened: tools.MediaInput, frame: int, facts: MediaFacts, name: str) -> Fraction:
    """Seconds from the start of the container to half a frame before `frame` is shown."""
    rate, count = facts.picture.frame_rate, facts.picture.frame_count
    if rate is None:
        raise FrameMissing(name, frame, "its frame rate is not known")
    if frame < 0:
        raise FrameMissing(name, frame, "frames count from 0")
    content = _Content.of(opened)
    late = _delay(content)
    if facts.picture.variable_frame_rate:
        stamps = _stamps(content)
        if frame >= len(stamps):
            raise FrameMissing(name, frame, f"it has {len(stamps)} frames")
        earlier = stamps[frame - 1] if frame else stamps[frame]
        return late + (earlier + stamps[frame]) / 2 - stamps[0]
    if count is not None and frame > count + rate.nominal:
        raise FrameMissing(name, frame, f"it has {count} frames")
    return late + (rate.seconds(frame) - rate.seconds(1) / 2)


@dataclass(frozen=True, slots=True)
class _Content:
    """An open file, equal to any other opening of the same unchanged file."""

    device: int
    inode: int
    size_bytes: int
    mtime_ns: int
    opened: tools.MediaInput = field(compare=False)

    @classmethod
    def of(cls, opened: tools.MediaInput) -> _Content:
        stat = os.fstat(opened.fd)
        return cls(stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, opened)


@lru_cache(maxsize=256)
def _start(content: _Content) -> dict[str, Any]:
    """When container and picture start, and what the picture says of its colours, as ffprobe has it."""
    return _ask(content.opened, "stream=start_time,color_space,color_primaries,color_transfer:format=start_time")


def _delay(content: _Content) -> Fraction:
    """How long after the container's start the picture starts, in seconds."""
    answer = _start(content)
    picture = _number((answer.get("streams") or [{}])[0].get("start_time"))
    return max(Fraction(0), picture - _number(answer.get("format", {}).get("start_time")))


@lru_cache(maxsize=32)
def _stamps(content: _Content) -> list[Fraction]:
    """When each frame is shown, in seconds, in order of showing."""
    packets = _ask(content.opened, "packet=pts_time,flags").get("packets", [])
    return sorted(_number(packet.get("pts_time")) for packet in packets if "D" not in packet.get("flags", ""))


def _number(value: Any) -> Fraction:  # noqa: ANN401 - ffprobe's
    try:
        return Fraction(value)
    except (TypeError, ValueError):
        return Fraction(0)


def _ask(opened: tools.MediaInput, entries: str) -> dict[str, Any]:
    guard = [word for option, value in GUARD.items() for word in (f"-{option}", value)]
    argv = [str(tools.find("ffprobe")), "-v", "error", "-threads", "1", *guard, "-select_streams", "V:0"]
    argv += ["-show_entries", entries, "-of", "json", "-i", opened.url]
    finished = tools.run(argv, timeout_s=30, pass_fds=opened.pass_fds, limits=LISTING_LIMITS)
    try:
        answer = json.loads(finished.stdout)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
