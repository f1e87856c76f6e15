"""Two catalogues become one: by content, with every conflict shown, and a second time without any change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from catalogue_contents import assert_sound, contents
from catalogue_factory import CARD, RATE, stamp, video
from sqlalchemy import select

from library import Catalogue
from library.backup import back_up
from library.merge import Choices, Conflict, Merged
from library.model import (
    Authority,
    AuthorityKind,
    Check,
    CheckOutcome,
    Consent,
    ConsentState,
    Digest,
    Fingerprint,
    Name,
    Protection,
    Related,
    Relation,
    TranscriptLine,
    standing,
)
from library.schema import tables
from library.suggesting import Offer
from library.timecode import TimeRange

OTHER = "uuid:other"


@pytest.fixture
def ours(tmp_path: Path):
    with Catalogue.create(tmp_path / "ours.db") as catalogue:
        yield catalogue


@pytest.fixture
def theirs(tmp_path: Path):
    with Catalogue.create(tmp_path / "theirs.db") as catalogue:
        yield catalogue


def add(catalogue: Catalogue, name: str, content: str, *, uid: str = CARD, digest: bool = True) -> int:
    """One file; its content is told by its digest where that was taken."""
    with catalogue.transaction(f"Ingest {name}", by_ingest=True) as edit:
        volume = edit.add_volume(uid, "CARD")
        full = Digest("xxh128", content.encode().hex().ljust(32, "0")) if digest else None
        found = Fingerprint(5_000_000, content)
        return edit.record(volume.id, name.encode(), stamp(), found, video(caption=name), full)[1]


def record(catalogue: Catalogue, kind: str, name: str, **facts: object) -> Authority:
    with catalogue.transaction(f"Add {name}") as edit:
        return edit.add_authority(Authority(kind=AuthorityKind(kind), name=name, **facts))


def merge(into: Catalogue, other: Catalogue, **choices: object) -> Merged:
    with into.transaction("Merge") as edit:
        return other.merge_into(edit, Choices(**choices))


def state(catalogue: Catalogue) -> dict[str, list]:
    """All but the history, which only grows."""
    found = contents(catalogue.database.path)
    found["authority_key"] = sorted(row[1:] for row in found["authority_key"])  # derived, and numbered anew
    return {
        name: rows for name, rows in found.items() if name not in {"operation", "change", "step", "sqlite_sequence"}
    }


def fill(catalogue: Catalogue, word: str) -> dict[str, int]:
    """An asset both have, one of its own, and tags, clips, a list on both."""
    shared, own = add(catalogue, f"{word}/1.mov", "shared", uid=word), add(catalogue, f"{word}/2.mov", word, uid=word)
    minsk = record(catalogue, "place", f"Minsk {word}", identifiers={"wikidata": "Q2280"}, names=(Name("Мінск", "be"),))
    flag = record(catalogue, "keyword", "flag", note="white-red-white")
    above = Related(Relation.BROADER, AuthorityKind.PLACE, minsk.name, minsk.id)
    square = record(catalogue, "place", f"Square {word}", related=(above,))
    with catalogue.transaction("Tag") as edit:
        edit.link_all(edit.whole_clips([shared, own]), flag)
        clip = edit.add_clip(own, TimeRange(0, 10, RATE), name=f"part {word}")
        both = edit.add_clip(shared, TimeRange(5, 10, RATE), name="arrival")
        edit.link_all([clip.id, both.id], minsk)
        edit.link(both, square)
        edit.append_shot(edit.add_shot_list(f"List {word}"), clip)
    return {"shared": shared, "own": own}


def test_what_is_the_same_becomes_one_and_the_rest_comes_in(ours: Catalogue, theirs: Catalogue) -> None:
    fill(ours, "b")
    record(theirs, "keyword", "so that keys differ")
    fill(theirs, "a")
    merged = merge(ours, theirs)
    assert merged.conflicts == []
    assert not +merged.left_out
    assert {name: +merged.added[name] for name in ("asset", "copy", "clip", "link", "shot_list", "authority")} == {
        "asset": 1, "copy": 2, "clip": 2, "link": 3, "shot_list": 1, "authority": 2
    }  # fmt: skip
    assert ours.count() == 3
    (shared,) = (one for one in ours.assets(ours.find("")) if len(one.copies) == 2)
    assert sorted(copy.path for copy in shared.copies) == ["a/1.mov", "b/1.mov"]
    links = {(clip.name, link.name) for one in ours.assets(ours.find("")) for clip in one.clips for link in clip.links}
    assert links == {
        (None, "flag"),
        ("part a", "Minsk b"),
        ("part b", "Minsk b"),
        ("arrival", "Minsk b"),
        ("arrival", "Square a"),
        ("arrival", "Square b"),
    }
    minsk = ours.authority(AuthorityKind.PLACE, "Minsk b")
    assert {one.text for one in minsk.names} == {"Minsk a", "Мінск"}
    (above,) = ours.authority(AuthorityKind.PLACE, "Square a").related
    assert (above.relation, above.name) == (Relation.BROADER, "Minsk b")
    assert list(ours.find("a/2.mov")) == list(ours.find('place:"Мінск" -"b/2.mov" -"1.mov"'))
    (shot,) = ours.shot_list("List a").shots
    assert (shot.clip.name, shot.asset.name) == ("part a", "2.mov")
    assert_sound(ours.database.path)


def test_merging_again_changes_nothing_and_one_undo_takes_all_of_it_back(ours: Catalogue, theirs: Catalogue) -> None:
    fill(ours, "b")
    fill(theirs, "a")
    add(theirs, "c.mov", "no digest yet", digest=False)
    record(theirs, "person", "Anna", protection=Protection.OPEN)
    before, there = state(ours), contents(theirs.database.path)
    merge(ours, theirs)
    after, count = state(ours), len(ours.history())
    again = merge(ours, theirs)
    assert (+again.added, +again.changed, again.conflicts) == ({}, {}, [])
    assert state(ours) == after
    assert len(ours.history()) == count
    ours.undo()
    assert state(ours) == before
    ours.redo()
    assert state(ours) == after
    assert contents(theirs.database.path) == there


def test_merging_into_an_empty_catalogue_brings_everything(ours: Catalogue, theirs: Catalogue) -> None:
    fill(theirs, "a")
    merge(ours, theirs)
    names = set(state(ours)) - {"authority_key"}
    assert {name: len(state(ours)[name]) for name in names} == {name: len(state(theirs)[name]) for name in names}
    assert merge(theirs, ours).conflicts == []


def test_what_both_say_is_a_conflict_and_ours_stays_unless_theirs_is_preferred(
    ours: Catalogue, theirs: Catalogue
) -> None:
    for catalogue, note, rating in ((ours, "she waits", None), (theirs, "she leaves", 4)):
        asset = add(catalogue, "1.mov", "shared")
        with catalogue.transaction("Tag") as edit:
            edit.describe_clip(edit.whole_clip(asset).id, note=note, rating=rating)
    said = Conflict("clip 1", "note", "she waits", "she leaves", "ours")
    assert merge(ours, theirs).conflicts == [said]
    assert (ours.clip("c1").note, ours.clip("c1").rating) == ("she waits", 4)
    assert merge(ours, theirs, theirs=True).conflicts == [replace(said, taken="theirs")]
    assert ours.clip("c1").note == "she leaves"


def test_the_same_name_joins_nothing_until_somebody_says_so(ours: Catalogue, theirs: Catalogue) -> None:
    record(ours, "person", "Anna Kavalenka", protection=Protection.DO_NOT_IDENTIFY)
    theirs_anna = record(theirs, "person", "АННА Kavalenka", protection=Protection.OPEN, note="of Grodno")
    asset = add(theirs, "1.mov", "one")
    with theirs.transaction("Tag") as edit:
        edit.link_all(edit.whole_clips([asset]), theirs_anna)
    anna = replace(ours.authority(AuthorityKind.PERSON, "Anna Kavalenka"), names=(Name("Анна Kavalenka"),))
    with ours.transaction("Other spelling") as edit:
        edit.change_authority(anna)
    merged = merge(ours, theirs)
    assert merged.conflicts == [
        Conflict('person "АННА Kavalenka"', "name", "Anna Kavalenka", "АННА Kavalenka, of Grodno", "left out")
    ]
    assert (merged.left_out["authority"], merged.left_out["link"]) == (1, 1)
    assert [one.name for one in ours.authorities(AuthorityKind.PERSON)] == ["Anna Kavalenka"]
    merged = merge(ours, theirs, same=lambda one, other: one.kind is AuthorityKind.PERSON)
    (anna,) = ours.authorities(AuthorityKind.PERSON)
    assert (anna.note, anna.protection) == ("of Grodno", Protection.DO_NOT_IDENTIFY), "the stricter stands"
    assert [(one.column, one.taken) for one in merged.conflicts] == [("protection", "ours")]
    assert [link.name for link in ours.asset("a1").clips[0].links] == ["Anna Kavalenka"]


def test_an_older_consent_does_not_come_in_over_a_newer_one(ours: Catalogue, theirs: Catalogue) -> None:
    for catalogue, day, said in ((ours, 20, ConsentState.WITHDRAWN), (theirs, 10, ConsentState.GRANTED)):
        anna = record(catalogue, "person", "Anna", identifiers={"team": "7"})
        with catalogue.transaction("Consent") as edit:
            edit.add_consent(Consent(party=anna.id, purpose="film", state=said, stated_on=date(2026, 5, day)))
    assert [one.taken for one in merge(ours, theirs).conflicts] == ["left out"]
    assert [one.state for one in ours.consents()[1]] == [ConsentState.WITHDRAWN]
    assert merge(theirs, ours).conflicts == []
    assert [one.state for one in theirs.consents()[1]] == [ConsentState.GRANTED, ConsentState.WITHDRAWN]


def test_a_refusal_comes_in_under_what_was_said_later_of_other_purposes_and_of_one_day(
    ours: Catalogue, theirs: Catalogue
) -> None:
    granted, refused = ConsentState.GRANTED, ConsentState.REFUSED
    said = {
        ours: [("film", granted, 20)],
        theirs: [("press", refused, 10), ("Film", refused, 20), ("film", refused, 9)],
    }
    for catalogue, consents in said.items():
        anna = record(catalogue, "person", "Anna", identifiers={"team": "7"})
        with catalogue.transaction("Consent") as edit:
            for purpose, state, day in consents:
                edit.add_consent(Consent(party=anna.id, purpose=purpose, state=state, stated_on=date(2026, 5, day)))
    (left,) = merge(ours, theirs).conflicts
    assert (left.theirs, left.taken) == ("refused on 2026-05-09", "left out")
    counting = standing(ours.consents()[1]).values()
    assert {one.purpose: one.state for one in counting} == {"press": refused, "Film": refused}


def test_another_content_at_the_same_path_is_kept_as_a_changed_copy(ours: Catalogue, theirs: Catalogue) -> None:
    add(ours, "1.mov", "before")
    add(theirs, "1.mov", "after")
    assert merge(ours, theirs).conflicts == [Conflict("copy 1.mov", "content", "a1", "a2", "both")]
    assert [copy.state.value for one in ours.assets([1, 2]) for copy in one.copies] == ["offline", "changed"]
    assert merge(ours, theirs).conflicts == []


def test_a_shot_list_of_the_same_name_comes_in_beside_ours(ours: Catalogue, theirs: Catalogue) -> None:
    for catalogue, start in ((ours, 0), (theirs, 20)):
        asset = add(catalogue, "1.mov", "shared")
        with catalogue.transaction("List") as edit:
            edit.append_shot(edit.add_shot_list("Selects"), edit.add_clip(asset, TimeRange(start, 10, RATE)))
    assert [one.taken for one in merge(ours, theirs, label="Vilnius").conflicts] == ["both"]
    assert sorted(one.name for one in ours.shot_lists()) == ["Selects", "Selects (Vilnius)"]
    assert ours.shot_list("Selects (Vilnius)").shots[0].source_range.start == 20
    assert merge(ours, theirs, label="Vilnius").conflicts == []
    assert len(ours.shot_lists()) == 2


def test_a_digest_that_only_they_took_comes_along(ours: Catalogue, theirs: Catalogue) -> None:
    add(ours, "1.mov", "one", digest=False)
    add(theirs, "1.mov", "one")
    assert +merge(ours, theirs).changed == {"asset": 1}
    assert ours.asset("a1").digest.hex.startswith("6f6e65")
    assert ours.count() == 1


def test_what_was_known_before_a_copy_was_made_is_the_same_in_it(ours: Catalogue, tmp_path: Path) -> None:
    anna = record(ours, "person", "Anna")
    with Catalogue.open(back_up(ours.database.path, tmp_path / "copy.db").path) as copy:
        with copy.transaction("Note") as edit:
            edit.change_authority(replace(anna, note="from the copy"))
        for catalogue in (ours, copy):
            record(catalogue, "person", "Vera")
        assert [one.what for one in merge(ours, copy).conflicts] == ['person "Vera"']
    assert ours.authority(AuthorityKind.PERSON, "Anna").note == "from the copy"


LINES = [TranscriptLine(start_ms=0, end_ms=900, text="Walls collapse", language="en")]


def heard(catalogue: Catalogue, asset: int) -> list[tuple[str, str | None]]:
    return [(line.text, line.language) for line in catalogue.transcript(asset)]


def test_searches_and_transcripts_come_along_and_are_never_mixed(ours: Catalogue, theirs: Catalogue) -> None:
    add(theirs, "first.mov", "so that keys differ")
    mine, both = add(ours, "1.mov", "shared"), add(theirs, "1.mov", "shared")
    with theirs.transaction("Hear") as edit:
        edit.set_transcript(both, [*LINES, replace(LINES[0], text="Муры рухнуць", language="be")])
        edit.save_search("Walls", "text:walls")
        edit.save_search("Flags", "keyword:flag")
    with ours.transaction("Hear") as edit:
        edit.set_transcript(mine, [replace(LINES[0], text="Walls fall")])
        edit.save_search("walls", "walls")
    merged = merge(ours, theirs)
    assert heard(ours, mine) == [("Walls fall", "en"), ("Муры рухнуць", "be")]
    assert [(one.name, one.query) for one in ours.searches()] == [("Flags", "keyword:flag"), ("walls", "walls")]
    assert {(one.what, one.column, one.ours, one.theirs, one.taken) for one in merged.conflicts} == {
        (f"transcript of a{mine}", "en", "1 lines", "1 lines", "ours"),
        ("saved search 1", "query", "walls", "text:walls", "ours"),
        ("saved search 1", "name", "walls", "Walls", "ours"),
    }
    before = state(ours)
    assert not +merge(ours, theirs).added
    assert state(ours) == before
    merge(ours, theirs, theirs=True)
    assert set(heard(ours, mine)) == {("Walls collapse", "en"), ("Муры рухнуць", "be")}
    assert list(ours.find("collapse")) == [mine]


def test_checks_of_fixity_come_along_but_none_older_than_the_last_here(ours: Catalogue, theirs: Catalogue) -> None:
    add(theirs, "first.mov", "so that keys differ")
    for catalogue in (ours, theirs):
        for name in ("1.mov", "2.mov"):
            add(catalogue, name, name)
    found = [catalogue.assets(catalogue.find("1.mov or 2.mov")) for catalogue in (ours, theirs)]
    copies = [[one.copies[0].id for one in assets] for assets in found]
    theirs.fixity.record([Check(key, CheckOutcome.INTACT) for key in copies[1]], "test 1", who="anna")
    with ours._writing() as connection:
        late = {"copy_id": copies[0][1], "at": "2999-01-01", "who": "me", "program": "p", "outcome": "intact"}
        connection.execute(tables.fixity_check.insert(), [late])
    assert merge(ours, theirs).added["fixity_check"] == 1
    with ours._reading() as connection:
        found = connection.execute(select(tables.fixity_check.c.copy_id, tables.fixity_check.c.who)).all()
    assert sorted(map(tuple, found)) == sorted([(copies[0][0], "anna"), (copies[0][1], "me")])
    assert merge(ours, theirs).added["fixity_check"] == 0


def test_what_was_refused_there_is_not_asked_here(ours: Catalogue, theirs: Catalogue) -> None:
    """The keys of the other catalogue mean other assets here."""
    add(theirs, "first.mov", "so that keys differ")
    mine, other = add(ours, "1.mov", "shared"), add(theirs, "1.mov", "shared")
    record(theirs, "event", "so that keys differ, too")
    event = record(theirs, "event", "Rally")
    with theirs.transaction("Refuse") as edit:
        edit.suggest([Offer(other, event.id, 1.0)])
    with theirs.transaction("Refuse") as edit:
        edit.refuse(theirs.suggestions())
    merge(ours, theirs)
    with ours._reading() as connection:
        (row,) = connection.execute(select(tables.refused_link)).all()
    assert (row.asset_id, row.authority_id) == (mine, ours.authority(AuthorityKind.EVENT, "Rally").id)


def test_alternates_of_a_list_both_have_come_in_to_its_shots(ours: Catalogue, tmp_path: Path) -> None:
    fill(ours, "b")
    with Catalogue.open(back_up(ours.database.path, tmp_path / "copy.db").path) as copy:
        (shot,) = copy.shot_list("List b").shots
        with copy.transaction("Other") as edit:
            edit.add_alternate(shot.id, copy.clips(copy.find_clips("clip:arrival"))[0])
        assert merge(ours, copy).added["alternate"] == 1
        assert merge(ours, copy).added["alternate"] == 0
    (shot,) = ours.shot_list("List b").shots
    assert [one.clip.name for one in shot.alternates] == ["arrival"]
