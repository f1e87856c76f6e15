"""Copies remember the sidecars beside them, assets how far the clock of their camera was corrected."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds both; no sidecar is known yet, and no clock was corrected."""
    op.add_column("copy", sa.Column("sidecars", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    op.add_column("asset", sa.Column("clock_shift_s", sa.Integer(), server_default=sa.text("0"), nullable=False))
