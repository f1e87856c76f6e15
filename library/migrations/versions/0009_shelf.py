"""Volumes say how large they are, and when they were last connected."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Adds both; the next look at a volume tells them."""
    op.add_column("volume", sa.Column("capacity_bytes", sa.BigInteger(), nullable=True))
    op.add_column("volume", sa.Column("seen_at", sa.Text(), nullable=True))
