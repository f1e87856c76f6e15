"""Edits of clips and of what they are linked to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Float, Text, literal, or_, select

from library.database import one_of
from library.edit.writer import Writer
from library.errors import MediavaultError
from library.history import batches
from library.model import BY_A_PERSON, DEFAULT_ROLE, AssetId, ClipId, LinkId, MediaKind, Said
from library.reading import assets
from library.schema import mapping, permissions, tables

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Select

    from library.model import Authority, Clip, Region
    from library.timecode import TimeRange


class RangeOutside(MediavaultError):
    """A range does not lie inside its media."""

    def __init__(self, asset: str, wanted: TimeRange, available: TimeRange | None) -> None:
        """Takes the asset's name, the range that was asked for and the one the media has."""
        self.wanted, self.available = wanted, available
        has = (
            "the media has no frames to mark; tag the whole of it instead"
            if available is None
            else f"the media has frames 0 to {available.end_exclusive} at {available.rate} (the end is exclusive)"
        )
        super().__init__(
            f"Cannot mark frames {wanted.start} to {wanted.end_exclusive} at {wanted.rate} of {asset}: {has}."
        )


class NoRegions(MediavaultError):
    """A region was asked for of something that is no still picture."""

    def __init__(self, asset: str) -> None:
        """Takes the name of what it is."""
        super().__init__(f"Cannot mark a region of {asset}: only photos have regions. Mark a range of it instead.")


class ClipInUse(MediavaultError):
    """A clip cannot be removed while a shot uses it."""

    def __init__(self, clip: int, shot_list: str) -> None:
        """Takes the clip's number and the name of a list that uses it."""
        super().__init__(f'Cannot remove clip c{clip}: the shot list "{shot_list}" uses it. Remove that shot first.')


ONLY_FRAME = {"start": 0, "duration": 1}
"""Where a region lies in a photo."""


