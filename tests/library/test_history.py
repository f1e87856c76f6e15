"""Every change has an inverse, and history stays what happened."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp

import pytest
from catalogue_factory import CARD, RATE, stamp, video
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from library import Catalogue
from library.history import NothingToRedo, NothingToUndo, UndoConflict
from library.model import Authority, AuthorityKind, Digest, Fingerprint, Placed
from library.reading import authorities
from library.schema import tables
from library.timecode import TimeRange

INDEX = {
    "sqlite": "SELECT rowid, words FROM asset_search ORDER BY rowid",
    "postgresql": "SELECT id, words::text FROM asset_search ORDER BY id, words",
}


def contents(catalogue: Catalogue) -> dict[str, list[object]]:
    """Every row but the history's; what is derived from rows without its own ids."""
    key = tables.authority_key
    with catalogue._reading() as connection:
        found = {
            table.name: [dict(row) for row in connection.execute(select(table).order_by(table.c.id)).mappings()]
            for table in tables.metadata.sorted_tables
            if table.name not in {"operation", "change", "step", key.name}
        }
        keys = connection.execute(select(key.c.authority_id, key.c.key).order_by(key.c.authority_id, key.c.key))
        words = connection.exec_driver_sql(INDEX[connection.dialect.name])
        return {**found, "words": [tuple(row) for row in words], "keys": [tuple(row) for row in keys]}


def test_undo_and_redo_are_each_others_inverse(catalogue, record):
    asset = record("A/1.mov")
    before = contents(catalogue)
    with catalogue.transaction("Tag 1 clip: hands", who="anna") as edit:
        keyword = edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="hands"))
        clip = edit.add_clip(asset, TimeRange(0, 10, RATE), name="Arrival")
        edit.link(clip, keyword)
        edit.describe_clip(clip.id, note="she names the village", rating=3)
    after = contents(catalogue)
    undone = catalogue.undo()
    assert (undone.what, undone.who) == ("Tag 1 clip: hands", "anna")
    assert contents(catalogue) == before
    assert list(catalogue.find("village")) == []
    catalogue.redo()
    assert contents(catalogue) == after
    assert list(catalogue.find("village")) == [asset]


def test_undo_survives_closing_the_catalogue(catalogue, record, place):
    asset = record("A/1.mov")
    with catalogue.transaction("Clip") as edit:
        edit.add_clip(asset, TimeRange(0, 10, RATE))
    catalogue.close()
    with Catalogue.open(place) as again:
        again.undo()
        assert again.asset(asset).clips == ()


def test_nothing_to_undo_or_redo_is_said(catalogue):
    with pytest.raises(NothingToUndo, match="Nothing to undo"):
        catalogue.undo()
    with pytest.raises(NothingToRedo, match="Nothing to redo"):
        catalogue.redo()


def test_a_change_after_an_undo_closes_redo(catalogue, record):
    asset = record("A/1.mov")
    for start in (0, 10):
        with catalogue.transaction("Clip") as edit:
            edit.add_clip(asset, TimeRange(start, 10, RATE))
    catalogue.undo()
    with catalogue.transaction("Clip") as edit:
        edit.add_clip(asset, TimeRange(50, 10, RATE))
    with pytest.raises(NothingToRedo):
        catalogue.redo()


def test_redo_forgets_what_was_undone_before_another_change(catalogue, record):
    asset = record("A/1.mov")
    for start, what in ((0, "First"), (10, "Second")):
        with catalogue.transaction(what) as edit:
            edit.add_clip(asset, TimeRange(start, 10, RATE))
        catalogue.undo()
    assert catalogue.redo().what == "Second"
    with pytest.raises(NothingToRedo):
        catalogue.redo()


