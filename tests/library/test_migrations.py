"""The schema the revisions build is the schema the program works with."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from library import Catalogue, migrations
from library.schema.tables import metadata


def test_the_revisions_build_the_tables_the_program_knows(catalogue):
    with catalogue._reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _: not str(name).startswith("asset_search")}
        )
        assert compare_metadata(context, metadata) == []


def test_keys_are_never_used_again_in_any_table(catalogue):
    with catalogue._reading() as connection:
        made = dict(connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all())
    without = {name for name, sql in made.items() if name in metadata.tables and "AUTOINCREMENT" not in sql}
    assert without == {"asset_raw"}


def test_the_program_knows_every_revision():
    script = ScriptDirectory.from_config(_config())
    assert tuple(reversed([one.revision for one in script.walk_revisions()])) == migrations.KNOWN
    assert script.get_current_head() == migrations.HEAD


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return config


def test_a_revision_that_fails_leaves_nothing(tmp_path, monkeypatch):
    path = tmp_path / "catalogue.db"

    def fail(connection):
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
        raise RuntimeError

    monkeypatch.setattr(migrations, "upgrade", fail)
    with pytest.raises(RuntimeError):
        Catalogue.create(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    connection.close()
