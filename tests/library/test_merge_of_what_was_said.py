"""Where two catalogues went different ways, a merge loses nothing that people said, and loosens nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from catalogue_factory import CARD, stamp, video
from sqlalchemy import select

from library import Catalogue, dump
from library.merge import Choices, Merged
from library.model import (
    Authority,
    AuthorityId,
    AuthorityKind,
    Clearance,
    ClearanceState,
    Consent,
    ConsentState,
    Digest,
    Fingerprint,
    NewMessage,
    PartRole,
    Protection,
    objection,
)
from library.schema import tables
from library.suggesting import Offer

GRANTED, REFUSED, WITHDRAWN = ConsentState.GRANTED, ConsentState.REFUSED, ConsentState.WITHDRAWN
Copied = Callable[[], Iterator[Catalogue]]


@pytest.fixture
def copied(catalogue: Catalogue, tmp_path: Path) -> Copied:
    """Opens a copy of the catalogue as it is."""

    @contextmanager
    def copy() -> Iterator[Catalogue]:
        dumped = catalogue.dump(tmp_path / "dump").folder
        with Catalogue.open(dump.restore(dumped, tmp_path / "copy.db").catalogue.path) as opened:
            yield opened

    return copy


def add(catalogue: Catalogue, name: str, content: str, *, digest: bool = True) -> int:
    with catalogue.transaction(f"Ingest {name}", by_ingest=True) as edit:
        volume = edit.add_volume(CARD, "CARD")
        full = Digest("xxh128", content.encode().hex().ljust(32, "0")) if digest else None
        return edit.record(volume.id, name.encode(), stamp(), Fingerprint(5_000_000, content), video(), full)[1]


def record(catalogue: Catalogue, kind: str, name: str, **facts: object) -> Authority:
    with catalogue.transaction(f"Add {name}") as edit:
        return edit.add_authority(Authority(kind=AuthorityKind(kind), name=name, **facts))


def describe(catalogue: Catalogue, asset: int, **facts: object) -> None:
    with catalogue.transaction("Describe") as edit:
        edit.describe_clip(edit.whole_clip(asset).id, **facts)


def merge(into: Catalogue, other: Catalogue, *, theirs: bool = False) -> Merged:
    """Merges, and sees that doing it again adds and changes nothing."""
    with into.transaction("Merge") as edit:
        merged = other.merge_into(edit, Choices(theirs=theirs))
    with into.transaction("Merge again") as edit:
        again = other.merge_into(edit, Choices(theirs=theirs))
    assert (+again.added, +again.changed) == ({}, {})
    assert into.verify_history().faults == ()
    return merged


def rows(catalogue: Catalogue, name: str) -> list[dict]:
    with catalogue._reading() as connection:
        return [dict(one) for one in connection.execute(select(tables.metadata.tables[name])).mappings()]


def say(catalogue: Catalogue, party: AuthorityId, state: ConsentState, day: int, purpose: str = "film") -> None:
    with catalogue.transaction("Consent") as edit:
        edit.add_consent(Consent(party=party, purpose=purpose, state=state, stated_on=date(2026, 5, day)))


@pytest.mark.parametrize(
    ("ours", "theirs", "stopped"),
    [
        ((GRANTED, 20, "film"), (REFUSED, 10, "online"), "online"),  # of other purposes each counts
        ((GRANTED, 20, "film"), (WITHDRAWN, 20, "film"), "film"),  # of one day the no stands
        ((WITHDRAWN, 20, "film"), (GRANTED, 20, "film"), "film"),
        ((WITHDRAWN, 20, "film"), (GRANTED, 10, "film"), "film"),
        ((GRANTED, 10, "film"), (WITHDRAWN, 20, "film"), "film"),
        ((GRANTED, 20, "film"), (REFUSED, 10, "any"), "film"),  # a no to everything is not lost to one yes
        ((REFUSED, 20, "any"), (GRANTED, 10, "film"), "film"),
        ((GRANTED, 20, "any"), (REFUSED, 10, "film"), None),
        ((GRANTED, 20, "film"), (REFUSED, 10, "film"), None),
    ],
)
def test_of_two_consents_the_later_counts_and_a_no_is_never_lost_to_another_purpose(
    catalogue, copied, ours, theirs, stopped
):
    anna = record(catalogue, "person", "Anna").id
    with copied() as copy:
        say(catalogue, anna, *ours)
        say(copy, anna, *theirs)
        merge(catalogue, copy)
    said = catalogue.consents()[anna]
    assert (objection(said, stopped or "film", date(2026, 6, 1)) is not None) is (stopped is not None)


@pytest.mark.parametrize("prefer_theirs", [False, True])
@pytest.mark.parametrize("stricter", ["ours", "theirs"])
def test_of_two_clearances_the_stricter_stands(catalogue, copied, stricter, prefer_theirs):
    asset = add(catalogue, "1.mov", "one")
    with copied() as copy:
        strict, loose = (catalogue, copy) if stricter == "ours" else (copy, catalogue)
        for one, state, year in ((loose, ClearanceState.CLEARED, 2027), (strict, ClearanceState.REFUSED, 2028)):
            with one.transaction("Clear") as edit:
                clearance = Clearance(state=state, embargo_until=date(year, 1, 1), owner="BSTV")
                edit.clear_rights([edit.whole_clip(asset).id], clearance)
        assert [one.taken for one in merge(catalogue, copy, theirs=prefer_theirs).conflicts] == [stricter, stricter]
    (held,) = catalogue.clearances().values()
    assert (held.state, held.embargo_until) == (ClearanceState.REFUSED, date(2028, 1, 1))


def test_records_that_became_one_here_are_that_one_and_stay_as_protected_as_they_were_there(catalogue, copied):
    anna, hanna = record(catalogue, "person", "Anna"), record(catalogue, "person", "Hanna")
    asset = add(catalogue, "1.mov", "one")
    with copied() as copy:
        with catalogue.transaction("Merge") as edit:
            edit.merge_authorities(anna, hanna)
        with copy.transaction("Protect") as edit:
            edit.change_authority(replace(anna, protection=Protection.DO_NOT_IDENTIFY, note="of Minsk"))
            edit.change_authority(replace(hanna, note="of Grodno"))
            edit.link(edit.whole_clip(asset), hanna)
        merged = merge(catalogue, copy)
    assert [one.column for one in merged.conflicts] == ["protection"]
    (one,) = catalogue.authorities(AuthorityKind.PERSON)
    assert (one.protection, one.note) == (Protection.DO_NOT_IDENTIFY, "of Minsk\nof Grodno")
    assert [link.name for link in catalogue.asset(asset).clips[0].links] == ["Anna"]


@pytest.mark.parametrize("theirs", [False, True])
def test_what_one_picked_and_the_other_rejected_is_not_both(catalogue, copied, theirs):
    asset = add(catalogue, "1.mov", "one")
    with copied() as copy:
        describe(catalogue, asset, picked=True)
        describe(copy, asset, rejected=True)
        (conflict,) = merge(catalogue, copy, theirs=theirs).conflicts
    assert (conflict.ours, conflict.theirs, conflict.taken) == ("picked", "rejected", "theirs" if theirs else "ours")
    (whole,) = catalogue.asset(asset).clips
    assert (whole.picked, whole.rejected) == (not theirs, theirs)


def test_no_stars_are_said_too(catalogue, copied):
    said, unsaid = add(catalogue, "1.mov", "one"), add(catalogue, "2.mov", "two")
    with copied() as copy:
        describe(catalogue, said, rating=0)
        describe(copy, said, rating=5)
        describe(catalogue, unsaid, note="a bridge")
        describe(copy, unsaid, rating=0)
        (conflict,) = merge(catalogue, copy).conflicts
    assert (conflict.column, conflict.ours, conflict.theirs) == ("rating", "0", "5")
    assert [catalogue.asset(one).clips[0].rating for one in (said, unsaid)] == [0, 0]


def test_nothing_comes_to_belong_to_itself(catalogue, copied):
    first, second, third = (add(catalogue, name, name) for name in ("1", "2", "3"))
    with copied() as copy:
        for one, ties in ((catalogue, [(second, third), (third, first)]), (copy, [(first, second)])):
            with one.transaction("Tie") as edit:
                for whole, member in ties:
                    edit.add_part(whole, member, PartRole.PROXY)
        assert [one.taken for one in merge(catalogue, copy).conflicts] == ["left out"]
    assert {(one["whole_id"], one["member_id"]) for one in rows(catalogue, "part")} == {
        (second, third),
        (third, first),
    }


def test_what_one_refused_is_asked_in_neither(catalogue, copied):
    asset, rally = add(catalogue, "1.mov", "one"), record(catalogue, "event", "Rally")
    with catalogue.transaction("Suggest") as edit:
        edit.suggest([Offer(asset, rally.id, 0.9)])
    with copied() as copy:
        with catalogue.transaction("Refuse") as edit:
            edit.refuse(catalogue.suggestions())
        assert not +merge(catalogue, copy).added
        assert +merge(copy, catalogue).changed == {"link": 1}
        assert catalogue.suggestions() == copy.suggestions() == []


def test_a_message_that_is_whole_in_one_lacks_nothing_in_either(catalogue, copied):
    lacking = NewMessage(key="k", channel="mail", sender=None, text="See", lacks="photo.jpg")
    with catalogue.transaction("Receive") as edit:
        edit.add_messages([lacking])
    with copied() as copy:
        with catalogue.transaction("Receive") as edit:
            edit.add_messages([replace(lacking, lacks=None)])
        for one, other in ((catalogue, copy), (copy, catalogue)):
            merge(one, other)
            assert [row["lacks"] for row in rows(one, "message")] == [None]


def test_what_is_said_of_a_clock_comes_along(catalogue, copied):
    asset = add(catalogue, "1.mov", "one")
    with copied() as copy:
        with copy.transaction("Clock") as edit:
            edit.correct_clocks([asset], 3600, "Europe/Warsaw")
        assert merge(catalogue, copy).conflicts == []
        told = catalogue.asset(asset).facts.recorded_at
        assert (told.local, told.offset) == ("2020-07-01T11:00:00", "+02:00")
        with catalogue.transaction("Clock") as edit:
            edit.correct_clocks([asset], -60)
        (conflict,) = merge(catalogue, copy, theirs=True).conflicts
        assert (conflict.ours, conflict.theirs) == ("+3540 s Europe/Warsaw", "+3600 s Europe/Warsaw")
        assert catalogue.asset(asset).facts.recorded_at == told


def test_versions_of_a_list_both_have_come_along_under_numbers_of_their_own(catalogue, copied):
    asset = add(catalogue, "1.mov", "one")
    with catalogue.transaction("List") as edit:
        edit.append_shot(edit.add_shot_list("Selects"), edit.whole_clip(asset))
    with copied() as copy:
        for one, files in ((catalogue, ["ours.edl"]), (copy, ["theirs.edl", "later.edl"])):
            for file in files:
                with one.transaction("Export") as edit:
                    edit.exported(one.shot_list("Selects"), "edl", file)
        merged = merge(catalogue, copy)
    assert (+merged.left_out, merged.conflicts) == ({}, [])
    assert {row["version"]: row["file"] for row in rows(catalogue, "shot_list_version")} == {
        1: "ours.edl",
        2: "theirs.edl",
        3: "later.edl",
    }
    assert catalogue.shot_list("Selects").version == 4


def test_a_catalogue_learns_nothing_of_itself(catalogue, copied):
    asset = add(catalogue, "1.mov", "one")
    with catalogue.transaction("List") as edit:
        edit.append_shot(edit.add_shot_list("Selects"), edit.whole_clip(asset))
    with catalogue.transaction("Export") as edit:
        edit.exported(catalogue.shot_list("Selects"), "edl", "selects.edl")
    with copied() as copy:
        merged = merge(catalogue, copy)
    assert (+merged.added, +merged.changed, +merged.left_out, merged.conflicts) == ({}, {}, {}, [])


def test_what_was_said_of_two_assets_that_are_one_here_is_said_of_it(catalogue, tmp_path):
    with Catalogue.create(tmp_path / "other.db") as other:
        for name, facts in (("1.mov", {"note": "one"}), ("2.mov", {"note": "two", "rating": 3})):
            describe(other, add(other, name, "same", digest=False), **facts)
            asset = add(catalogue, name, "same")
        (conflict,) = merge(catalogue, other).conflicts
    assert (conflict.column, conflict.ours, conflict.theirs, conflict.taken) == ("note", "one", "two", "left out")
    (whole,) = catalogue.asset(asset).clips
    assert (whole.note, whole.rating) == ("one", 3)
