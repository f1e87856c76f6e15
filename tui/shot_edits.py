"""What the shot-list screen writes: each is one operation on the shots that are meant. Nothing here is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.model import MediaKind
from library.timecode import BadRange, TimeRange

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from library import Edit
    from library.model import Alternate, Shot, ShotId, ShotList


def trimmed(shot: Shot, shown: ShotList, first: int, last: int) -> TimeRange:
    """The range of a shot whose in and out move by frames of the list; a still keeps its in.

    Raises:
        BadRange: No frame would be left, or the in would lie before the media.
    """
    span = shot.source_range
    frame = max(1, span.rate.frames(shown.rate.seconds(1)))
    if shot.asset.facts.kind is MediaKind.PHOTO:
        first, last = 0, last - first
    return TimeRange.from_end(span.start + first * frame, span.end_exclusive + last * frame, span.rate)


def hindrance(shot: Shot, shown: ShotList, first: int, last: int) -> str:
    """Why a shot cannot be trimmed so; nothing where it can."""
    available = shot.asset.facts.available_range
    try:
        span = trimmed(shot, shown, first, last)
    except BadRange as error:
        said = "begins with the first frame there is" if error.start < 0 else "is a single frame long"
        return f"Shot {shot.number} {said}."
    if available is not None and span.rate == available.rate and span.end_exclusive > available.end_exclusive:
        return f"Shot {shot.number} ends with the last frame there is."
    return ""


def trim(edit: Edit, spans: Mapping[ShotId, TimeRange]) -> None:
    """Gives each shot its range."""
    for shot, span in spans.items():
        edit.trim_shot(shot, span)


def remove(edit: Edit, shown: ShotList, chosen: Sequence[Shot]) -> None:
    """Takes shots out of their list, with what could stand in their place; the headings stay over what follows."""
    _leave_headings(edit, shown, chosen)
    for shot in chosen:
        edit.remove_shot(shot.id)


def _leave_headings(edit: Edit, shown: ShotList, gone: Sequence[Shot]) -> None:
    """The heading of a shot that goes comes to stand over the next that stays, if that has none of its own."""
    leaving = {shot.id for shot in gone}
    for shot in gone:
        following = next((one for one in shown.shots[shot.number :] if one.id not in leaving), None)
        if shot.heading and following is not None and not following.heading:
            edit.note_shot(following.id, heading=shot.heading)


def move(edit: Edit, shown: ShotList, chosen: Sequence[Shot], step: int) -> None:
    """Moves shots past the one before the first of them, or past the one behind the last; they come to stand together.

    At the end of the list they stay.
    """
    first, last = chosen[0].number, chosen[-1].number
    if step < 0 and first > 1:
        for place, shot in enumerate(chosen):
            edit.move_shot(shown.id, shot.number, first - 1 + place)
    elif step > 0 and last < len(shown.shots):
        for place, shot in enumerate(reversed(chosen)):
            edit.move_shot(shown.id, shot.number, last + 1 - place)


def copy(edit: Edit, shown: ShotList, shot: Shot) -> None:
    """Puts a copy of a shot behind it."""
    _append(edit, shown, shot, shot.number + 1)


def _append(edit: Edit, shown: ShotList, used: Shot | Alternate, to: int) -> None:
    edit.append_shot(shown.id, used.clip, source_range=used.source_range, note=used.note)
    edit.move_shot(shown.id, len(shown.shots) + 1, to)


def make_alternates(edit: Edit, shown: ShotList, shot: Shot, others: Sequence[Shot]) -> None:
    """Shots, and what could stand in their place, are from now on what could stand in the place of another."""
    _leave_headings(edit, shown, others)
    for other in others:
        every: tuple[Shot | Alternate, ...] = (other, *other.alternates)
        for used in every:
            edit.add_alternate(shot.id, used.clip, source_range=used.source_range, note=used.note)
        edit.remove_shot(other.id)


def make_shot(edit: Edit, shown: ShotList, shot: Shot, alternate: Alternate) -> None:
    """What could stand in the place of a shot becomes a shot behind it."""
    _append(edit, shown, alternate, shot.number + 1)
    edit.remove_alternate(shot.id, alternate.number)
