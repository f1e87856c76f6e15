"""The catalogue keeps what it was given: assets, copies, clips, links, shot lists."""

from __future__ import annotations

import os
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from catalogue_factory import CARD, RATE, photo, stamp, video
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library import Catalogue, dump
from library.edit.authorities import AuthorityInUse, CannotMerge, NameEmpty, NameTaken
from library.edit.clips import ClipInUse, RangeOutside
from library.edit.shots import UnknownShot
from library.finding import UnknownSort
from library.model import (
    Authority,
    AuthorityKind,
    CopyState,
    Digest,
    Fingerprint,
    Name,
    Outcome,
    Picture,
    Protection,
    Related,
    Relation,
    Source,
    StartTimecode,
)
from library.reading.assets import UnknownAsset, UnknownClip
from library.reading.authorities import AmbiguousName, UnknownName
from library.refusals import CatalogueTooNew, NoCatalogue
from library.timecode import FrameRate, Timecode, TimeRange


def test_an_asset_comes_back_as_it_was_recorded(catalogue, record):
    facts = video(caption="Walls collapse")
    asset = catalogue.asset(record("A/A001C001.mov", facts))
    assert asset.facts == type(facts)(**{**{f: getattr(facts, f) for f in facts.__slots__}, "raw": {}})
    assert catalogue.raw(asset.id) == facts.raw
    assert asset.name == "A001C001.mov"
    assert asset.copies[0].path == "A/A001C001.mov"
    assert asset.location == Path("/media/CARD_A/A/A001C001.mov")


@pytest.mark.parametrize("reference", ["a1", "1", 1, "A/A001C001.mov", "A001C001.mov", "/A/A001C001.mov", "abcdef01"])
def test_an_asset_answers_to_its_key_its_path_and_its_digest(catalogue, record, reference):
    asset = record("A/A001C001.mov")
    with catalogue.transaction("Digest") as edit:
        edit.set_digest(asset, Digest("xxh128", "abcdef0123456789"))
    assert catalogue.asset(reference).id == asset


def test_an_unknown_asset_or_clip_says_how_to_name_one(catalogue):
    with pytest.raises(UnknownAsset, match='No asset "a9"'):
        catalogue.asset("a9")
    with pytest.raises(UnknownClip, match='No clip "c9"'):
        catalogue.clip("c9")


def test_a_path_that_two_assets_end_in_is_not_guessed(catalogue, record):
    record("A/IMG_1.JPG", photo())
    record("B/IMG_1.JPG", photo())
    with pytest.raises(UnknownAsset):
        catalogue.asset("IMG_1.JPG")


def test_the_same_content_at_two_paths_is_one_asset_with_two_copies(catalogue):
    small = Fingerprint(1000, "same")
    with catalogue.transaction("Ingest") as edit:
        volume = edit.add_volume(CARD, "CARD_A")
        first = edit.record(volume.id, b"A/1.jpg", stamp(), small, photo())
        second = edit.record(volume.id, b"B/1.jpg", stamp(), small, photo())
    assert (first[0], second[0]) == (Outcome.NEW, Outcome.KNOWN)
    assert [copy.path for copy in catalogue.asset(first[1]).copies] == ["A/1.jpg", "B/1.jpg"]


def test_long_content_that_only_looks_the_same_stays_two_assets_until_digests_prove_it(catalogue, record):
    first, second = record("A/1.mov", content="head"), record("B/1.mov", content="head")
    assert first != second
    with catalogue.transaction("Tag") as edit:
        place = edit.add_authority(Authority(kind=AuthorityKind.PLACE, name="Minsk"))
        edit.link_all(edit.whole_clips([first, second]), place)
    for asset in (first, second):
        with catalogue.transaction("Digest", by_ingest=True) as edit:
            assert edit.set_digest(asset, Digest("xxh128", "d1")) == first
    joined = catalogue.asset(first)
    assert len(joined.copies) == 2
    assert [link.name for link in joined.clips[0].links] == ["Minsk"]
    assert catalogue.count() == 1
    catalogue.undo()
    assert catalogue.count() == 2


