"""What else can be said of clips and records: regions, picks, clearances, suggested links, aliases and roles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from catalogue_factory import photo

from library.edit.clips import NoRegions
from library.edit.permissions import ClearanceRunsBackwards
from library.model import (
    Authority,
    AuthorityKind,
    BadRegion,
    Clearance,
    ClearanceState,
    Digest,
    PartRole,
    Protection,
    Provenance,
    Region,
    Related,
    Relation,
    Said,
    Source,
    Tie,
)
from library.timecode import FrameRate, TimeRange

PERSON, ORGANISATION, CONTRIBUTOR = AuthorityKind.PERSON, AuthorityKind.ORGANISATION, AuthorityKind.CONTRIBUTOR
CLEARED = Clearance(
    state=ClearanceState.CLEARED,
    owner="Hanna K.",
    licence="one film",
    fee="EUR 200",
    territory="world",
    credit="Footage: Hanna K.",
    term_from=date(2026, 1, 1),
    term_until=date(2030, 12, 31),
    embargo_until=date(2026, 8, 9),
)


def test_any_number_of_regions_lie_on_one_photo_beside_what_is_said_of_all_of_it(catalogue, record):
    asset = record("P/1.jpg", photo())
    face, hand = Region(0.1, 0.2, 0.3, 0.4), Region(0.2, 0.3, 0.8, 0.7)
    with catalogue.transaction("Mark") as edit:
        whole = edit.whole_clip(asset)
        first = edit.add_clip(asset, None, region=face, name="Face")
        second = edit.add_clip(asset, None, region=hand)
        assert edit.whole_clip(asset).id == whole.id
    shown = catalogue.asset(asset)
    assert [(clip.region, clip.range, clip.is_whole) for clip in shown.clips] == [
        (None, None, True),
        (face, None, False),
        (hand, None, False),
    ]
    assert shown.whole == whole
    assert catalogue.rows([asset])[0].ranges == 2
    with catalogue.transaction("Move") as edit:
        edit.move_region(first.id, Region(0, 0, 1, 1))
        edit.remove_clip(second.id)
    assert [clip.region for clip in catalogue.asset(asset).clips] == [None, Region(0, 0, 1, 1)]
    catalogue.undo()
    assert [clip.region for clip in catalogue.asset(asset).clips] == [None, face, hand]


@pytest.mark.parametrize("edges", [(-0.1, 0, 0.5, 0.5), (0, 0, 0, 0.5), (0.6, 0, 0.5, 0.5), (0, 0, 1, float("nan"))])
def test_a_region_lies_inside_its_picture_and_is_not_empty(edges):
    with pytest.raises(BadRegion, match="Cannot mark the region"):
        Region(*edges)


def test_a_region_is_written_and_read_without_a_loss():
    region = Region(1 / 3, 0.1, 0.2, 1 / 7)
    assert Region.parse(str(region)) == region


def test_only_photos_have_regions(catalogue, record):
    video = record("V/1.mov")
    with catalogue.transaction("Mark") as edit:
        clip = edit.add_clip(video, TimeRange(0, 10, FrameRate(25)))
        with pytest.raises(NoRegions, match=r"1\.mov: only photos"):
            edit.add_clip(video, None, region=Region(0, 0, 1, 1))
        with pytest.raises(NoRegions):
            edit.move_region(clip.id, Region(0, 0, 1, 1))


def test_what_is_picked_is_not_rejected_and_the_other_way_round(catalogue, record):
    asset = record("P/1.jpg", photo())
    for said, picked, rejected in (
        ({"picked": True}, True, False),
        ({"rejected": True}, False, True),
        ({"picked": True}, True, False),
        ({"picked": False}, False, False),
    ):
        with catalogue.transaction("Sort out") as edit:
            edit.describe_clip(edit.whole_clip(asset).id, **said)
        whole = catalogue.asset(asset).whole
        assert (whole.picked, whole.rejected) == (picked, rejected)
        assert list(catalogue.find("is:picked")) == ([asset] if picked else [])


def test_the_rights_in_a_clip_come_back_as_they_were_said_and_an_empty_clearance_removes_them(catalogue, record):
    first, second = record("A/1.mov"), record("A/2.mov")
    with catalogue.transaction("Clear") as edit:
        clips = edit.whole_clips([first, second])
        edit.clear_rights(clips, CLEARED)
    assert [catalogue.asset(one).whole.clearance for one in (first, second)] == [CLEARED, CLEARED]
    with catalogue.transaction("Clear") as edit:
        edit.clear_rights(clips[:1], replace(CLEARED, fee=None))
        edit.clear_rights(clips[1:], Clearance())
    assert [catalogue.asset(one).whole.clearance for one in (first, second)] == [replace(CLEARED, fee=None), None]
    catalogue.undo()
    assert [catalogue.asset(one).whole.clearance for one in (first, second)] == [CLEARED, CLEARED]
    with catalogue.transaction("Remove") as edit:
        edit.remove_clip(clips[0])
    catalogue.undo()
    assert catalogue.asset(first).whole.clearance == CLEARED


def test_no_term_ends_before_it_begins(catalogue, record):
    asset = record("A/1.mov")
    with (
        pytest.raises(ClearanceRunsBackwards, match="cannot end on 2025-01-01"),
        catalogue.transaction("Clear") as edit,
    ):
        edit.clear_rights([edit.whole_clip(asset).id], replace(CLEARED, term_until=date(2025, 1, 1)))


def test_what_a_clip_does_not_say_of_its_rights_the_whole_says_and_the_longer_embargo_holds():
    own = Clearance(licence="news only", embargo_until=date(2026, 2, 1))
    completed = own.completed_from(CLEARED)
    assert completed == replace(CLEARED, licence="news only")
    late = Clearance(embargo_until=date(2027, 1, 1)).completed_from(CLEARED)
    assert late.embargo_until == date(2027, 1, 1)


def test_content_that_turns_out_to_be_the_same_keeps_what_was_said_of_both(catalogue, record):
    first, second = record("A/1.mov", content="head"), record("B/1.mov", content="head")
    with catalogue.transaction("Say") as edit:
        here, there = edit.whole_clips([first, second])
        edit.describe_clip(here, note="at dawn")
        edit.describe_clip(there, note="the square", picked=True)
        edit.clear_rights([there], CLEARED)
    with catalogue.transaction("Digest", by_ingest=True) as edit:
        edit.set_digests({first: Digest("xxh128", "d1"), second: Digest("xxh128", "d1")})
    whole = catalogue.asset(first).whole
    assert (whole.note, whole.picked, whole.clearance) == ("at dawn\nthe square", True, CLEARED)


def test_a_suggested_link_is_a_question_until_it_is_accepted(catalogue, record):
    asset = record("A/1.mov")
    by_model = Said(Provenance.MODEL, by="faces 2.1", confidence=0.75, suggested=True)
    with catalogue.transaction("Suggest") as edit:
        person = edit.add_authority(Authority(kind=PERSON, name="Hanna K."))
        edit.link_all([edit.whole_clip(asset).id], person, said=by_model)
    (link,) = catalogue.asset(asset).whole.links
    assert (link.provenance, link.confidence, link.stated_by, link.suggested) == (
        Provenance.MODEL,
        0.75,
        "faces 2.1",
        True,
    )
    assert (list(catalogue.find("person:Hanna")), catalogue.usage(person.id)) == ([], 0)
    assert list(catalogue.find("untagged")) == [asset]
    assert catalogue.rows([asset])[0].tags == ()
    with catalogue.transaction("Accept") as edit:
        assert edit.accept_links([link.id]) == 1
    assert (list(catalogue.find("person:Hanna")), catalogue.usage(person.id)) == ([asset], 1)
    assert catalogue.asset(asset).whole.links == (replace(link, suggested=False),)
    with catalogue.transaction("Too late") as edit:
        assert edit.reject_links([link.id]) == 0
    catalogue.undo()
    with catalogue.transaction("Reject") as edit:
        assert edit.reject_links([link.id]) == 1
    assert catalogue.asset(asset).whole.links == ()


def test_what_a_person_says_takes_the_place_of_the_same_suggestion(catalogue, record):
    asset = record("A/1.mov")
    with catalogue.transaction("Suggest") as edit:
        event = edit.add_authority(Authority(kind=AuthorityKind.EVENT, name="Living chain"))
        clip = edit.whole_clip(asset)
        edit.link_all([clip.id], event, said=Said(Provenance.RULE, by="dates", suggested=True))
    with catalogue.transaction("Tag") as edit:
        assert edit.link(clip, event)
    with catalogue.transaction("Suggest again") as edit:
        assert edit.link_all([clip.id], event, said=Said(Provenance.RULE, by="dates", suggested=True)) == 0
    (link,) = catalogue.asset(asset).whole.links
    assert (link.provenance, link.suggested, link.stated_by) == (Provenance.PERSON, False, None)


def test_one_of_several_roles_is_taken_away(catalogue, record):
    asset = record("A/1.mov")
    with catalogue.transaction("Tag") as edit:
        person = edit.add_authority(Authority(kind=PERSON, name="Hanna K."))
        clip = edit.whole_clip(asset)
        for role in ("depicts", "speaks", "filmed by"):
            edit.link(clip, person, role=role)
        assert edit.unlink_all([clip.id], person, role="speaks") == 1
    assert [link.role for link in catalogue.asset(asset).whole.links] == ["depicts", "filmed by"]


def test_parties_have_aliases_roles_and_ties_and_nobody_knows_of_a_new_one(catalogue):
    with catalogue.transaction("Add") as edit:
        union = edit.add_authority(Authority(kind=ORGANISATION, name="Association of Belarusians"))
        hanna = edit.add_authority(
            Authority(
                kind=PERSON,
                name="Hanna K.",
                alias="H.",
                roles=("witness", "filmmaker"),
                protection=Protection.ALIAS_ONLY,
                related=(Related(Relation.MEMBER_OF, ORGANISATION, union.name),),
            )
        )
        edit.add_authority(
            Authority(kind=CONTRIBUTOR, name="@hanna", related=(Related(Relation.IS, PERSON, hanna.name),))
        )
    assert catalogue.authority(ORGANISATION, "Association of Belarusians").protection is Protection.UNKNOWN
    stored = catalogue.authority(PERSON, "Hanna K.")
    assert (stored.alias, stored.roles, stored.related[0].name) == ("H.", ("witness", "filmmaker"), union.name)
    sender = catalogue.authority(CONTRIBUTOR, "@hanna")
    assert (sender.protection, sender.related[0].id) == (Protection.UNKNOWN, hanna.id)


def test_a_merge_keeps_what_was_said_of_both(catalogue):
    with catalogue.transaction("Merge") as edit:
        kept = edit.add_authority(
            Authority(kind=PERSON, name="Hanna", note="Speaks at the end.", identifiers={"wikidata": "Q1"})
        )
        other = edit.add_authority(
            Authority(
                kind=PERSON,
                name="Anna",
                note="Reached by mail.",
                alias="A.",
                roles=("witness",),
                identifiers={"wikidata": "Q2", "viaf": "7"},
                sources=(Source(url="https://example.org"),),
            )
        )
        merged = edit.merge_authorities(kept, other)
    assert merged.note == "Speaks at the end.\nReached by mail."
    assert (merged.alias, merged.roles) == ("A.", ("witness",))
    assert merged.identifiers == {"wikidata": "Q1", "viaf": "7"}
    assert merged.sources == (Source(url="https://example.org"),)
    assert [name.text for name in merged.names] == ["Anna", "A."]
    assert catalogue.authority(PERSON, "A.").id == merged.id, "an alias finds them"


def test_a_person_says_which_version_of_a_recording_is_which_and_no_rule_unsays_it(catalogue, record):
    original, messenger, other = record("A/1.mov"), record("B/video_2020.mp4"), record("C/2.mov")
    with catalogue.transaction("Versions") as edit:
        edit.add_parts([Tie(original, messenger, PartRole.MESSENGER_COPY, provenance=Provenance.PERSON)])
    with catalogue.transaction("Ingest", by_ingest=True) as edit:
        edit.add_part(other, messenger, PartRole.PROXY)
    (part,) = catalogue.asset(original).parts
    assert (part.asset, part.role, part.provenance) == (messenger, PartRole.MESSENGER_COPY, Provenance.PERSON)
    with catalogue.transaction("Versions") as edit:
        edit.add_parts([Tie(other, messenger, PartRole.TRIMMED, provenance=Provenance.PERSON)])
    assert catalogue.asset(messenger).part_of.asset == other
