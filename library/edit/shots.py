"""Edits of shot lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from library import names
from library.edit.authorities import NameEmpty, NameTaken
from library.edit.clips import RangeOutside
from library.edit.writer import Writer, without_id
from library.errors import MediavaultError
from library.model import STILL_HOLD_S, AuthorityKind, MediaKind, ShotId, ShotListId
from library.reading import assets
from library.reading import authorities as reading
from library.reading import shots as shots_reading
from library.schema import mapping, tables
from library.timecode import TimeRange

if TYPE_CHECKING:
    from sqlalchemy.engine import RowMapping

    from library.model import Clip
    from library.timecode import FrameRate


class UnknownShot(MediavaultError):
    """A shot list has no shot of a number."""

    def __init__(self, name: str, number: int, shots: int) -> None:
        """Takes the list's name, the number that was asked for, and how many shots there are."""
        has = f"it has shots 1 to {shots}" if shots else "it is empty"
        super().__init__(f'No shot {number} in the shot list "{name}": {has}.')


class ShotEdits(Writer):
    """Shot lists and the shots in them."""

    def add_shot_list(self, name: str, *, project: str | None = None, rate: FrameRate | None = None) -> ShotListId:
        """Adds an empty list; without a rate it takes that of its first moving shot.

        Raises:
            NameTaken: a list has that name. NameEmpty: it holds nothing to search by.
            UnknownName: there is no such project.
        """
        folded = names.fold(name)
        if not folded.strip():
            raise NameEmpty("shot list", name)
        if self._row(tables.shot_list, tables.shot_list.c.folded == folded) is not None:
            raise NameTaken("shot list", name)
        kind = AuthorityKind.PROJECT
        owner = reading.authority_id(self._connection, kind, project) if project is not None else None
        values = {"name": name, "folded": folded, "project_id": owner, "version": 1, **_rate_columns(rate)}
        (identity,) = self.recorder.insert(tables.shot_list, [values])
        return ShotListId(identity)

    def append_shot(
        self,
        shot_list: str | int,
        clip: Clip,
        *,
        source_range: TimeRange | None = None,
        note: str | None = None,
        heading: str | None = None,
    ) -> ShotId:
        """Adds a use of a clip at the end of a list; without a range, all of the clip, or a hold of a still.

        Raises:
            UnknownName: there is no such list.
            RangeOutside: the range does not lie inside the media.
        """
        row = shots_reading.list_row(self._connection, shot_list)
        asset = self._row(tables.asset, tables.asset.c.id == clip.asset)
        if asset is None:
            raise assets.UnknownAsset(f"a{clip.asset}")
        available = mapping.available_range(asset)
        rate = self._list_rate(row, asset["kind"], available)
        if source_range is None:
            source_range = clip.range or available or TimeRange(0, STILL_HOLD_S * rate.nominal, rate)
        elif asset["kind"] != MediaKind.PHOTO and (available is None or not available.contains(source_range)):
            raise RangeOutside(asset["name"], source_range, available)
        last = select(func.coalesce(func.max(tables.shot.c.position), 0)).where(tables.shot.c.shot_list_id == row["id"])
        columns = {
            "shot_list_id": row["id"],
            "position": self._connection.execute(last).scalar_one() + 1,
            "clip_id": clip.id,
            **_range_columns(source_range),
            "note": note,
            "heading": heading,
        }
        (identity,) = self.recorder.insert(tables.shot, [columns])
        return ShotId(identity)

    def _list_rate(self, row: RowMapping, kind: str, available: TimeRange | None) -> FrameRate:
        stored = mapping.rate(row["frame_rate"])
        if stored is not None:
            return stored
        if kind != MediaKind.VIDEO or available is None:
            return shots_reading.DEFAULT_RATE
        self.recorder.update(tables.shot_list, row["id"], _rate_columns(available.rate))
        return available.rate

    def _shots(self, shot_list: str | int) -> tuple[RowMapping, list[int]]:
        row = shots_reading.list_row(self._connection, shot_list)
        shot = tables.shot
        query = select(shot.c.id).where(shot.c.shot_list_id == row["id"]).order_by(shot.c.position, shot.c.id)
        return row, list(self._connection.execute(query).scalars())

    def shot_id(self, shot_list: str | int, number: int) -> ShotId:
        """The shot at a one-based number of a list.

        Raises:
            UnknownShot: the list has no such number.
        """
        row, ids = self._shots(shot_list)
        if not 1 <= number <= len(ids):
            raise UnknownShot(row["name"], number, len(ids))
        return ShotId(ids[number - 1])

    def move_shot(self, shot_list: str | int, number: int, to: int) -> None:
        """Moves the shot at a one-based number to another; beyond the end means the end.

        Raises:
            UnknownShot: the list has no such number.
        """
        moved = self.shot_id(shot_list, number)
        _, ids = self._shots(shot_list)
        ids.remove(moved)
        ids.insert(max(0, to - 1), moved)
        for position, identity in enumerate(ids, start=1):
            self.recorder.update(tables.shot, identity, {"position": position})

    def remove_shot(self, shot: ShotId) -> None:
        """Takes a shot out of its list; the clip stays."""
        self.recorder.delete(tables.shot, [shot])

    def trim_shot(self, shot: ShotId, source_range: TimeRange) -> None:
        """Uses another part of the media; the clip stays as it is.

        Raises:
            RangeOutside: the range does not lie inside the media.
        """
        owner = tables.asset.join(tables.clip).join(tables.shot)
        query = select(tables.asset).select_from(owner).where(tables.shot.c.id == shot)
        asset = self._connection.execute(query).mappings().one()
        available = mapping.available_range(asset)
        if asset["kind"] != MediaKind.PHOTO and (
            available is None or available.rate != source_range.rate or not available.contains(source_range)
        ):
            raise RangeOutside(asset["name"], source_range, available)
        self.recorder.update(tables.shot, shot, _range_columns(source_range))

    def note_shot(self, shot: ShotId, **facts: str | None) -> None:
        """Changes `note` or `heading` of a shot; what is not given stays."""
        unknown = facts.keys() - {"note", "heading"}
        if unknown:
            message = f"a shot has no {', '.join(sorted(unknown))}"
            raise TypeError(message)
        self.recorder.update(tables.shot, shot, facts)

    def copy_shot_list(self, shot_list: str | int, name: str) -> ShotListId:
        """Adds a list with the same shots under another name.

        Raises:
            UnknownName: there is no such list. NameTaken: a list has the new name.
        """
        row, ids = self._shots(shot_list)
        copy = self.add_shot_list(name, project=row["project"], rate=mapping.rate(row["frame_rate"]))
        query = select(tables.shot).where(tables.shot.c.id.in_(ids)).order_by(tables.shot.c.position)
        shots = [dict(shot) for shot in self._connection.execute(query).mappings()]
        self.recorder.insert(tables.shot, [{**without_id(shot), "shot_list_id": copy} for shot in shots])
        return copy

    def remove_shot_list(self, shot_list: str | int) -> None:
        """Removes a list with its shots; the clips stay.

        Raises:
            UnknownName: there is no such list.
        """
        row, ids = self._shots(shot_list)
        self.recorder.delete(tables.shot, ids)
        self.recorder.delete(tables.shot_list, [row["id"]])

    def exported(self, shot_list: str | int) -> None:
        """Notes that the present version of a list was exported; the next export is the next version."""
        row = shots_reading.list_row(self._connection, shot_list)
        self.recorder.update(tables.shot_list, row["id"], {"version": row["version"] + 1})


def _rate_columns(rate: FrameRate | None) -> dict[str, Any]:
    # NTSC rates are counted drop-frame unless somebody says otherwise; a true 30 or 60 is not.
    drop = rate is not None and rate.drops and rate.denominator != 1
    return {"frame_rate": str(rate) if rate else None, "drop_frame": drop if rate else None}


def _range_columns(span: TimeRange) -> dict[str, Any]:
    return {"start": span.start, "duration": span.duration, "frame_rate": str(span.rate)}