def test_a_path_with_new_content_keeps_what_was_known_of_the_old(catalogue, record):
    first = record("A/1.mov", content="before")
    with catalogue.transaction("Tag") as edit:
        edit.describe_clip(edit.whole_clip(first).id, note="the real one")
    with catalogue.transaction("Ingest") as edit:
        volume = edit.add_volume(CARD, "CARD_A")
        outcome, asset = edit.record(volume.id, b"A/1.mov", stamp(), Fingerprint(5_000_000, "after"), video())
    assert outcome is Outcome.UPDATED
    before = catalogue.asset("a1")
    assert before.state is CopyState.CHANGED
    assert before.clips[0].note == "the real one"
    assert catalogue.asset(asset).state is CopyState.ONLINE


def test_an_unplugged_volume_makes_copies_offline_never_missing(catalogue, record, mounted):
    asset = record("A/1.mov")
    del mounted[CARD]
    found = catalogue.asset(asset)
    assert (found.state, found.location) == (CopyState.OFFLINE, None)
    assert catalogue.rows([asset])[0].state is CopyState.OFFLINE


def test_a_copy_that_was_not_found_is_missing_until_it_is_seen_again(catalogue, record):
    asset = record("A/1.mov")
    copy = catalogue.asset(asset).copies[0]
    with catalogue.transaction("Scan") as edit:
        edit.missing([copy.id])
    assert catalogue.asset(asset).state is CopyState.MISSING
    assert catalogue.copies_below(1).others[b"A/1.mov"].missing
    with catalogue.transaction("Scan") as edit:
        edit.seen([copy.id])
    assert catalogue.asset(asset).state is CopyState.ONLINE


def test_copies_below_a_folder_are_those_inside_it_and_no_neighbours(catalogue, record):
    for name in ("A/1.mov", "A/deep/2.mov", "A0/3.mov", "A.mov", "B/4.mov"):
        record(name)
    assert set(catalogue.copies_below(1, b"A").by_path()) == {b"A/1.mov", b"A/deep/2.mov"}
    assert len(catalogue.copies_below(1).by_path()) == 5


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=60).filter(lambda raw: not {0, ord("/")} & {*raw} and raw not in {b".", b".."}))
def test_any_name_is_kept_byte_for_byte(catalogue, record, raw):
    asset = catalogue.asset(record(b"A/" + raw, content=raw.hex()))
    assert b"A/" + raw in {copy.path_raw for copy in asset.copies}
    assert os.fsencode(next(c.location for c in asset.copies if c.path_raw == b"A/" + raw)).endswith(raw)
    asset.copies[0].path.encode()


def test_rows_say_what_a_list_shows(catalogue, record):
    first, second = record("A/1.mov"), record("A/2.jpg", photo())
    with catalogue.transaction("Tag") as edit:
        event = edit.add_authority(Authority(kind=AuthorityKind.EVENT, name="Rally"))
        flag = edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="flag"))
        clip = edit.add_clip(first, TimeRange(0, 10, RATE))
        edit.link(clip, event)
        edit.link_all(edit.whole_clips([first]), flag)
        edit.describe_clip(edit.whole_clip(first).id, rating=4, rejected=True)
    row, still = catalogue.rows([first, second, 99])
    assert (row.events, row.places, row.tags, row.ranges) == (("Rally",), (), ("flag",), 1)
    assert (row.rating, row.rejected, row.available_range) == (4, True, TimeRange(0, 100, RATE))
    assert (still.kind, still.available_range, still.events) == ("photo", None, ())


