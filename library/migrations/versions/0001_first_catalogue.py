"""The first catalogue.

Frozen: a later change is a later revision.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from library.database import dialect_of

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes every table, and the word index."""
    op.create_table(
        "asset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("quick_hex", sa.Text(), nullable=False),
        sa.Column("digest_algorithm", sa.Text(), nullable=True),
        sa.Column("digest_hex", sa.Text(), nullable=True),
        sa.Column("recorded_local", sa.Text(), nullable=True),
        sa.Column("recorded_offset", sa.Text(), nullable=True),
        sa.Column("recorded_source", sa.Text(), nullable=True),
        sa.Column("recorded_certainty", sa.Text(), nullable=True),
        sa.Column("recorded_explanation", sa.Text(), nullable=True),
        sa.Column("make", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("serial", sa.Text(), nullable=True),
        sa.Column("lens", sa.Text(), nullable=True),
        sa.Column("iso", sa.Integer(), nullable=True),
        sa.Column("f_number", sa.Float(), nullable=True),
        sa.Column("exposure_s", sa.Float(), nullable=True),
        sa.Column("focal_length_mm", sa.Float(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("orientation", sa.Integer(), nullable=True),
        sa.Column("rotation", sa.Integer(), nullable=True),
        sa.Column("codec", sa.Text(), nullable=True),
        sa.Column("pixel_format", sa.Text(), nullable=True),
        sa.Column("frame_rate", sa.Text(), nullable=True),
        sa.Column("frame_count", sa.BigInteger(), nullable=True),
        sa.Column("duration_s", sa.Text(), nullable=True),
        sa.Column("variable_frame_rate", sa.Boolean(), nullable=True),
        sa.Column("hdr", sa.Text(), nullable=True),
        sa.Column("sound_codec", sa.Text(), nullable=True),
        sa.Column("channels", sa.Integer(), nullable=True),
        sa.Column("sample_rate_hz", sa.Integer(), nullable=True),
        sa.Column("sound_streams", sa.Integer(), nullable=False),
        sa.Column("sound_duration_s", sa.Text(), nullable=True),
        sa.Column("length_s", sa.Float(), nullable=True),
        sa.Column("timecode_frame", sa.BigInteger(), nullable=True),
        sa.Column("timecode_rate", sa.Text(), nullable=True),
        sa.Column("drop_frame", sa.Boolean(), nullable=True),
        sa.Column("timecode_source", sa.Text(), nullable=True),
        sa.Column("reel", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("altitude_m", sa.Float(), nullable=True),
        sa.Column("gps_source", sa.Text(), nullable=True),
        sa.Column("caption", sa.Text(), nullable=True),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("rights", sa.Text(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_asset_digest_hex"), "asset", ["digest_hex"], unique=False)
    op.create_index(op.f("ix_asset_name_id"), "asset", ["name", "id"], unique=False)
    op.create_index(op.f("ix_asset_quick_hex_size_bytes"), "asset", ["quick_hex", "size_bytes"], unique=False)
    op.create_index(op.f("ix_asset_recorded_local_id"), "asset", ["recorded_local", "id"], unique=False)
    op.create_table(
        "authority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("count", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("protection", sa.Text(), nullable=True),
        sa.Column("identifiers", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority")),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_authority_kind_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "operation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("by_ingest", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("undone", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("redo_place", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "volume",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("shelf", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volume")),
        sa.UniqueConstraint("uid", name=op.f("uq_volume_uid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "asset_raw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["asset.id"], name=op.f("fk_asset_raw_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_raw")),
    )
    op.create_table(
        "authority_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_authority_key_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_authority_key_authority_id"), "authority_key", ["authority_id"], unique=False)
    op.create_index(op.f("ix_authority_key_key"), "authority_key", ["key"], unique=False)
    op.create_table(
        "authority_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_authority_name_authority_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_name")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_authority_name_authority_id"), "authority_name", ["authority_id"], unique=False)
    op.create_index(op.f("ix_authority_name_folded"), "authority_name", ["folded"], unique=False)
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_change_operation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_change_operation_id"), "change", ["operation_id"], unique=False)
    op.create_table(
        "clip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=True),
        sa.Column("duration", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("rejected", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_clip_asset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clip")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_clip_asset_id"), "clip", ["asset_id"], unique=False)
    op.create_index(
        "uq_clip_whole",
        "clip",
        ["asset_id"],
        unique=True,
        sqlite_where=sa.text("start IS NULL"),
        postgresql_where=sa.text("start IS NULL"),
    )
    op.create_table(
        "copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("volume_id", sa.Integer(), nullable=False),
        sa.Column("path_raw", sa.LargeBinary(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("mtime_ns", sa.BigInteger(), nullable=False),
        sa.Column("ctime_ns", sa.BigInteger(), nullable=False),
        sa.Column("inode", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_copy_asset_id")),
        sa.ForeignKeyConstraint(["volume_id"], ["volume.id"], name=op.f("fk_copy_volume_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copy")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_copy_asset_id"), "copy", ["asset_id"], unique=False)
    op.create_index(
        "uq_copy_volume_id_path_raw",
        "copy",
        ["volume_id", "path_raw"],
        unique=True,
        sqlite_where=sa.text("state != 'changed'"),
        postgresql_where=sa.text("state != 'changed'"),
    )
    op.create_table(
        "relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["authority.id"], name=op.f("fk_relation_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["authority.id"], name=op.f("fk_relation_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation")),
        sa.UniqueConstraint("from_id", "relation", "to_id", name=op.f("uq_relation_from_id_relation_to_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_relation_to_id"), "relation", ["to_id"], unique=False)
    op.create_table(
        "shot_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("frame_rate", sa.Text(), nullable=True),
        sa.Column("drop_frame", sa.Boolean(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["authority.id"], name=op.f("fk_shot_list_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shot_list")),
        sa.UniqueConstraint("folded", name=op.f("uq_shot_list_folded")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clip_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["authority.id"], name=op.f("fk_link_authority_id")),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name=op.f("fk_link_clip_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("clip_id", "authority_id", "role", name=op.f("uq_link_clip_id_authority_id_role")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_link_authority_id_clip_id"), "link", ["authority_id", "clip_id"], unique=False)
    op.create_table(
        "shot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shot_list_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("clip_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("duration", sa.BigInteger(), nullable=False),
        sa.Column("frame_rate", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("heading", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["clip_id"], ["clip.id"], name=op.f("fk_shot_clip_id")),
        sa.ForeignKeyConstraint(["shot_list_id"], ["shot_list.id"], name=op.f("fk_shot_shot_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shot")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_shot_clip_id"), "shot", ["clip_id"], unique=False)
    op.create_index(op.f("ix_shot_shot_list_id_position"), "shot", ["shot_list_id", "position"], unique=False)
    dialect_of(op.get_bind()).make_index_of_words(op.get_bind(), "asset")
