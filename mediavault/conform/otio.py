"""OpenTimelineIO (`.otio`, and the timeline of an `.otioz`), read by the library itself.

Every clip on every track, also in nested stacks, with what its transitions show of it. A text that is nested deeper
than any timeline is refused before the library, which is written in C++, sees it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import opentimelineio as otio

from library.timecode import BadFrameRate, FrameRate
from mediavault.conform.edits import Misread, Named, Origin, ReadCut, ReadEdit, Seconds, ordered
from mediavault.conform.ours import cut_in, handles_of, is_as_written, known_of, returned
from mediavault.conform.paths import path_in
from mediavault.export.cut import Cut
from mediavault.export.timeline import OURS

_DEEPEST = 200
"""Brackets inside brackets."""
_BRACKETS = re.compile(r"""[\[{\]}]|"(?:[^"\\]++|\\.)*+"?""", re.DOTALL)
"""A bracket, or a text with all that stands in it: looking at each letter of a file takes six times as long."""
_LARGEST = 10.0**12
"""Frames; no clock counts so far."""


def read(text: str) -> ReadCut:
    """The cut of a timeline.

    Raises:
        Misread: It is none, or makes no sense.
    """
    _refuse_depth(text)
    try:
        timeline = _timeline(otio.adapters.read_from_string(text, "otio_json"))
        clips = list(timeline.find_clips())
    except (otio.exceptions.OTIOError, ValueError, TypeError, RuntimeError, KeyError, AttributeError) as error:
        raise Misread(f"OpenTimelineIO does not read it ({error})") from error
    told: list[str] = []
    edits = [edit for number, clip in enumerate(clips, 1) if (edit := _edit(clip, number, timeline, told)) is not None]
    if not edits:
        raise Misread("it has no clip")
    said = _metadata(timeline)
    start = said.get("start")
    return ReadCut(
        format="otio",
        name=timeline.name or None,
        project=_text(said.get("project")),
        rate=_list_rate(timeline, clips),
        drop_frame=start.get("drop_frame") is True if isinstance(start, Mapping) else None,
        edits=ordered(edits),
        handles=handles_of(said),
        told=tuple(dict.fromkeys(told)),
    )


def _refuse_depth(text: str) -> None:
    depth = 0
    for found in _BRACKETS.finditer(text):
        if (bracket := found[0]) in "[{":
            depth += 1
            if depth > _DEEPEST:
                raise Misread(f"it is nested more than {_DEEPEST} deep")
        elif bracket in "]}":
            depth -= 1


def _timeline(read: object) -> otio.schema.Timeline:
    if isinstance(read, otio.schema.SerializableCollection):
        found = [one for one in read if isinstance(one, otio.schema.Timeline)]
        read = found[0] if found else None
    if not isinstance(read, otio.schema.Timeline):
        raise TypeError("it is no timeline")
    return read


def _edit(clip: otio.schema.Clip, number: int, timeline: otio.schema.Timeline, told: list[str]) -> ReadEdit | None:
    """What a clip shows; None where it is switched off, or holds what has no place."""
    where = f'clip {number} ("{clip.name}")'
    try:
        holders = list(_holders(clip))
        if not all(one.enabled for one in (clip, *holders)):
            told.append(f"Clips that are switched off are left out: {where} and maybe others.")
            return None
        visible = _visible(clip, holders, told)
        if visible is None:
            return None
        stands = clip.transformed_time_range(visible, timeline.tracks)
        available = clip.media_reference.available_range
        used = Seconds(*_played(clip, visible, told), Origin.UNSAID if available is None else Origin.MIDNIGHT)
        starts = None if available is None else _seconds(available.start_time)
        placed = _seconds(stands.start_time), _seconds(stands.duration)
    except (otio.exceptions.OTIOError, ValueError, TypeError, OverflowError, RuntimeError, AttributeError) as error:
        raise Misread(f"{where} has no range that makes sense ({error})") from error
    if used.duration <= 0:
        return None
    if starts is not None:
        used = Seconds(used.start - starts, used.duration, Origin.FIRST_FRAME)
    record = _metadata(clip)
    cut = cut_in(record)
    return ReadEdit(
        number=0,
        where=where,
        named=_named(clip, record, starts, cut),
        used=used,
        record_s=placed[0],
        length_s=placed[1],
        **returned(cut, as_written=is_as_written(cut, used)),
    )


