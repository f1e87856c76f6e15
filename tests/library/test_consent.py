"""What people allow, purpose by purpose: given, withdrawn, run out, due; all of it kept, all of it undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.edit.authorities import AuthorityInUse
from library.edit.permissions import CannotConsent, ConsentRunsBackwards
from library.model import Authority, AuthorityId, AuthorityKind, Consent, ConsentState, Protection, standing
from library.reading.authorities import UnknownName

GRANTED, REFUSED, WITHDRAWN = ConsentState.GRANTED, ConsentState.REFUSED, ConsentState.WITHDRAWN
MAY_1 = date(2026, 5, 1)


@pytest.fixture
def hanna(catalogue) -> Authority:
    with catalogue.transaction("Add") as edit:
        return edit.add_authority(Authority(kind=AuthorityKind.PERSON, name="Hanna K."))


def consent(party: Authority, purpose: str = "film", state: ConsentState = GRANTED, **more) -> Consent:
    assert party.id is not None
    return Consent(**{"party": party.id, "purpose": purpose, "state": state, "stated_on": MAY_1, **more})


def test_a_consent_comes_back_as_it_was_given(catalogue, hanna):
    given = consent(
        hanna,
        stated_by="her sister",
        how="signed release",
        until=date(2028, 5, 1),
        review_on=date(2026, 11, 1),
        risk="arrest at the border",
        note="hands only",
    )
    with catalogue.transaction("Consent") as edit:
        identity = edit.add_consent(given)
    assert catalogue.consents(hanna.id) == {hanna.id: [replace(given, id=identity)]}
    catalogue.undo()
    assert catalogue.consents(hanna.id) == {}
    catalogue.redo()
    assert catalogue.consents() == {hanna.id: [replace(given, id=identity)]}


def test_the_last_word_on_a_purpose_counts_and_the_earlier_ones_stay_to_be_read(catalogue, hanna):
    for purpose, state in (("film", GRANTED), ("Online", GRANTED), ("  ONLINE", WITHDRAWN)):
        with catalogue.transaction("Consent") as edit:
            edit.add_consent(consent(hanna, purpose, state))
    said = catalogue.consents(hanna.id)[hanna.id]
    assert [(one.purpose, one.state) for one in said] == [
        ("film", GRANTED),
        ("Online", GRANTED),
        ("ONLINE", WITHDRAWN),
    ]
    assert {purpose: one.state for purpose, one in standing(said).items()} == {"film": GRANTED, "online": WITHDRAWN}
    catalogue.undo()
    assert {purpose: one.state for purpose, one in standing(catalogue.consents()[hanna.id]).items()} == {
        "film": GRANTED,
        "online": GRANTED,
    }


def test_what_is_said_of_any_purpose_ends_all_that_was_said_before_it(catalogue, hanna):
    for purpose, state in (("film", GRANTED), ("any", WITHDRAWN), ("press", GRANTED)):
        with catalogue.transaction("Consent") as edit:
            edit.add_consent(consent(hanna, purpose, state))
    counts = standing(catalogue.consents()[hanna.id])
    assert {purpose: one.state for purpose, one in counts.items()} == {"any": WITHDRAWN, "press": GRANTED}


def test_a_consent_holds_from_the_day_it_was_given_to_its_last_day(hanna):
    held = consent(hanna, until=date(2026, 6, 1))
    assert [held.holds(day) for day in (date(2026, 4, 30), MAY_1, date(2026, 6, 1), date(2026, 6, 2))] == [
        False,
        True,
        True,
        False,
    ]
    assert consent(hanna).holds(date(2099, 1, 1))
    assert not consent(hanna, state=REFUSED).holds(MAY_1)
    assert not consent(hanna, state=WITHDRAWN).holds(MAY_1)


def test_consents_are_due_on_their_day_and_only_those_that_count(catalogue, hanna):
    june, july = date(2026, 6, 1), date(2026, 7, 1)
    said = (
        consent(hanna, "film", review_on=july),
        consent(hanna, "online", review_on=june),
        consent(hanna, "press", until=june),
        consent(hanna, "teaching"),
        consent(hanna, "festival", review_on=june),
        consent(hanna, "festival", WITHDRAWN),
    )
    with catalogue.transaction("Consent") as edit:
        for one in said:
            edit.add_consent(one)
    assert [one.purpose for one in catalogue.consents_due(june - timedelta(days=1))] == []
    assert [one.purpose for one in catalogue.consents_due(june)] == ["online", "press"]
    assert [one.purpose for one in catalogue.consents_due(july)] == ["online", "press", "film"]


def test_only_parties_consent_and_no_consent_runs_backwards(catalogue, hanna):
    with catalogue.transaction("Add") as edit:
        minsk = edit.add_authority(Authority(kind=AuthorityKind.PLACE, name="Minsk"))
        with pytest.raises(CannotConsent, match='The place "Minsk" cannot consent'):
            edit.add_consent(consent(minsk))
        with pytest.raises(UnknownName):
            edit.add_consent(replace(consent(hanna), party=AuthorityId(999)))
        for late in ("until", "review_on"):
            with pytest.raises(ConsentRunsBackwards, match="of 2026-05-01 cannot end or be reviewed before"):
                edit.add_consent(consent(hanna, **{late: date(2026, 4, 30)}))
    assert catalogue.consents() == {}


def test_a_record_that_consented_is_not_removed_and_takes_its_consents_along_when_it_is_merged(catalogue, hanna):
    with catalogue.transaction("Add") as edit:
        twin = edit.add_authority(Authority(kind=AuthorityKind.PERSON, name="Anna K."))
        edit.add_consent(consent(twin, "film", WITHDRAWN))
        with pytest.raises(AuthorityInUse):
            edit.remove_authority(twin.id)
        edit.merge_authorities(hanna, twin)
    assert [one.state for one in catalogue.consents()[hanna.id]] == [WITHDRAWN]
    catalogue.undo()
    assert catalogue.consents() == {}


LOOSE_TO_STRICT = (Protection.UNKNOWN, Protection.OPEN, Protection.ALIAS_ONLY, Protection.DO_NOT_IDENTIFY)


@pytest.mark.parametrize("one", LOOSE_TO_STRICT)
@pytest.mark.parametrize("other", LOOSE_TO_STRICT)
def test_no_merge_loosens_a_protection_that_somebody_said(catalogue, one, other):
    with catalogue.transaction("Merge") as edit:
        kept, gone = (
            edit.add_authority(Authority(kind=AuthorityKind.PERSON, name=name, protection=protection))
            for name, protection in (("Hanna", one), ("Anna", other))
        )
        merged = edit.merge_authorities(kept, gone)
    assert merged.protection is max(one, other, key=LOOSE_TO_STRICT.index)


PURPOSES = ("film", "online", "any")


@given(st.lists(st.tuples(st.sampled_from(PURPOSES), st.sampled_from(ConsentState)), max_size=8))
def test_what_counts_is_what_reading_the_words_one_after_the_other_leaves(said):
    party = AuthorityId(1)
    consents = [
        Consent(party=party, purpose=purpose, state=state, stated_on=MAY_1, id=number)
        for number, (purpose, state) in enumerate(said, 1)
    ]
    expected: dict[str, ConsentState] = {}
    for purpose, state in said:
        expected = {purpose: state} if purpose == "any" else {**expected, purpose: state}
    assert {purpose: one.state for purpose, one in standing(reversed(consents)).items()} == expected
