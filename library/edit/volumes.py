"""Edits of volumes: what people call them, and where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.edit.writer import Writer
from library.model import Volume, VolumeId
from library.schema import mapping, tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import RowMapping

    from library.model import Fingerprint, Placed


class VolumeEdits(Writer):
    """Drives and shares."""

    def add_volume(self, uid: str, label: str) -> Volume:
        """Returns the volume known by `uid`, adding it when it is new."""
        row = self._row(tables.volume, tables.volume.c.uid == uid)
        if row is not None:
            return _volume(row)
        (identity,) = self.recorder.insert(tables.volume, [{"uid": uid, "label": label, "shelf": None}])
        return Volume(VolumeId(identity), uid, label)

    def describe_volume(self, volume: VolumeId, *, label: str | None = None, shelf: str | None = None) -> None:
        """Says what a volume is called and where it stands; what is None stays, an empty shelf removes it."""
        said = {"label": label, "shelf": shelf}
        columns = {name: value or None for name, value in said.items() if value is not None}
        self.recorder.update(tables.volume, volume, columns)

    def place(self, volume: VolumeId, files: Sequence[Placed]) -> None:
        """Notes that files of a volume hold known content: copies that moved there, and others."""
        moved: dict[int, mapping.Columns] = {
            one.moved: _place_columns(volume, one) for one in files if one.moved is not None
        }
        self.recorder.update_all(tables.copy, moved)
        self.recorder.update_all(tables.asset, {one.asset: _bytes_of(one.other) for one in files if one.other})
        others = [one for one in files if one.moved is None]
        self.recorder.insert(
            tables.copy, [{"asset_id": one.asset, "sidecars": [], **_place_columns(volume, one)} for one in others]
        )


def _bytes_of(seen: Fingerprint) -> mapping.Columns:
    """What is known of the bytes of an asset that are not those it had: their digest is still to be taken."""
    digest = {"digest_algorithm": None, "digest_hex": None}
    return {"size_bytes": seen.size_bytes, "quick_hex": seen.quick_hex, **digest}


def _place_columns(volume: VolumeId, one: Placed) -> mapping.Columns:
    place = {"volume_id": volume, "state": "present"}
    return {**place, **mapping.path_columns(one.path_raw), **mapping.stamp_columns(one.stamp)}


def _volume(row: RowMapping) -> Volume:
    return Volume(VolumeId(row["id"]), row["uid"], row["label"], row["shelf"])
