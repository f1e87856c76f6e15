"""Time and place suggest events; a person accepts or refuses, and what is refused does not come back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from catalogue_factory import photo

from library.model import Authority, AuthorityKind, Gps, Related, Relation
from library.reading.suggestions import UnknownSuggestion
from library.suggesting import distance_km

BRUSSELS = (50.8503, 4.3517)


def shot(day, north, east):
    return replace(photo(day), gps=Gps(north, east, None, "EXIF GPS"))


@pytest.fixture
def archive(catalogue, record):
    """Rallies in Brussels on a day, and about a month; photos there and then, and elsewhere or at other times."""
    with catalogue.transaction("Events") as edit:
        place = Authority(kind=AuthorityKind.PLACE, name="Brussels", latitude=BRUSSELS[0], longitude=BRUSSELS[1])
        edit.add_authority(place)
        at = (Related(Relation.AT, AuthorityKind.PLACE, "Brussels"),)
        edit.add_authority(Authority(kind=AuthorityKind.EVENT, name="Rally", date="2020-07-01", related=at))
        edit.add_authority(Authority(kind=AuthorityKind.EVENT, name="March", date="2020-07~", related=at))
        edit.add_authority(Authority(kind=AuthorityKind.EVENT, name="Nowhere", date="2020-07-01"))
    return {
        "there": record("there.jpg", shot("2020-07-01", *BRUSSELS)),
        "near": record("near.jpg", shot("2020-07-01", 50.8503, 4.4227)),
        "later": record("later.jpg", shot("2020-07-20", *BRUSSELS)),
        "other month": record("other.jpg", shot("2020-09-01", *BRUSSELS)),
        "warsaw": record("warsaw.jpg", shot("2020-07-01", 52.23, 21.01)),
        "no position": record("none.jpg", photo("2020-07-01")),
    }


def suggest(catalogue):
    with catalogue.transaction("Suggest") as edit:
        edit.suggest(catalogue.offers())
    return [(one.asset_name, one.name, one.confidence, one.by) for one in catalogue.suggestions()]


RULE = "time and place 1"
ALL = [
    ("there.jpg", "Rally", 1.0, RULE),
    ("near.jpg", "Rally", 0.75, RULE),
    ("there.jpg", "March", 0.5, RULE),
    ("later.jpg", "March", 0.5, RULE),
    ("near.jpg", "March", 0.38, RULE),
]


def test_distances_are_those_of_the_map():
    assert distance_km(BRUSSELS, (52.2297, 21.0122)) == pytest.approx(1160, abs=10)
    assert distance_km(BRUSSELS, BRUSSELS) == 0


def test_what_was_recorded_then_and_there_is_suggested_and_nothing_is_linked(catalogue, archive):
    assert sorted(suggest(catalogue)) == sorted(ALL)
    assert suggest(catalogue)[0] == ALL[0]
    assert len(suggest(catalogue)) == len(ALL)
    assert list(catalogue.find("event:rally or event:march")) == []
    assert len(catalogue.find("is:suggested")) == 3
    catalogue.undo()
    assert catalogue.suggestions() == []


def test_what_is_refused_does_not_come_back_and_what_is_accepted_counts(catalogue, archive):
    suggest(catalogue)
    first, second, *others = catalogue.suggestions()
    with catalogue.transaction("Decide") as edit:
        edit.accept_links([first.id])
        assert edit.refuse([second, *others]) == 4
    assert list(catalogue.find("event:rally")) == [archive["there"]]
    assert catalogue.offers() == []
    assert suggest(catalogue) == []
    catalogue.undo()
    assert len(catalogue.suggestions()) == len(ALL)
    with pytest.raises(UnknownSuggestion, match="No open suggestion 999"):
        catalogue.suggestion(999)


def test_what_somebody_decided_meanwhile_stays_decided(catalogue, archive):
    suggest(catalogue)
    first, second, *_ = catalogue.suggestions()
    with catalogue.transaction("Accept") as edit:
        edit.accept_links([first.id])
    with catalogue.transaction("Refuse") as edit:
        assert edit.refuse([first, second]) == 1
    with catalogue.transaction("Refuse again") as edit:
        assert edit.refuse([second]) == 0
    (clip,) = catalogue.asset(archive["there"]).clips
    assert [(one.name, one.suggested) for one in clip.links] == [("Rally", False), ("March", True)]
