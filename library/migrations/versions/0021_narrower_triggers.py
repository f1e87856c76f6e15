"""Triggers that do no more than a change asks for: links go, and copies move, in half the time.

What a trigger keeps stays what revisions 0010, 0019 and 0020 say. One that finds its line by a single key finds it
sooner than by one of two; what goes from a list of records is taken out of it, and the rest not gathered again; a whole
clip has no say in how many ranges there are, nor a range in the stars; and no folder is looked for on a volume of which
none is kept.
"""

# ruff: noqa: S608 - every name is written here

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from alembic import op

revision = "0021"
down_revision = "0020"


class _Step(NamedTuple):
    """A trigger."""

    name: str
    event: str
    """INSERT, DELETE, or UPDATE OF some columns."""
    table: str
    does: str
    when: str = "true"


_OWNER = "(SELECT asset_id FROM clip WHERE id = OLD.clip_id)"
_LINKED = """INSERT INTO asset_authority (authority_id, asset_id, links)
    SELECT NEW.authority_id, asset_id, 1 FROM clip WHERE id = NEW.clip_id
    ON CONFLICT (authority_id, asset_id) DO UPDATE SET links = asset_authority.links + 1;"""
_UNLINKED = f"""DELETE FROM asset_authority
    WHERE authority_id = OLD.authority_id AND asset_id = {_OWNER} AND links = 1;
    UPDATE asset_authority SET links = links - 1 WHERE authority_id = OLD.authority_id AND asset_id = {_OWNER};"""
_TAKEN_OUT = """UPDATE asset_line
    SET records = nullif(trim(replace(',' || records || ',', ',' || OLD.authority_id || ',', ','), ','), '')
    WHERE asset_id = OLD.asset_id;"""
_LISTED = {"sqlite": "group_concat(each, ',')", "postgresql": "string_agg(each, ',')"}
_WHOLE = "FROM clip WHERE clip.asset_id = asset_line.asset_id AND start IS NULL"
_FILE = "FROM asset WHERE asset.id = asset_line.asset_id"
_STARS = f"""rating = coalesce((SELECT rating {_WHOLE}), (SELECT rating {_FILE})),
    rejected = coalesce((SELECT rejected {_WHOLE}), false)"""
_RANGES = "ranges = (SELECT count(*) FROM clip WHERE clip.asset_id = asset_line.asset_id AND start IS NOT NULL)"
_OTHERS = "OLD.asset_id <> NEW.asset_id"


def _listed(what: str, of: str, dialect: str) -> str:
    return f"(SELECT {_LISTED[dialect]} FROM (SELECT {what} AS each FROM {of}) AS sorted)"


def _lines(columns: str, row: str) -> str:
    return f"UPDATE asset_line SET {columns} WHERE asset_id = {row}.asset_id;"


def _swapped(copies: str) -> str:
    """What a line says of copies, of which one has changed: most assets have no other."""
    of = {row: f"{row}.volume_id || ':' || {row}.state" for row in ("OLD", "NEW")}
    alone = f"OLD.asset_id = NEW.asset_id AND copies = {of['OLD']}"
    return f"CASE WHEN {alone} THEN {of['NEW']} ELSE {copies} END"


def _steps(dialect: str) -> Iterator[_Step]:
    copies = _listed(
        "volume_id || ':' || state",
        "copy WHERE copy.asset_id = asset_line.asset_id ORDER BY volume_id, state",
        dialect,
    )
    records = "records = " + _listed(
        "CAST(authority_id AS TEXT)",
        "asset_authority WHERE asset_authority.asset_id = asset_line.asset_id ORDER BY authority_id",
        dialect,
    )
    yield _Step("link_came", "INSERT", "link", _LINKED, "NOT NEW.suggested")
    yield _Step("link_went", "DELETE", "link", _UNLINKED, "NOT OLD.suggested")
    yield _Step("line_asset_authority_came", "INSERT", "asset_authority", _lines(records, "NEW"))
    yield _Step("line_asset_authority_went", "DELETE", "asset_authority", _TAKEN_OUT)
    yield _Step("line_copy_came", "INSERT", "copy", _lines(f"copies = {copies}", "NEW"))
    yield _Step("line_copy_went", "DELETE", "copy", _lines(f"copies = {copies}", "OLD"))
    moved = "UPDATE OF asset_id, volume_id, state"
    yield _Step("line_copy_moved", moved, "copy", _lines(f"copies = {_swapped(copies)}", "NEW"))
    yield _Step("line_copy_left", "UPDATE OF asset_id", "copy", _lines(f"copies = {copies}", "OLD"), _OTHERS)
    yield _Step("line_clip_came", "INSERT", "clip", _lines(_STARS, "NEW"), "NEW.start IS NULL")
    yield _Step("line_clip_went", "DELETE", "clip", _lines(_STARS, "OLD"), "OLD.start IS NULL")
    both, moved = f"{_STARS}, {_RANGES}", "UPDATE OF asset_id, start, rating, rejected"
    yield _Step("line_clip_moved", moved, "clip", _lines(both, "NEW"))
    yield _Step("line_clip_left", "UPDATE OF asset_id", "clip", _lines(both, "OLD"), _OTHERS)
    yield _Step("line_range_came", "INSERT", "clip", _lines(_RANGES, "NEW"), "NEW.start IS NOT NULL")
    yield _Step("line_range_went", "DELETE", "clip", _lines(_RANGES, "OLD"), "OLD.start IS NOT NULL")
    if dialect == "sqlite":  # a condition may not ask other tables in PostgreSQL, which compiles what it does besides
        yield from _folders()


def _folders() -> Iterator[_Step]:
    def forget(row: str) -> str:
        of = f"rtrim({row}.path, replace({row}.path, '/', ''))"
        return f"DELETE FROM seen_folder WHERE volume_id = {row}.volume_id AND path = {of};"

    def kept(*rows: str) -> str:
        return " OR ".join(f"EXISTS (SELECT 1 FROM seen_folder WHERE volume_id = {row}.volume_id)" for row in rows)

    yield _Step("seen_copy_came", "INSERT", "copy", forget("NEW"), kept("NEW"))
    yield _Step("seen_copy_went", "DELETE", "copy", forget("OLD"), kept("OLD"))
    yield _Step("seen_copy_moved", "UPDATE", "copy", forget("OLD") + forget("NEW"), kept("OLD", "NEW"))


def _statements(step: _Step, dialect: str) -> Iterator[str]:
    """What makes a trigger anew, for SQLite or PostgreSQL."""
    of_table = "" if dialect == "sqlite" else f" ON {step.table}"
    yield f"DROP TRIGGER IF EXISTS {step.name}{of_table}"
    head = f"CREATE TRIGGER {step.name} AFTER {step.event} ON {step.table} FOR EACH ROW WHEN ({step.when})"
    if dialect == "sqlite":
        yield f"{head} BEGIN {step.does} END"
        return
    body = f"BEGIN {step.does} RETURN NULL; END"
    yield f"CREATE OR REPLACE FUNCTION {step.name}() RETURNS trigger AS $$ {body} $$ LANGUAGE plpgsql"
    yield f"{head} EXECUTE FUNCTION {step.name}()"


def upgrade() -> None:
    """Makes the triggers anew; no row is looked at."""
    dialect = op.get_bind().dialect.name
    for step in _steps(dialect):
        for statement in _statements(step, dialect):
            op.execute(statement)
