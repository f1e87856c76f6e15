"""Final Cut Pro 7 XML (xmeml 4 and 5), as Premiere Pro, DaVinci Resolve and Final Cut Pro 7 write it.

In and out count from the media's first frame, on the grid that the clip item's own rate says, which is the sequence's
in what Premiere and Resolve write. Where a transition hides an end of a clip, start or end is -1; in and out are still
those of the frames that are shown. Sequences inside sequences are opened, and that is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from lxml import etree

from library.timecode import BadTimecode, FrameRate
from mediavault.conform.edits import MOST_EDITS, Misread, Named, ReadCut, ReadEdit, Seconds, ordered
from mediavault.conform.edl import parsed
from mediavault.conform.paths import name_in, path_in
from mediavault.conform.xml import line, text

_DEEPEST = 20
_DEFAULT = FrameRate(25)
_NTSC_DENOMINATOR = 1001


@dataclass
class _Cut:
    """What is read of one file."""

    files: dict[str, etree._Element] = field(default_factory=dict)
    """Whole `file` elements by id: later uses name the id alone."""
    sequences: dict[str, etree._Element] = field(default_factory=dict)
    edits: list[ReadEdit] = field(default_factory=list)
    told: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Inside:
    """Where a sequence stands in the cut, and what of it is seen."""

    record: Fraction = Fraction(0)
    first: Fraction = Fraction(0)
    last: Fraction | None = None
    depth: int = 0


def read(root: etree._Element) -> ReadCut:
    """The cut of the first sequence of a document.

    Raises:
        Misread: There is none, or a number of it makes no sense.
    """
    sequence = next(root.iter("sequence"), None)
    if sequence is None:
        raise Misread("it has no sequence")
    cut = _Cut()
    for one in root.iter("file", "sequence"):
        if len(one) and (key := one.get("id")):
            (cut.files if one.tag == "file" else cut.sequences).setdefault(key, one)
    rate, counting = _rate(sequence, _DEFAULT), text(sequence, "timecode/displayformat")
    _sequence(cut, sequence, _Inside())
    if not cut.edits:
        raise Misread("it has no clip of a file")
    return ReadCut(
        format="xml",
        name=text(sequence, "name"),
        rate=rate,
        drop_frame=None if counting is None else counting == "DF",
        edits=ordered(cut.edits),
        told=tuple(cut.told),
    )


def _sequence(cut: _Cut, sequence: etree._Element, inside: _Inside) -> None:
    rate = _rate(sequence, _DEFAULT)
    for track in sequence.iterfind("media/*/track"):
        for item in track.iterfind("clipitem"):
            if text(item, "enabled") == "FALSE":
                cut.told["Clips that are switched off are left out."] = None
            else:
                _item(cut, item, rate, inside)
        if track.find("generatoritem") is not None:
            cut.told["Generators and titles are left out."] = None


def _item(cut: _Cut, item: etree._Element, of_sequence: FrameRate, inside: _Inside) -> None:
    """One clip item: its frames, its place, and what of both is seen where its sequence stands."""
    if len(cut.edits) > MOST_EDITS:
        raise Misread(f"it unfolds into more than {MOST_EDITS:,} edits", line(item))
    rate = _rate(item, of_sequence)
    first, end = _whole(item, "in"), _whole(item, "out")
    length = of_sequence.seconds(end - first) if rate == of_sequence else rate.seconds(end - first)
    start, until = _whole(item, "start"), _whole(item, "end")
    begin = of_sequence.seconds(start) if start >= 0 else of_sequence.seconds(until) - length
    if until >= 0 and start >= 0:
        length = of_sequence.seconds(until - start)
    if length <= 0 or end <= first:
        return
    hidden = max(Fraction(0), inside.first - begin)
    seen = length - hidden if inside.last is None else min(length, inside.last - begin) - hidden
    if seen <= 0:
        return
    speed = _speed(item)
    used = Seconds(
        (rate.seconds(first) + hidden) * speed if speed else rate.seconds(first),
        seen * speed if speed else of_sequence.seconds(1),
    )
    _placed(cut, item, used, _Place(inside.record + begin + hidden - inside.first, seen, inside.depth))


@dataclass(frozen=True, slots=True)
class _Place:
    record: Fraction
    length: Fraction
    depth: int


def _placed(cut: _Cut, item: etree._Element, used: Seconds, place: _Place) -> None:
    nested = item.find("sequence")
    if nested is not None:
        nested = nested if len(nested) else cut.sequences.get(nested.get("id", ""))
        cut.told["Sequences inside the sequence are opened; effects on them as a whole are not read."] = None
        if nested is not None and place.depth < _DEEPEST:
            _sequence(cut, nested, _Inside(place.record, used.start, used.start + used.duration, place.depth + 1))
        return
    file = item.find("file")
    whole = None if file is None else file if len(file) else cut.files.get(file.get("id", ""))
    if whole is None:
        cut.told["Clips without a file are left out."] = None
        return
    where = f"line {line(item)}"
    named = _named(item, whole)
    note = text(item, "logginginfo/lognote") or text(item, "marker/name")
    edit = ReadEdit(
        number=0, where=where, named=named, used=used, record_s=place.record, length_s=place.length, note=note
    )
    cut.edits.append(edit)


def _named(item: etree._Element, file: etree._Element) -> Named:
    url = text(file, "pathurl")
    path = path_in(url) if url else None
    ours = next((one.split() for one in _comments(item) if one.startswith("mediavault a")), [])
    asset, clip = ours[1:] if len(ours) == 3 else (None, None)  # noqa: PLR2004  the word and two keys
    return Named(
        name=text(item, "name"),
        file=name_in(path) if path else text(file, "name"),
        path=path,
        reel=text(file, "timecode/reel/name"),
        starts_s=_starts(file),
        asset=asset,
        clip=clip,
    )


def _comments(item: etree._Element) -> Iterator[str]:
    return (one.text for one in item.iterfind("comments/*") if one.text)


def _starts(file: etree._Element) -> Fraction | None:
    """Where the file's timecode begins: by its frame, or by its label."""
    rate = _rate(file, _DEFAULT)
    timecode = file.find("timecode")
    if timecode is None:
        return None
    rate, frame, label = _rate(timecode, rate), text(timecode, "frame"), text(timecode, "string")
    if frame is not None and frame.isascii() and frame.isdigit() and len(frame) < 12:  # noqa: PLR2004  of a day
        return rate.seconds(int(frame))
    try:
        drops = text(timecode, "displayformat") == "DF"
        return None if label is None else rate.seconds(parsed(label, rate, drop_frame=drops).frame)
    except BadTimecode:
        return None


