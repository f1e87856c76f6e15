"""The schema the revisions build is the schema the program works with."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from older_catalogues import made_by, revisions, version_of
from sqlalchemy import select

from library import Catalogue, migrations
from library.model import AuthorityKind
from library.schema import derived
from library.schema.tables import metadata, step


def test_the_revisions_build_the_tables_the_program_knows(catalogue):
    with catalogue._reading() as connection:
        sqlite = connection.dialect.name == "sqlite"
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, _: not str(name).startswith("asset_search"),
                # References may be deferred there, as they may by nature in SQLite.
                "include_object": lambda _, __, kind, *___: sqlite or kind != "foreign_key_constraint",
                "compare_type": sqlite,  # whole numbers have 64 bits on the other, too
            },
        )
        assert compare_metadata(context, [metadata, derived.metadata]) == []


def test_the_tests_begin_with_what_the_revisions_make(tmp_path, monkeypatch, by_revisions):
    """Tests make an empty catalogue as the revisions made one before (tests/empty_catalogue.py)."""
    for name in ("first", "as_before"):
        Catalogue.create(tmp_path / name).close()
    monkeypatch.setattr(migrations, "upgrade", by_revisions)
    Catalogue.create(tmp_path / "by_revisions").close()
    assert everything_in(tmp_path / "as_before") == everything_in(tmp_path / "by_revisions")


def everything_in(path):
    with sqlite3.connect(path) as connection:
        made = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
        tables = [name for kind, name, *_ in made if kind == "table"]
        assert len(tables) > 30
        held = {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}
        settings = ("journal_mode", "user_version", "application_id", "auto_vacuum", "page_size")
        return sorted(made, key=str), held, [connection.execute(f"PRAGMA {one}").fetchone() for one in settings]


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_keys_are_never_used_again_in_any_table(catalogue):
    with catalogue._reading() as connection:
        made = dict(connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all())
    without = {name for name, sql in made.items() if name in metadata.tables and "AUTOINCREMENT" not in sql}
    assert without == {"asset_raw"}


def test_the_program_knows_every_revision():
    script = ScriptDirectory.from_config(revisions())
    assert tuple(reversed([one.revision for one in script.walk_revisions()])) == migrations.KNOWN
    assert script.get_current_head() == migrations.HEAD


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


_OFTEN = {migrations.KNOWN[0], migrations.KNOWN[len(migrations.KNOWN) // 2], migrations.KNOWN[-2]}
SOME = [pytest.param(version, marks=() if version in _OFTEN else pytest.mark.soak) for version in migrations.KNOWN[:-1]]
"""The oldest, one in the middle and the newest but one; the others in long runs."""


@pytest.mark.parametrize("version", migrations.KNOWN[:-1])
def test_an_older_catalogue_is_upgraded_and_kept_as_it_was(version, tmp_path):
    path = made_by(version, tmp_path / "catalogue.db")
    with Catalogue.open(path) as catalogue:
        assert catalogue.count() == 1
        assert catalogue.asset("a1").copies[0].sidecars == ()
        assert catalogue.authority(AuthorityKind.PLACE, "Гродно").name == "Hrodna"
        assert [one.name for one in catalogue.authorities(AuthorityKind.PLACE, "older")] == []
        assert list(catalogue.find("1.jpg")) == [1]
    assert version_of(path) == migrations.HEAD
    assert version_of(tmp_path / f"catalogue.db.{version}") == version
    with Catalogue.open(path):
        pass
    assert {one.name for one in tmp_path.iterdir()} == {"catalogue.db", f"catalogue.db.{version}"}


@pytest.mark.parametrize("version", SOME)
def test_an_upgrade_that_fails_changes_nothing(version, tmp_path, monkeypatch):
    path = made_by(version, tmp_path / "catalogue.db")
    whole = migrations.upgrade

    def fail(connection):
        whole(connection)
        raise RuntimeError

    monkeypatch.setattr(migrations, "upgrade", fail)
    with pytest.raises(RuntimeError):
        Catalogue.open(path)
    assert version_of(path) == version
    monkeypatch.undo()
    with Catalogue.open(path) as catalogue:
        assert catalogue.count() == 1


@pytest.mark.parametrize("version", SOME)
def test_an_older_catalogue_on_a_server_is_upgraded_all_or_nothing(version, postgresql_server, monkeypatch):
    whole = migrations.upgrade

    def fail(connection):
        whole(connection)
        raise RuntimeError

    def of_the_server(statement):
        return postgresql_server.run(statement, database=name)

    with postgresql_server.database("template0") as name:
        url = made_by(version, postgresql_server.url(name))
        of_the_server("CREATE TABLE withheld_record (authority_id bigint PRIMARY KEY)")  # as if there were roles
        monkeypatch.setattr(migrations, "upgrade", fail)
        with pytest.raises(RuntimeError):
            Catalogue.open(url)
        assert of_the_server("SELECT version_num FROM alembic_version") == [(version,)]
        monkeypatch.undo()
        with Catalogue.open(url) as catalogue:
            assert list(catalogue.find("1.jpg")) == [1]
            assert catalogue.asset("a1").copies[0].path_raw == b"1"
            assert catalogue.authority(AuthorityKind.PLACE, "Гродно").name == "Hrodna"
            assert catalogue.authorities(AuthorityKind.PLACE, "older") == []
            assert catalogue.verify_history().faults == ()
        assert of_the_server("SELECT version_num FROM alembic_version") == [(migrations.HEAD,)]
        readable = "SELECT has_table_privilege('mediavault_viewer', 'refused_gathering', 'SELECT')"
        assert of_the_server(readable) == [(True,)]
        kept = f'"mediavault before {version}"'
        assert of_the_server(f"SELECT version_num FROM {kept}.alembic_version") == [(version,)]
        assert of_the_server(f"SELECT name FROM {kept}.asset") == [("1.jpg",)]


def test_what_a_corrected_clock_stated_is_known_again(tmp_path):
    path = made_by("0021", tmp_path / "catalogue.db")
    with sqlite3.connect(path) as connection:
        connection.execute(
            """UPDATE asset SET recorded_local = '2021-01-01T00:33:00.120', recorded_offset = '+02:00',
            recorded_source = 'EXIF', recorded_certainty = 'certain', clock_shift_s = 3780, recorded_explanation =
            '00:33 +02:00: EXIF; zone as written; the camera''s clock was corrected by +1h3m'"""
        )
    connection.close()
    with Catalogue.open(path) as catalogue:
        with catalogue.transaction("Set the clock") as edit:
            ((_, there),) = edit.correct_clocks([1], zone="Europe/London").values()
        assert (there.local, there.offset) == ("2020-12-31T22:33:00.120", "+00:00")
        with catalogue.transaction("Correct the clock") as edit:
            edit.correct_clocks([1], -3780, "Europe/Warsaw")
        told = catalogue.asset("a1").facts.recorded_at
    assert (told.local, told.offset) == ("2020-12-31T22:30:00.120", "+01:00")
    assert told.explanation == "22:30 +01:00: EXIF; zone as written; local time of Europe/Warsaw, as somebody said"


@pytest.mark.parametrize(
    ("stated", "shown"), [("64:45", (1024, 576)), ("1:1", (720, 576)), ("0:1", (720, 576)), (None, (720, 576))]
)
def test_how_oblong_the_pixels_of_a_video_are_is_known_from_its_readings(stated, shown, tmp_path):
    path = made_by("0022", tmp_path / "catalogue.db")
    streams = [{"codec_type": "audio"}, {"codec_type": "video", "sample_aspect_ratio": stated}]
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE asset SET kind = 'video', width = 720, height = 576")
        connection.execute("UPDATE asset_raw SET raw = ?", (json.dumps({"ffprobe": {"streams": streams}}),))
    connection.close()
    with Catalogue.open(path) as catalogue:
        assert catalogue.asset("a1").facts.picture.shown == shown


OLD_HISTORY = """
    INSERT INTO operation (id, at, who, what, undone, redo_place) VALUES
        (1, '2024-05-01T10:00:00+00:00', 'card', 'Ingest', false, NULL),
        (2, '2024-05-01T10:00:01+00:00', 'anna', 'Word', false, NULL),
        (3, '2024-05-02T10:00:00+00:00', 'anna', 'Clip', true, 1);
    INSERT INTO clip (id, asset_id, start, duration) VALUES (7, 1, NULL, NULL);
    INSERT INTO change (id, operation_id, table_name, action, rows, payload, moved) VALUES
        (1, 1, 'volume', 'insert', 1, '[[1, 1]]', NULL),
        (2, 1, 'asset', 'insert', 1, '[[1, 1]]', NULL),
        (4, 2, 'clip', 'insert', 1, '[[7, 7]]', NULL),
        (5, 1, 'copy', 'insert', 1, '[[1, 1]]', NULL),
        (6, 3, 'clip', 'insert', 1, '[[8, 8]]',
            '[{"id": 8, "asset_id": 1, "start": null, "duration": null, "name": "later", "note": null, "rating": null,
               "rejected": false, "rights": null}]');
