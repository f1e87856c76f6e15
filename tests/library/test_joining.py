"""Two assets, or two records, become one: what people said of either is said of it, and undo takes them apart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from catalogue_factory import CARD, photo, stamp, video
from sqlalchemy import select

from library import Catalogue, suggesting
from library.model import (
    Authority,
    AuthorityKind,
    Digest,
    Fingerprint,
    Identity,
    NewMessage,
    PartOffer,
    PartRole,
    Sidecar,
    TranscriptLine,
)
from library.schema import tables
from library.suggesting import Offer

SAME = Digest("xxh128", "ab")
SAID = TranscriptLine(start_ms=0, end_ms=900, text="Walls collapse", language="en")


@pytest.fixture
def twins(record) -> tuple[int, int]:
    """Two assets of which nobody knows yet that they are the same."""
    return record("1.mov", content="same"), record("2.mov", content="same")


@pytest.fixture
def rallies(catalogue: Catalogue) -> list[Authority]:
    with catalogue.transaction("Add") as edit:
        return [edit.add_authority(Authority(kind=AuthorityKind.EVENT, name=name)) for name in ("Rally", "March")]


def rows(catalogue: Catalogue, *names: str) -> list[dict]:
    with catalogue._reading() as connection:
        return [
            {"table": name, **row}
            for name in names or sorted(tables.metadata.tables)
            if name not in {"operation", "change", "step", "authority_key"}
            for row in connection.execute(select(tables.metadata.tables[name]).order_by("id")).mappings()
        ]


def join(catalogue: Catalogue, *assets: int) -> None:
    """Has assets turn out to be one, and sees that this can be taken back."""
    before = rows(catalogue)
    with catalogue.transaction("Digests", by_ingest=True) as edit:
        edit.set_digests(dict.fromkeys(assets, SAME))
    after = rows(catalogue)
    catalogue.undo()
    assert rows(catalogue) == before
    catalogue.redo()
    assert rows(catalogue) == after


def test_what_was_refused_of_one_is_refused_of_both(catalogue, record, twins, rallies):
    (first, second), other = twins, record("3.mov")
    with catalogue.transaction("Suggest") as edit:
        edit.suggest([Offer(second, one.id, 0.5) for one in rallies])
        edit.offer_parts([PartOffer(other, second, PartRole.PROXY, 0.5, "larger")], "rule 1")
        edit.offer_parts([PartOffer(first, second, PartRole.PROXY, 0.5, "larger")], "rule 1")
    with catalogue.transaction("Refuse") as edit:
        edit.refuse(catalogue.suggestions())
        edit.refuse_parts(catalogue.offered_parts())
        edit.suggest([Offer(first, rallies[0].id, 0.5)])
    with catalogue.transaction("Refuse") as edit:
        edit.recorder.insert(tables.refused_gathering, [{"asset_id": one} for one in (first, second)])
        edit.recorder.insert(tables.refused_link, [{"asset_id": first, "authority_id": rallies[1].id, "role": "seen"}])
    join(catalogue, *twins)
    assert {(one["asset_id"], one["authority_id"]) for one in rows(catalogue, "refused_link")} == {
        (first, one.id) for one in rallies
    }
    assert [one["asset_id"] for one in rows(catalogue, "refused_gathering")] == [first]
    offers = [(one["whole_id"], one["member_id"], one["refused"]) for one in rows(catalogue, "offered_part")]
    assert offers == [(other, first, True)]
    assert catalogue.suggestions() == []


@pytest.mark.parametrize("corrected", [(0,), (1,), (0, 1)])
def test_what_was_said_of_the_clock_of_one_holds(catalogue, twins, corrected):
    with catalogue.transaction("Clock") as edit:
        edit.correct_clocks([twins[one] for one in corrected], 3600)
    join(catalogue, *twins)
    assert catalogue.asset(twins[0]).facts.recorded_at.local == "2020-07-01T11:00:00"


def test_a_transcript_that_both_have_is_there_once(catalogue, twins):
    other = replace(SAID, text="Муры рухнуць", language="be")
    with catalogue.transaction("Import") as edit:
        edit.set_transcript(twins[0], [SAID])
        edit.set_transcript(twins[1], [SAID, other])
    join(catalogue, *twins)
    assert sorted(line.text for line in catalogue.transcript(twins[0])) == [SAID.text, other.text]


@pytest.mark.parametrize(("other", "rejected"), [({}, True), ({"rating": 2}, True), ({"picked": True}, False)])
def test_what_was_rejected_stays_so_unless_somebody_picked_it(catalogue, twins, other, rejected):
    with catalogue.transaction("Choose") as edit:
        edit.describe_clip(edit.whole_clip(twins[0]).id, **other)
        edit.describe_clip(edit.whole_clip(twins[1]).id, rejected=True)
    join(catalogue, *twins)
    (whole,) = catalogue.asset(twins[0]).clips
    assert (whole.rejected, whole.picked) == (rejected, not rejected)


def test_what_one_of_two_records_was_accepted_for_is_a_fact_of_both(catalogue, record, rallies):
    asset = record("1.jpg", photo())
    with catalogue.transaction("Tag") as edit:
        edit.suggest([Offer(asset, rallies[0].id, 0.5)])
        edit.link_all(edit.whole_clips([asset]), rallies[1], role=suggesting.ROLE)
    with catalogue.transaction("Merge") as edit:
        edit.merge_authorities(*rallies)
    (link,) = catalogue.asset(asset).clips[0].links
    assert (link.name, link.suggested, link.provenance.value) == ("Rally", False, "person")


def test_what_was_refused_of_one_of_two_records_is_not_asked_of_the_other(catalogue, record, rallies):
    asset = record("1.jpg", photo())
    with catalogue.transaction("Suggest") as edit:
        edit.suggest([Offer(asset, rallies[1].id, 0.5)])
    with catalogue.transaction("Refuse") as edit:
        edit.refuse(catalogue.suggestions())
        edit.suggest([Offer(asset, rallies[0].id, 0.5)])
    with catalogue.transaction("Merge") as edit:
        edit.merge_authorities(*rallies)
    assert catalogue.suggestions() == []
    assert [one["authority_id"] for one in rows(catalogue, "refused_link")] == [rallies[0].id]


def test_what_was_refused_before_can_be_refused_again(catalogue, record, rallies):
    asset = record("1.jpg", photo())
    for _ in range(2):
        with catalogue.transaction("Suggest") as edit:
            edit.suggest([Offer(asset, rallies[0].id, 0.5)])
        with catalogue.transaction("Refuse") as edit:
            assert edit.refuse(catalogue.suggestions()) == 1
    assert catalogue.suggestions() == []
    assert len(rows(catalogue, "refused_link")) == 1


def test_who_two_senders_are_is_told_apart_again(catalogue):
    with catalogue.transaction("Receive") as edit:
        edit.add_messages(
            [NewMessage(key=one, channel="mail", sender=Identity("mail", one), text="") for one in ("a", "b")]
        )
    before = catalogue.intake.identities()
    with catalogue.transaction("Merge") as edit:
        edit.merge_authorities(*catalogue.authorities(AuthorityKind.CONTRIBUTOR))
    assert len(catalogue.intake.identities()) == 1
    catalogue.undo()
    assert catalogue.intake.identities() == before
    assert len(before) == 2


def test_a_sidecar_that_goes_takes_nothing_of_what_stands_beside_another_copy(catalogue):
    described = video(caption="Walls collapse")
    beside = {name: [Sidecar(f"{name}.xmp", 10, 1)] for name in ("1", "2")}
    with catalogue.transaction("Ingest", by_ingest=True) as edit:
        volume = edit.add_volume(CARD, "CARD").id
        seen = Fingerprint(5, "same")
        for name in ("1", "2"):
            _, asset = edit.record(volume, name.encode(), stamp(), seen, described, sidecars=beside[name])
    copies = {copy.path: copy.id for copy in catalogue.asset(asset).copies}
    with catalogue.transaction("Ingest", by_ingest=True) as edit:
        edit.describe(copies["2"], stamp(), video(), [])
    assert catalogue.asset(asset).facts.caption == "Walls collapse"
    with catalogue.transaction("Ingest", by_ingest=True) as edit:
        edit.record(volume, b"1", stamp(), seen, video())
    assert catalogue.asset(asset).facts.caption is None