def _speed(item: etree._Element) -> Fraction:
    """How much faster than recorded, from the time remap of Final Cut Pro 7; 0 is a freeze."""
    for effect in item.iterfind("filter/effect"):
        if text(effect, "effectid") == "timeremap":
            for parameter in effect.iterfind("parameter"):
                if text(parameter, "parameterid") == "speed":
                    return abs(_number(parameter)) / 100
    return Fraction(1)


def _number(parameter: etree._Element) -> Fraction:
    try:
        return Fraction((text(parameter, "value") or "100")[:20])
    except (ValueError, ZeroDivisionError) as error:
        raise Misread("the speed is no number", line(parameter)) from error


def _whole(item: etree._Element, name: str) -> int:
    written = text(item, name) or "-1"
    if not written.lstrip("-").isdigit() or len(written) > 12 or not written.isascii():  # noqa: PLR2004  of a day
        raise Misread(f'"{written}" is no count of frames, as <{name}> of a clip', line(item))
    return int(written)


def _rate(element: etree._Element, otherwise: FrameRate) -> FrameRate:
    base = text(element, "rate/timebase")
    if base is None:
        return otherwise
    if not (base.isascii() and base.isdigit() and int(base[:6]) > 0 and len(base) <= 6):  # noqa: PLR2004
        raise Misread(f'"{base}" is no time base', line(element))
    ntsc = (text(element, "rate/ntsc") or "FALSE").upper() == "TRUE"
    return FrameRate(int(base) * 1000, _NTSC_DENOMINATOR) if ntsc else FrameRate(int(base))