def test_rows_give_names_as_they_are_now_whoever_changed_them(place, catalogue, record):
    """A connection remembers names; a change by it, or by another program, makes it ask again."""
    asset = record("A/1.mov")
    with catalogue.transaction("Tag") as edit:
        place_of_it = edit.add_authority(Authority(kind=AuthorityKind.PLACE, name="Menesk"))
        edit.link_all(edit.whole_clips([asset]), place_of_it)
    assert catalogue.rows([asset])[0].places == ("Menesk",)
    with catalogue.transaction("Spell it") as edit:
        edit.change_authority(replace(place_of_it, name="Minsk"))
    assert catalogue.rows([asset])[0].places == ("Minsk",)
    with Catalogue.open(place) as another, another.transaction("Spell it in Belarusian") as edit:
        edit.change_authority(replace(place_of_it, name="Мінск"))
    assert catalogue.rows([asset])[0].places == ("Мінск",)


def test_a_row_says_the_best_state_of_all_copies(catalogue, record, mounted):
    """Present before offline, missing or changed, in whatever order they came; as the whole asset says."""
    for added in [record(name) for name in ("A/1.mov", "A/2.mov", "A/3.mov")]:
        with catalogue.transaction("Digest", by_ingest=True) as edit:
            asset = edit.set_digest(added, Digest("xxh128", "d1"))
    one, two, three = (copy.id for copy in catalogue.asset(asset).copies)
    states = []
    for change in (lambda edit: edit.missing([one, two]), lambda edit: edit.changed([three])):
        with catalogue.transaction("Scan") as edit:
            change(edit)
        states += [catalogue.rows([asset])[0].state, catalogue.asset(asset).state]
    mounted.clear()
    states += [catalogue.rows([asset])[0].state, catalogue.asset(asset).state]
    assert states == [CopyState.ONLINE] * 2 + [CopyState.MISSING] * 2 + [CopyState.OFFLINE] * 2


# Clips


@pytest.mark.parametrize("span", [TimeRange(90, 11, RATE), TimeRange(0, 10, FrameRate(50)), TimeRange(100, 1, RATE)])
def test_a_range_outside_its_media_is_refused(catalogue, record, span):
    asset = record("A/1.mov")
    with pytest.raises(RangeOutside, match="frames 0 to 100 at 25"), catalogue.transaction("Clip") as edit:
        edit.add_clip(asset, span)
    assert catalogue.asset(asset).clips == ()


def test_a_photo_has_no_range(catalogue, record):
    asset = record("A/1.jpg", photo())
    with pytest.raises(RangeOutside, match="no frames"), catalogue.transaction("Clip") as edit:
        edit.add_clip(asset, TimeRange(0, 1, RATE))


def test_clips_may_overlap_and_there_is_one_whole_clip(catalogue, record):
    asset = record("A/1.mov")
    with catalogue.transaction("Clips") as edit:
        edit.add_clip(asset, TimeRange(0, 50, RATE), name="one")
        edit.add_clip(asset, TimeRange(25, 50, RATE), name="two")
        assert edit.add_clip(asset, None, name="all").id == edit.whole_clip(asset).id
        assert edit.whole_clips([asset, asset]) == [edit.whole_clip(asset).id]
    assert [clip.name for clip in catalogue.asset(asset).clips] == ["one", "two", "all"]


def test_a_link_is_there_once_and_can_be_taken_away(catalogue, record):
    clips, ranged = [record("A/1.mov"), record("A/2.mov")], record("A/3.mov")
    with catalogue.transaction("Tag") as edit:
        flag = edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="flag"))
        whole = edit.whole_clips(clips)
        assert edit.link_all(whole, flag) == 2
        assert edit.link_all(whole, flag) == 0
        edit.link_all([edit.add_clip(ranged, TimeRange(0, 5, RATE)).id], flag)
    assert catalogue.usage(flag.id) == 3
    some = (clips, clips[:1], [clips[0], ranged], [ranged], [])
    assert [catalogue.usage(flag.id, assets) for assets in some] == [2, 1, 1, 0, 0]
    with catalogue.transaction("Untag") as edit:
        assert edit.unlink_all(whole, flag) == 2
        edit.unlink_all([clip.id for clip in catalogue.asset(ranged).clips], flag)
    assert catalogue.usage(flag.id) == 0


