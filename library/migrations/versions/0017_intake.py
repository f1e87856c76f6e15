"""Messages of contributors with what came with them, who their senders are, and custody from the first byte."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def _text(name: str, *, nullable: bool = True, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable, server_default=default and sa.text(default))


def upgrade() -> None:
    """Adds them, empty."""
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("key", nullable=False),
        _text("channel", nullable=False),
        _text("chat"),
        sa.Column("sender_id", sa.Integer(), nullable=True),
        sa.Column("forwarded_from_id", sa.Integer(), nullable=True),
        *(_text(name) for name in ("sent_at", "edited_at", "received_at", "replies_to")),
        _text("text", nullable=False),
        _text("terms"),
        _text("lacks"),
        sa.ForeignKeyConstraint(["sender_id"], ["authority.id"], name=op.f("fk_message_sender_id")),
        sa.ForeignKeyConstraint(["forwarded_from_id"], ["authority.id"], name=op.f("fk_message_forwarded_from_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("key", name=op.f("uq_message_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_message_sender_id"), "message", ["sender_id"])
    op.create_index(op.f("ix_message_forwarded_from_id"), "message", ["forwarded_from_id"])
    op.create_table(
        "message_asset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("name"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_message_asset_message_id")),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_message_asset_asset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_asset")),
        sa.UniqueConstraint("message_id", "position", name=op.f("uq_message_asset_message_id_position")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_message_asset_asset_id"), "message_asset", ["asset_id"])
    _apart()


def _apart() -> None:
    """What is no part of the history."""
    op.create_table(
        "sender_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        _text("channel", nullable=False),
        _text("handle", nullable=False),
        _text("name", nullable=False, default="''"),
        _text("phone", nullable=False, default="''"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sender_identity")),
        sa.UniqueConstraint(
            "channel", "handle", "name", "phone", name=op.f("uq_sender_identity_channel_handle_name_phone")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sender_identity_authority_id"), "sender_identity", ["authority_id"])
    op.create_table(
        "custody",
        sa.Column("id", sa.Integer(), nullable=False),
        *(_text(name, nullable=False) for name in ("at", "who", "program", "channel")),
        _text("message_key"),
        _text("volume_uid"),
        sa.Column("path_raw", sa.LargeBinary(), nullable=False),
        _text("taken_from"),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        _text("sha256", nullable=False),
        _text("digest", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_custody_sha256"), "custody", ["sha256"])
    op.create_index(op.f("ix_custody_message_key"), "custody", ["message_key"])
