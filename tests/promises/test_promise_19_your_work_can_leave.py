"""Promise 19: your work can leave: all of it as JSON lines, and back to an equal catalogue."""

from __future__ import annotations

import csv
import json
import shutil
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from catalogue_contents import assert_sound, contents, opened
from catalogue_factory import CARD, RATE, photo, stamp, video
from hostile.names import NASTY
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from older_catalogues import made_by
from sqlalchemy import JSON, Boolean, Float, Integer, LargeBinary, MetaData, Table, select

from library import Catalogue, migrations
from library.backup import BackupBroken, BackupExists
from library.dump import restore
from library.dump.format import DERIVED, Manifest, Part, dumped_tables, line
from library.history import NothingToRedo, NothingToUndo, UndoConflict
from library.history.rows import encoded
from library.model import Authority, AuthorityKind, Digest, Fingerprint, Name, Sidecar
from library.refusals import CatalogueTooNew
from library.schema import tables
from library.schema.engine import make_engine
from library.timecode import TimeRange
from mediavault.cli.program import run
from mediavault.vault import Vault


def everything(path: Path) -> dict[str, list[tuple]]:
    """Every row of every table; what is derived without its own keys, which nothing refers to."""
    found = contents(path)
    found["authority_key"] = sorted(row[1:] for row in found["authority_key"])
    return found | {"sqlite_sequence": sorted(row for row in found["sqlite_sequence"] if row[0] != "authority_key")}


def there_and_back(path: Path, folder: Path) -> Path:
    with Catalogue.open(path) as catalogue:
        catalogue.dump(folder / "dump")
    return restore(folder / "dump", folder / "again.db").catalogue.path


def fill(catalogue: Catalogue) -> None:
    """A little of everything: names that are no text, tags, undone changes, keys that are gone, a shot list."""
    with catalogue.transaction("Ingest", who="card", by_ingest=True) as edit:
        volume = edit.add_volume(CARD, "CARD_A")
        sound = (Sidecar("A001.xmp", 10, 1),)
        for number, name in enumerate(NASTY):
            facts = photo() if number % 2 else video(caption=f"“{number}” ў — day")
            found = Fingerprint(5_000_000, f"{number}")
            edit.record(volume.id, name, stamp(), found, facts, Digest("xxh3_128", f"{number:032x}"), sound)
    with catalogue.transaction("Tag", who="анна", why="she asked") as edit:
        minsk = Authority(kind=AuthorityKind.PLACE, name="Minsk", names=(Name("Мінск", "be"),), latitude=53.9)
        place = edit.add_authority(minsk)
        clip = edit.add_clip(1, TimeRange(0, 10, RATE), name="=1+1")
        edit.link_all([*edit.whole_clips([1, 2, 3]), clip.id], place)
        edit.append_shot(edit.add_shot_list("Выбраныя"), clip)
    with catalogue.transaction("Gone") as edit:
        edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="gone"))
    catalogue.undo()


def test_a_dump_restores_to_an_equal_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    with Catalogue.create(path) as catalogue:
        fill(catalogue)
    again = there_and_back(path, tmp_path)
    assert everything(again) == everything(path)
    assert_sound(again)
    with Catalogue.open(again) as catalogue, Catalogue.open(path) as before:
        assert catalogue.verify_history(before.head()).faults == ()
        assert catalogue.redo().what == "Gone"
        assert [one.name for one in catalogue.authorities(AuthorityKind.PLACE, "Минск")] == ["Minsk"]
        with catalogue.transaction("New") as edit, before.transaction("New") as other:
            new = Authority(kind=AuthorityKind.KEYWORD, name="new")
            assert edit.add_authority(new).id == other.add_authority(new).id, "keys go on where they stopped"


def test_paths_are_kept_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    with Catalogue.create(path) as catalogue:
        fill(catalogue)
    with opened(there_and_back(path, tmp_path)) as connection:
        assert [raw for (raw,) in connection.execute("SELECT path_raw FROM copy ORDER BY id")] == list(NASTY)


text = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
named = st.text("abcўйł ß", min_size=1, max_size=6).filter(str.strip)
changes = st.one_of(
    st.tuples(st.just("record"), st.binary(min_size=1, max_size=12).filter(lambda name: not {0, 47} & {*name})),
    st.tuples(st.just("clip"), st.integers(0, 50), text),
    st.tuples(st.just("describe"), text, st.sampled_from([None, 0, 5])),
    st.tuples(st.just("tag"), st.sampled_from(list(AuthorityKind)), named),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)


