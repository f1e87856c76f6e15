"""Final Cut Pro XML 1.8 to 1.13: asset-clips, clips of video and audio, sync clips, auditions, nested storylines.

Every element has a timeline of its own that begins at its `start`; its children stand in it at their `offset`. What is
seen of a child is what lies within its parent, but for connected clips, which may stick out. Compound and multicam
clips are opened as far as their own timelines say what is in them, and that is told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from lxml import etree

from library.timecode import FrameRate
from mediavault.conform.edits import MOST_EDITS, Misread, Named, ReadCut, ReadEdit, Seconds, ordered
from mediavault.conform.ours import cut_in, handles_of, known_of, returned
from mediavault.conform.paths import name_in, path_in
from mediavault.conform.xml import DEEPEST, line
from mediavault.export.fcpxml import OF_LIST, OF_SHOT

_TIME = re.compile(r"(-?[0-9]{1,18})(?:/([0-9]{1,12})|\.([0-9]{1,12}))?s")
NONE: Mapping[str, Any] = {}
"""What is known of a clip we did not write."""
_LEAVES = frozenset({"asset-clip", "video", "audio"})
_HOLDERS = frozenset({"clip", "sync-clip", "spine", "mc-clip", "ref-clip", "audition", "gap", "title"})


@dataclass(frozen=True, slots=True)
class _Window:
    """What of a timeline is seen, in its own seconds, and where in the cut it begins."""

    start: Fraction
    end: Fraction
    record: Fraction

    def of(self, offset: Fraction, duration: Fraction, *, sticks_out: bool) -> tuple[Fraction, Fraction] | None:
        """What is seen of a child: from how far into it, and how long; None where nothing is."""
        first = offset if sticks_out else max(offset, self.start)
        last = offset + duration if sticks_out else min(offset + duration, self.end)
        return (first - offset, last - first) if last > first else None


@dataclass
class _Cut:
    """What is read of one file."""

    resources: Mapping[str, etree._Element]
    shots: dict[tuple[Fraction, Fraction], list[Mapping[str, Any]]]
    """Our own records, by the start and the duration that were written."""
    frame_s: Fraction
    """Seconds of one frame of the cut."""
    edits: list[ReadEdit] = field(default_factory=list)
    told: dict[str, None] = field(default_factory=dict)


def read(root: etree._Element) -> ReadCut:
    """The cut of the first project of a document.

    Raises:
        Misread: There is none, or a time of it makes no sense.
    """
    sequence = (
        next(root.iter("sequence"), None) if root.find(".//project") is None else root.find(".//project/sequence")
    )
    if sequence is None:
        raise Misread("it has no sequence")
    resources = {one.get("id", ""): one for one in root.iterfind("resources/*")}
    said, shots = _metadata(sequence)
    rate = _rate(resources.get(sequence.get("format", "")))
    cut = _Cut(resources, shots, (rate or FrameRate(25)).seconds(1))
    begin = _time(sequence, "tcStart")
    for spine in sequence.iterfind("spine"):
        _walk(cut, spine, _Window(begin, begin + 10**9, Fraction(0)), 0)
    if not cut.edits:
        raise Misread("it has no clip")
    projects = [one.getparent() for one in (sequence,) if one.getparent() is not None]
    return ReadCut(
        format="fcpxml",
        name=next((one.get("name") for one in projects if one.tag == "project"), None),
        project=said["project"] if isinstance(said.get("project"), str) else None,
        rate=rate,
        drop_frame=sequence.get("tcFormat") == "DF" if "tcFormat" in sequence.attrib else None,
        edits=ordered(list(_with_trimmed(cut))),
        handles=handles_of(said),
        told=tuple(cut.told),
    )


def _metadata(
    sequence: etree._Element,
) -> tuple[Mapping[str, Any], dict[tuple[Fraction, Fraction], list[Mapping[str, Any]]]]:
    """What we wrote of the list and of its shots."""
    said: Mapping[str, Any] = {}
    shots: dict[tuple[Fraction, Fraction], list[Mapping[str, Any]]] = {}
    for one in sequence.iterfind("metadata/md"):
        key, record = one.get("key", ""), _json(one.get("value", ""))
        if key == OF_LIST:
            said = record
        elif key.startswith(OF_SHOT) and isinstance(placed := record.get("placed"), dict):
            times = [_TIME.fullmatch(str(placed.get(name))) for name in ("start", "duration")]
            if times[0] and times[1]:
                shots.setdefault((_fraction(times[0]), _fraction(times[1])), []).append(record)
    return said, shots


def _json(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _rate(format: etree._Element | None) -> FrameRate | None:  # noqa: A002  what FCPXML calls it
    if format is None or not format.get("frameDuration"):
        return None
    length = _time(format, "frameDuration")
    return FrameRate(length.denominator, length.numerator) if length > 0 else None


def _walk(cut: _Cut, parent: etree._Element, window: _Window, depth: int) -> None:
    """Reads what stands in the timeline of an element."""
    if depth > DEEPEST:
        raise Misread(f"it is nested more than {DEEPEST} deep", line(parent))
    position = window.start if parent.tag == "spine" else None
    for child in _elements(parent):
        offset = _time(child, "offset") if child.get("offset") is not None or position is None else position
        length = _length(cut, child)
        connected = child.get("lane") not in {None, "0"}
        content = child.tag in {"video", "audio"} and parent.tag in {"clip", "sync-clip", "video", "audio"}
        seen = window.of(offset, length, sticks_out=connected and not content)
        if seen is None and content and child.get("start") is None:
            # Some programs count a clip as its asset counts, and say nothing of where the picture stands in it.
            offset = _start(cut, child)
            seen = window.of(offset, length, sticks_out=False)
        if position is not None and not connected:
            position = offset + length
        if seen is not None and child.get("enabled") != "0":
            record = window.record + offset + seen[0] - window.start
            _item(cut, child, _Seen(seen[0], seen[1], record, depth + 1))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is seen of an element: from how far into it, how long, and where it stands in the cut."""

    into: Fraction
    length: Fraction
    record: Fraction
    depth: int


