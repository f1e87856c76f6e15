"""Saved searches; which records an asset is linked to, kept by the database itself; indices by what is asked for."""

# ruff: noqa: S608 - every name is written here

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

INDICES = (
    ("ix_asset_kind_recorded_local", "asset", ["kind", "recorded_local"]),
    ("ix_asset_length_s_id", "asset", ["length_s", "id"]),
    ("ix_asset_make_model", "asset", ["make", "model"]),
    ("ix_copy_volume_id_asset_id", "copy", ["volume_id", "asset_id"]),
)
WHOLE = ["asset_id", "rating", "rejected", "picked"]


FILL = """INSERT INTO asset_authority (authority_id, asset_id, links)
    SELECT authority_id, asset_id, count(*) FROM link JOIN clip ON clip.id = clip_id WHERE NOT suggested
    GROUP BY 1, 2"""
_AGAIN = "ON CONFLICT (authority_id, asset_id) DO UPDATE SET links = asset_authority.links + excluded.links;"
_LINKED = f"""INSERT INTO asset_authority (authority_id, asset_id, links)
    SELECT NEW.authority_id, asset_id, 1 FROM clip WHERE id = NEW.clip_id AND NOT NEW.suggested {_AGAIN}"""
_OWNER = "(SELECT asset_id FROM clip WHERE id = OLD.clip_id)"
_UNLINKED = f"""UPDATE asset_authority SET links = links - 1
    WHERE authority_id = OLD.authority_id AND asset_id = {_OWNER} AND NOT OLD.suggested;
    DELETE FROM asset_authority WHERE authority_id = OLD.authority_id AND asset_id = {_OWNER} AND links = 0;"""
# While the history takes steps back, a clip may come after its links or go before them.
_CLIP_CAME = f"""INSERT INTO asset_authority (authority_id, asset_id, links)
    SELECT authority_id, NEW.asset_id, count(*) FROM link WHERE clip_id = NEW.id AND NOT suggested
    GROUP BY authority_id {_AGAIN}"""
_CLIP_WENT = """UPDATE asset_authority SET links = links - (
        SELECT count(*) FROM link
        WHERE clip_id = OLD.id AND link.authority_id = asset_authority.authority_id AND NOT suggested)
    WHERE asset_id = OLD.asset_id AND authority_id IN (SELECT authority_id FROM link WHERE clip_id = OLD.id);
    DELETE FROM asset_authority WHERE asset_id = OLD.asset_id AND links = 0;"""
_STEPS = (
    ("link_came", "INSERT ON link", _LINKED),
    ("link_went", "DELETE ON link", _UNLINKED),
    ("link_moved", "UPDATE OF clip_id, authority_id, suggested ON link", _UNLINKED + _LINKED),
    ("clip_came", "INSERT ON clip", _CLIP_CAME),
    ("clip_went", "DELETE ON clip", _CLIP_WENT),
    ("clip_moved", "UPDATE OF asset_id ON clip", _CLIP_WENT + _CLIP_CAME),
)


def _triggers(dialect: str) -> Iterator[str]:
    """The statements that make the triggers, for SQLite or PostgreSQL."""
    for name, after, does in _STEPS:
        if dialect == "sqlite":
            yield f"CREATE TRIGGER {name} AFTER {after} BEGIN {does} END"
        else:
            yield f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN {does} RETURN NULL; END $$ LANGUAGE plpgsql"
            yield f"CREATE TRIGGER {name} AFTER {after} FOR EACH ROW EXECUTE FUNCTION {name}()"


def upgrade() -> None:
    """Adds them, filled from the links there are."""
    op.create_table(
        "asset_authority",
        sa.Column("authority_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("links", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("authority_id", "asset_id"),
        sqlite_with_rowid=False,
    )
    op.execute(FILL)
    op.create_index("ix_asset_authority_asset_id_authority_id", "asset_authority", ["asset_id", "authority_id"])
    for statement in _triggers(op.get_bind().dialect.name):
        op.execute(statement)
    for name, table, columns in INDICES:
        op.create_index(name, table, columns)
    whole = sa.text("start IS NULL")
    op.create_index("ix_clip_asset_id_rating", "clip", WHOLE, sqlite_where=whole, postgresql_where=whole)
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("folded", name=op.f("uq_saved_search_folded")),
        sqlite_autoincrement=True,
    )
