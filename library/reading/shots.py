"""Shot lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from library import names
from library.model import (
    AssetId,
    ClipId,
    Shot,
    ShotId,
    ShotList,
    ShotListId,
    ShotListSummary,
)
from library.reading import assets
from library.reading.authorities import UnknownName
from library.schema import mapping, tables
from library.timecode import FrameRate, TimeRange

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sqlalchemy.engine import Connection, RowMapping

DEFAULT_RATE = FrameRate(25)
"""The rate of a list that holds no moving picture yet, in frames per second."""


def summaries(connection: Connection) -> list[ShotListSummary]:
    """All shot lists, newest first."""
    shot_list, shot = tables.shot_list, tables.shot
    shots = select(func.count()).where(shot.c.shot_list_id == shot_list.c.id).scalar_subquery()
    query = (
        select(shot_list, tables.authority.c.name.label("project"), shots.label("shots"))
        .outerjoin(tables.authority)
        .order_by(shot_list.c.id.desc())
    )
    return [
        ShotListSummary(
            id=ShotListId(row["id"]),
            name=row["name"],
            project=row["project"],
            shots=row["shots"],
            rate=mapping.rate(row["frame_rate"]) or DEFAULT_RATE,
            version=row["version"],
        )
        for row in connection.execute(query).mappings()
    ]


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
    wanted = list(dict.fromkeys(one["asset_id"] for one in found))
    known = {asset.id: asset for asset in assets.assets(connection, wanted, mounts)}
    rate = mapping.rate(row["frame_rate"]) or DEFAULT_RATE
    return ShotList(
        id=ShotListId(row["id"]),
        name=row["name"],
        project=row["project"],
        rate=rate,
        drop_frame=bool(row["drop_frame"]),
        version=row["version"],
        shots=tuple(_shot(number, one, known) for number, one in enumerate(found, start=1)),
    )


def _shot(number: int, row: RowMapping, known: Mapping[AssetId, Any]) -> Shot:
    asset = known[AssetId(row["asset_id"])]
    return Shot(
        id=ShotId(row["id"]),
        number=number,
        clip=next(clip for clip in asset.clips if clip.id == ClipId(row["clip_id"])),
        asset=asset,
        source_range=TimeRange(row["start"], row["duration"], FrameRate.parse(row["frame_rate"])),
        note=row["note"],
        heading=row["heading"],
    )
