"""Edits of what people refused: it stays refused, whatever becomes of the assets and records it was about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from library.edit.writer import Writer
from library.schema import tables

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


class RefusalEdits(Writer):
    """Suggestions, events and versions that somebody said no to."""

    def _move_refusals(self, kept: int, other: int) -> None:
        """Has an asset keep what was refused of another, which turned out to be the same content."""
        for table in (tables.refused_link, tables.refused_gathering):
            unique = [column.name for column in table.columns if column.name not in {"id", "asset_id"}]
            rows = self._connection.execute(select(table).where(table.c.asset_id.in_((kept, other)))).mappings().all()
            there = [[row[name] for name in unique] for row in rows if row["asset_id"] == kept]
            for row in rows:
                if row["asset_id"] == other and [row[name] for name in unique] in there:
                    self.recorder.delete(table, [row["id"]])
                elif row["asset_id"] == other:
                    self.recorder.update(table, row["id"], {"asset_id": kept})
        self._move_offers(kept, other)
        self.close_refused(tables.refused_link.c.asset_id == kept)

    def _move_offers(self, kept: int, other: int) -> None:
        table, ends = tables.offered_part, ("member_id", "whole_id")
        concerned = or_(*(table.c[end].in_((kept, other)) for end in ends))
        rows = self._connection.execute(select(table).where(concerned).order_by(table.c.id)).mappings().all()
        there = {tuple(row[end] for end in ends): row for row in rows}
        for row in rows:
            moved = {end: kept if row[end] == other else row[end] for end in ends}
            twin = there.get(tuple(moved.values()))
            if twin is row:
                continue
            if twin is None and len(set(moved.values())) > 1:
                self.recorder.update(table, row["id"], moved)
                continue
            if twin is not None and row["refused"]:
                self.recorder.update(table, twin["id"], {"refused": True})
            self.recorder.delete(table, [row["id"]])

    def close_refused(self, which: ColumnElement[bool]) -> int:
        """Takes away what is still suggested and was refused elsewhere meanwhile; returns how many links that were.

        Args:
            which: Of the rows of `refused_link`.
        """
        link, clip, refused = tables.link, tables.clip, tables.refused_link
        same = (refused.c.asset_id == clip.c.asset_id) & (refused.c.authority_id == link.c.authority_id)
        query = select(link.c.id).join(clip).join(refused, same & (refused.c.role == link.c.role))
        asked = self._connection.execute(query.where(link.c.suggested, which)).scalars().all()
        return self.recorder.delete(link, asked)
