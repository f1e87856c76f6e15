"""How a version of a shot list lies in its row: its shots as JSON, keys and exact numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from library.model import AssetId, ClipId, KeptShot, ShotListVersion
from library.timecode import FrameRate, TimeRange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import RowMapping


def shots_column(shots: Sequence[KeptShot]) -> list[dict[str, Any]]:
    """The shots of a version, each an object."""
    return [
        {
            "clip": shot.clip,
            "asset": shot.asset,
            "name": shot.name,
            "start": shot.source_range.start,
            "duration": shot.source_range.duration,
            "rate": str(shot.source_range.rate),
            "note": shot.note,
            "heading": shot.heading,
        }
        for shot in shots
    ]


def version(row: RowMapping, *, drop_frame: bool) -> ShotListVersion:
    """The version that lies in a row."""
    return ShotListVersion(
        version=row["version"],
        exported_at=row["exported_at"],
        format=row["format"],
        file=row["file"],
        rate=FrameRate.parse(row["frame_rate"]),
        drop_frame=drop_frame,
        shots=tuple(_shot(number, one) for number, one in enumerate(row["shots"], 1)),
    )


def _shot(number: int, one: dict[str, Any]) -> KeptShot:
    return KeptShot(
        number=number,
        clip=ClipId(one["clip"]),
        asset=AssetId(one["asset"]),
        name=one["name"],
        source_range=TimeRange(one["start"], one["duration"], FrameRate.parse(one["rate"])),
        note=one["note"],
        heading=one["heading"],
    )
