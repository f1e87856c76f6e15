"""Handles of shot lists, alternates of shots, and what each export of a list held."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Adds them: no handles, no alternates; what was exported before is not known any more."""
    op.add_column("shot_list", sa.Column("handles", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.create_table(
        "alternate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shot_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("clip_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("duration", sa.BigInteger(), nullable=False),
        sa.Column("frame_rate", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["shot_id"], ["shot.id"], name=op.f("fk_alternate_shot_id")),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name=op.f("fk_alternate_clip_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alternate")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_alternate_shot_id_position"), "alternate", ["shot_id", "position"])
    op.create_index(op.f("ix_alternate_clip_id"), "alternate", ["clip_id"])
    op.create_table(
        "shot_list_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shot_list_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("exported_at", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("frame_rate", sa.Text(), nullable=False),
        sa.Column("shots", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["shot_list_id"], ["shot_list.id"], name=op.f("fk_shot_list_version_shot_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shot_list_version")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_shot_list_version_shot_list_id_version"), "shot_list_version", ["shot_list_id", "version"])
