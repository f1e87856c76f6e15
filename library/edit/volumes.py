"""Edits of volumes: what people call them, and where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.edit.writer import Writer
from library.model import Volume, VolumeId
from library.schema import tables

if TYPE_CHECKING:
    from sqlalchemy.engine import RowMapping


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


def _volume(row: RowMapping) -> Volume:
    return Volume(VolumeId(row["id"]), row["uid"], row["label"], row["shelf"])
