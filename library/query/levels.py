"""What is said of clips, asked of assets or of clips.

An asset is found by what any of its clips says, and rated as a whole; a clip by what it says itself and what is said of
the whole asset. Each level gives conditions on the rows of its own query: `asset`, or `clip` joined to its asset.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import ColumnElement, and_, exists, literal_column, or_, select, union_all

from library.schema import tables
from library.schema.derived import asset_authority

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import CompoundSelect, Select

Condition = ColumnElement[bool]
CLIP = tables.clip.alias("some_clip")
"""The clips of a subquery: conditions on clips are said of these."""
_OWN_OR_WHOLE = and_(
    CLIP.c.asset_id == tables.clip.c.asset_id, or_(CLIP.c.id == tables.clip.c.id, CLIP.c.start.is_(None))
)
"""CLIP is `clip` itself, or the whole of its asset."""


class Level(Protocol):
    """Whether assets are asked, or clips."""

    def linked(self, authorities: Collection[int]) -> Condition:
        """Linked to any of these records."""

    def told(self, assets: Select[tuple[int]], authorities: Collection[int]) -> Condition:
        """Of one of these assets, or linked to any of these records."""

    def tagged(self) -> Condition:
        """Linked to anything."""

    def having(self, links: Condition) -> Condition:
        """Having a link of which this holds, suggested ones among them."""

    def saying(self, clips: Condition) -> Condition:
        """Having a clip, or being one, of which this holds."""

    def own(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """What a column of CLIP says of the row itself: of the whole asset, or of the very clip."""

    def used(self, shots: Condition) -> Condition:
        """Having a shot of which this holds."""


class OfAssets:
    """Conditions on `asset`."""

    def linked(self, authorities: Collection[int]) -> Condition:
        """As `Level.linked`."""
        return _key_in(_linked(authorities))

    def told(self, assets: Select[tuple[int]], authorities: Collection[int]) -> Condition:
        """As `Level.told`: as one set, which a query can start from as an `or` of two cannot."""
        return _key_in(union_all(assets, _linked(authorities)) if authorities else assets)

    def tagged(self) -> Condition:
        """As `Level.tagged`."""
        table = asset_authority
        return exists(select(table.c.asset_id).where(table.c.asset_id == tables.asset.c.id))

    def having(self, links: Condition) -> Condition:
        """As `Level.having`."""
        return _key_in(select(CLIP.c.asset_id).join(tables.link, tables.link.c.clip_id == CLIP.c.id).where(links))

    def saying(self, clips: Condition) -> Condition:
        """As `Level.saying`."""
        return _key_in(select(CLIP.c.asset_id).where(clips))

    def own(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """As `Level.own`."""
        whole = and_(CLIP.c.asset_id == tables.asset.c.id, CLIP.c.start.is_(None))
        return select(column).where(whole).correlate(tables.asset).scalar_subquery()

    def used(self, shots: Condition) -> Condition:
        """As `Level.used`."""
        return _key_in(select(CLIP.c.asset_id).join(tables.shot, tables.shot.c.clip_id == CLIP.c.id).where(shots))


class OfClips:
    """Conditions on `clip`, joined to its asset."""

    def linked(self, authorities: Collection[int]) -> Condition:
        """As `Level.linked`."""
        link = tables.link
        return self.having(and_(link.c.authority_id.in_(sorted(authorities)), ~link.c.suggested))

    def told(self, assets: Select[tuple[int]], authorities: Collection[int]) -> Condition:
        """As `Level.told`."""
        of_assets = _key_in(assets)
        return or_(of_assets, self.linked(authorities)) if authorities else of_assets

    def tagged(self) -> Condition:
        """As `Level.tagged`; nearly all are, so that each is looked at rather than all links gathered."""
        link = tables.link.c
        return exists(select(link.id).join(CLIP, CLIP.c.id == link.clip_id).where(_OWN_OR_WHOLE, ~link.suggested))

    def having(self, links: Condition) -> Condition:
        """As `Level.having`."""
        link, clip = tables.link, tables.clip
        whole = select(CLIP.c.asset_id).join(link, link.c.clip_id == CLIP.c.id).where(CLIP.c.start.is_(None), links)
        return or_(clip.c.id.in_(select(link.c.clip_id).where(links)), clip.c.asset_id.in_(whole))

    def saying(self, clips: Condition) -> Condition:
        """As `Level.saying`."""
        return exists(select(CLIP.c.id).where(_OWN_OR_WHOLE, clips))

    def own(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """As `Level.own`."""
        return tables.clip.c[str(column.key)]

    def used(self, shots: Condition) -> Condition:
        """As `Level.used`."""
        return tables.clip.c.id.in_(select(tables.shot.c.clip_id).where(shots))


@dataclass(frozen=True)
class OfFewClips(OfClips):
    """Conditions on `clip`, where few assets have those that count: each is looked at, no link besides is gathered."""

    assets: Select[tuple[int]]
    """Which they are."""

    def told(self, assets: Select[tuple[int]], authorities: Collection[int]) -> Condition:
        """As `Level.told`."""
        (key,) = assets.subquery().c
        # With nothing added an index of words would be asked for one key after the other.
        return super().told(select(key).where((key + literal_column("0")).in_(self.assets)), authorities)

    def having(self, links: Condition) -> Condition:
        """As `Level.having`."""
        link = tables.link
        return exists(select(link.c.id).join(CLIP, CLIP.c.id == link.c.clip_id).where(_OWN_OR_WHOLE, links))


def _key_in(ids: Select[tuple[int]] | CompoundSelect[tuple[int]]) -> Condition:
    return tables.asset.c.id.in_(ids)


def _linked(authorities: Collection[int]) -> Select[tuple[int]]:
    table = asset_authority
    return select(table.c.asset_id).where(table.c.authority_id.in_(sorted(authorities)))
