"""Edits of capture times: cameras whose clock was wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from library.edit.writer import Writer
from library.history import batches
from library.model import AssetId
from library.schema import mapping, tables

if TYPE_CHECKING:
    from collections.abc import Collection


class ClockEdits(Writer):
    """When things were recorded, put right."""

    def correct_clocks(self, assets: Collection[int], by_s: int) -> list[AssetId]:
        """Moves the capture times of assets by seconds, later when positive; returns those it moved.

        A time that no clock stated (from a file name, from the file system) stays as it is. What the file states stays
        among its readings, and the correction holds when it is read again.

        Raises:
            OverflowError: a time would leave the calendar.
        """
        asset, moved = tables.asset, []
        for batch in batches(assets):
            rows = self._connection.execute(select(asset).where(asset.c.id.in_(batch)).order_by(asset.c.id))
            for row in rows.mappings().all():
                stated, in_all_s = mapping.recorded(row), row["clock_shift_s"] + by_s
                if stated is None or not stated.by_clock:
                    continue
                columns = mapping.recorded_columns(stated.corrected(by_s, in_all_s))
                self.recorder.update(asset, row["id"], {**columns, "clock_shift_s": in_all_s})
                moved.append(AssetId(row["id"]))
        return moved