def test_a_clip_of_a_shot_list_is_not_removed(catalogue, record):
    asset = record("A/1.mov")
    with catalogue.transaction("List") as edit:
        clip = edit.add_clip(asset, TimeRange(0, 10, RATE))
        other = edit.add_clip(asset, TimeRange(5, 10, RATE))
        edit.append_shot(edit.add_shot_list("Selects"), clip)
    with pytest.raises(ClipInUse, match="Selects"), catalogue.transaction("Remove") as edit:
        edit.remove_clip(clip.id)
    with catalogue.transaction("Remove") as edit:
        edit.remove_clip(other.id)
    assert [one.id for one in catalogue.asset(asset).clips] == [clip.id]


# Authorities


BIALYSTOK = Authority(
    kind=AuthorityKind.PLACE,
    name="Białystok",
    names=(Name("Беласток", "be"), Name("Belostok")),
    related=(Related(Relation.BROADER, AuthorityKind.PLACE, "Poland"),),
    latitude=53.1325,
    longitude=23.1688,
    identifiers={"wikidata": "Q761"},
    sources=(Source(url="https://example.org", title="A source", quotation="close to Belarus"),),
)


def add(catalogue: Catalogue, *authorities: Authority) -> list[Authority]:
    with catalogue.transaction("Add") as edit:
        return [edit.add_authority(authority) for authority in authorities]


POLAND = Authority(kind=AuthorityKind.PLACE, name="Poland", names=(Name("Polska", "pl"), Name("Польшча", "be")))


def test_a_record_comes_back_as_it_was_given(catalogue):
    _, stored = add(catalogue, POLAND, BIALYSTOK)
    assert stored.related_by(Relation.BROADER)[0].name == "Poland"
    for field in ("kind", "name", "names", "latitude", "longitude", "identifiers", "sources", "note", "date"):
        assert getattr(stored, field) == getattr(BIALYSTOK, field), field


@pytest.mark.parametrize("spelling", ["Białystok", "bialystok", "Bialystok", "БЕЛАСТОК", "Белосток", "Belostok"])
def test_any_spelling_names_the_record(catalogue, spelling):
    add(catalogue, POLAND, BIALYSTOK)
    assert catalogue.authority(AuthorityKind.PLACE, spelling).name == "Białystok"


def test_an_unknown_name_says_the_nearest(catalogue):
    add(catalogue, POLAND, BIALYSTOK)
    with pytest.raises(UnknownName, match='No place "Warszava" in this catalogue') as error:
        catalogue.authority(AuthorityKind.PLACE, "Warszava")
    assert error.value.nearest == ()
    with pytest.raises(UnknownName, match='did you mean "Poland"') as error:
        catalogue.authority(AuthorityKind.PLACE, "Polandia")


def test_a_spelling_of_two_records_is_not_guessed(catalogue):
    brest = [Authority(kind=AuthorityKind.PLACE, name=name, names=(Name("Brest"),)) for name in ("Брэст", "Brest (FR)")]
    add(catalogue, *brest)
    with pytest.raises(AmbiguousName, match="more than one place"):
        catalogue.authority(AuthorityKind.PLACE, "brest")


def test_a_person_nothing_is_known_of_is_protected(catalogue):
    (person,) = add(catalogue, Authority(kind=AuthorityKind.PERSON, name="A relative"))
    assert person.protection is Protection.UNKNOWN


def test_names_are_unique_within_their_kind_and_hold_a_letter(catalogue):
    add(catalogue, POLAND)
    with pytest.raises(NameTaken):
        add(catalogue, POLAND)
    with pytest.raises(NameEmpty):
        add(catalogue, Authority(kind=AuthorityKind.KEYWORD, name="—"))
    add(catalogue, Authority(kind=AuthorityKind.KEYWORD, name="Poland"))


