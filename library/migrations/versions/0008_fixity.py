"""The record of fixity: what came of each check of a copy. It only grows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

STAYS = "the record of fixity stays as it was noted"


def upgrade() -> None:
    """Adds it; nothing has been checked yet."""
    op.create_table(
        "fixity_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("copy_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("digest_algorithm", sa.Text(), nullable=True),
        sa.Column("digest_hex", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fixity_check")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_fixity_check_copy_id_id"), "fixity_check", ["copy_id", "id"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute(
            "CREATE FUNCTION fixity_stays() RETURNS trigger AS "
            f"$$ BEGIN RAISE EXCEPTION '{STAYS}'; END $$ LANGUAGE plpgsql"
        )
    does = f"BEGIN SELECT RAISE(ABORT, '{STAYS}'); END" if sqlite else "FOR EACH ROW EXECUTE FUNCTION fixity_stays()"
    for name, when in (("changed", "UPDATE"), ("taken_out", "DELETE")):
        op.execute(f"CREATE TRIGGER fixity_check_{name} BEFORE {when} ON fixity_check {does}")
    if sqlite:  # INSERT OR REPLACE takes out without a word, unless recursive_triggers is on
        there = "WHEN EXISTS (SELECT 1 FROM fixity_check WHERE id = NEW.id)"
        op.execute(f"CREATE TRIGGER fixity_check_replaced BEFORE INSERT ON fixity_check {there} {does}")
