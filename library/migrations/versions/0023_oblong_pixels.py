"""How much wider than high a pixel of a video is shown, which until now only its readings said."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Adds it; of videos that were read before, from their readings."""
    op.add_column("asset", sa.Column("pixel_aspect", sa.Text(), nullable=True))
    asset = sa.table("asset", *(sa.column(name) for name in ("id", "kind", "pixel_aspect")))
    readings = sa.table("asset_raw", sa.column("id", sa.Integer), sa.column("raw", sa.JSON))
    videos = sa.select(readings).join(asset, asset.c.id == readings.c.id).where(asset.c.kind == "video")
    found = op.get_bind().execute(videos.execution_options(yield_per=100))
    oblong = {key: aspect for key, raw in found if (aspect := _aspect(raw)) is not None}
    for key, aspect in oblong.items():
        op.execute(asset.update().where(asset.c.id == key).values(pixel_aspect=str(aspect)))


def _aspect(raw: dict[str, Any]) -> Fraction | None:
    streams = raw.get("ffprobe", {}).get("streams", ())
    video = next((one for one in streams if isinstance(one, dict) and one.get("codec_type") == "video"), {})
    try:
        aspect = Fraction(str(video.get("sample_aspect_ratio")).replace(":", "/"))
    except (ValueError, ZeroDivisionError):
        return None
    return aspect if aspect > 0 and aspect != 1 else None
