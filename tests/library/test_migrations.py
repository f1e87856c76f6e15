"""The schema the revisions build is the schema the program works with."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from library import Catalogue, migrations
from library.model import AuthorityKind
from library.schema.engine import make_engine
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


@pytest.mark.parametrize("version", migrations.KNOWN[:-1])
def test_an_older_catalogue_is_upgraded_and_kept_as_it_was(version, tmp_path):
    path = _made_by(version, tmp_path / "catalogue.db")
    with Catalogue.open(path) as catalogue:
        assert catalogue.count() == 1
        assert catalogue.asset("a1").copies[0].sidecars == ()
        assert catalogue.authority(AuthorityKind.PLACE, "Гродно").name == "Hrodna"
        assert [one.name for one in catalogue.authorities(AuthorityKind.PLACE, "older")] == []
        assert list(catalogue.find("1.jpg")) == [1]
    assert _version(path) == migrations.HEAD
    assert _version(tmp_path / f"catalogue.db.{version}") == version
    with Catalogue.open(path):
        pass
    assert {one.name for one in tmp_path.iterdir()} == {"catalogue.db", f"catalogue.db.{version}"}


@pytest.mark.parametrize("version", migrations.KNOWN[:-1])
def test_an_upgrade_that_fails_changes_nothing(version, tmp_path, monkeypatch):
    path = _made_by(version, tmp_path / "catalogue.db")
    whole = migrations.upgrade

    def fail(connection):
        whole(connection)
        raise RuntimeError

    monkeypatch.setattr(migrations, "upgrade", fail)
    with pytest.raises(RuntimeError):
        Catalogue.open(path)
    assert _version(path) == version
    monkeypatch.undo()
    with Catalogue.open(path) as catalogue:
        assert catalogue.count() == 1


def _made_by(version: str, path: Path) -> Path:
    """A catalogue of a program that knew revisions up to `version`, with one asset."""
    engine = make_engine(f"sqlite:///{path}")
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        for statement in (
            "INSERT INTO volume (id, uid, label) VALUES (1, 'uuid:1', 'CARD')",
            """INSERT INTO asset (id, kind, name, size_bytes, quick_hex, sound_streams, keywords)
            VALUES (1, 'photo', '1.jpg', 1, 'ab', 0, '[]')""",
            """INSERT INTO copy (asset_id, volume_id, path_raw, path, size_bytes, mtime_ns, ctime_ns, inode, state)
            VALUES (1, 1, X'31', '1.jpg', 1, 1, 1, 1, 'present')""",
            "INSERT INTO authority (id, kind, name, identifiers, sources) VALUES (1, 'place', 'Hrodna', '{}', '[]')",
            "INSERT INTO authority_name (authority_id, text, folded, preferred) VALUES (1, 'Hrodna', 'hrodna', true)",
            "INSERT INTO authority_key (authority_id, key) VALUES (1, 'a key of older rules')",
        ):
            connection.exec_driver_sql(statement)
    engine.dispose()
    return path


def _version(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return found
