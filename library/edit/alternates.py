"""Edits of alternates: what could stand in the place of a shot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from library.edit.shots import ShotEdits, range_columns
from library.errors import MediavaultError
from library.model import AlternateId
from library.reading import shots as shots_reading
from library.schema import tables

if TYPE_CHECKING:
    from sqlalchemy.engine import RowMapping

    from library.model import Clip, ShotId
    from library.timecode import TimeRange

_SWAPPED = ("clip_id", "start", "duration", "frame_rate", "note")
"""What is of the use of a clip; the heading and the place are the list's."""


class UnknownAlternate(MediavaultError):
    """A shot has no alternate of a number."""

    def __init__(self, number: int, alternates: int) -> None:
        """Takes the number that was asked for, and how many there are."""
        has = f"the shot has alternates 1 to {alternates}" if alternates else "the shot has none"
        super().__init__(f"No alternate {number}: {has}. mediavault shotlist alternate adds one.")


class AlternateEdits(ShotEdits):
    """Shots, and what could stand in their place."""

    def add_alternate(
        self, shot: ShotId, clip: Clip, *, source_range: TimeRange | None = None, note: str | None = None
    ) -> AlternateId:
        """Adds a use of a clip that could stand in the place of a shot; without a range as `append_shot`.

        Raises:
            RangeOutside: the range does not lie inside the media.
        """
        found = self._connection.execute(
            select(tables.shot.c.shot_list_id).where(tables.shot.c.id == shot)
        ).scalar_one()
        used = self._used(shots_reading.list_row(self._connection, found), clip, source_range)
        columns = {
            "shot_id": shot,
            "position": len(self._alternates([shot])) + 1,
            "clip_id": clip.id,
            **range_columns(used),
            "note": note,
        }
        (identity,) = self.recorder.insert(tables.alternate, [columns])
        return AlternateId(identity)

    def choose_alternate(self, shot: ShotId, number: int) -> None:
        """Lets a shot and one of its alternates change places; the heading stays.

        Raises:
            UnknownAlternate: there is none of that one-based number.
        """
        row, own = self._alternate(shot, number), self._row(tables.shot, tables.shot.c.id == shot)
        if own is not None:
            self.recorder.update(tables.shot, shot, {name: row[name] for name in _SWAPPED})
            self.recorder.update(tables.alternate, row["id"], {name: own[name] for name in _SWAPPED})

    def remove_alternate(self, shot: ShotId, number: int) -> None:
        """Takes an alternate away; the clip stays.

        Raises:
            UnknownAlternate: there is none of that one-based number.
        """
        self.recorder.delete(tables.alternate, [self._alternate(shot, number)["id"]])

    def _alternate(self, shot: ShotId, number: int) -> RowMapping:
        keys = self._alternates([shot])
        row = (
            self._row(tables.alternate, tables.alternate.c.id == keys[number - 1]) if 0 < number <= len(keys) else None
        )
        if row is None:
            raise UnknownAlternate(number, len(keys))
        return row