"""


@pytest.mark.parametrize("version", [one for one in migrations.KNOWN if "0004" <= one < "0006"])
def test_the_history_of_an_older_catalogue_is_sealed(version, tmp_path):
    path = made_by(version, tmp_path / "catalogue.db")
    with sqlite3.connect(path) as connection:
        connection.executescript(OLD_HISTORY)
    connection.close()
    apart = shutil.copyfile(path, tmp_path / "apart.db")
    with Catalogue.open(path) as catalogue:
        with catalogue._reading() as reading:
            steps = select(step.c.operation_id, step.c.action, step.c.who, step.c.first_change, step.c.last_change)
            assert reading.execute(steps.order_by(step.c.id)).all() == [
                (1, "done", "card", 1, 2),
                (2, "done", "anna", 4, 4),
                (1, "done", "card", 5, 5),
                (3, "done", "anna", 6, 6),
                (3, "undone", "unknown", 6, 6),
            ]
        assert catalogue.verify_history().faults == ()
        head = catalogue.head()
        time.sleep(0.002)  # a copy that is upgraded later has the same, to be told for a copy
        with Catalogue.open(apart) as other:
            assert other.head() == head
        catalogue.undo(operation=2)
        assert (catalogue.verify_history(head).since, catalogue.verify_history(head).faults) == (1, ())
        assert [one.what for one in (catalogue.redo(), catalogue.undo(), catalogue.redo())] == ["Word"] * 3
        assert catalogue.verify_history(head).faults == ()
    with Catalogue.open(path) as catalogue:
        assert catalogue.verify_history(head).since == 4
