"""Folders whose files a scan found to be what is known of them; the database itself forgets one when that changes."""

# ruff: noqa: S608 - every name is written here

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_BESIDE = {
    "sqlite": "rtrim({0}, replace({0}, '/', ''))",  # trims every character of the path that is no slash
    "postgresql": "regexp_replace({0}, '[^/]*$', '')",
}
"""By dialect, the folder of a path in text, with a slash at its end; of a path without one nothing.

In text, for the functions of a database are not sure to find a slash among bytes that are no text. Two folders whose
names are the same text are forgotten together.
"""


def _changes(dialect: str) -> Iterator[tuple[str, str, str, str]]:
    """Name, moment, condition and statements of each trigger."""

    def forget(row: str) -> str:
        of = _BESIDE[dialect].format(f"{row}.path")
        return f"DELETE FROM seen_folder WHERE volume_id = {row}.volume_id AND path = {of};"

    of_copies = f"SELECT volume_id, {_BESIDE[dialect].format('path')} FROM copy WHERE asset_id = NEW.id"
    yield "seen_copy_came", "INSERT ON copy", "true", forget("NEW")
    yield "seen_copy_went", "DELETE ON copy", "true", forget("OLD")
    yield "seen_copy_moved", "UPDATE ON copy", "true", forget("OLD") + forget("NEW")
    yield (
        "seen_asset_moved",
        "UPDATE OF quick_hex, digest_hex ON asset",
        "NEW.digest_hex IS NULL OR NEW.quick_hex <> OLD.quick_hex",
        f"DELETE FROM seen_folder WHERE (volume_id, path) IN ({of_copies});",
    )


def _triggers(dialect: str) -> Iterator[str]:
    """The statements that make the triggers, for SQLite or PostgreSQL."""
    for name, after, condition, does in _changes(dialect):
        when = f"AFTER {after} FOR EACH ROW WHEN ({condition})"
        if dialect == "sqlite":
            yield f"CREATE TRIGGER {name} {when} BEGIN {does} END"
        else:
            yield f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN {does} RETURN NULL; END $$ LANGUAGE plpgsql"
            yield f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()"


def upgrade() -> None:
    """Adds them, empty."""
    op.create_table(
        "seen_folder",
        sa.Column("volume_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("path_raw", sa.LargeBinary(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("listing", sa.LargeBinary(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("contents", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("volume_id", "path_raw", name=op.f("pk_seen_folder")),
    )
    op.create_index("ix_seen_folder_volume_id_path", "seen_folder", ["volume_id", "path"])
    for statement in _triggers(op.get_bind().dialect.name):
        op.execute(statement)
