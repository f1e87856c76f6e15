"""The history is sealed: a step for each commit, undo and redo; what is noted can be neither changed nor taken out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

NOTED = {
    "operation": ("id", "at", "who", "what", "why", "by_ingest"),
    "change": ("id", "operation_id", "table_name", "action", "rows", "payload"),
    "step": ("id", "operation_id", "action", "at", "who", "why", "first_change", "last_change", "content", "digest"),
}
"""Columns that stay as they were; whether an operation is undone, and what that moved out, its steps vouch for."""


def upgrade() -> None:
    """Adds the steps; those of an older history are made from it after every revision (`library.history.chain`)."""
    op.add_column("operation", sa.Column("why", sa.Text(), nullable=True))
    op.create_table(
        "step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("first_change", sa.Integer(), nullable=True),
        sa.Column("last_change", sa.Integer(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_step_operation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_step_operation_id"), "step", ["operation_id"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute(
            "CREATE FUNCTION history_stays() RETURNS trigger AS "
            "$$ BEGIN RAISE EXCEPTION 'the history stays as it was noted'; END $$ LANGUAGE plpgsql"
        )
    for table, columns in NOTED.items():
        for name, when in (("changed", f"UPDATE OF {', '.join(columns)}"), ("taken_out", "DELETE")):
            op.execute(_trigger(f"{table}_{name}", f"BEFORE {when} ON {table}", sqlite=sqlite))
        if sqlite:  # INSERT OR REPLACE takes out without a word, unless recursive_triggers is on
            there = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"  # noqa: S608 - names written above
            op.execute(_trigger(f"{table}_replaced", f"BEFORE INSERT ON {table} {there}", sqlite=True))


def _trigger(name: str, when: str, *, sqlite: bool) -> str:
    if sqlite:
        return f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, 'the history stays as it was noted'); END"
    return f"CREATE TRIGGER {name} {when} FOR EACH ROW EXECUTE FUNCTION history_stays()"
