"""Copies remember the sidecars beside them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Adds the list of sidecars to every copy; none is known yet."""
    op.add_column("copy", sa.Column("sidecars", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
