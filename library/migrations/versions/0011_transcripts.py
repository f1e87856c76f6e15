"""Transcripts, and suggestions somebody did not accept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Adds them, empty."""
    op.create_table(
        "transcript_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=False),
        sa.Column("end_ms", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("translates", sa.Text(), nullable=True),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_transcript_line_asset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_line")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_transcript_line_asset_id_start_ms"), "transcript_line", ["asset_id", "start_ms"])
    op.create_table(
        "refused_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_link")),
        sa.UniqueConstraint(
            "asset_id", "authority_id", "role", name=op.f("uq_refused_link_asset_id_authority_id_role")
        ),
        sqlite_autoincrement=True,
    )
