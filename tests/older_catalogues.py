"""Catalogues as older programs left them, and an upgrade that is killed on the way."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.config import Config

from library import Catalogue, migrations
from library.database import database_at
from library.schema import engine as engines

Place = TypeVar("Place", Path, str)


def revisions() -> Config:
    """Where the revisions are, as Alembic takes it."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return config


_MADE: dict[str, bytes] = {}
"""By revision, the file: an upgrade to most revisions takes a tenth of a second, and a test of each needs it often."""


def made_by(version: str, place: Place) -> Place:
    """A catalogue of a program that knew revisions up to `version`, with one asset: a file, or an empty database."""
    if not isinstance(place, Path):
        _make(version, place)
        return place
    if version not in _MADE:
        _make(version, place)
        assert not place.with_name(f"{place.name}-wal").exists()  # all of it is in the file
        _MADE[version] = place.read_bytes()
    place.write_bytes(_MADE[version])
    return place


def _make(version: str, place: Path | str) -> None:
    engine = database_at(place).engine()
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        config = revisions()
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        for statement in (
            "INSERT INTO volume (id, uid, label) VALUES (1, 'uuid:1', 'CARD')",
            """INSERT INTO asset (id, kind, name, size_bytes, quick_hex, sound_streams, keywords)
            VALUES (1, 'photo', '1.jpg', 1, 'ab', 0, '[]')""",
            "INSERT INTO asset_raw (id, raw) VALUES (1, '{}')",
            """INSERT INTO copy (asset_id, volume_id, path_raw, path, size_bytes, mtime_ns, ctime_ns, inode, state)
            VALUES (1, 1, CAST('1' AS BLOB), '1.jpg', 1, 1, 1, 1, 'present')""",
            "INSERT INTO authority (id, kind, name, identifiers, sources) VALUES (1, 'place', 'Hrodna', '{}', '[]')",
            "INSERT INTO authority_name (authority_id, text, folded, preferred) VALUES (1, 'Hrodna', 'hrodna', true)",
            "INSERT INTO authority_key (authority_id, key) VALUES (1, 'a key of older rules')",
        ):
            bytes_there = "bytea" if connection.dialect.name == "postgresql" else "BLOB"
            connection.exec_driver_sql(statement.replace("BLOB", bytes_there))
    engine.dispose()


def as_of(version: str, made: Path, path: Path) -> Path:
    """What a catalogue of this program knows of files, as a program had it that knew revisions up to `version`."""
    made_by(version, path)
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("ATTACH ? AS new", (str(made),))
        known = {name for (name,) in old.execute("SELECT name FROM main.sqlite_master")}
        kept = [table for table in ("volume", "asset", "asset_raw", "copy", "part") if table in known]
        for table in reversed(kept):
            old.execute(f"DELETE FROM {table}")
        for table in kept:
            theirs, ours = (
                [row[1] for row in old.execute(f"PRAGMA {schema}.table_info({table})")] for schema in ("main", "new")
            )
            columns = ", ".join(name for name in theirs if name in ours)
            old.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
    return path


def version_of(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return found


def open_until(path: str, statements: int) -> int:
    """Opens a catalogue, and kills this process when it is about to send so many statements to the database.

    Returns:
        How many it sent, where those were fewer.
    """
    sent = 0

    def count(_: str) -> None:
        nonlocal sent
        sent += 1
        if sent >= statements:
            os.kill(os.getpid(), signal.SIGKILL)

    set_pragmas = engines._set_pragmas

    def traced(connection: sqlite3.Connection, record: object) -> None:
        set_pragmas(connection, record)
        connection.set_trace_callback(count)

    engines._set_pragmas = traced
    try:
        Catalogue.open(Path(path)).close()
    finally:
        engines._set_pragmas = set_pragmas
    return sent
