"""Volumes say in which of their folders it was looked for what belongs together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Adds it; where parts are known of a volume, it was looked for them. Everywhere else the next scan does."""
    op.add_column("volume", sa.Column("surveyed", sa.JSON(), nullable=True))
    with_parts = "SELECT copy.volume_id FROM copy JOIN part ON copy.asset_id IN (part.whole_id, part.member_id)"
    op.execute(f"UPDATE volume SET surveyed = '[\"\"]' WHERE id IN ({with_parts})")  # noqa: S608 - nothing is put in
