"""Edits of shot lists."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from library import names
from library.edit.authorities import NameEmpty, NameTaken
from library.edit.clips import RangeOutside
from library.edit.writer import Writer, without_id
from library.errors import MediavaultError
from library.history import batches
from library.model import STILL_HOLD_S, AuthorityKind, MediaKind, ShotId, ShotListId, kept
from library.reading import assets
from library.reading import authorities as reading
from library.reading import shots as shots_reading
from library.schema import mapping, tables
from library.schema.versions import shots_column
from library.timecode import FrameRate, TimeRange

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.engine import RowMapping

    from library.model import Clip, ShotList


_USUAL_RATES = tuple(
    map(FrameRate.parse, ("23.976", "24", "25", "29.97", "30", "47.952", "48", "50", "59.94", "60", "119.88", "120"))
)
"""What lists count at whose first shot has no constant rate."""


class UnknownShot(MediavaultError):
    """A shot list has no shot of a number."""

    def __init__(self, name: str, number: int, shots: int) -> None:
        """Takes the list's name, the number that was asked for, and how many shots there are."""
        has = f"it has shots 1 to {shots}" if shots else "it is empty"
        super().__init__(f'No shot {number} in the shot list "{name}": {has}.')


class ShotEdits(Writer):
    """Shot lists and the shots in them."""

    def add_shot_list(
        self, name: str, *, project: str | None = None, rate: FrameRate | None = None, drop_frame: bool | None = None
    ) -> ShotListId:
        """Adds an empty list; without a rate it takes that of its first moving shot, and counts as its media does.

        Of irregular frames it takes the usual rate that is nearest to their average.

        With a rate it counts drop-frame where `drop_frame` says so, or where it says nothing and the rate is NTSC's.

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
        values = {
            "name": name,
            "folded": folded,
            "project_id": owner,
            "version": 1,
            **_rate_columns(rate, drop_frame=drop_frame),
        }
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
        used = self._used(row, clip, source_range)
        last = select(func.coalesce(func.max(tables.shot.c.position), 0)).where(tables.shot.c.shot_list_id == row["id"])
        columns = {
            "shot_list_id": row["id"],
            "position": self._connection.execute(last).scalar_one() + 1,
            "clip_id": clip.id,
            **range_columns(used),
            "note": note,
            "heading": heading,
        }
        (identity,) = self.recorder.insert(tables.shot, [columns])
        return ShotId(identity)

    def _used(self, row: RowMapping, clip: Clip, source_range: TimeRange | None) -> TimeRange:
        """What a shot of a list uses of a clip: the range given, else all of the clip, or a hold of a still."""
        asset = self._row(tables.asset, tables.asset.c.id == clip.asset)
        if asset is None:
            raise assets.UnknownAsset(f"a{clip.asset}")
        available = mapping.available_range(asset)
        rate = self._list_rate(row, asset, available)
        if source_range is None:
            return clip.range or available or TimeRange(0, STILL_HOLD_S * rate.nominal, rate)
        if asset["kind"] != MediaKind.PHOTO and not _inside(source_range, available):
            raise RangeOutside(asset["name"], source_range, available)
        return source_range

    def _list_rate(self, row: RowMapping, asset: RowMapping, available: TimeRange | None) -> FrameRate:
        stored = mapping.rate(row["frame_rate"])
        if stored is not None:
            return stored
        if asset["kind"] != MediaKind.VIDEO or available is None:
            return shots_reading.DEFAULT_RATE
        taken = _usual(available.rate) if asset["variable_frame_rate"] else available.rate
        counts = None if asset["timecode_frame"] is None else bool(asset["drop_frame"])
        self.recorder.update(tables.shot_list, row["id"], _rate_columns(taken, drop_frame=counts))
        return taken

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
        """Takes a shot out of its list, with its alternates; the clips stay."""
        self.recorder.delete(tables.alternate, self._alternates([shot]))
        self.recorder.delete(tables.shot, [shot])

    def _alternates(self, shots: Collection[int]) -> list[int]:
        """The keys of the alternates of shots, in their order."""
        other, found = tables.alternate, list[int]()
        for batch in batches(shots):
            query = select(other.c.id).where(other.c.shot_id.in_(batch)).order_by(other.c.position, other.c.id)
            found += self._connection.execute(query).scalars().all()
        return found

    def trim_shot(self, shot: ShotId, source_range: TimeRange) -> None:
        """Uses another part of the media; the clip stays as it is.

        Raises:
            RangeOutside: the range does not lie inside the media.
        """
        owner = tables.asset.join(tables.clip).join(tables.shot)
        query = select(tables.asset).select_from(owner).where(tables.shot.c.id == shot)
        asset = self._connection.execute(query).mappings().one()
        available = mapping.available_range(asset)
        if asset["kind"] != MediaKind.PHOTO and not _inside(source_range, available):
            raise RangeOutside(asset["name"], source_range, available)
        self.recorder.update(tables.shot, shot, range_columns(source_range))

    def note_shot(self, shot: ShotId, **facts: str | None) -> None:
        """Changes `note` or `heading` of a shot; what is not given stays."""
        unknown = facts.keys() - {"note", "heading"}
        if unknown:
            message = f"a shot has no {', '.join(sorted(unknown))}"
            raise TypeError(message)
        self.recorder.update(tables.shot, shot, facts)

    def copy_shot_list(self, shot_list: str | int, name: str) -> ShotListId:
        """Adds a list with the same shots, alternates and handles under another name; its versions begin anew.

        Raises:
            UnknownName: there is no such list. NameTaken: a list has the new name.
        """
        row, ids = self._shots(shot_list)
        rate = mapping.rate(row["frame_rate"])
        copy = self.add_shot_list(name, project=row["project"], rate=rate, drop_frame=row["drop_frame"])
        query = select(tables.shot).where(tables.shot.c.id.in_(ids)).order_by(tables.shot.c.position)
        shots = [dict(shot) for shot in self._connection.execute(query).mappings()]
        added = self.recorder.insert(tables.shot, [{**without_id(shot), "shot_list_id": copy} for shot in shots])
        twins = dict(zip((shot["id"] for shot in shots), added, strict=True))
        others = select(tables.alternate).where(tables.alternate.c.id.in_(self._alternates(ids)))
        rows = [dict(other) for other in self._connection.execute(others.order_by(tables.alternate.c.id)).mappings()]
        self.recorder.insert(tables.alternate, [{**without_id(row), "shot_id": twins[row["shot_id"]]} for row in rows])
        self.describe_shot_list(copy, handles=row["handles"])
        return copy

    def remove_shot_list(self, shot_list: str | int) -> None:
        """Removes a list with its shots and its versions; the clips stay.

        Raises:
            UnknownName: there is no such list.
        """
        row, ids = self._shots(shot_list)
        version = tables.shot_list_version
        versions = select(version.c.id).where(version.c.shot_list_id == row["id"])
        self.recorder.delete(version, self._connection.execute(versions).scalars().all())
        self.recorder.delete(tables.alternate, self._alternates(ids))
        self.recorder.delete(tables.shot, ids)
        self.recorder.delete(tables.shot_list, [row["id"]])

    def describe_shot_list(self, shot_list: str | int, *, handles: int) -> None:
        """Says how many frames of the list trimmed clips have more at either end.

        Raises:
            UnknownName: there is no such list.
        """
        row = shots_reading.list_row(self._connection, shot_list)
        self.recorder.update(tables.shot_list, row["id"], {"handles": handles})

    def exported(self, shot_list: ShotList, format: str, file: str) -> None:  # noqa: A002  the word people use for it
        """Keeps a list as it was exported; the next export is the next version.

        Args:
            shot_list: As it left.
            format: The name of the format.
            file: The name of the file.
        """
        columns = {
            "shot_list_id": shot_list.id,
            "version": shot_list.version,
            "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "format": format,
            "file": file,
            "frame_rate": str(shot_list.rate),
            "shots": shots_column(kept(shot_list)),
        }
        self.recorder.insert(tables.shot_list_version, [columns])
        self.recorder.update(tables.shot_list, shot_list.id, {"version": shot_list.version + 1})


def _rate_columns(rate: FrameRate | None, *, drop_frame: bool | None) -> dict[str, Any]:
    # NTSC rates are counted drop-frame unless somebody says otherwise; a true 30 or 60 is not.
    counts = rate is not None and rate.denominator != 1 if drop_frame is None else drop_frame
    drop = rate is not None and rate.drops and counts
    return {"frame_rate": str(rate) if rate else None, "drop_frame": drop if rate else None}


def _usual(average: FrameRate) -> FrameRate:
    """The usual rate nearest to an average of irregular frames, at which no editing program counts."""
    return min(_USUAL_RATES, key=lambda rate: abs(rate.fraction - average.fraction))


def _inside(span: TimeRange, available: TimeRange | None) -> bool:
    return available is not None and available.rate == span.rate and available.contains(span)


def range_columns(span: TimeRange) -> dict[str, Any]:
    """Lays out what a shot uses."""
    return {"start": span.start, "duration": span.duration, "frame_rate": str(span.rate)}
