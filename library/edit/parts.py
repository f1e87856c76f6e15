"""Edits of what belongs together: parts and their wholes."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from library.edit.writer import Writer
from library.errors import MediavaultError
from library.history import batches
from library.model import AssetId, PartRole, Provenance, Tie
from library.reading import parts
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from typing import Any

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection, RowMapping

    from library.model import OfferedPart, PartOffer
    from library.reading.parts import Evidence

PIECE = PartRole.CONTINUES


class PartOfItself(MediavaultError):
    """An asset would belong to itself."""

    def __init__(self, whole: AssetId, member: AssetId) -> None:
        """Takes the asset it was to belong to, and the asset."""
        super().__init__(
            f"a{member} cannot belong to a{whole}: the two are the same, or a{whole} already belongs to a{member}. "
            "Take that out first: mediavault family remove."
        )


_OFFERED = {"whole": "whole_id", "member": "member_id"}
"""Fields of an offer, and their columns."""


class PartEdits(Writer):
    """Which asset is a part of which."""

    def evidence(self, assets: Collection[AssetId]) -> Mapping[AssetId, Evidence]:
        """What the files of assets state, to tell by whether they belong together."""
        return parts.evidence(self._connection, assets)

    def add_parts(self, ties: Sequence[Tie]) -> None:
        """Notes which assets are parts of which; an asset is a part of one other at most, the last that is said.

        What a person said is not changed by a rule.

        The pieces of a recording are all parts of its first, numbered: each tie says from which piece the next goes on,
        and in whatever order they are said, what comes of it is the same. A piece goes on from one alone, the first
        that is said. What would make an asset belong to itself is left out.
        """
        known = _Forest(self._connection, {asset for tie in ties for asset in (tie.whole, tie.member)})
        for tie in ties:
            if tie.role is PIECE:
                known.go_on(tie)
            else:
                known.tie(tie)
        self._store(known)

    def _store(self, known: _Forest) -> None:
        self.recorder.insert(tables.part, known.new_rows())
        for key, columns in known.changed_rows():
            self.recorder.update(tables.part, key, columns)

    def add_part(self, whole: AssetId, member: AssetId, role: PartRole, position: int = 1) -> None:
        """Notes that one asset is a part of another."""
        self.add_parts([Tie(whole, member, role, position)])

    def set_part(self, tie: Tie) -> None:
        """Notes what a person says: that one asset is a part of another.

        Raises:
            PartOfItself: it would belong to itself.
        """
        self.add_parts([tie])
        found = self._row(tables.part, tables.part.c.member_id == tie.member)
        if found is None or (tie.role is not PIECE and found["whole_id"] != tie.whole):
            raise PartOfItself(tie.whole, tie.member)

    def offer_parts(self, offers: Collection[PartOffer], by: str) -> int:
        """Keeps offers as questions, but for those that were made before; returns how many are new."""
        table = tables.offered_part
        known = {tuple(row) for row in self._connection.execute(select(table.c.member_id, table.c.whole_id))}
        rows = [{**asdict(one), "role": one.role.value, "stated_by": by, "refused": False} for one in offers]
        rows = [{_OFFERED.get(name, name): value for name, value in row.items()} for row in rows]
        return len(
            self.recorder.insert(table, [row for row in rows if (row["member_id"], row["whole_id"]) not in known])
        )

    def accept_parts(self, chosen: Collection[OfferedPart]) -> None:
        """Makes offers facts, as a person says.

        Raises:
            PartOfItself: one would belong to itself.
        """
        for one in chosen:
            offer = one.offer
            self.set_part(Tie(offer.whole, offer.member, offer.role, provenance=Provenance.PERSON))
        self.recorder.delete(tables.offered_part, [one.id for one in chosen])

    def refuse_parts(self, chosen: Collection[OfferedPart]) -> None:
        """Refuses offers: they are not made again."""
        self.recorder.update_all(tables.offered_part, {one.id: {"refused": True} for one in chosen})

    def remove_part(self, member: AssetId) -> bool:
        """Takes an asset out of what it is a part of; says whether it was a part."""
        found = self._row(tables.part, tables.part.c.member_id == member)
        return found is not None and self.recorder.delete(tables.part, [found["id"]]) == 1

    def add_stated_pieces(self, assets: Collection[AssetId]) -> None:
        """Notes the pieces that assets are by what they state themselves: each names the recording it goes on from."""
        pairs = parts.stated_pieces(self._connection, assets)
        self.add_parts([Tie(before, after, PIECE) for before, after in pairs])

    def _join_parts(self, kept: AssetId, other: AssetId) -> None:
        """Moves what was noted of `other`, which turned out to be the same content, to `kept`."""
        part = tables.part
        concerned = or_(part.c.member_id == other, part.c.whole_id == other)
        rows = self._connection.execute(select(part).where(concerned).order_by(part.c.id)).mappings().all()
        if not rows:
            return
        self.recorder.delete(part, [row["id"] for row in rows])
        ends = (row[end] for row in rows for end in ("whole_id", "member_id"))
        known = _Forest(self._connection, {kept, *ends})
        for row in rows:
            tie = _tie(row)
            if tie.member != other:
                known.place(replace(tie, whole=kept))
            elif kept not in known.ties:
                known.place(replace(tie, member=kept))
        self._store(known)


class _Forest:
    """The ties around some assets: each by its member, upwards to the top and one step down; changed in memory."""

    def __init__(self, connection: Connection, assets: set[AssetId]) -> None:
        self._keys: dict[AssetId, int] = {}
        self._stored: dict[AssetId, Tie] = {}
        self._load(connection, tables.part.c.whole_id, assets)
        seen: set[AssetId] = set()
        above = assets
        while above:
            self._load(connection, tables.part.c.member_id, above)
            seen |= above
            above = {tie.whole for tie in self._stored.values()} - seen
        self.ties = dict(self._stored)

    def _load(self, connection: Connection, end: ColumnElement[int], assets: Collection[AssetId]) -> None:
        for batch in batches(assets):
            for row in connection.execute(select(tables.part).where(end.in_(batch))).mappings():
                tie = _tie(row)
                self._keys[tie.member] = row["id"]
                self._stored[tie.member] = tie

    def tie(self, tie: Tie) -> None:
        there = self.ties.get(tie.member)
        overruled = there and there.provenance is Provenance.PERSON and tie.provenance is not Provenance.PERSON
        if tie.member not in self._above(tie.whole) and not overruled:
            self.ties[tie.member] = tie

    def go_on(self, tie: Tie) -> None:
        """Adds the next piece of a recording, with all that go on from it."""
        first, _ = self._piece(tie.whole)
        if tie.member not in self._above(first) and self._piece(tie.member)[1] == 1:
            self.place(replace(tie, position=2))

    def place(self, tie: Tie) -> None:
        """Adds a tie; a piece, and all that go on from it, become pieces of the first of the recording they go on from.

        The position of a piece counts from its whole, which is 1, be that the first piece or a later one.
        """
        if tie.role is not PIECE:
            self.tie(tie)
            return
        first, number = self._piece(tie.whole)
        later = [one for one in self.ties.values() if one.whole == tie.member and one.role is PIECE]
        before = number + tie.position - 1
        self.tie(replace(tie, whole=first, position=before))
        for one in later:
            self.tie(replace(tie, whole=first, member=one.member, position=before + one.position - 1))

    def _piece(self, asset: AssetId) -> tuple[AssetId, int]:
        """The first piece of the recording an asset is a piece of, and its number among them."""
        tie = self.ties.get(asset)
        return (tie.whole, tie.position) if tie is not None and tie.role is PIECE else (asset, 1)

    def _above(self, asset: AssetId) -> set[AssetId]:
        """An asset, its whole, the whole of that, and so on."""
        found = {asset}
        while asset in self.ties and self.ties[asset].whole not in found:
            asset = self.ties[asset].whole
            found.add(asset)
        return found

    def new_rows(self) -> list[dict[str, Any]]:
        return [_row(tie) for member, tie in self.ties.items() if member not in self._keys]

    def changed_rows(self) -> list[tuple[int, dict[str, Any]]]:
        changed = ((member, tie) for member, tie in self.ties.items() if self._stored.get(member, tie) != tie)
        return [(self._keys[member], _row(tie)) for member, tie in changed]


def _row(tie: Tie) -> dict[str, Any]:
    said = {"role": tie.role.value, "position": tie.position, "provenance": tie.provenance.value}
    return {"member_id": tie.member, "whole_id": tie.whole, **said}


def _tie(row: RowMapping) -> Tie:
    ends = AssetId(row["whole_id"]), AssetId(row["member_id"])
    return Tie(*ends, PartRole(row["role"]), row["position"], Provenance(row["provenance"]))