def _item(cut: _Cut, item: etree._Element, seen: _Seen) -> None:
    begin = _start(cut, item)
    window = _Window(begin + seen.into, begin + seen.into + seen.length, seen.record)
    if item.tag in _LEAVES:
        _leaf(cut, item, window)
        _walk(cut, item, window, seen.depth)
    elif item.tag == "audition":
        for picked in list(_elements(item))[:1]:
            _item(cut, picked, seen)
    elif item.tag == "ref-clip":
        cut.told["Compound clips are opened; effects and speeds on them as a whole are not read."] = None
        _opened(cut, item, window, seen.depth)
    elif item.tag == "mc-clip":
        cut.told["Of multicam clips the angle that is shown is read."] = None
        _angle(cut, item, window, seen.depth)
    else:
        _walk(cut, item, window, seen.depth)


def _opened(cut: _Cut, item: etree._Element, window: _Window, depth: int) -> None:
    media = cut.resources.get(item.get("ref", ""))
    sequence = None if media is None else media.find("sequence")
    if sequence is None or len(cut.edits) > MOST_EDITS:
        return
    begin = _time(sequence, "tcStart")
    shift = begin if item.get("start") is None else Fraction(0)
    moved = _Window(window.start + shift, window.end + shift, window.record)
    for spine in sequence.iterfind("spine"):
        _walk(cut, spine, moved, depth + 1)


def _angle(cut: _Cut, item: etree._Element, window: _Window, depth: int) -> None:
    media = cut.resources.get(item.get("ref", ""))
    sources = [one for one in item.iterfind("mc-source") if one.get("srcEnable", "all") in {"all", "video"}]
    if media is None or not sources:
        return
    for angle in media.iterfind("multicam/mc-angle"):
        if angle.get("angleID") == sources[0].get("angleID"):
            _walk(cut, angle, window, depth + 1)


def _leaf(cut: _Cut, item: etree._Element, window: _Window) -> None:
    """One edit: what is seen of an asset."""
    asset = cut.resources.get(item.get("ref", ""))
    if asset is None or asset.tag != "asset":
        if asset is None:
            cut.told["Generators and titles are left out."] = None
        return
    if len(cut.edits) > MOST_EDITS:
        raise Misread(f"it unfolds into more than {MOST_EDITS:,} edits", line(item))
    starts = _time(asset, "start")
    start, end = (_retimed(item, time) - starts for time in (window.start, window.end))
    used = Seconds(min(start, end), abs(end - start))
    if used.duration <= 0:  # it stands still
        used = Seconds(used.start, cut.frame_s)
    length = window.end - window.start
    media = asset.find("media-rep")
    url = (media.get("src") if media is not None else None) or asset.get("src")
    path = path_in(url) if url else None
    record = _record(cut, (window.start, length), path)
    ours = cut_in(record)
    named = Named(
        name=item.get("name"),
        file=name_in(path) if path else asset.get("name"),
        path=path,
        starts_s=starts,
        **({"reel": _reel(asset)} | known_of(ours)),
    )
    said: dict[str, Any] = {"note": item.findtext("note"), "heading": _heading(item)} | returned(
        ours, as_written=record is not NONE
    )
    where = f"line {line(item)}"
    cut.edits.append(
        ReadEdit(number=0, where=where, named=named, used=used, record_s=window.record, length_s=length, **said)
    )