def test_a_changed_record_says_the_new(catalogue):
    poland, bialystok = add(catalogue, POLAND, BIALYSTOK)
    with catalogue.transaction("Edit") as edit:
        edit.change_authority(
            Authority(kind=AuthorityKind.PLACE, name="Bialystok", id=bialystok.id, names=(Name("Białystok", "pl"),))
        )
    changed = catalogue.authority(AuthorityKind.PLACE, "bialystok")
    assert (changed.name, changed.related, changed.latitude) == ("Bialystok", (), None)
    catalogue.undo()
    assert catalogue.authority(AuthorityKind.PLACE, "Белосток").related[0].id == poland.id


def test_a_record_in_use_is_not_removed(catalogue):
    poland, bialystok = add(catalogue, POLAND, BIALYSTOK)
    with pytest.raises(AuthorityInUse, match="Poland"), catalogue.transaction("Remove") as edit:
        edit.remove_authority(poland.id)
    with catalogue.transaction("Remove") as edit:
        edit.remove_authority(bialystok.id)
        edit.remove_authority(poland.id)
    assert catalogue.authorities(AuthorityKind.PLACE) == []


def test_merging_two_records_moves_everything_to_the_one_that_stays(catalogue, record):
    kept, other, _ = add(
        catalogue,
        Authority(kind=AuthorityKind.PLACE, name="Poland"),
        Authority(kind=AuthorityKind.PLACE, name="Rzeczpospolita", names=(Name("Polska"),)),
        Authority(
            kind=AuthorityKind.PLACE,
            name="Warsaw",
            related=(Related(Relation.BROADER, AuthorityKind.PLACE, "Rzeczpospolita"),),
        ),
    )
    asset = record("A/1.mov")
    with catalogue.transaction("Tag") as edit:
        edit.link_all(edit.whole_clips([asset]), kept)
        edit.link_all(edit.whole_clips([asset]), other)
    with catalogue.transaction("Merge") as edit:
        merged = edit.merge_authorities(kept, other)
    assert {name.text for name in merged.names} == {"Rzeczpospolita", "Polska"}
    assert catalogue.authority(AuthorityKind.PLACE, "Warsaw").related[0].name == "Poland"
    assert catalogue.usage(merged.id) == 1
    assert len(catalogue.find("place:polska")) == 1
    catalogue.undo()
    assert len(catalogue.authorities(AuthorityKind.PLACE)) == 3
    with pytest.raises(CannotMerge), catalogue.transaction("Merge") as edit:
        edit.merge_authorities(kept, kept)


def test_suggestions_are_the_most_used_first_and_beginnings_before_the_rest(catalogue, record):
    hands, _, other = add(
        catalogue,
        *(Authority(kind=AuthorityKind.KEYWORD, name=name) for name in ("harvest dance", "harp", "old harbour")),
    )
    first, *others = (record(f"A/{number}.mov") for number in range(3))
    with catalogue.transaction("Tag") as edit:
        edit.link_all(edit.whole_clips([first]), hands)
        edit.link_all(edit.whole_clips(others), other)
    assert [one.name for one in catalogue.suggest("har")] == ["harvest dance", "harp", "old harbour"]
    assert [one.name for one in catalogue.suggest("", limit=1)] == ["old harbour"]
    assert catalogue.suggest("har", kinds=[AuthorityKind.EVENT]) == []


# Shot lists


def test_a_shot_list_takes_the_rate_of_its_first_moving_shot(catalogue, record):
    still, moving = record("A/1.jpg", photo()), record("A/1.mov")
    with catalogue.transaction("List") as edit:
        selects = edit.add_shot_list("Solidary Białystok - selects")
        edit.append_shot(selects, edit.whole_clip(still))
        edit.append_shot(selects, edit.whole_clip(moving), source_range=TimeRange(10, 5, RATE), note="hands")
        edit.append_shot(selects, edit.add_clip(moving, TimeRange(50, 25, RATE)), heading="Two")
    found = catalogue.shot_list("solidary bialystok selects")
    assert [(shot.number, shot.source_range) for shot in found.shots] == [
        (1, TimeRange(0, 100, RATE)),
        (2, TimeRange(10, 5, RATE)),
        (3, TimeRange(50, 25, RATE)),
    ]
    assert [(span.start, span.duration) for span in found.record_ranges] == [(0, 100), (100, 5), (105, 25)]
    assert found.duration == 130
    assert str(found.start_timecode) == "01:00:00:00"
    assert str(found.shots[1].start_timecode) == "10:00:00:10"
    assert catalogue.shot_lists()[0].shots == 3


