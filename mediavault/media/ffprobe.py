"""Video and sound: ffprobe's answer, and what it means.

ffprobe is kept from following anything a file may point to: it gets an open file, one protocol, and only demuxers that
read a single file. ffmpeg-python's own `probe()` is not used: it passes raw names and has no limit of time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

from library.model import JsonObject, MediaFacts, MediaKind, Picture, Sound
from mediavault import tools
from mediavault.media import facts, letters, streams, tags
from mediavault.media.broken_off import as_stated, note
from mediavault.media.containers import read_container
from mediavault.media.containers.extent import Extent, has_index, missing_from
from mediavault.media.content import Content
from mediavault.media.decoding import GUARD
from mediavault.media.exiftool import read_with_exiftool
from mediavault.media.reading import BREAKS_OFF, Merged, Reading, Unreadable, merge, plain, shown

TIMEOUT_S = 15
LIMITS = tools.Limits(memory_bytes=1024 * tools.MIB, cpu_s=12, output_bytes=8 * tools.MIB)
COUNTED_BYTES = 256 * tools.MIB
"""Frames are counted one by one in files up to this size, when the container does not say how many there are."""
AS_IT_STANDS = "json=string_validation=ignore"
"""ffprobe's answer with the bytes of tags that are not UTF-8, which it would put a mark in place of."""
FIRST_PACKET = 2048
"""Bytes among which an MP3 has said how many packets it has, if it does."""
INDEXED = frozenset(("QuickTime", "MP4"))
UNCLOSED = (
    "the index (moov) is not in it, without which no frame can be found: it was cut off, or the camera lost its power "
    "before it was closed"
)


def read_streams(
    file: BinaryIO, content: Content, path: Path, mtime_ns: int | None, beside: Sequence[Reading]
) -> MediaFacts:
    """The facts of the video or sound in `file`, which was opened at `path`.

    `beside` is what its sidecars say.

    Raises:
        Unreadable: ffprobe cannot read it, or finds neither picture nor sound in it.
        ToolTimedOut: ffprobe did not answer in time.
        ToolMissing: there is no ffprobe.
    """
    fd, name = file.fileno(), shown(path)
    source = tools.media_input(fd, path)
    beside = [read_container(file, content), *beside]
    try:
        answer = probe(source, name)
    except Unreadable as error:
        stranger = _told_of_a_stranger(fd, path, error.reason, beside)
        if stranger is not None:
            return stranger
        if content.name in INDEXED and not has_index(file):
            raise Unreadable("damaged", name, UNCLOSED) from error
        raise
    video, sounds = streams.video(answer), streams.sounds(answer)
    if video is None and not sounds and not any(map(tags.is_timecode_track, answer["streams"])):
        raise Unreadable("damaged", name, "ffprobe finds neither a picture nor sound in it")
    reading = Reading("ffprobe", raw=plain(answer))
    tags.read_tags(answer, video, reading)
    merged = merge([reading, *beside])
    elsewhere = tags.may_be_dated_elsewhere(answer) and not any(fact in merged.found for fact in tags.OF_CAMERAS)
    if elsewhere or (video and "make" not in merged.found):
        merged = merge([reading, *beside, read_with_exiftool(fd, path)])
    # The time may stand where nobody read; the file system's must not be given out in its place.
    recorded_at = facts.recorded_at(merged, tags.TIMES, name, None if elsewhere else mtime_ns)
    picture, sound = _measured(source, answer, missing_from(file, content), merged)
    return MediaFacts(
        kind=MediaKind.VIDEO if video or not sounds else MediaKind.AUDIO,
        recorded_at=recorded_at,
        camera=facts.camera(merged),
        picture=picture,
        sound=sound,
        start_timecode=tags.start_timecode(answer, video, picture.frame_rate, merged),
        gps=facts.gps(merged),
        ties=facts.ties(merged),
        raw=merged.raw,
        caption=merged.value("caption") or merged.value("titled"),
        **merged.values("rights", "keywords", "reel", "rating"),
    )


def _measured(
    source: tools.MediaInput, answer: JsonObject, extent: Extent | None, merged: Merged
) -> tuple[Picture, Sound]:
    """Picture and sound in their length; with an `extent`, which says that the file breaks off, that is noted."""
    video, sounds = streams.video(answer), streams.sounds(answer)
    picture = streams.picture(answer, video, lambda: None if extent else _counted(source, video))
    sound = streams.sound(answer, sounds)
    packet_s = streams.packet_s(answer, sounds[0]) if sounds and video is None else None
    if packet_s is not None and not _is_measured(source) and (packets := _counted(source, sounds[0])):
        sound = replace(sound, duration_s=packets * packet_s)
    if extent is not None:
        there = _counted(source, video), None if video else sound.duration_s
        picture, sound = as_stated(picture, sound, extent)
        merged.raw[BREAKS_OFF] = note(picture, sound, (os.fstat(source.fd).st_size, extent.end), there)
    elif video and (played_s := streams.trimmed_s(answer, video, picture)):
        picture = replace(picture, frame_count=_played(source, video, picture, played_s))
    return picture, sound