def change(catalogue: Catalogue, what: tuple) -> None:
    match what:
        case ("undo",) | ("redo",):
            try:
                getattr(catalogue, what[0])()
            except (NothingToUndo, NothingToRedo, UndoConflict):
                return
        case ("record", name):
            with catalogue.transaction("Ingest", by_ingest=True) as edit:
                volume = edit.add_volume(CARD, "CARD_A")
                edit.record(volume.id, name, stamp(), Fingerprint(5_000_000, name.hex()), video(caption=repr(name)))
        case _ if not catalogue.count():
            return
        case ("clip", start, name):
            with catalogue.transaction("Clip") as edit:
                edit.add_clip(catalogue.find()[0], TimeRange(start, 5, RATE), name=name)
        case ("describe", note, rating):
            with catalogue.transaction("Describe") as edit:
                edit.describe_clip(edit.whole_clip(catalogue.find()[-1]).id, note=note, rating=rating)
        case ("tag", kind, name):
            known = [one for one in catalogue.authorities(kind) if one.name == name]
            with catalogue.transaction("Tag") as edit:
                record = known[0] if known else edit.add_authority(Authority(kind=kind, name=name))
                edit.link_all(edit.whole_clips(catalogue.find()), record)


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(st.lists(changes, max_size=14))
@example([("record", b"1"), ("undo",), ("redo",)])
def test_any_catalogue_comes_back_equal(steps: list[tuple]) -> None:
    with TemporaryDirectory() as name:
        path = Path(name) / "catalogue.db"
        with Catalogue.create(path) as catalogue:
            for what in steps:
                change(catalogue, what)
        assert everything(there_and_back(path, Path(name))) == everything(path)


def test_no_table_is_left_out(tmp_path: Path) -> None:
    with Catalogue.create(tmp_path / "catalogue.db"):
        pass
    there = contents(tmp_path / "catalogue.db").keys()
    dumped = {table.name for table in dumped_tables()}
    lines = {"asset_authority", "asset_line", "asset_search", "seen_folder"}
    assert there - dumped == {"alembic_version", "sqlite_sequence", *lines, *DERIVED}
    assert {"authority_key"} == DERIVED


VALUES = {Boolean: True, Float: 0.1, LargeBinary: b"\xff\x00/", JSON: ["ў", 1.5, None, {"a": "\udc80"}]}


def row_of(table: Table) -> dict[str, object]:
    """A row with a value in every column."""

    def value(column):
        if column.primary_key or column.foreign_keys:
            return 7
        kind = next((one for one in VALUES if isinstance(column.type, one)), None)
        if kind is None:
            return 2**31 - 1 if isinstance(column.type, Integer) else f"{column.name} “ў”\n=1+1\x1b"
        return ["ў"] if column.name == "keywords" else VALUES[kind]

    return {column.name: value(column) for column in table.columns}


def test_every_column_of_every_table_comes_back(tmp_path: Path) -> None:
    """Also of those that are added later: the rows are made from the tables there are."""
    path = tmp_path / "catalogue.db"
    Catalogue.create(path).close()
    engine = make_engine(f"sqlite:///{path}")
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        for table in dumped_tables():
            connection.execute(table.insert(), row_of(table))
    engine.dispose()
    again = everything(there_and_back(path, tmp_path))
    derived = {name: again[name] for name in ("asset_search", "authority_key")}
    assert again == everything(path) | derived
    assert all(len(again[table.name]) == 1 for table in dumped_tables())


