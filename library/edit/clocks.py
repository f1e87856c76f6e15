"""Edits of capture times: cameras whose clock was wrong, or kept the time of another zone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from library.edit.writer import Writer
from library.history import batches
from library.model import AssetId
from library.schema import mapping, tables

if TYPE_CHECKING:
    from collections.abc import Collection

    from library.model import RecordedAt


class ClockEdits(Writer):
    """When things were recorded, put right."""

    def correct_clocks(
        self, assets: Collection[int], by_s: int = 0, zone: str | None = None
    ) -> dict[AssetId, tuple[RecordedAt, RecordedAt]]:
        """Moves the capture times of assets by seconds, later when positive, and into a zone, when one is named.

        Corrections by seconds add up; a zone takes the place of one that was told before. What the file states is kept,
        and the correction holds when it is read again.

        Args:
            assets: A time that no clock stated (from a file name, from the file system) stays as it is.
            by_s: Seconds, beside those of earlier corrections.
            zone: Where they were recorded, by its name in the IANA database.

        Returns:
            Before and after, of each capture time that is another now.

        Raises:
            OverflowError: a time would leave the calendar.
            ZoneInfoNotFoundError: nobody knows the zone.
        """
        asset, moved = tables.asset, {}
        for batch in batches(assets):
            rows = self._connection.execute(select(asset).where(asset.c.id.in_(batch)).order_by(asset.c.id))
            for row in rows.mappings().all():
                before, stated, said = mapping.recorded(row), mapping.stated(row), mapping.correction(row)
                if before is None or stated is None or not stated.by_clock:
                    continue
                now = replace(said, shift_s=said.shift_s + by_s, zone=zone or said.zone)
                columns = mapping.corrected_columns(stated, now)
                self.recorder.update(asset, row["id"], columns)
                after = mapping.recorded(columns)
                if after is not None and after != before:
                    moved[AssetId(row["id"])] = before, after
        return moved