def _told_of_a_stranger(fd: int, path: Path, reason: str, beside: Sequence[Reading]) -> MediaFacts | None:
    """The facts of a video that ffprobe cannot read for `reason`, when its size is stated; None when it is not.

    A clip of a format that ffmpeg does not know, or the head of a damaged one, is worth more listed than left out.
    """
    merged = merge([Reading("ffprobe", problems=[reason]), *beside, read_with_exiftool(fd, path)])
    if "stored" not in merged.found:
        return None
    width, height = merged.value("stored")
    rate = merged.value("rate")
    return MediaFacts(
        kind=MediaKind.VIDEO,
        recorded_at=facts.recorded_at(merged, tags.TIMES, shown(path), None),
        camera=facts.camera(merged),
        picture=Picture(width=width, height=height, frame_rate=rate),
        start_timecode=tags.start_timecode({}, None, rate, merged),
        gps=facts.gps(merged),
        raw=merged.raw,
        **merged.values("caption", "reel"),
    )


def probe(source: tools.MediaInput, name: str) -> JsonObject:
    """Everything ffprobe says of the container and its streams.

    Raises:
        Unreadable: It found nothing it can read.
    """
    finished = _ffprobe(source, "-show_format", "-show_streams")
    answer = _parsed(finished.stdout)
    if finished.returncode != 0 or not answer.get("streams"):
        raise Unreadable("damaged", name, f"ffprobe says: {_complaint(finished, source)}")
    answer.get("format", {}).pop("filename", None)
    if finished.stderr.strip():
        answer["complaints"] = finished.stderr.decode("utf-8", "replace").splitlines()[:20]
    return answer


def _is_measured(source: tools.MediaInput) -> bool:
    """Whether an MP3 says itself how many packets it has, in its first one, behind a tag before that (ID3v2, 3.1)."""
    head = os.pread(source.fd, 10, 0)
    tag = (
        sum(byte << 7 * place for place, byte in enumerate(reversed(head[6:]))) + len(head) if head[:3] == b"ID3" else 0
    )
    first = os.pread(source.fd, FIRST_PACKET, tag)
    return any(mark in first for mark in (b"Xing", b"Info", b"VBRI"))


def _counted(source: tools.MediaInput, stream: JsonObject | None) -> int | None:
    """How many frames a stream has, counted packet by packet; None when that would take long or fails."""
    if stream is None or os.fstat(source.fd).st_size > COUNTED_BYTES:
        return None
    selected = ("-select_streams", str(stream["index"]), "-count_packets", "-show_entries", "stream=nb_read_packets")
    try:
        answer = _parsed(_ffprobe(source, *selected).stdout)
    except tools.ToolTimedOut:
        return None
    found: list[Any] = answer.get("streams") or [{}]
    return streams.whole(found[0].get("nb_read_packets"))


def _played(source: tools.MediaInput, video: JsonObject, picture: Picture, played_s: Fraction) -> int | None:
    """How many frames of a trimmed clip are played: those that are only decoded, for others to refer to, are marked."""
    if os.fstat(source.fd).st_size <= COUNTED_BYTES:
        with suppress(tools.ToolTimedOut):
            answer = _parsed(
                _ffprobe(source, "-select_streams", str(video["index"]), "-show_entries", "packet=flags").stdout
            )
            packets: list[Any] = answer.get("packets", [])
            if played := sum("D" not in str(one.get("flags")) for one in packets):
                return played
    return int(picture.frame_rate.fraction * played_s) if picture.frame_rate else None


def _ffprobe(source: tools.MediaInput, *wanted: str) -> tools.Finished:
    guard = [word for option, value in GUARD.items() for word in (f"-{option}", value)]
    argv = [str(tools.find("ffprobe")), "-v", "error", "-hide_banner", "-threads", "1", *guard, *wanted]
    argv += ["-of", AS_IT_STANDS, "-i", source.url]
    return tools.run(argv, timeout_s=TIMEOUT_S, pass_fds=source.pass_fds, limits=LIMITS)


def _parsed(output: bytes) -> JsonObject:
    try:
        answer = json.loads(output.decode("utf-8", "surrogateescape"), parse_float=Fraction, object_hook=_meant)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _meant(found: JsonObject) -> JsonObject:
    """The same in the letters that were meant, where tags are in a code page."""
    return {key: letters.repaired(value) if isinstance(value, str) else value for key, value in found.items()}


def _complaint(finished: tools.Finished, source: tools.MediaInput) -> str:
    """The last thing ffprobe said, without the name it knew the file by."""
    if finished.returncode < 0 and not finished.stderr.strip():
        return "it needs more memory or time than a file of this kind may take"
    return finished.complaint.replace(f"{source.url}: ", "").rstrip(".")
