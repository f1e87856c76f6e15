"""Edits of ranges: clips cut in two, put together, trimmed and nudged, to the frame."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from sqlalchemy import select

from library.edit.clips import ClipEdits
from library.edit.joining import ClipJoining
from library.edit.writer import without_id
from library.errors import MediavaultError
from library.model import ClipId
from library.reading import assets
from library.schema import tables
from library.timecode import TimeRange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Table

    from library.model import Clip


class Edge(StrEnum):
    """What of a clip is nudged."""

    BOTH = "both"
    IN = "in"
    OUT = "out"


class NotARange(MediavaultError):
    """A clip has no frames of its own to move: it is a whole asset, or a region of a photo."""

    def __init__(self, clip: Clip) -> None:
        """Takes the clip."""
        what = "the whole of its asset" if clip.is_whole else "a region of a photo"
        super().__init__(f"Cannot cut, join or move {clip.key}: it is {what}. Mark a range first: mediavault clip add.")


class CutOutside(MediavaultError):
    """A clip was to be cut where it has no frame on both sides."""

    def __init__(self, clip: Clip, span: TimeRange, at: int) -> None:
        """Takes the clip, its range, and the frame it was to be cut before."""
        super().__init__(
            f"Cannot cut {clip.key} before frame {at}: it has frames {span.start} to {span.end_exclusive} (the end is "
            "exclusive), and each part needs one at least."
        )


class ClipsApart(MediavaultError):
    """Clips that do not meet were to be put together."""

    def __init__(self, one: Clip, other: Clip) -> None:
        """Takes two of them that do not meet, in order."""
        why = "there are frames between them" if one.asset == other.asset else "they are of two assets"
        super().__init__(
            f"Cannot put {one.key} and {other.key} together: {why}. Only clips of one asset that touch or "
            "overlap can be."
        )


class RangeEdits(ClipEdits, ClipJoining):
    """Clips as pieces of time."""

    def split_clip(self, clip: ClipId, at: int) -> tuple[ClipId, ClipId]:
        """Cuts a clip in two before a frame of its media; returns what is before it, which keeps its key, and the rest.

        Both have the same name, notes, rights, rating and links. A shot of a shot list that begins in the second part
        uses that one from now on, with the same frames.

        Raises:
            NotARange: it is a whole asset or a region.
            CutOutside: there would be no frame on one side.
        """
        found, span = self._ranged(clip)
        if not span.start < at < span.end_exclusive:
            raise CutOutside(found, span, at)
        row = self._row(tables.clip, tables.clip.c.id == clip)
        rest = {**without_id(dict(row or {})), "start": at, "duration": span.end_exclusive - at}
        (second,) = self.recorder.insert(tables.clip, [rest])
        self.recorder.update(tables.clip, clip, {"duration": at - span.start})
        for table in (tables.link, tables.clearance):
            self._copy_rows(table, clip, second)
        for used in (tables.shot, tables.alternate):
            later = select(used.c.id).where(used.c.clip_id == clip, used.c.start >= at)
            for key in self._connection.execute(later).scalars().all():
                self.recorder.update(used, key, {"clip_id": second})
        return clip, ClipId(second)

    def _ranged(self, clip: ClipId) -> tuple[Clip, TimeRange]:
        found = assets.clip(self._connection, clip)
        if found.range is None:
            raise NotARange(found)
        return found, found.range

    def _copy_rows(self, table: Table, old: int, new: int) -> None:
        rows = self._connection.execute(select(table).where(table.c.clip_id == old).order_by(table.c.id)).mappings()
        self.recorder.insert(table, [{**without_id(dict(row)), "clip_id": new} for row in rows.all()])

    def merge_clips(self, clips: Sequence[ClipId]) -> ClipId:
        """Makes clips of one asset that touch or overlap one clip, the first of them, and returns it.

        It reaches from the first frame of all to the last and has all their links, each once, and all their notes.
        Shots that used another of them use it, with the same frames.

        Raises:
            NotARange: one is a whole asset or a region.
            ClipsApart: they are of two assets, or there are frames between them.
        """
        ranged = [self._ranged(clip) for clip in dict.fromkeys(clips)]
        in_order = sorted(ranged, key=lambda one: (one[0].asset, one[1].start, one[1].end_exclusive))
        reached = in_order[0][1].end_exclusive
        for (before, _), (after, span) in pairwise(in_order):
            if after.asset != before.asset or span.start > reached:
                raise ClipsApart(before, after)
            reached = max(reached, span.end_exclusive)
        kept, *others = (one.id for one, _ in ranged)
        for other in others:
            self._join_clips(kept, other)
        start = in_order[0][1].start
        self.recorder.update(tables.clip, kept, {"start": start, "duration": reached - start})
        return kept

    def trim_clip(self, clip: ClipId, *, start: int | None = None, end_exclusive: int | None = None) -> TimeRange:
        """Gives a clip another first frame, another end, or both; returns its new range.

        Links, notes and the shots that use it stay as they are: a shot has frames of its own.

        Raises:
            NotARange: it is a whole asset or a region.
            BadRange: no frame would be left. RangeOutside: the media has no such frame.
        """
        _, span = self._ranged(clip)
        first = span.start if start is None else start
        end = span.end_exclusive if end_exclusive is None else end_exclusive
        trimmed = TimeRange.from_end(first, end, span.rate)
        self.move_clip(clip, trimmed)
        return trimmed

    def nudge_clip(self, clip: ClipId, frames: int, *, edge: Edge = Edge.BOTH) -> TimeRange:
        """Moves a clip, or one edge of it, by frames: later when positive; returns its new range.

        Raises:
            NotARange: it is a whole asset or a region.
            BadRange: no frame would be left. RangeOutside: the media has no such frame.
        """
        _, span = self._ranged(clip)
        start = span.start if edge is Edge.OUT else span.start + frames
        end = span.end_exclusive if edge is Edge.IN else span.end_exclusive + frames
        return self.trim_clip(clip, start=start, end_exclusive=end)