def test_shots_are_moved_trimmed_noted_and_removed(catalogue, record):
    with catalogue.transaction("List") as edit:
        selects = edit.add_shot_list("Selects")
        shots = [edit.append_shot(selects, edit.whole_clip(record_in(edit, name))) for name in "abc"]
        edit.move_shot(selects, 3, 1)
        edit.trim_shot(shots[0], TimeRange(1, 2, RATE))
        edit.note_shot(shots[1], note="second", heading="H")
        with pytest.raises(UnknownShot, match="shots 1 to 3"):
            edit.move_shot(selects, 4, 1)
        with pytest.raises(RangeOutside):
            edit.trim_shot(shots[0], TimeRange(99, 2, RATE))
    assert [shot.id for shot in catalogue.shot_list("Selects").shots] == [shots[2], shots[0], shots[1]]
    with catalogue.transaction("Remove") as edit:
        edit.remove_shot(shots[0])
        edit.copy_shot_list("Selects", "Copy")
        edit.exported(catalogue.shot_list("Selects"), "edl", "selects.edl")
    assert [shot.note for shot in catalogue.shot_list("Copy").shots] == [None, "second"]
    assert (catalogue.shot_list("Selects").version, catalogue.shot_list("Copy").version) == (2, 1)
    with catalogue.transaction("Remove") as edit:
        edit.remove_shot_list("Copy")
    with pytest.raises(UnknownName, match='did you mean "Selects"'):
        catalogue.shot_list("Select")


def record_in(edit, name):
    volume = edit.add_volume(CARD, "CARD_A")
    return edit.record(volume.id, name.encode(), stamp(), Fingerprint(5_000_000, name), video())[1]


def test_a_drop_frame_rate_counts_drop_frame(catalogue):
    with catalogue.transaction("List") as edit:
        edit.add_shot_list("NTSC", rate=FrameRate(30000, 1001))
    assert str(catalogue.shot_list("NTSC").start_timecode) == "01:00:00;00"


@pytest.mark.parametrize(
    ("label", "first"),
    [("10:00:00:00", "01:00:00:00"), ("10:00:00;00", "01:00:00;00"), (None, "01:00:00;00")],
)
def test_a_list_counts_as_the_media_does_whose_rate_it_takes(catalogue, record, label, first):
    ntsc = FrameRate(30000, 1001)
    picture = Picture(frame_rate=ntsc, frame_count=100)
    start = StartTimecode(Timecode.parse(label, ntsc), "tmcd stream") if label else None
    asset = record("A/1.mov", replace(video(), picture=picture, start_timecode=start))
    with catalogue.transaction("List") as edit:
        edit.append_shot(edit.add_shot_list("Selects"), edit.whole_clip(asset))
        edit.copy_shot_list("Selects", "Copy")
    assert [str(catalogue.shot_list(name).start_timecode) for name in ("Selects", "Copy")] == [first, first]


@pytest.mark.parametrize(
    ("average", "usual"), [("3600/149", "24"), ("29.87", "29.97"), ("30.01", "30"), ("27.4", "25")]
)
def test_a_list_of_irregular_frames_counts_at_a_rate_that_editing_programs_know(catalogue, record, average, usual):
    picture = Picture(frame_rate=FrameRate.parse(average), frame_count=100, variable_frame_rate=True)
    asset = record("A/1.mov", replace(video(), picture=picture, start_timecode=None))
    with catalogue.transaction("List") as edit:
        edit.append_shot(edit.add_shot_list("Selects"), edit.whole_clip(asset))
    assert catalogue.shot_list("Selects").rate == FrameRate.parse(usual)


# What no database can hold


