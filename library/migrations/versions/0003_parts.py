"""Assets may be parts of another; what a file states of the others of its recording; the movie of a motion photo."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

COLUMNS: tuple[tuple[str, type[sa.Text | sa.BigInteger]], ...] = (
    ("recording_id", sa.Text),
    ("follows_id", sa.Text),
    ("start_s", sa.Text),
    ("motion_offset_bytes", sa.BigInteger),
    ("motion_length_bytes", sa.BigInteger),
    ("motion_duration_s", sa.Text),
)


def upgrade() -> None:
    """Adds them; no part is known yet: the next ingest of the files that are new or changed finds them."""
    for name, kind in COLUMNS:
        op.add_column("asset", sa.Column(name, kind(), nullable=True))
    for name in ("recording_id", "follows_id"):
        stated = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"ix_asset_{name}", "asset", [name], sqlite_where=stated, postgresql_where=stated)
    op.create_table(
        "part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("whole_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["asset.id"], name=op.f("fk_part_member_id")),
        sa.ForeignKeyConstraint(["whole_id"], ["asset.id"], name=op.f("fk_part_whole_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part")),
        sa.UniqueConstraint("member_id", name=op.f("uq_part_member_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_part_whole_id"), "part", ["whole_id"])
