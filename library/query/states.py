"""The states a query can ask for, as conditions."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true

from library.query.levels import CLIP, Condition, Level
from library.schema import tables

FAVOURITE = 5
"""Stars of a favourite."""
_ASSET, _COPY = tables.asset.c, tables.copy.c


def state(name: str, level: Level, mounted: Collection[str]) -> Condition:
    """The condition of one of STATES; `mounted` are the volumes that are there, by uid."""
    states: dict[str, Callable[[], Condition]] = {
        "tagged": level.tagged,
        "untagged": lambda: ~level.tagged(),
        "used": lambda: level.used(true()),
        "unused": lambda: ~level.used(true()),
        "rejected": lambda: or_(func.coalesce(level.own(CLIP.c.rejected), false()), _rating(level) < 0),
        "picked": lambda: func.coalesce(level.own(CLIP.c.picked), false()),
        "favourite": lambda: _rating(level) >= FAVOURITE,
        "suggested": lambda: level.having(tables.link.c.suggested),
        "located": lambda: _ASSET.latitude.is_not(None),
        "undated": lambda: or_(_ASSET.recorded_certainty.is_(None), _ASSET.recorded_certainty == "file"),
        "motion": lambda: _ASSET.motion_offset_bytes.is_not(None),
        "part": lambda: _ASSET.id.in_(select(tables.part.c.member_id)),
        "whole": lambda: _ASSET.id.in_(select(tables.part.c.whole_id)),
        "online": lambda: _online(mounted),
        "offline": lambda: _offline(mounted),
        "missing": lambda: and_(~_online(mounted), ~_offline(mounted), _having_copy(_COPY.state == "missing")),
        "copied": lambda: _ASSET.id.in_(_copied()),
    }
    return states[name]()


def _rating(level: Level) -> ColumnElement[int]:
    """What a person says of it, or else the file; a file that says -1 is rejected (XMP Specification Part 2, 8.4)."""
    return func.coalesce(level.own(CLIP.c.rating), _ASSET.rating, 0)


def _having_copy(which: Condition) -> Condition:
    return _ASSET.id.in_(select(_COPY.asset_id).where(which))


def _copied() -> Select[tuple[int]]:
    """What is missing, or holds something else by now, is no copy to rely on."""
    present = select(_COPY.asset_id).where(_COPY.state == "present")
    return present.group_by(_COPY.asset_id).having(func.count() > 1)


def _there(mounted: Collection[str]) -> Condition:
    return _COPY.volume_id.in_(select(tables.volume.c.id).where(tables.volume.c.uid.in_(sorted(mounted))))


def _online(mounted: Collection[str]) -> Condition:
    return _having_copy(and_(_there(mounted), _COPY.state == "present"))


def _offline(mounted: Collection[str]) -> Condition:
    """What a copy held before it changed does not count."""
    return and_(~_online(mounted), _having_copy(and_(~_there(mounted), _COPY.state != "changed")))
