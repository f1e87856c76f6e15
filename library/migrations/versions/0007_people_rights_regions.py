"""Consent per purpose, clearance of rights, regions of photos, picks, suggested links, aliases and roles."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Adds them; nobody has said anything yet, so that whether an organisation may be named is unknown."""
    _add_columns()
    op.execute("UPDATE authority SET protection = 'unknown' WHERE kind = 'organisation' AND protection IS NULL")
    _add_consent()
    _add_clearance()


def _add_columns() -> None:
    false = sa.text("false")
    for name in ("region_x", "region_y", "region_w", "region_h"):
        op.add_column("clip", sa.Column(name, sa.Float(), nullable=True))
    op.add_column("clip", sa.Column("picked", sa.Boolean(), server_default=false, nullable=False))
    op.add_column("authority", sa.Column("alias", sa.Text(), nullable=True))
    op.add_column("authority", sa.Column("roles", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    op.add_column("link", sa.Column("stated_by", sa.Text(), nullable=True))
    op.add_column("link", sa.Column("suggested", sa.Boolean(), server_default=false, nullable=False))
    op.add_column("part", sa.Column("provenance", sa.Text(), server_default=sa.text("'rule'"), nullable=False))


def _texts(required: tuple[str, ...], optional: tuple[str, ...]) -> list[sa.Column[Any]]:
    said = [sa.Column(name, sa.Text(), nullable=False) for name in required]
    return [*said, *(sa.Column(name, sa.Text(), nullable=True) for name in optional)]


def _add_consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        *_texts(("purpose", "state", "stated_on"), ("stated_by", "how", "until", "review_on", "risk", "note")),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_consent_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_consent_authority_id"), "consent", ["authority_id"])
    op.create_index(op.f("ix_consent_review_on"), "consent", ["review_on"])


def _add_clearance() -> None:
    facts = ("state", "owner", "licence", "fee", "territory", "credit", "term_from", "term_until", "embargo_until")
    op.create_table(
        "clearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clip_id", sa.Integer(), nullable=False),
        *_texts((), facts),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name=op.f("fk_clearance_clip_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance")),
        sa.UniqueConstraint("clip_id", name=op.f("uq_clearance_clip_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_clearance_embargo_until"), "clearance", ["embargo_until"])
    op.create_index(op.f("ix_clearance_term_until"), "clearance", ["term_until"])
