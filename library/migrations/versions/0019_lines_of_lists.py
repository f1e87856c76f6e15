"""What the line of an asset in a list shows of its clips, copies, parts and links, kept by the database itself.

And the index of the links of a record also says which are only suggested, so that no link itself need be read.
"""

# ruff: noqa: S608 - every name is written here

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

INDICES = ("rating", "copies", "kind_month")
"""What everything is counted by: the index alone tells how often each value comes."""

_WHOLE = "FROM clip WHERE clip.asset_id = asset_line.asset_id AND start IS NULL"
_ASSET = "FROM asset WHERE asset.id = asset_line.asset_id"
_LISTED = {"sqlite": "group_concat({}, ',')", "postgresql": "string_agg({}, ',')"}


def _columns(dialect: str) -> dict[str, str]:
    """What is in each column, by the rows it is derived from."""

    def listed(what: str, of: str) -> str:
        return f"(SELECT {_LISTED[dialect].format('each')} FROM (SELECT {what} AS each FROM {of}) AS sorted)"

    return {
        "kind_month": f"(SELECT kind || ' ' || substr(coalesce(recorded_local, ''), 1, 7) {_ASSET})",
        "rating": f"coalesce((SELECT rating {_WHOLE}), (SELECT rating {_ASSET}))",
        "rejected": f"coalesce((SELECT rejected {_WHOLE}), false)",
        "ranges": """(SELECT count(*) FROM clip WHERE clip.asset_id = asset_line.asset_id)
            - (SELECT count(*) FROM clip WHERE clip.asset_id = asset_line.asset_id AND start IS NULL)""",
        "copies": listed(
            "volume_id || ':' || state", "copy WHERE copy.asset_id = asset_line.asset_id ORDER BY volume_id, state"
        ),
        "parts": listed("role", "part WHERE whole_id = asset_line.asset_id ORDER BY role"),
        "records": listed(
            "CAST(authority_id AS TEXT)",
            "asset_authority WHERE asset_authority.asset_id = asset_line.asset_id ORDER BY authority_id",
        ),
    }


# While the history takes steps back, what belongs to an asset may come before it or go after it: then there is no line
# to change, and the asset brings all of it.
_STEPS = {
    ("clip", "asset_id"): ("asset_id, start, rating, rejected", ("rating", "rejected", "ranges")),
    ("copy", "asset_id"): ("asset_id, volume_id, state", ("copies",)),
    ("part", "whole_id"): ("whole_id, role", ("parts",)),
    ("asset_authority", "asset_id"): ("asset_id, authority_id", ("records",)),
}
"""By table and the column that says whose it is: what may change of a row, and what that changes of the line."""


def _changes(dialect: str) -> Iterator[tuple[str, str, str]]:
    """Name, moment and statements of each trigger."""
    columns = _columns(dialect)

    def again(names: tuple[str, ...], keys: str) -> str:
        derived = ", ".join(f"{name} = {columns[name]}" for name in names)
        return f"UPDATE asset_line SET {derived} WHERE asset_id IN ({keys});"

    for (table, key), (changed, names) in _STEPS.items():
        yield f"line_{table}_came", f"INSERT ON {table}", again(names, f"NEW.{key}")
        yield f"line_{table}_went", f"DELETE ON {table}", again(names, f"OLD.{key}")
        yield f"line_{table}_moved", f"UPDATE OF {changed} ON {table}", again(names, f"OLD.{key}, NEW.{key}")
    yield "line_came", "INSERT ON asset", f"{filled(dialect)} WHERE id = NEW.id;"
    yield "line_went", "DELETE ON asset", "DELETE FROM asset_line WHERE asset_id = OLD.id;"
    yield "line_moved", "UPDATE OF kind, recorded_local, rating ON asset", again(("kind_month", "rating"), "NEW.id")


def filled(dialect: str) -> str:
    """The statement that makes the lines of assets."""
    columns = _columns(dialect)
    return f"""INSERT INTO asset_line (asset_id, {", ".join(columns)})
        SELECT asset_id, {", ".join(columns.values())} FROM (SELECT id, id AS asset_id FROM asset) AS asset_line"""


def _triggers(dialect: str) -> Iterator[str]:
    """The statements that make the triggers, for SQLite or PostgreSQL."""
    for name, after, does in _changes(dialect):
        if dialect == "sqlite":
            yield f"CREATE TRIGGER {name} AFTER {after} BEGIN {does} END"
        else:
            yield f"CREATE FUNCTION {name}() RETURNS trigger AS $$ BEGIN {does} RETURN NULL; END $$ LANGUAGE plpgsql"
            yield f"CREATE TRIGGER {name} AFTER {after} FOR EACH ROW EXECUTE FUNCTION {name}()"


def upgrade() -> None:
    """Adds the lines, filled from what there is, and widens the index."""
    op.create_table(
        "asset_line",
        sa.Column("asset_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind_month", sa.Text(), nullable=False),
        sa.Column("rating", sa.Integer()),
        sa.Column("rejected", sa.Boolean(), nullable=False),
        sa.Column("ranges", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Text()),
        sa.Column("parts", sa.Text()),
        sa.Column("records", sa.Text()),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_asset_line")),
    )
    dialect = op.get_bind().dialect.name
    op.execute(filled(dialect))
    for name in INDICES:
        op.create_index(f"ix_asset_line_{name}", "asset_line", [name])
    op.drop_index("ix_link_authority_id_clip_id", "link")
    op.create_index("ix_link_authority_id_clip_id_suggested", "link", ["authority_id", "clip_id", "suggested"])
    for statement in _triggers(dialect):
        op.execute(statement)