def _holders(item: otio.core.Item) -> Iterator[otio.core.Item]:
    """The tracks and stacks something is in, from the inmost to the timeline's own."""
    holder = item.parent()
    while holder is not None:
        yield holder
        holder = holder.parent()


def _visible(
    clip: otio.schema.Clip, holders: Sequence[otio.core.Item], told: list[str]
) -> otio.opentime.TimeRange | None:
    """What is seen of a clip, in its own time, where what it is nested in was trimmed, too; None where nothing is."""
    seen = clip.visible_range()
    for holder in holders:
        if any(isinstance(effect, otio.schema.TimeEffect) for effect in holder.effects):
            told.append("The speed of what is nested is not read; its clips are counted as if it had none.")
        window = holder.source_range
        if window is None:
            continue
        within = clip.transformed_time_range(seen, holder)
        first, end = (
            max(within.start_time, window.start_time),
            min(within.end_time_exclusive(), window.end_time_exclusive()),
        )
        if end <= first:
            return None
        seen = otio.opentime.TimeRange(seen.start_time + (first - within.start_time), end - first)
    return seen


def _played(clip: otio.schema.Clip, visible: otio.opentime.TimeRange, told: list[str]) -> tuple[Fraction, Fraction]:
    """First moment and length of what is played of the media: of a frame that stands still that one."""
    whole, speed = clip.trimmed_range(), _speed(clip, told)
    begin, length = _seconds(whole.start_time), _seconds(visible.duration)
    into = _seconds(visible.start_time) - begin
    if speed == 0:
        return begin, 1 / exact_rate(visible.duration.rate).fraction
    if speed > 0:
        return begin + into * speed, length * speed
    # Backwards it is the same frames, so that what is cut off in front is the end of them.
    return begin + _seconds(whole.duration) + (into + length) * speed, length * -speed


def _speed(clip: otio.schema.Clip, told: list[str]) -> Fraction:
    for effect in clip.effects:
        if isinstance(effect, otio.schema.FreezeFrame):
            return Fraction(0)
        if isinstance(effect, otio.schema.LinearTimeWarp) and math.isfinite(effect.time_scalar):
            return Fraction(effect.time_scalar).limit_denominator(10_000)
        if isinstance(effect, otio.schema.TimeEffect):
            told.append(f'The speed of "{clip.name}" changes; its frames are counted as if it did not.')
    return Fraction(1)


def _seconds(time: otio.opentime.RationalTime) -> Fraction:
    if not (math.isfinite(time.value) and abs(time.value) <= _LARGEST):
        message = f"{time.value} is no count of frames"
        raise ValueError(message)
    return Fraction(time.value) / exact_rate(time.rate).fraction


def exact_rate(rate: float) -> FrameRate:
    """The exact rate a float stands for: 29.97003 is 30000/1001.

    Raises:
        ValueError: It is none.
    """
    if not (math.isfinite(rate) and 0 < rate < 10**7):
        message = f"{rate} is no rate"
        raise ValueError(message)
    whole = Fraction(rate).limit_denominator(1)
    try:
        return FrameRate(int(whole)) if whole == Fraction(rate) else FrameRate.parse(f"{rate:.6f}")
    except BadFrameRate as error:
        raise ValueError(str(error)) from error


def _list_rate(timeline: otio.schema.Timeline, clips: list[otio.schema.Clip]) -> FrameRate | None:
    start = timeline.global_start_time
    try:
        return exact_rate(start.rate if start is not None else clips[0].trimmed_range().duration.rate)
    except (ValueError, otio.exceptions.OTIOError):
        return None


def _named(clip: otio.schema.Clip, record: Mapping[str, Any], starts: Fraction | None, cut: Cut | None) -> Named:
    reference = clip.media_reference
    url = getattr(reference, "target_url", None)
    path = path_in(url) if isinstance(url, str) else None
    file = path.rsplit(b"/", 1)[-1].decode("utf-8", "backslashreplace") if path else reference.name
    return Named(
        name=clip.name or None,
        file=file or _text(record.get("file")) or clip.name or None,
        path=path,
        starts_s=starts,
        **known_of(cut),
    )


def _metadata(item: otio.core.SerializableObjectWithMetadata) -> Mapping[str, Any]:
    said = item.metadata.get(OURS)
    return said if isinstance(said, Mapping) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