def test_redo_goes_back_the_way_undo_came(catalogue, record):
    asset = record("A/1.mov")
    for start, what in ((0, "First"), (10, "Second")):
        with catalogue.transaction(what) as edit:
            edit.add_clip(asset, TimeRange(start, 10, RATE))
    first, second = (one.id for one in reversed(catalogue.history(2)))
    catalogue.undo(operation=first)
    catalogue.undo(operation=second)
    assert [catalogue.redo().what for _ in range(2)] == ["Second", "First"]


def test_an_ingest_undone_while_it_runs_goes_on_as_another_operation(catalogue):
    operation = None
    for name in ("1", "2"):
        with catalogue.transaction("Ingest CARD_A", by_ingest=True, continues=operation) as edit:
            volume = edit.add_volume(CARD, "CARD_A")
            edit.record(volume.id, name.encode(), stamp(), Fingerprint(5_000_000, name), video())
        operation = edit.operation
        catalogue.undo()
    assert [(one.what, one.undone) for one in catalogue.history()] == [("Ingest CARD_A", True)] * 2
    assert catalogue.count() == 0


def test_an_undo_at_the_keyboard_passes_over_an_ingest(catalogue, record):
    first = record("A/1.mov")
    with catalogue.transaction("Clip", who="anna") as edit:
        edit.add_clip(first, TimeRange(0, 10, RATE))
    record("A/2.mov")
    assert catalogue.undo(skip_ingest=True).what == "Clip"
    assert catalogue.count() == 2
    assert catalogue.redo().what == "Clip"


def test_an_ingest_in_many_commits_is_one_operation(catalogue):
    operation = None
    for name in ("1", "2", "3"):
        with catalogue.transaction("Ingest CARD_A", by_ingest=True, continues=operation) as edit:
            volume = edit.add_volume(CARD, "CARD_A")
            edit.record(volume.id, name.encode(), stamp(), Fingerprint(5_000_000, name), video())
        operation = edit.operation
    assert [one.what for one in catalogue.history()] == ["Ingest CARD_A"]
    catalogue.undo()
    assert catalogue.count() == 0
    catalogue.redo()
    assert catalogue.count() == 3


def test_what_is_undone_redone_and_continued_stays_what_was_noted(catalogue):
    operation = None
    for name in ("1", "2", "3"):
        with catalogue.transaction("Ingest CARD_A", by_ingest=True, continues=operation) as edit:
            record_in(edit, name)
        operation = edit.operation
        catalogue.undo()
        assert catalogue.verify_history().faults == ()
        catalogue.redo()
    found = catalogue.verify_history(catalogue.history()[0].digest)
    assert (found.steps, found.since, found.faults) == (9, 0, ())
    assert [one.changes for one in catalogue.history()] == [10]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE operation SET who = 'nobody'",
        "UPDATE change SET rows = 7",
        "UPDATE step SET digest = 'abc'",
        "DELETE FROM step",
        "DELETE FROM change",
    ],
)
def test_the_database_itself_refuses_to_change_what_was_noted(catalogue, record, statement):
    record("A/1.mov")
    with catalogue._engine.connect().execution_options(writes=True) as connection, connection.begin():
        with pytest.raises(DBAPIError, match="the history stays as it was noted"):
            connection.exec_driver_sql(statement)
        connection.rollback()
    assert catalogue.verify_history().faults == ()


def test_a_change_undone_twice_with_other_rows_stays_what_was_noted(catalogue, record):
    asset = record("A/1.mov")
    with catalogue.transaction("Clip") as edit:
        clip = edit.add_clip(asset, TimeRange(0, 10, RATE))
    added = catalogue.history(1)[0].id
    catalogue.undo()
    catalogue.redo()
    with catalogue.transaction("Note", by_ingest=True) as edit:
        edit.describe_clip(clip.id, note="said later")
    catalogue.undo(operation=added)
    assert catalogue.verify_history().faults == ()


