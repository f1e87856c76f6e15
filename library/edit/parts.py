"""Edits of what belongs together: parts and their wholes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from library.edit.writer import Writer
from library.model import AssetId, PartRole
from library.reading import parts
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from library.reading.parts import Evidence


class PartEdits(Writer):
    """Which asset is a part of which."""

    def evidence(self, assets: Collection[AssetId]) -> Mapping[AssetId, Evidence]:
        """What the files of assets state, to tell by whether they belong together."""
        return parts.evidence(self._connection, assets)

    def add_part(self, whole: AssetId, member: AssetId, role: PartRole, position: int = 1) -> None:
        """Notes that an asset is a part of another; it has been one of at most that one from then on.

        What would make an asset belong to itself is left out.
        """
        if member in self._above(whole):
            return
        columns = {"whole_id": whole, "role": role.value, "position": position}
        row = self._row(tables.part, tables.part.c.member_id == member)
        if row is None:
            self.recorder.insert(tables.part, [{"member_id": member, **columns}])
        else:
            self.recorder.update(tables.part, row["id"], columns)

    def add_next_piece(self, before: AssetId, after: AssetId) -> None:
        """Notes that a recording goes on from one asset into another: both are pieces of the same whole, the first.

        In whatever order the pieces of a recording are noted, what comes of it is the same. A piece goes on from one
        asset alone: the first that is said counts.
        """
        part = tables.part
        first, place = self._piece(before)
        if after in self._above(first) or self._piece(after)[1] > 1:
            return
        later = (part.c.whole_id == after) & (part.c.role == PartRole.CONTINUES.value)
        rows = self._connection.execute(select(part.c.member_id, part.c.position).where(later)).all()
        self.add_part(first, after, PartRole.CONTINUES, place + 1)
        for member, position in rows:
            self.add_part(first, AssetId(member), PartRole.CONTINUES, place + position)

    def add_stated_pieces(self, assets: Collection[AssetId]) -> None:
        """Notes the pieces that assets are by what they state themselves: each names the recording it goes on from."""
        for before, after in parts.stated_pieces(self._connection, assets):
            self.add_next_piece(before, after)

    def _piece(self, asset: AssetId) -> tuple[AssetId, int]:
        """The first piece of the recording an asset is a piece of, and its number among them."""
        row = self._row(tables.part, tables.part.c.member_id == asset)
        if row is None or row["role"] != PartRole.CONTINUES.value:
            return asset, 1
        return AssetId(row["whole_id"]), row["position"]

    def _above(self, asset: AssetId) -> set[AssetId]:
        """An asset, its whole, the whole of that, and so on."""
        found: set[AssetId] = set()
        while asset not in found:
            found.add(asset)
            row = self._row(tables.part, tables.part.c.member_id == asset)
            asset = asset if row is None else AssetId(row["whole_id"])
        return found

    def _join_parts(self, kept: AssetId, other: AssetId) -> None:
        """Moves what was noted of `other`, which turned out to be the same content, to `kept`."""
        part = tables.part
        own = self._row(part, part.c.member_id == other)
        members = self._connection.execute(select(part).where(part.c.whole_id == other)).mappings().all()
        self.recorder.delete(part, [row["id"] for row in (*([own] if own else []), *members)])
        if own is not None and self._row(part, part.c.member_id == kept) is None:
            self.add_part(AssetId(own["whole_id"]), kept, PartRole(own["role"]), own["position"])
        for row in members:
            self.add_part(kept, AssetId(row["member_id"]), PartRole(row["role"]), row["position"])
