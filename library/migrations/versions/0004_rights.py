"""Clips hold what a person says of the rights in them; what a file says of itself stays with the asset."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds them; nobody has said anything yet."""
    op.add_column("clip", sa.Column("rights", sa.Text(), nullable=True))