def test_what_a_dump_says_of_itself_is_true(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    with Catalogue.create(path) as catalogue:
        fill(catalogue)
        catalogue.dump(tmp_path / "dump")
        head = catalogue.head()
    manifest = json.loads((tmp_path / "dump" / "manifest.json").read_text())
    assert {name: manifest[name] for name in ("format", "version", "schema", "head")} == {
        "format": "mediavault dump",
        "version": 1,
        "schema": migrations.HEAD,
        "head": head,
    }
    for name, part in manifest["tables"].items():
        written = (tmp_path / "dump" / part["file"]).read_bytes()
        lines = [json.loads(line) for line in written.decode("utf-8").splitlines()]
        with opened(path) as connection:
            assert connection.execute(f'SELECT count(*) FROM "{name}"').fetchone() == (len(lines),)
        assert (len(lines), sha256(written).hexdigest()) == (part["rows"], part["sha256"])
        assert all(line.keys() == {column.name for column in tables.metadata.tables[name].columns} for line in lines)
    assert (tmp_path / "dump").stat().st_mode & 0o077 == 0


def resigned(folder: Path, table: str, lines: list[bytes]) -> None:
    """Other rows, by somebody who makes the digest fit."""
    manifest = json.loads((folder / "manifest.json").read_text())
    digest = sha256(b"".join(lines)).hexdigest()
    manifest["tables"][table] |= {"rows": len(lines), "sha256": digest}
    (folder / f"{table}.jsonl").write_bytes(b"".join(lines))
    (folder / "manifest.json").write_text(json.dumps(manifest))


def rewritten(folder: Path, name: str, old: bytes, new: bytes) -> None:
    written = (folder / name).read_bytes()
    assert old in written
    (folder / name).write_bytes(written.replace(old, new))


ALTERED = (
    lambda dump: (dump / "manifest.json").unlink(),
    lambda dump: (dump / "manifest.json").write_text("{}"),
    lambda dump: (dump / "shot.jsonl").unlink(),
    lambda dump: (dump / "asset.jsonl").write_bytes((dump / "asset.jsonl").read_bytes()[:-20]),
    lambda dump: rewritten(dump, "asset.jsonl", b"h264", b"h265"),
    lambda dump: rewritten(dump, "manifest.json", b'"asset.jsonl"', b'"../asset.jsonl"'),
    lambda dump: rewritten(dump, "manifest.json", b'"version": 1', b'"version": 2'),
    lambda dump: resigned(dump, "asset", (dump / "asset.jsonl").read_bytes().splitlines(keepends=True)[1:]),
    lambda dump: resigned(dump, "step", (dump / "step.jsonl").read_bytes().splitlines(keepends=True)[:-1]),
    lambda dump: resigned(dump, "volume", [b'{"id": 1}\n']),
    lambda dump: resigned(dump, "volume", [b"[1]\n"]),
)
"""What may have happened to a dump on its way."""


def test_a_dump_that_is_not_whole_is_refused_and_the_catalogue_stays(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    with Catalogue.create(path) as catalogue:
        fill(catalogue)
        catalogue.dump(tmp_path / "dump")
    before = contents(path)
    for alter in ALTERED:
        shutil.copytree(tmp_path / "dump", tmp_path / "bad")
        alter(tmp_path / "bad")
        with pytest.raises(BackupBroken):
            restore(tmp_path / "bad", path)
        shutil.rmtree(tmp_path / "bad")
    assert contents(path) == before
    assert {one.name for one in tmp_path.iterdir()} == {"catalogue.db", "dump"}
    manifest = tmp_path / "dump" / "manifest.json"
    manifest.write_text(manifest.read_text().replace(f'"schema": "{migrations.HEAD}"', '"schema": "9999"'))
    with pytest.raises(CatalogueTooNew):
        restore(tmp_path / "dump", path)


def test_a_dump_of_an_older_program_is_upgraded(tmp_path: Path) -> None:
    """The first program that dumps had schema 0006."""
    older = made_by("0006", tmp_path / "older.db")
    (tmp_path / "dump").mkdir()
    there, parts = MetaData(), {}
    engine = make_engine(f"sqlite:///{older}")
    with engine.connect() as connection:
        there.reflect(connection, only=lambda name, _: name in tables.metadata.tables and name not in DERIVED)
        for table in there.sorted_tables:
            rows = [encoded(table, row) for row in connection.execute(select(table)).mappings()]
            lines = b"".join(map(line, rows))
            (tmp_path / "dump" / f"{table.name}.jsonl").write_bytes(lines)
            parts[table.name] = Part(f"{table.name}.jsonl", len(rows), sha256(lines).hexdigest(), len(rows))
    engine.dispose()
    Manifest("0006", "0" * 64, parts).write(tmp_path / "dump")
    restored = restore(tmp_path / "dump", tmp_path / "again.db").catalogue
    assert restored.schema == migrations.HEAD
    with Catalogue.open(restored.path) as catalogue:
        assert list(catalogue.find("1.jpg")) == [1]
        assert list(catalogue.copies_below(1).by_path()) == [b"1"]
        assert catalogue.authority(AuthorityKind.PLACE, "Гродно").name == "Hrodna"


def csvs(folder: Path) -> list[Path]:
    return sorted((folder / "dump" / "csv").iterdir())


def test_the_verbs_tell_what_they_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vault = Vault.create(tmp_path / "vault")
    with vault.catalogue() as catalogue:
        fill(catalogue)
        head = catalogue.head()
    here = ["--vault", str(vault.path)]
    assert run([*here, "dump", str(tmp_path / "dump"), "--dry-run"]) == 0
    assert not (tmp_path / "dump").exists()
    capsys.readouterr()
    assert run([*here, "dump", str(tmp_path / "dump"), "--json"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert (told["dump"], told["head"], told["rows"]["copy"]) == (str(tmp_path / "dump"), head, len(NASTY))
    assert f"Head of the history: {head}\n" in err
    tables_there = {path.name: list(csv.reader(path.read_text("utf-8-sig").splitlines())) for path in csvs(tmp_path)}
    assert {name: len(rows) for name, rows in tables_there.items()} == {
        "clips.csv": len(NASTY) + 2, "copies.csv": len(NASTY) + 1, "records.csv": 2, "history.csv": 4
    }  # fmt: skip
    assert tables_there["history.csv"][2][2:] == ["анна", "Tag", "she asked", ""]
    assert tables_there["records.csv"][1][:3] == ["place", "Minsk", "Мінск"]
    assert run([*here, "dump", str(tmp_path / "dump")]) == 2
    assert capsys.readouterr().err.startswith(f"mediavault: {tmp_path / 'dump'} is there already: nothing was over")
    assert run(["--vault", str(tmp_path / "new"), "restore", str(tmp_path / "dump"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["head"] == head
    assert everything(tmp_path / "new" / "catalogue.db") == everything(vault.catalogue_path)
    with pytest.raises(BackupExists), vault.catalogue() as catalogue:
        catalogue.dump(tmp_path)
