"""A clock may be said to keep the time of another zone; what the file states is kept beside what was made of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

CORRECTED = "; the camera's clock was corrected by "


def upgrade() -> None:
    """Adds them; of a time that was shifted before, what was stated is reckoned back."""
    op.add_column("asset", sa.Column("clock_zone", sa.Text(), nullable=True))
    op.add_column("asset", sa.Column("clock_stated", sa.JSON(none_as_null=True), nullable=True))
    kept = ("recorded_local", "recorded_offset", "recorded_certainty", "recorded_explanation", "clock_shift_s")
    asset = sa.table(
        "asset", sa.column("id", sa.Integer), *(sa.column(name) for name in kept), sa.column("clock_stated", sa.JSON)
    )
    shifted = sa.select(asset).where(asset.c.clock_shift_s != 0, asset.c.recorded_local.is_not(None))
    for row in op.get_bind().execute(shifted).mappings().all():
        op.execute(asset.update().where(asset.c.id == row["id"]).values(clock_stated=_stated(row)))


def _stated(row: sa.RowMapping) -> dict[str, str | None]:
    whole, dot, decimals = row["recorded_local"].partition(".")
    moment = datetime.fromisoformat(whole) - timedelta(seconds=row["clock_shift_s"])
    local, offset = moment.isoformat(timespec="seconds"), row["recorded_offset"]
    why = row["recorded_explanation"].partition(CORRECTED)[0].partition(": ")[2]
    return {
        "local": f"{local}{dot}{decimals}",
        "offset": offset,
        "certainty": row["recorded_certainty"],
        "explanation": f"{local[11:16]} {offset}: {why}" if offset else f"{local[11:16]}: {why}",
    }
