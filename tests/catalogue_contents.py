"""What a catalogue's file holds, read by SQLite alone, and whether it is sound."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

Rows = list[tuple[Any, ...]]


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that changes nothing by itself."""
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        connection.isolation_level = None
        yield connection


_ORDER = {"asset_authority": "1, 2"}


def contents(path: Path) -> dict[str, Rows]:
    """Every row of every table."""
    with opened(path) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        # The shadow tables of the full-text index are laid out by what was written when, not by what is in it.
        return {
            name: connection.execute(f'SELECT * FROM "{name}" ORDER BY {_ORDER.get(name, "rowid")}').fetchall()
            for name in sorted(names)
            if not name.startswith("asset_search_")
        }


def assert_sound(path: Path) -> None:
    """The file is whole, no row names one that is not there, and no copy stands twice."""
    with opened(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'copy'").fetchone():
            return
        twice = (
            "SELECT path, count(*) FROM copy WHERE state != 'changed' GROUP BY volume_id, path_raw HAVING count(*) > 1"
        )
        assert connection.execute(twice).fetchall() == []
        torn = """
            SELECT asset.id FROM asset LEFT JOIN copy ON copy.asset_id = asset.id
            LEFT JOIN asset_raw ON asset_raw.id = asset.id
            LEFT JOIN asset_search ON asset_search.rowid = asset.id
            WHERE copy.id IS NULL OR asset_raw.id IS NULL OR asset_search.rowid IS NULL
        """
        assert connection.execute(torn).fetchall() == []


_KNOWN = """
    SELECT copy.path_raw, copy.state, volume.uid, asset.kind, asset.name, asset.size_bytes, asset.quick_hex,
        asset.digest_hex, asset.recorded_local, asset.recorded_source, asset.width, asset.height, asset.codec,
        asset.duration_s, asset.caption, asset_raw.raw, part.role, part.position, whole.name
    FROM copy JOIN asset ON asset.id = copy.asset_id JOIN volume ON volume.id = copy.volume_id
        JOIN asset_raw ON asset_raw.id = asset.id
        LEFT JOIN part ON part.member_id = asset.id LEFT JOIN asset AS whole ON whole.id = part.whole_id
    ORDER BY volume.uid, copy.path_raw
"""


def known(path: Path) -> Rows:
    """What is known of every copy and its asset, without the ids, which depend on the order of things."""
    with opened(path) as connection:
        return connection.execute(_KNOWN).fetchall()
