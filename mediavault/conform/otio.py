"""OpenTimelineIO (`.otio`, and the timeline of an `.otioz`), read by the library itself.

Every clip on every track, also in nested stacks, with what its transitions show of it. A text that is nested deeper
than any timeline is refused before the library, which is written in C++, sees it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
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
        drop_frame=isinstance(start, Mapping) and start.get("drop_frame") is True,
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
    if not clip.enabled:
        told.append(f"Clips that are switched off are left out: {where} and maybe others.")
        return None
    try:
        trimmed, visible = clip.trimmed_range(), clip.visible_range()
        stands = clip.transformed_time_range(visible, timeline.tracks)
        scalar, available = _speed(clip, told), clip.media_reference.available_range
        begin = _seconds(visible.start_time) if scalar == 1 else _seconds(trimmed.start_time)
        length = _seconds(visible.duration)
        used = Seconds(*_played(begin, length, scalar), Origin.UNSAID if available is None else Origin.MIDNIGHT)
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


def _played(begin: Fraction, length: Fraction, scalar: Fraction) -> tuple[Fraction, Fraction]:
    """What is played of the media: backwards it is the same frames."""
    played = length * abs(scalar)
    return (begin, played) if scalar >= 0 else (begin + length - played, played)


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