def _record(cut: _Cut, placed: tuple[Fraction, Fraction], path: bytes | None) -> Mapping[str, Any]:
    """Our own record of a clip of a file that still stands at the times we wrote, each once."""
    waiting = cut.shots.get(placed, [])
    same = (place for place, one in enumerate(waiting) if path and one.get("file") == name_in(path))
    found = next(same, None)
    return NONE if found is None else waiting.pop(found)


def _with_trimmed(cut: _Cut) -> Iterator[ReadEdit]:
    """The edits; one that was trimmed gets what we said of a clip of the same file that is not there any more."""
    left = [record for waiting in cut.shots.values() for record in waiting]
    for edit in cut.edits:
        own = None
        if edit.named.clip is None:
            own = next((record for record in left if record.get("file") == edit.named.file), None)
        if own is None:
            yield edit
            continue
        left.remove(own)
        ours = cut_in(own)
        named = replace(edit.named, **known_of(ours))
        yield replace(edit, named=named, **returned(ours, as_written=False))


def _retimed(item: etree._Element, time: Fraction) -> Fraction:
    """Where in the asset a moment of a clip is, by its `timeMap`, which is straight between two points."""
    points = sorted((_time(one, "time"), _time(one, "value")) for one in item.iterfind("timeMap/timept"))
    if len(points) < 2:  # noqa: PLR2004  a line needs two
        return time
    after = next((place for place, (at, _) in enumerate(points) if at >= time), len(points) - 1)
    (t0, v0), (t1, v1) = points[max(0, after - 1)], points[max(1, after)]
    return v0 if t1 == t0 else v0 + (time - t0) * (v1 - v0) / (t1 - t0)


def _reel(asset: etree._Element) -> str | None:
    keys = ("com.apple.proapps.studio.reel", "com.apple.proapps.spotlight.kMDItemReel")
    return next((one.get("value") for one in asset.iterfind("metadata/md") if one.get("key") in keys), None)


def _heading(item: etree._Element) -> str | None:
    marker = item.find("chapter-marker")
    return marker.get("value") if marker is not None else None


def _start(cut: _Cut, item: etree._Element) -> Fraction:
    """Where the timeline of an element begins: of a clip of an asset where that does, when it does not say."""
    if item.get("start") is not None:
        return _time(item, "start")
    asset = cut.resources.get(item.get("ref", "")) if item.tag in _LEAVES else None
    return _time(asset, "start") if asset is not None and asset.tag == "asset" else Fraction(0)


def _length(cut: _Cut, item: etree._Element) -> Fraction:
    if item.get("duration") is not None:
        return _time(item, "duration")
    if item.tag == "spine":
        return sum((_length(cut, child) for child in _elements(item)), Fraction(0))
    if item.tag == "audition":
        return next((_length(cut, child) for child in _elements(item)), Fraction(0))
    asset = cut.resources.get(item.get("ref", ""))
    return _time(asset, "duration") if asset is not None else Fraction(0)


def _time(element: etree._Element, name: str) -> Fraction:
    """A time of an element: 0 where it does not say.

    Raises:
        Misread: It is none.
    """
    written = element.get(name)
    if written is None:
        return Fraction(0)
    match = _TIME.fullmatch(written.strip())
    if match is None or match[2] == "0" * len(match[2] or " "):
        raise Misread(f'"{written}" is no time, as {name} of <{element.tag}>', line(element))
    return _fraction(match)


def _fraction(match: re.Match[str]) -> Fraction:
    if match[2]:
        return Fraction(int(match[1]), int(match[2]) or 1)
    return Fraction(f"{match[1]}.{match[3] or 0}")


def _elements(parent: etree._Element) -> Iterator[etree._Element]:
    """What stands in the timeline of an element."""
    return (child for child in parent if child.tag in _LEAVES | _HOLDERS)