class ClipEdits(Writer):
    """Ranges, notes, ratings and links."""

    def add_clip(
        self, asset: AssetId, span: TimeRange | None, *, name: str | None = None, region: Region | None = None
    ) -> Clip:
        """Adds a clip of an asset; without range and region it is the whole asset, of which there is only one.

        Raises:
            UnknownAsset: there is no such asset.
            RangeOutside: the range does not lie inside the media.
            NoRegions: a region is asked for, and the asset is no photo.
        """
        if region is not None:
            return self._add_region(asset, region, name)
        if span is None:
            clip = self.whole_clip(asset)
            if name is not None:
                self.describe_clip(clip.id, name=name)
            return assets.clip(self._connection, clip.id)
        self._check_range(asset, span)
        values = {"asset_id": asset, "start": span.start, "duration": span.duration, "name": name}
        (identity,) = self.recorder.insert(tables.clip, [_clip_columns(**values)])
        return assets.clip(self._connection, identity)

    def _add_region(self, asset: AssetId, region: Region, name: str | None) -> Clip:
        self._check_photo(asset)
        values = {"asset_id": asset, **ONLY_FRAME, **permissions.region_columns(region), "name": name}
        (identity,) = self.recorder.insert(tables.clip, [_clip_columns(**values)])
        return assets.clip(self._connection, identity)

    def _check_photo(self, asset: int) -> None:
        row = self._row(tables.asset, tables.asset.c.id == asset)
        if row is None:
            raise assets.UnknownAsset(f"a{asset}")
        if row["kind"] != MediaKind.PHOTO:
            raise NoRegions(row["name"])

    def _check_range(self, asset: int, span: TimeRange) -> None:
        row = self._row(tables.asset, tables.asset.c.id == asset)
        if row is None:
            raise assets.UnknownAsset(f"a{asset}")
        available = mapping.available_range(row)
        if available is None or available.rate != span.rate or not available.contains(span):
            raise RangeOutside(row["name"], span, available)

    def move_region(self, clip: ClipId, region: Region) -> None:
        """Gives a region of a photo other edges.

        Raises:
            NoRegions: the clip is no region of a photo.
        """
        found = assets.clip(self._connection, clip)
        self._check_photo(found.asset)
        if found.region is None:
            raise NoRegions(found.key)
        self.recorder.update(tables.clip, clip, permissions.region_columns(region))

    def move_clip(self, clip: ClipId, span: TimeRange) -> None:
        """Gives a clip another range.

        Raises:
            RangeOutside: the range does not lie inside the media.
        """
        self._check_range(assets.clip(self._connection, clip).asset, span)
        self.recorder.update(tables.clip, clip, {"start": span.start, "duration": span.duration})

    def whole_clip(self, asset: AssetId) -> Clip:
        """Returns the clip that is the whole asset, adding it when nothing was said of the whole asset yet."""
        (clip,) = self.whole_clips([asset])
        return assets.clip(self._connection, clip)

    def whole_clips(self, asset_ids: Collection[int]) -> list[ClipId]:
        """Returns the whole-asset clips of many assets, adding those that are not there, in the order of their ids."""
        asset, clip = tables.asset, tables.clip
        found: list[ClipId] = []
        for batch in batches(asset_ids):
            new = select(asset.c.id, literal(value=False)).where(one_of(self._connection, asset.c.id, batch))
            there = select(clip.c.asset_id).where(
                one_of(self._connection, clip.c.asset_id, batch), clip.c.start.is_(None)
            )
            self.recorder.insert_from(clip, ("asset_id", "rejected"), new.where(asset.c.id.not_in(there)))
            whole = select(clip.c.id).where(one_of(self._connection, clip.c.asset_id, batch), clip.c.start.is_(None))
            found.extend(ClipId(key) for key in self._connection.execute(whole.order_by(clip.c.asset_id)).scalars())
        if len(found) != len(set(asset_ids)):
            known = {one.asset for one in assets.clips(self._connection, found)}
            raise assets.UnknownAsset(f"a{next(key for key in asset_ids if key not in known)}")
        return found

    def describe_clip(self, clip: ClipId, **facts: str | float | bool | None) -> None:
        """Changes `name`, `note`, `rights`, `rating` (0 to 5, None), `rejected` or `picked` of a clip; the others stay.

        What is picked is no longer rejected, and the other way round.
        """
        unknown = facts.keys() - {"name", "note", "rights", "rating", "rejected", "picked"}
        if unknown:
            message = f"a clip has no {', '.join(sorted(unknown))}"
            raise TypeError(message)
        for said, other in (("rejected", "picked"), ("picked", "rejected")):
            if facts.get(said):
                facts = {**facts, other: False}
        self.recorder.update(tables.clip, clip, facts)

    def complete_clips(self, clips: Collection[int], **facts: str) -> None:
        """Says `note` and `rights` of clips of which nobody has said them yet; what was said stays."""
        for name, said in facts.items():
            column = tables.clip.c[name]
            for batch in batches(clips):
                silent = select(tables.clip.c.id).where(
                    one_of(self._connection, tables.clip.c.id, batch), column.is_(None)
                )
                for clip in self._connection.execute(silent).scalars().all():
                    self.describe_clip(ClipId(clip), **{name: said})

    def remove_clip(self, clip: ClipId) -> None:
        """Removes a clip with its links.

        Raises:
            ClipInUse: a shot list uses it.
        """
        shot, shot_list, other = tables.shot, tables.shot_list, tables.alternate
        used = or_(shot.c.clip_id == clip, other.c.clip_id == clip)
        joined = shot_list.join(shot).outerjoin(other, other.c.shot_id == shot.c.id)
        query = select(shot_list.c.name).select_from(joined).where(used).limit(1)
        name = self._connection.execute(query).scalar()
        if name is not None:
            raise ClipInUse(clip, name)
        links = select(tables.link.c.id).where(tables.link.c.clip_id == clip)
        self.recorder.delete(tables.link, self._connection.execute(links).scalars().all())
        self.recorder.delete(tables.clearance, self._clearance_rows([clip]).values())
        if not self.recorder.delete(tables.clip, [clip]):
            raise assets.UnknownClip(f"c{clip}")

    def link(self, clip: Clip, authority: Authority, *, role: str | None = None) -> bool:
        """Links a clip to an authority; says whether the link is new."""
        return self.link_all([clip.id], authority, role=role) == 1

    def link_all(
        self, clips: Collection[int], authority: Authority, *, role: str | None = None, said: Said = BY_A_PERSON
    ) -> int:
        """Links many clips to one authority; returns how many links are new.

        What is suggested stays a question until somebody accepts it; saying it outright accepts it.
        """
        role = role or DEFAULT_ROLE[authority.kind]
        columns = ("clip_id", "authority_id", "role", "provenance", "confidence", "stated_by", "suggested")
        facts = (
            literal(authority.id),
            literal(role),
            literal(said.provenance.value),
            literal(said.confidence, Float),
            literal(said.by, Text),
            literal(said.suggested, Boolean),
        )
        added = 0
        for batch in batches(clips):
            if not said.suggested:
                added += self._accept(one_of(self._connection, tables.link.c.clip_id, batch), authority, role, said)
            query: Select[Any] = select(tables.clip.c.id, *facts).where(
                one_of(self._connection, tables.clip.c.id, batch)
            )
            added += self.recorder.insert_from(tables.link, columns, query)
        return added

    def _accept(self, of_clips: ColumnElement[bool], authority: Authority, role: str, said: Said) -> int:
        """Turns what was suggested already into what is said now; returns how many links that are."""
        link = tables.link
        asked = select(link.c.id).where(of_clips, link.c.authority_id == authority.id, link.c.role == role)
        keys = self._connection.execute(asked.where(link.c.suggested)).scalars().all()
        now = {"provenance": said.provenance.value, "confidence": said.confidence, "suggested": False}
        return self.recorder.update_all(link, {key: {**now, "stated_by": said.by} for key in keys})

    def accept_links(self, links: Collection[LinkId]) -> int:
        """Accepts suggested links: facts from now on, with what suggested them; returns how many were open."""
        link, accepted = tables.link, 0
        for batch in batches(links):
            open_ones = select(link.c.id).where(one_of(self._connection, link.c.id, batch), link.c.suggested)
            keys = self._connection.execute(open_ones).scalars().all()
            accepted += self.recorder.update_all(link, {key: {"suggested": False} for key in keys})
        return accepted

    def reject_links(self, links: Collection[LinkId]) -> int:
        """Takes suggested links away; what is a fact stays. Returns how many were open."""
        return self.recorder.delete(tables.link, self.open_links(links))

    def open_links(self, links: Collection[LinkId]) -> set[LinkId]:
        """Those of the links that are still there, and only suggested."""
        link, found = tables.link, set[LinkId]()
        for batch in batches(links):
            query = select(link.c.id).where(one_of(self._connection, link.c.id, batch), link.c.suggested)
            found.update(map(LinkId, self._connection.execute(query).scalars()))
        return found

    def unlink_all(self, clips: Collection[int], authority: Authority, *, role: str | None = None) -> int:
        """Takes the links of many clips to one authority away; returns how many there were.

        Without a role, whatever theirs is.
        """
        link = tables.link
        removed = 0
        for batch in batches(clips):
            query = select(link.c.id).where(
                one_of(self._connection, link.c.clip_id, batch), link.c.authority_id == authority.id
            )
            query = query.where(link.c.role == role) if role else query
            removed += self.recorder.delete(link, self._connection.execute(query).scalars().all())
        return removed


def _clip_columns(**values: object) -> dict[str, Any]:
    said = {"name": None, "note": None, "rights": None, "rating": None, "rejected": False, "picked": False}
    return {**permissions.region_columns(None), **said, **values}
