"""What is said of clips, asked of assets or of clips.

An asset is found by what any of its clips says, and rated as a whole; a clip by what it says itself and what is said of
the whole asset. Each level gives conditions on the rows of its own query: `asset`, or `clip` joined to its asset.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import ColumnElement, and_, exists, or_, select

from library.schema import tables
from library.schema.derived import asset_authority

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Select

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
        table = asset_authority
        return _key_in(select(table.c.asset_id).where(table.c.authority_id.in_(sorted(authorities))))

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


def _key_in(ids: Select[tuple[int]]) -> Condition:
    return tables.asset.c.id.in_(ids)
