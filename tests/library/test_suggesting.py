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


WARSAW = (52.2297, 21.0122)


def at(moment, where=None):
    facts = photo(moment[:10])
    told = replace(facts.recorded_at, local=f"{moment}:00")
    return replace(facts, recorded_at=told, gps=where and Gps(*where, None, "EXIF GPS"))


@pytest.fixture
def days(catalogue, record):
    """Two places on one day, a night that goes on past midnight, and a day that does not say where it was."""
    with catalogue.transaction("Places") as edit:
        edit.add_authority(Authority(kind=AuthorityKind.PLACE, name="Belgium"))
        for name, (north, east), broader in (
            ("Brussels", BRUSSELS, "Belgium"),
            ("European Parliament", (50.839, 4.375), "Brussels"),
        ):
            above = (Related(Relation.BROADER, AuthorityKind.PLACE, broader),)
            place = Authority(kind=AuthorityKind.PLACE, name=name, latitude=north, longitude=east, related=above)
            edit.add_authority(place)

    def series(name, moments, where=None):
        return [record(f"{name}{number}.jpg", at(moment, where)) for number, moment in enumerate(moments)]

    return {
        "brussels": series("b", [f"2020-08-15T{hour}:02" for hour in (14, 15, 16, 17, 18, 22)], (50.848, 4.351)),
        "warsaw": series("w", [f"2020-08-15T{hour}:30" for hour in (14, 15, 16, 17, 18)], WARSAW),
        "night": series(
            "n", ["2020-09-01T22:30", "2020-09-01T23:50", *[f"2020-09-02T0{n}:40" for n in range(3)]], (50.839, 4.376)
        ),
        "nowhere": series("u", [f"2020-10-03T1{n}:00" for n in range(5)]),
        "few": series("f", [f"2020-11-01T1{n}:00" for n in range(4)], BRUSSELS),
    }


def test_days_at_one_place_are_offered_as_new_events(catalogue, days):
    offered = [(one.title, one.told, one.date, list(one.assets)) for one in catalogue.gatherings()]
    assert offered == [
        ("Saturday 15 August 2020, Brussels", "6 photos, 14:02-22:02", "2020-08-15", days["brussels"]),
        ("Saturday 15 August 2020, 52.230, 21.012", "5 photos, 14:30-18:30", "2020-08-15", days["warsaw"]),
        (
            "Tuesday 1 September 2020 to Wednesday 2 September 2020, European Parliament",
            "5 photos, 22:30-02:40",
            "2020-09-01/2020-09-02",
            days["night"],
        ),
        ("Saturday 3 October 2020", "5 photos, 10:00-14:00", "2020-10-03", days["nowhere"]),
    ]
    assert catalogue.authorities(AuthorityKind.EVENT) == []


def test_an_accepted_day_is_an_event_with_its_date_place_and_links_and_one_undo_takes_it_back(catalogue, days):
    day = catalogue.gathering(f"a{days['brussels'][0]}")
    before = catalogue.head()
    with catalogue.transaction("New event") as edit:
        made = edit.make_event(day)
    assert (made.name, made.date) == ("Saturday 15 August 2020, Brussels", "2020-08-15")
    assert [(one.relation, one.name) for one in made.related] == [(Relation.AT, "Brussels")]
    assert list(catalogue.find('event:"15 August 2020"')) == days["brussels"]
    (clip,) = catalogue.asset(days["brussels"][0]).clips
    assert [(one.provenance.value, one.suggested) for one in clip.links] == [("rule", False)]
    assert next(one.title for one in catalogue.gatherings()) == "Saturday 15 August 2020, 52.230, 21.012"
    catalogue.undo()
    assert catalogue.head() != before
    assert catalogue.authorities(AuthorityKind.EVENT) == []
    assert next(one.key for one in catalogue.gatherings()) == day.key


def test_a_refused_day_does_not_come_back_even_when_more_of_it_is_found(catalogue, days, record):
    day = catalogue.gathering(f"a{days['nowhere'][0]}")
    with catalogue.transaction("Refuse") as edit:
        edit.refuse_gathering(day)
        edit.refuse_gathering(day)
    for number in range(4):
        record(f"late{number}.jpg", at(f"2020-10-03T12:0{number}"))
    assert day.key not in [one.key for one in catalogue.gatherings()]
    with pytest.raises(UnknownSuggestion, match=f"No open suggestion {day.key}"):
        catalogue.gathering(day.key)
    catalogue.undo(skip_ingest=True)
    assert len(catalogue.gathering(day.key).assets) == 9


def test_what_does_not_say_where_goes_with_the_only_place_of_its_day(catalogue, days, record):
    with_neither = record("camera.jpg", at("2020-08-15T16:40"))
    with_the_night = record("camera2.jpg", at("2020-09-02T01:00"))
    found = {one.begins.day: one.assets for one in catalogue.gatherings()}
    assert with_the_night in found[1]
    assert all(with_neither not in one.assets for one in catalogue.gatherings())


def test_what_is_known_to_the_year_alone_is_of_no_event_and_no_day(catalogue, archive, record):
    offered, gathered = suggest(catalogue), list(catalogue.gatherings())
    for number in range(6):
        old = shot("2020-07-01", *BRUSSELS)
        record(
            f"scan{number}.tif",
            replace(old, recorded_at=replace(old.recorded_at, local=("2020", "2020-07")[number % 2])),
        )
    assert (suggest(catalogue), list(catalogue.gatherings())) == (offered, gathered)


def test_a_second_event_of_a_day_and_place_says_its_hours(catalogue, days, record):
    with catalogue.transaction("First") as edit:
        edit.make_event(catalogue.gathering(f"a{days['brussels'][0]}"))
    for number in range(5):
        record(f"again{number}.jpg", at(f"2020-08-15T19:0{number}", BRUSSELS))
    (day,) = [one for one in catalogue.gatherings() if one.place_name == "Brussels" and one.begins.month == 8]
    with catalogue.transaction("Second") as edit:
        assert edit.make_event(day).name == "Saturday 15 August 2020, Brussels, 19:00-19:04"


def test_suggestions_come_in_pages_and_alike_ones_together(catalogue, archive):
    suggest(catalogue)
    assert catalogue.waiting() == 5
    pages = [catalogue.suggestions(limit=2, skip=skip) for skip in (0, 2, 4)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [one for page in pages for one in page] == catalogue.suggestions()
    (march, *_) = [one for one in catalogue.suggestions() if one.name == "March"]
    assert sorted(one.asset_name for one in catalogue.like(march)) == ["later.jpg", "near.jpg", "there.jpg"]
