"""CMX 3600 edit decision lists (SMPTE 258M is its later form), as Avid, Premiere, Resolve and others write them.

Reels of any length, also with blanks; cuts, dissolves, wipes and keys; M2; names in comments. A list does not say its
rate, so labels stay labels here. Black (BL) is left out, AX is no reel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from library.timecode import BadTimecode, FrameRate, Timecode
from mediavault.conform.edits import Labels, Misread, Named, ReadCut, ReadEdit, ordered
from mediavault.conform.paths import name_in, path_in

_LABEL = r"[0-9]{1,2}[:;.][0-9]{2}[:;.][0-9]{2}[:;.,][0-9]{2,3}"
_EVENT = re.compile(
    rf"\s*(?P<number>[0-9A-Za-z]{{1,6}})\s+(?P<reel>\S.*?)\s+(?P<tracks>[A-Za-z][A-Za-z0-9/,]*)"
    rf"\s+(?P<kind>C|D|W[0-9]{{1,3}}|K(?:\s+[BO])?)(?:\s+(?P<length>[0-9]{{1,4}}))?"
    rf"\s+(?P<labels>{_LABEL}\s+{_LABEL}\s+{_LABEL}\s+{_LABEL})\s*",
)
_LOOKS_LIKE_ONE = re.compile(r"\s*[0-9]{1,6}\s+\S.*[0-9]{2}[:;.][0-9]{2}[:;.][0-9]{2}")
_M2 = re.compile(rf"\s*M2\s+(?P<reel>\S.*?)\s+(?P<speed>[-+]?[0-9]{{1,6}}(?:\.[0-9]{{1,20}})?)\s+{_LABEL}\s*")
_COMMENT = re.compile(
    r"\*?\s*(?P<key>FROM CLIP NAME|TO CLIP NAME|SOURCE FILE|FROM FILE|FROM CLIP|TO FILE|TO CLIP|CLIP NAME|COMMENT"
    r"|FINAL CUT PRO REEL|REEL)\s*:"
    r"\s*(?P<text>.*?)\s*",
    re.IGNORECASE,
)
_OURS = re.compile(r"MEDIAVAULT (?P<asset>a[1-9][0-9]*) (?P<clip>c[1-9][0-9]*)")
_NO_REEL, _BLACK = frozenset({"AX"}), frozenset({"BL", "BLACK"})
_NOMINAL = (25, 30, 50, 60)


@dataclass
class _Event:
    """One line of an edit, with the comments that follow it."""

    line: int
    number: str
    reel: str
    kind: str
    length: int
    """Frames of a transition."""
    labels: list[str]
    drop_frame: bool
    speed: Fraction | None = None
    said: dict[str, str] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)


def read(text: str, rate: FrameRate | None) -> ReadCut:
    """The cut of a list.

    Args:
        text: All of it.
        rate: Of the cut, where somebody said it; otherwise 25, or the least above it that counts as its labels do.

    Raises:
        Misread: A line is an edit that makes no sense, or there is none.
    """
    events, title, drop_frame = _events(text)
    if not events:
        raise Misread("it has no edit")
    counted = rate or _least_rate(events, drop_frame=drop_frame)
    shown = [event for event in events if event.reel.upper() not in _BLACK]
    edits = [_edit(event, longer, counted) for event, longer in _with_dissolves(shown)]
    first = min((edit.record_s for edit in edits), default=Fraction(0))
    moved = [replace(edit, record_s=edit.record_s - first) for edit in edits]
    black = len(events) - len(shown)
    told = (f"Black is left out: {black} of {len(events)} edits.",) if black else ()
    return ReadCut(format="edl", name=title, rate=counted, drop_frame=drop_frame, edits=ordered(moved), told=told)


def _events(text: str) -> tuple[list[_Event], str | None, bool]:
    events: list[_Event] = []
    title, drop_frame, ever = None, False, False
    for line, written in enumerate(text.splitlines(), 1):
        upper = written.strip().upper()
        if upper.startswith("TITLE:"):
            title = title or written.strip()[6:].strip() or None
        elif upper.startswith("FCM:"):
            drop_frame = "NON" not in upper
            ever = ever or drop_frame
        elif event := _EVENT.fullmatch(written):
            events.append(_event(event, line, drop_frame=drop_frame))
        elif _LOOKS_LIKE_ONE.match(written):
            raise Misread(
                "it looks like an edit, and four timecodes after reel, tracks and C, D, W or K make one", line
            )
        elif events:
            _remark(events, written, line)
    return events, title, ever or any(";" in label for event in events for label in event.labels[2:])


def _event(match: re.Match[str], line: int, *, drop_frame: bool) -> _Event:
    labels = [label.replace(",", ";") for label in match["labels"].split()]
    length = int(match["length"] or 0)
    return _Event(line, match["number"], match["reel"], match["kind"][0], length, labels, drop_frame)


def _remark(events: list[_Event], written: str, line: int) -> None:
    """What a line says of the edit before it; a comment nobody knows is a comment."""
    event = events[-1]
    if effect := _M2.fullmatch(written):
        meant = [one for one in events[-2:] if one.number == event.number and one.reel == effect["reel"]]
        (meant[-1] if meant else event).speed = Fraction(effect["speed"])
    elif written.strip().upper().startswith("M2"):
        raise Misread("a speed (M2) is a reel, frames a second and a timecode", line)
    elif comment := _COMMENT.fullmatch(written):
        key, text = comment["key"].upper(), comment["text"]
        if key == "COMMENT":
            event.comments.append(text)
        elif text:
            for one in _meant(events, key):
                one.said.setdefault(key, text)


def _meant(events: list[_Event], key: str) -> Sequence[_Event]:
    """Which of the edits of one number a remark is of: of a transition the outgoing, unless it says else or again."""
    *before, event = events[-2:]
    twins = [one for one in before if one.number == event.number]
    if event.kind == "C" or not twins:
        return [*twins, event]
    return [event] if key.startswith("TO ") or key in twins[0].said else twins


def _with_dissolves(events: list[_Event]) -> Iterator[tuple[_Event, int]]:
    """The edits with how many frames a transition to the next shows of them after their end.

    The line before a dissolve has the outgoing media: with no length when it goes on from the edit before.
    """
    for place, event in enumerate(events):
        following = events[place + 1 : place + 2]
        into = following[0] if following and following[0].kind != "C" and following[0].number == event.number else None
        if into and _is_empty(event):
            continue  # counted with the edit before
        longer = into.length if into else 0
        after = events[place + 1 : place + 3]
        if len(after) == 2 and _is_empty(after[0]) and after[0].number == after[1].number:  # noqa: PLR2004
            goes_on = after[0].reel == event.reel and after[0].labels[0] == event.labels[1]
            longer += after[1].length if goes_on else 0
        yield event, longer


def _is_empty(event: _Event) -> bool:
    return event.labels[0] == event.labels[1] and event.labels[2] == event.labels[3]


def _edit(event: _Event, longer: int, rate: FrameRate) -> ReadEdit:
    begin, end = (_counted(label, event, rate) for label in event.labels[2:])
    frames = end.frame - begin.frame if end.frame >= begin.frame else (end - begin.frame).frame
    ours = next((match for text in event.comments if (match := _OURS.fullmatch(text))), None)
    notes = [text for text in event.comments if not _OURS.fullmatch(text)]
    heading = next((text[8:] for text in notes if text.startswith("HEADING ")), None)
    said = [text for text in notes if not text.startswith(("HEADING ", "STILL HELD FOR "))]
    return ReadEdit(
        number=0,
        where=f"line {event.line}",
        named=_named(event, ours),
        used=Labels(event.labels[0], event.labels[1], event.drop_frame, event.speed, longer),
        record_s=rate.seconds(begin.frame),
        length_s=rate.seconds(frames),
        note="\n".join(said) or None,
        heading=heading,
    )


def _named(event: _Event, ours: re.Match[str] | None) -> Named:
    said = event.said
    into = event.kind != "C"
    name = (said.get("TO CLIP NAME") if into else None) or said.get("FROM CLIP NAME") or said.get("CLIP NAME")
    reel = said.get("FINAL CUT PRO REEL") or said.get("REEL") or event.reel
    keys = ("TO FILE", "TO CLIP", "SOURCE FILE") if into else ("FROM FILE", "SOURCE FILE", "FROM CLIP")
    place = next((said[key] for key in keys if key in said), "")
    path = path_in(place) if re.match("file:|/|[A-Za-z]:[\\\\/]", place) else None
    return Named(
        name=name,
        file=name_in(path) if path else place or name,
        path=path,
        reel=None if reel.upper() in _NO_REEL else reel,
        asset=ours["asset"] if ours else None,
        clip=ours["clip"] if ours else None,
    )


def _counted(label: str, event: _Event, rate: FrameRate) -> Timecode:
    try:
        return parsed(label, rate, drop_frame=event.drop_frame)
    except BadTimecode as error:
        raise Misread(f"{label} is no timecode at {rate} frames a second: {error.reason}", event.line) from error


def parsed(label: str, rate: FrameRate, *, drop_frame: bool) -> Timecode:
    """The frame a label of a list names; a colon counts as the list says.

    Raises:
        BadTimecode: It names none.
    """
    *fields, frames = re.split("[:;.]", label)
    drops = rate.drops and (drop_frame or ";" in label)
    return Timecode.parse(f"{':'.join(fields)}{';' if drops else ':'}{frames}", rate, drop_frame=drops)


def frame_number(label: str) -> int:
    """The last part of a label: the number of a frame in its second."""
    return int(re.split("[:;.]", label)[-1])


def _least_rate(events: list[_Event], *, drop_frame: bool) -> FrameRate:
    """The least rate from 25 on that has a frame of the highest number any label names."""
    highest = max(frame_number(label) for event in events for label in event.labels)
    if drop_frame:
        return FrameRate(30000, 1001) if highest < _NOMINAL[1] else FrameRate(60000, 1001)
    return FrameRate(next((nominal for nominal in _NOMINAL if highest < nominal), 120))