def test_a_text_with_nul_or_half_a_character_is_kept_with_escapes(catalogue, record):
    asset = record("A/1.mov", video(caption="a\0b \udcff c\ud800 Мінск"))
    assert catalogue.asset(asset).facts.caption == "a\\x00b \\xff c\\ud800 Мінск"
    with catalogue.transaction("Note") as edit:
        clip = edit.whole_clip(asset)
        edit.describe_clip(clip.id, note="\udcff\0")
    assert catalogue.clip(clip.id).note == "\\xff\\x00"
    catalogue.undo()
    catalogue.redo()
    assert catalogue.clip(clip.id).note == "\\xff\\x00"


# Opening


def test_a_catalogue_that_is_not_there_or_is_something_else_is_named(tmp_path):
    with pytest.raises(NoCatalogue, match="mediavault init"):
        Catalogue.open(tmp_path / "none.db")
    (tmp_path / "text.db").write_text("this is no database, and long enough to be sure of it " * 40)
    with pytest.raises(NoCatalogue):
        Catalogue.open(tmp_path / "text.db")


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_newer_catalogue_is_refused_and_left_alone(catalogue, path):
    catalogue.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = path.read_bytes()
    for opener in (Catalogue.open, Catalogue.create):
        with pytest.raises(CatalogueTooNew, match="9999"):
            opener(path)
    assert path.read_bytes() == before


@pytest.mark.forced
@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_the_catalogue_is_opened_so_that_nothing_acknowledged_is_lost(catalogue):
    with catalogue._reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_a_connection_keeps_little_of_the_file_until_it_writes(path):
    def kept_kib(opened):
        with opened._reading() as connection:
            return -connection.exec_driver_sql("PRAGMA cache_size").scalar_one()

    Catalogue.create(path).close()
    with Catalogue.open(path) as opened:
        before = kept_kib(opened)
        with opened.transaction("Volume") as edit:
            edit.add_volume(CARD, "CARD_A")
        assert (before, kept_kib(opened)) == (512, 2000), "the last connection used comes first"


def test_a_transaction_that_raises_keeps_nothing(catalogue, record):
    asset = record("A/1.mov")
    with pytest.raises(RuntimeError), catalogue.transaction("Tag") as edit:
        edit.whole_clip(asset)
        raise RuntimeError
    assert catalogue.asset(asset).clips == ()
    assert len(catalogue.history()) == 1


def test_a_transaction_inside_a_transaction_is_a_mistake_said_at_once(catalogue):
    refused = pytest.raises(RuntimeError, match="use its edit")
    with catalogue.transaction("Outer"), refused, catalogue.transaction("Inner"):
        pass


def test_threads_read_and_write_at_once(catalogue, record):
    assets = [record(f"A/{number}.mov") for number in range(8)]
    failures = []

    def work(asset):
        try:
            for number in range(5):
                with catalogue.transaction("Clip") as edit:
                    edit.add_clip(asset, TimeRange(number, 1, RATE))
                catalogue.rows(assets)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a failure of the test
            failures.append(error)

    threads = [threading.Thread(target=work, args=(asset,)) for asset in assets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [row.ranges for row in catalogue.rows(assets)] == [5] * 8


def test_an_unknown_order_names_the_known(catalogue):
    with pytest.raises(UnknownSort, match="recorded"):
        catalogue.find(sort="colour")


def test_a_dump_of_what_was_made_of_a_dump_is_the_same_byte_for_byte(catalogue, record, tmp_path):
    asset = record("1.mov")
    with catalogue.transaction("Clip") as edit:
        edit.add_clip(asset, TimeRange(0, 5, RATE))
    catalogue.undo()
    first = catalogue.dump(tmp_path / "first").folder
    with Catalogue.open(dump.restore(first, tmp_path / "restored.db").catalogue.path) as restored:
        second = restored.dump(tmp_path / "second").folder
    assert {one.name: one.read_bytes() for one in first.iterdir()} == {
        one.name: one.read_bytes() for one in second.iterdir()
    }
