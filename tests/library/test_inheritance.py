"""What a clip inherits is shown as inherited, and stands nowhere but where it was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from catalogue_factory import RATE, photo, video

from library.model import (
    Authority,
    AuthorityKind,
    Clearance,
    Inheritance,
    Provenance,
    Region,
    Related,
    Relation,
    Said,
)
from library.timecode import TimeRange

EVENT, PLACE, PERSON = AuthorityKind.EVENT, AuthorityKind.PLACE, AuthorityKind.PERSON
CONTRIBUTOR = AuthorityKind.CONTRIBUTOR


@pytest.fixture
def known(catalogue) -> dict[str, Authority]:
    """Lithuania > Vilnius > Gediminas Avenue; a chain there, of a series, that answers an election elsewhere."""

    def record(kind, name, *related):
        return Authority(kind=kind, name=name, related=tuple(Related(*one) for one in related))

    records = (
        record(PLACE, "Lithuania"),
        record(PLACE, "Vilnius", (Relation.BROADER, PLACE, "Lithuania")),
        record(PLACE, "Gediminas Avenue", (Relation.BROADER, PLACE, "Vilnius")),
        record(PLACE, "Minsk"),
        record(EVENT, "Days of solidarity"),
        record(EVENT, "Election", (Relation.AT, PLACE, "Minsk")),
        record(PERSON, "Hanna"),
        record(
            EVENT,
            "Living chain",
            (Relation.AT, PLACE, "Gediminas Avenue"),
            (Relation.PART_OF, EVENT, "Days of solidarity"),
            (Relation.RESPONDS_TO, EVENT, "Election"),
            (Relation.INVOLVES, PERSON, "Hanna"),
        ),
        record(CONTRIBUTOR, "@hanna"),
    )
    with catalogue.transaction("Add") as edit:
        return {one.name: edit.add_authority(one) for one in records}


def inherited(catalogue, asset):
    return catalogue.inherited([catalogue.asset(asset)])


def lines(inheritance: Inheritance) -> list[tuple]:
    return [(one.name, one.role, one.source_kind, one.source_name) for one in inheritance.links]


FROM_THE_CHAIN = [
    ("Gediminas Avenue", "at", "event", "Living chain"),
    ("Days of solidarity", "part of", "event", "Living chain"),
    ("Election", "responds to", "event", "Living chain"),
    ("Vilnius", "broader", "place", "Gediminas Avenue"),
    ("Lithuania", "broader", "place", "Vilnius"),
]


def test_a_range_inherits_from_its_asset_and_from_the_event_it_shows(catalogue, record, known):
    asset = record("A/1.mov", replace(video(), rights="© the card"))
    with catalogue.transaction("Tag") as edit:
        whole, part = edit.whole_clip(asset), edit.add_clip(asset, TimeRange(0, 10, RATE))
        edit.link(whole, known["@hanna"])
        edit.link(whole, known["Hanna"])
        edit.link(part, known["Living chain"])
        edit.link(part, known["Hanna"])
    found = inherited(catalogue, asset)
    assert lines(found[part.id]) == [("@hanna", "sent by", "asset", None), *FROM_THE_CHAIN]
    assert lines(found[whole.id]) == []
    assert found[part.id].rights == "© the card"
    assert [link.name for link in catalogue.clip(part.id).links] == ["Living chain", "Hanna"]


def test_an_event_of_the_whole_asset_reaches_its_ranges_and_regions_with_all_it_leads_to(catalogue, record, known):
    asset = record("P/1.jpg", photo())
    with catalogue.transaction("Tag") as edit:
        face = edit.add_clip(asset, None, region=Region(0, 0, 0.5, 0.5))
        edit.link(edit.whole_clip(asset), known["Living chain"])
    found = inherited(catalogue, asset)[face.id]
    assert lines(found) == [("Living chain", "depicts", "asset", None), *FROM_THE_CHAIN]


def test_what_follows_from_an_event_follows_its_changes(catalogue, record, known):
    asset = record("A/1.mov")
    with catalogue.transaction("Tag") as edit:
        whole = edit.whole_clip(asset)
        edit.link(whole, known["Living chain"])
        moved = replace(known["Living chain"], related=(Related(Relation.NEAR, PLACE, "Minsk"),))
        edit.change_authority(moved)
    assert lines(inherited(catalogue, asset)[whole.id]) == [("Minsk", "near", "event", "Living chain")]


def test_a_clip_inherits_no_question(catalogue, record, known):
    asset = record("A/1.mov")
    with catalogue.transaction("Suggest") as edit:
        whole, part = edit.whole_clip(asset), edit.add_clip(asset, TimeRange(0, 10, RATE))
        asked = Said(Provenance.RULE, by="dates", suggested=True)
        edit.link_all([whole.id, part.id], known["Living chain"], said=asked)
    assert lines(inherited(catalogue, asset)[part.id]) == []


def test_rights_are_inherited_where_the_clip_says_nothing_of_them(catalogue, record):
    asset = record("A/1.mov")
    of_all = Clearance(owner="Hanna K.", licence="one film", embargo_until=date(2027, 1, 1))
    with catalogue.transaction("Clear") as edit:
        whole = edit.whole_clip(asset)
        silent, own = (edit.add_clip(asset, TimeRange(start, 10, RATE)) for start in (0, 20))
        edit.describe_clip(whole.id, rights="© Hanna K.")
        edit.describe_clip(own.id, rights="© the flag")
        edit.clear_rights([whole.id], of_all)
        edit.clear_rights([own.id], Clearance(licence="news", embargo_until=date(2028, 1, 1)))
    found = inherited(catalogue, asset)
    assert (found[silent.id].rights, found[silent.id].clearance) == ("© Hanna K.", of_all)
    assert (found[own.id].rights, found[own.id].clearance) == (None, Clearance(owner="Hanna K."))
    assert (found[whole.id].rights, found[whole.id].clearance) == (None, None)