def test_what_one_commit_put_in_and_a_later_one_changed_is_undone(catalogue):
    before = contents(catalogue)
    with catalogue.transaction("Ingest CARD_A", by_ingest=True) as edit:
        asset = record_in(edit)
    first = edit.operation
    with catalogue.transaction("Ingest CARD_A", by_ingest=True, continues=first) as edit:
        edit.set_digest(asset, Digest("xxh128", "ab" * 16))
    with catalogue.transaction("Ingest CARD_A", by_ingest=True, continues=first) as edit:
        record_in(edit, "2")
        edit.set_digest(asset, Digest("xxh128", "cd" * 16))
    with catalogue.transaction("Ingest CARD_A", by_ingest=True, continues=first) as edit:
        volume = edit.add_volume(CARD, "CARD_A")
        edit.record(volume.id, b"1", stamp(5), Fingerprint(5, "other content"), video())
    after = contents(catalogue)
    assert [row["state"] for row in after["copy"]] == ["changed", "present", "present"]
    catalogue.undo()
    assert contents(catalogue) == before
    catalogue.redo()
    assert contents(catalogue) == after


def test_what_others_stand_on_is_not_pulled_away(catalogue, record):
    asset = record("A/1.mov")
    with catalogue.transaction("Clip") as edit:
        edit.add_clip(asset, TimeRange(0, 10, RATE))
    ingest = catalogue.history()[-1]
    before = contents(catalogue)
    with pytest.raises(UndoConflict, match="later changes stand on it"):
        catalogue.undo(operation=ingest.id)
    assert contents(catalogue) == before


def test_a_row_changed_since_is_not_overwritten(catalogue, record):
    with catalogue.transaction("Clip") as edit:
        clip = edit.add_clip(record_in(edit), TimeRange(0, 10, RATE), name="one")
    for name in ("two", "three"):
        with catalogue.transaction(f"Rename to {name}") as edit:
            edit.describe_clip(clip.id, name=name)
    rename = catalogue.history()[1]
    assert rename.what == "Rename to two"
    with pytest.raises(UndoConflict):
        catalogue.undo(operation=rename.id)
    assert catalogue.clip(clip.id).name == "three"


def test_what_somebody_said_of_a_row_since_does_not_go_with_it(catalogue, record):
    with catalogue.transaction("Clip") as edit:
        clip = edit.add_clip(record_in(edit), TimeRange(0, 50, RATE))
    with catalogue.transaction("Split") as edit:
        _, second = edit.split_clip(clip.id, 20)
    split = edit.operation
    with catalogue.transaction("Rate") as edit:
        edit.describe_clip(second, rating=5)
    before = contents(catalogue)
    with pytest.raises(UndoConflict, match="later changes stand on it"):
        catalogue.undo(operation=split)
    assert contents(catalogue) == before
    catalogue.undo()
    catalogue.undo(operation=split)
    assert [one.range for one in catalogue.clips(catalogue.find_clips())] == [TimeRange(0, 50, RATE)]
    assert catalogue.verify_history().faults == ()


def test_what_an_ingest_noted_of_a_row_since_comes_back_with_it(catalogue, record):
    first, second = record("1.mov", content="same"), record("2.mov", content="same")
    with catalogue.transaction("Tag") as edit:
        flag = edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="flag"))
        edit.link(edit.whole_clip(second), flag)
    with catalogue.transaction("Digests", by_ingest=True) as edit:
        edit.set_digests({first: Digest("xxh128", "ab"), second: Digest("xxh128", "ab")})
    assert list(catalogue.find("keyword:flag")) == [first]
    catalogue.undo(skip_ingest=True)
    catalogue.redo()
    assert list(catalogue.find("keyword:flag")) == [first]


def test_a_row_changed_since_it_came_back_is_not_taken_out_again(catalogue, record):
    asset = record("1.mov")
    with catalogue.transaction("Clip") as edit:
        clip = edit.add_clip(asset, TimeRange(0, 50, RATE))
    with catalogue.transaction("Remove") as edit:
        edit.remove_clip(clip.id)
    catalogue.undo()
    with catalogue.transaction("Note", by_ingest=True) as edit:  # closes no redo
        edit.describe_clip(clip.id, note="said later")
    with pytest.raises(UndoConflict):
        catalogue.redo()
    assert catalogue.clip(clip.id).note == "said later"


