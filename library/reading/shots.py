"""Shot lists."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from library import names
from library.history import batches
from library.model import (
    Alternate,
    AlternateId,
    Asset,
    AssetId,
    Clip,
    ClipId,
    Shot,
    ShotId,
    ShotList,
    ShotListId,
    ShotListSummary,
    ShotListVersion,
    Use,
)
from library.reading import assets
from library.reading.authorities import UnknownName
from library.schema import mapping, tables, versions
from library.timecode import FrameRate, Timecode, TimeRange

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy.engine import Connection, RowMapping

DEFAULT_RATE = FrameRate(25)
"""The rate of a list that holds no moving picture yet, in frames per second."""


def summaries(connection: Connection) -> list[ShotListSummary]:
    """All shot lists, newest first."""
    shot_list, shot = tables.shot_list, tables.shot
    spans: defaultdict[int, list[TimeRange]] = defaultdict(list)
    for one in connection.execute(select(shot)).mappings():
        spans[one["shot_list_id"]].append(_span(one))
    query = select(shot_list, tables.authority.c.name.label("project")).outerjoin(tables.authority)
    rows = connection.execute(query.order_by(shot_list.c.id.desc())).mappings()
    return [_summary(row, spans[row["id"]]) for row in rows]


def _summary(row: RowMapping, spans: Sequence[TimeRange]) -> ShotListSummary:
    rate = mapping.rate(row["frame_rate"]) or DEFAULT_RATE
    frames = sum(span.rescaled(rate).duration for span in spans)
    return ShotListSummary(
        id=ShotListId(row["id"]),
        name=row["name"],
        project=row["project"],
        shots=len(spans),
        rate=rate,
        version=row["version"],
        running_time=Timecode(frames, rate, bool(row["drop_frame"])),
    )


def _span(row: RowMapping) -> TimeRange:
    return TimeRange(row["start"], row["duration"], FrameRate.parse(row["frame_rate"]))


def list_row(connection: Connection, name: str | int) -> RowMapping:
    """The row of a list by its name in any case and spelling, or by its id.

    Raises:
        UnknownName: no list has the name; it carries the nearest.
    """
    shot_list = tables.shot_list
    query = select(shot_list, tables.authority.c.name.label("project")).outerjoin(tables.authority)
    which = shot_list.c.id == name if isinstance(name, int) else shot_list.c.folded == names.fold(name)
    row = connection.execute(query.where(which)).mappings().first()
    if row is None:
        known = connection.execute(select(shot_list.c.name)).scalars().all()
        raise UnknownName("shot list", str(name), names.nearest(str(name), known))
    return row


def shot_list(connection: Connection, name: str | int, mounts: Mapping[str, Path]) -> ShotList:
    """A whole list, its shots in order with their clips and assets.

    Raises:
        UnknownName: no list has the name.
    """
    row = list_row(connection, name)
    shot = tables.shot
    query = select(shot, tables.clip.c.asset_id).join(tables.clip).where(shot.c.shot_list_id == row["id"])
    found = connection.execute(query.order_by(shot.c.position, shot.c.id)).mappings().all()
    other = tables.alternate
    joined = other.join(tables.clip, tables.clip.c.id == other.c.clip_id).join(shot, shot.c.id == other.c.shot_id)
    placed = select(other, tables.clip.c.asset_id).select_from(joined)
    ordered = placed.where(shot.c.shot_list_id == row["id"]).order_by(other.c.position, other.c.id)
    alternates: defaultdict[int, list[RowMapping]] = defaultdict(list)
    for one in connection.execute(ordered).mappings():
        alternates[one["shot_id"]].append(one)
    wanted = list(dict.fromkeys(one["asset_id"] for rows in (found, *alternates.values()) for one in rows))
    known = {asset.id: asset for asset in assets.assets(connection, wanted, mounts)}
    rate = mapping.rate(row["frame_rate"]) or DEFAULT_RATE
    return ShotList(
        id=ShotListId(row["id"]),
        name=row["name"],
        project=row["project"],
        rate=rate,
        drop_frame=bool(row["drop_frame"]),
        version=row["version"],
        shots=tuple(_shot(number, one, alternates[one["id"]], known) for number, one in enumerate(found, start=1)),
        handles=row["handles"],
    )


def _shot(number: int, row: RowMapping, others: Sequence[RowMapping], known: Mapping[AssetId, Asset]) -> Shot:
    asset, clip = _of(row, known)
    return Shot(
        id=ShotId(row["id"]),
        number=number,
        clip=clip,
        asset=asset,
        source_range=_span(row),
        note=row["note"],
        heading=row["heading"],
        alternates=tuple(_alternate(place, one, known) for place, one in enumerate(others, start=1)),
    )


def _alternate(number: int, row: RowMapping, known: Mapping[AssetId, Asset]) -> Alternate:
    asset, clip = _of(row, known)
    identity = AlternateId(row["id"])
    return Alternate(id=identity, number=number, clip=clip, asset=asset, source_range=_span(row), note=row["note"])


def _of(row: RowMapping, known: Mapping[AssetId, Asset]) -> tuple[Asset, Clip]:
    asset = known[AssetId(row["asset_id"])]
    return asset, next(clip for clip in asset.clips if clip.id == ClipId(row["clip_id"]))


def list_versions(connection: Connection, name: str | int) -> list[ShotListVersion]:
    """What a list held each time it was exported, oldest first.

    Raises:
        UnknownName: no list has the name.
    """
    row = list_row(connection, name)
    version = tables.shot_list_version
    query = select(version).where(version.c.shot_list_id == row["id"]).order_by(version.c.version, version.c.id)
    drop = bool(row["drop_frame"])
    return [versions.version(one, drop_frame=drop) for one in connection.execute(query).mappings()]


def uses(connection: Connection, wanted: Collection[int]) -> dict[AssetId, list[Use]]:
    """Where assets are used: by asset the shots of all lists, by the name of the list and then in their order."""
    shot, shot_list, owner = tables.shot, tables.shot_list, tables.clip.c.asset_id
    found: defaultdict[AssetId, list[Use]] = defaultdict(list)
    for batch in batches(wanted):
        lists = select(shot.c.shot_list_id).join(tables.clip).where(owner.in_(batch))
        number = func.row_number().over(partition_by=shot.c.shot_list_id, order_by=(shot.c.position, shot.c.id))
        placed = select(shot, number.label("number")).where(shot.c.shot_list_id.in_(lists)).subquery()
        query = (
            select(placed, owner, shot_list.c.name, tables.authority.c.name.label("project"))
            .join(tables.clip, tables.clip.c.id == placed.c.clip_id)
            .join(shot_list, shot_list.c.id == placed.c.shot_list_id)
            .outerjoin(tables.authority, tables.authority.c.id == shot_list.c.project_id)
            .where(owner.in_(batch))
            .order_by(shot_list.c.folded, placed.c.number)
        )
        for row in connection.execute(query).mappings():
            found[AssetId(row["asset_id"])].append(_used(row))
    return dict(found)


def _used(row: RowMapping) -> Use:
    return Use(
        shot_list=row["name"],
        project=row["project"],
        number=row["number"],
        asset=AssetId(row["asset_id"]),
        clip=ClipId(row["clip_id"]),
        source_range=_span(row),
    )
