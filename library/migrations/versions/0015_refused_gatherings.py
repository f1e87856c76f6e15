"""What was offered as a new event and somebody refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0012"


def upgrade() -> None:
    """Adds them: nothing was refused before."""
    op.create_table(
        "refused_gathering",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_gathering")),
        sa.UniqueConstraint("asset_id", name=op.f("uq_refused_gathering_asset_id")),
        sqlite_autoincrement=True,
    )