def test_names_that_changed_places_change_back(catalogue):
    with catalogue.transaction("Two") as edit:
        one, two = (edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name=name)) for name in ("one", "two"))
    with catalogue.transaction("Swap") as edit:
        for record, name in ((one, "away"), (two, "one"), (one, "two")):
            edit.change_authority(replace(record, name=name))
    for act, names in ((catalogue.undo, ["one", "two"]), (catalogue.redo, ["two", "one"])):
        act()
        known = {record.id: record.name for record in catalogue.authorities(AuthorityKind.KEYWORD)}
        assert [known[one.id], known[two.id]] == names


def test_files_that_took_each_others_names_are_moved_and_moved_back(catalogue, record):
    assets = [record(name) for name in ("1.mov", "2.mov", "3.mov")]
    volume = catalogue.volumes()[0].id
    copies = [catalogue.asset(asset).copies[0] for asset in assets]
    with catalogue.transaction("Scan", by_ingest=True) as edit:
        edit.missing([copy.id for copy in copies])
    paths = (b"2.mov", b"3.mov", b"1.mov")
    with catalogue.transaction("Relink") as edit:
        times = (stamp()._replace(mtime_ns=number) for number in range(3))
        edit.place(volume, [Placed(*one) for one in zip(assets, paths, times, [one.id for one in copies], strict=True)])

    def lie() -> list[str]:
        return [catalogue.asset(asset).copies[0].path for asset in assets]

    assert lie() == ["2.mov", "3.mov", "1.mov"]
    catalogue.undo()
    assert lie() == ["1.mov", "2.mov", "3.mov"]
    catalogue.redo()
    assert lie() == ["2.mov", "3.mov", "1.mov"]


def record_in(edit, name="1"):
    volume = edit.add_volume(CARD, "CARD_A")
    return edit.record(volume.id, name.encode(), stamp(), Fingerprint(5_000_000, name), video())[1]


def test_a_change_of_nothing_is_no_operation(catalogue, record):
    asset = record("A/1.mov")
    with catalogue.transaction("Clip") as edit:
        clip = edit.add_clip(asset, TimeRange(0, 10, RATE), name="one")
    with catalogue.transaction("Rename") as edit:
        edit.describe_clip(clip.id, name="one")
    with catalogue.transaction("And back") as edit:
        edit.remove_clip(edit.add_clip(asset, TimeRange(0, 5, RATE)).id)
    assert [one.what for one in catalogue.history()] == ["Clip", "Ingest 'A/1.mov'"]


def test_keys_are_never_used_again(catalogue, record):
    asset = record("A/1.mov")
    with catalogue.transaction("Clip") as edit:
        first = edit.add_clip(asset, TimeRange(0, 10, RATE))
    catalogue.undo()
    with catalogue.transaction("Clip") as edit:
        assert edit.add_clip(asset, TimeRange(0, 10, RATE)).id > first.id


def test_tagging_ten_thousand_clips_is_one_small_entry(catalogue):
    with catalogue.transaction("Ingest") as edit:
        volume = edit.add_volume(CARD, "CARD_A")
        for number in range(200):
            edit.record(volume.id, b"%d" % number, stamp(), Fingerprint(5_000_000, str(number)), video())
        keyword = edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="hands"))
    with catalogue.transaction("Tag") as edit:
        edit.link_all(edit.whole_clips(catalogue.find()), keyword)
    with catalogue._reading() as connection:
        payloads = connection.execute(
            select(tables.change.c.payload).where(tables.change.c.operation_id == 2)
        ).scalars()
        assert sorted(payloads) == [[[1, 200]], [[1, 200]]]


@cache
def three_assets() -> tuple[bytes, list[int]]:
    """A catalogue file with three assets in it, made once."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.db"
        with Catalogue.create(path) as catalogue, catalogue.transaction("Ingest", by_ingest=True) as edit:
            assets = [record_in(edit, str(number)) for number in range(3)]
        return path.read_bytes(), assets


class UndoMachine(RuleBasedStateMachine):
    """Random edits; undoing all of them, and redoing all of them, goes through the same states."""

    def __init__(self):
        super().__init__()
        self.folder = mkdtemp()
        file, self.assets = three_assets()
        path = Path(self.folder) / "catalogue.db"
        path.write_bytes(file)
        self.catalogue = Catalogue.open(path)
        self.states = [contents(self.catalogue)]
        self.at = 0

    def change(self, do):
        known = len(self.catalogue.history(1000))
        with self.catalogue.transaction("Change") as edit:
            do(edit)
        if len(self.catalogue.history(1000)) > known:
            self.states[self.at + 1 :] = [contents(self.catalogue)]
            self.at += 1

    @rule(asset=st.integers(0, 2), start=st.integers(0, 90), name=st.sampled_from([None, "village", "Мінск"]))
    def clip(self, asset, start, name):
        self.change(lambda edit: edit.add_clip(self.assets[asset], TimeRange(start, 10, RATE), name=name))

    @rule(asset=st.integers(0, 2), name=st.sampled_from(["flag", "hands"]))
    def tag(self, asset, name):
        def do(edit):
            keywords = authorities.authorities(edit.recorder.connection, AuthorityKind.KEYWORD, "")
            known = {one.name: one for one in keywords}
            keyword = known.get(name) or edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name=name))
            edit.link_all(edit.whole_clips([self.assets[asset]]), keyword)

        self.change(do)

    @rule(asset=st.integers(0, 2), note=st.sampled_from([None, "a note"]), rating=st.sampled_from([None, 3]))
    def describe(self, asset, note, rating):
        self.change(lambda edit: edit.describe_clip(edit.whole_clip(self.assets[asset]).id, note=note, rating=rating))

    @rule(asset=st.integers(0, 2))
    def remove(self, asset):
        clips = [clip for clip in self.catalogue.asset(self.assets[asset]).clips if clip.range]
        if clips:
            self.change(lambda edit: edit.remove_clip(clips[0].id))

    @precondition(lambda self: self.at > 0)
    @rule()
    def undo(self):
        self.catalogue.undo(skip_ingest=True)
        self.at -= 1

    @precondition(lambda self: self.at < len(self.states) - 1)
    @rule()
    def redo(self):
        self.catalogue.redo()
        self.at += 1

    @invariant()
    def the_catalogue_is_in_the_state_it_was_in(self):
        assert contents(self.catalogue) == self.states[self.at]

    def teardown(self):
        assert self.catalogue.verify_history().faults == (), "what was only done, undone and redone is no tampering"
        self.catalogue.close()
        rmtree(self.folder)


TestUndoMachine = UndoMachine.TestCase
TestUndoMachine.settings = settings(max_examples=12, stateful_step_count=15, suppress_health_check=list(HealthCheck))


def test_a_name_is_found_as_it_is_spelt_before_and_after_an_undo(catalogue):
    def found(spelling):
        return [one.name for one in catalogue.authorities(AuthorityKind.PLACE, spelling)]

    with catalogue.transaction("Add") as edit:
        place = edit.add_authority(Authority(kind=AuthorityKind.PLACE, name="Hrodna"))
    with catalogue.transaction("Rename") as edit:
        edit.change_authority(replace(place, name="Lida"))
    assert (found("Гродно"), found("Лида")) == ([], ["Lida"])
    catalogue.undo()
    assert (found("Гродно"), found("Лида")) == (["Hrodna"], [])
    catalogue.undo()
    assert (found("Гродно"), found("Лида")) == ([], [])
    catalogue.redo()
    catalogue.redo()
    assert (found("Гродно"), found("Лида")) == ([], ["Lida"])
