"""The starter authority files say what the eleven items say and no more; a broken file is refused with a reason."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from library import Catalogue, dates, names
from library.authorities import STARTER, BadAuthorityFile, read_authorities, starter_authorities
from library.model import Authority, AuthorityKind, Name, Protection, Relation, Source

EVENT, PLACE, PERSON = AuthorityKind.EVENT, AuthorityKind.PLACE, AuthorityKind.PERSON
ORGANISATION, KEYWORD, PROJECT = AuthorityKind.ORGANISATION, AuthorityKind.KEYWORD, AuthorityKind.PROJECT
KNOWN = {(record.kind, record.name): record for record in starter_authorities()}


def related(kind: AuthorityKind, name: str, relation: Relation) -> set[str]:
    return {other.name for other in KNOWN[kind, name].related_by(relation)}


def spellings(record: Authority) -> set[str]:
    return {record.name, *(name.text for name in record.names)}


def broken(tmp_path: Path, text: str) -> str:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadAuthorityFile) as caught:
        read_authorities(path)
    assert str(path) in str(caught.value)
    return caught.value.reason


# All records ----------------------------------------------------------------------------------------------------------


def test_every_kind_has_records() -> None:
    assert {kind for kind, _ in KNOWN} == set(AuthorityKind)
    assert len(KNOWN) == len(starter_authorities())


def test_every_relation_resolves_to_a_record_that_came_before() -> None:
    stored: set[tuple[AuthorityKind, str]] = set()
    for record in starter_authorities():
        for other in record.related:
            assert (other.kind, other.name) in stored, f"{record.name} {other.relation} {other.name}"
        stored.add((record.kind, record.name))


def test_every_date_is_edtf_and_stands_on_an_event() -> None:
    dated = [record for record in KNOWN.values() if record.date is not None]
    assert {record.kind for record in dated} == {EVENT}
    assert all(str(dates.parse(record.date or "")) == record.date for record in dated)


def test_no_spelling_leads_to_two_records_of_a_kind() -> None:
    owners: defaultdict[tuple[AuthorityKind, str], set[str]] = defaultdict(set)
    for record in KNOWN.values():
        for spelling in spellings(record):
            owners[record.kind, names.fold(spelling)].add(record.name)
    assert {key: found for key, found in owners.items() if len(found) > 1} == {}


def test_coordinates_are_of_places_and_no_finer_than_known() -> None:
    for record in KNOWN.values():
        assert (record.latitude is None) == (record.longitude is None)
        for degrees in (record.latitude, record.longitude):
            if degrees is not None:
                assert record.kind is PLACE
                assert degrees == round(degrees, 4)


def test_people_organisations_and_contributors_carry_protection_each_of_them_and_nothing_else() -> None:
    parties = {PERSON, AuthorityKind.ORGANISATION, AuthorityKind.CONTRIBUTOR}
    assert {record.kind for record in KNOWN.values() if record.protection is not None} == parties
    assert all(record.protection is not None for record in KNOWN.values() if record.kind in parties)


def test_a_catalogue_takes_them_in_this_order_and_finds_each_by_every_spelling(catalogue: Catalogue) -> None:
    with catalogue.transaction("Read the starter files") as edit:
        for record in starter_authorities():
            edit.add_authority(record)
    for record in KNOWN.values():
        for spelling in spellings(record):
            assert catalogue.authority(record.kind, spelling).name == record.name


# Names ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "known_as"),
    [
        (PLACE, "Białystok", "Białystok / Bialystok / Беласток / Белосток / Belostok"),
        (PLACE, "Vilnius", "Вільня / Vilnius / Wilno / Вильнюс"),
        (PLACE, "Minsk", "Minsk / Мінск / Минск / Mińsk"),
        (PERSON, "Alaksandr Łukašenka", "Łukaszenka / Лукашэнка / Лукашенко / Lukashenko"),
        (
            PERSON,
            "Sviatlana Tsikhanouskaya",
            "Святлана Ціханоўская / Светлана Тихановская / Svetlana Tikhanovskaya / Swiatłana Cichanouska",
        ),
    ],
)
def test_a_record_has_all_its_known_spellings(kind: AuthorityKind, name: str, known_as: str) -> None:
    assert set(known_as.split(" / ")) <= spellings(KNOWN[kind, name])


@pytest.mark.parametrize("name", ["Poland", "Belarus", "Lithuania", "Belgium", "Russia"])
def test_countries_have_names_in_every_language_of_the_material(name: str) -> None:
    languages = {spelling.language for spelling in KNOWN[PLACE, name].names}
    assert {"be", "ru", "pl", "en", "lt", "uk"} <= languages


@pytest.mark.parametrize(
    "path",
    [
        "Białystok < Poland",
        "Warsaw < Poland",
        "Minsk < Belarus",
        "Gediminas Avenue < Vilnius < Lithuania",
        "European Parliament < Brussels < Belgium",
        "Embassy of Belarus, St Petersburg office < St Petersburg < Russia",
    ],
)
def test_places_stand_in_a_hierarchy(path: str) -> None:
    steps = path.split(" < ")
    for inner, outer in pairwise(steps):
        assert related(PLACE, inner, Relation.BROADER) == {outer}


# The eleven items -----------------------------------------------------------------------------------------------------


def test_diaspora_messages_senders_must_stay_unnamed() -> None:
    name = "Support from the Belarusian diasporas"
    assert KNOWN[EVENT, name].date is None
    assert related(EVENT, name, Relation.AT) == set()
    assert "Contributors of the diaspora messages" in related(EVENT, name, Relation.INVOLVES)
    assert KNOWN[PERSON, "Contributors of the diaspora messages"].protection is Protection.DO_NOT_IDENTIFY


def test_duda_speech_is_near_a_day_and_partly_in_belarusian() -> None:
    name = "Andrzej Duda's address to Belarusians"
    assert KNOWN[EVENT, name].date == "2021-08-31~"
    assert related(EVENT, name, Relation.AT) == {"Poland"}
    assert {"Andrzej Duda", "Belarusian language"} <= related(EVENT, name, Relation.INVOLVES)
    assert {(KEYWORD, "English language"), (KEYWORD, "Belarusian language")} <= set(KNOWN)
    assert KNOWN[PERSON, "Andrzej Duda"].protection is Protection.OPEN


def test_women_solidarity_day_is_a_yearly_day_without_a_year() -> None:
    name = "Declaration of the Day of Solidarity with Belarusian women"
    assert KNOWN[EVENT, "Day of Solidarity with Belarusian women"].date == "XXXX-07-16"
    assert related(EVENT, name, Relation.PART_OF) == {"Day of Solidarity with Belarusian women"}
    assert KNOWN[EVENT, name].date is None
    assert "Sviatlana Tsikhanouskaya" in related(EVENT, name, Relation.INVOLVES)


def test_womens_day_wishes_are_one_event_at_several_places() -> None:
    name = "Flowers and wishes for Belarusian women protesters"
    assert KNOWN[EVENT, name].date == "XXXX-03-08"
    assert related(EVENT, name, Relation.AT) == {"Belarus", "Abroad"}
    assert related(EVENT, name, Relation.PART_OF) == {"International Women's Day"}


@pytest.mark.parametrize(
    ("name", "city"),
    [
        ("International Day of Solidarity with Belarus in Warsaw", "Warsaw"),
        ("EU diplomats meet relatives of political prisoners", "Minsk"),
    ],
)
def test_solidarity_day_is_a_series_of_events_in_cities(name: str, city: str) -> None:
    series = "International Day of Solidarity with Belarus"
    assert KNOWN[EVENT, series].date == KNOWN[EVENT, name].date == "XXXX-02-07"
    assert related(EVENT, name, Relation.PART_OF) == {series}
    assert related(EVENT, name, Relation.AT) == {city}


def test_eu_diplomats_meet_people_who_must_not_be_identified() -> None:
    involved = related(EVENT, "EU diplomats meet relatives of political prisoners", Relation.INVOLVES)
    assert {"European Union diplomats", "Relatives of political prisoners"} <= involved
    assert KNOWN[PERSON, "Relatives of political prisoners"].protection is Protection.DO_NOT_IDENTIFY


def test_st_petersburg_picket_is_at_a_landmark_about_symbols_with_its_source() -> None:
    picket = KNOWN[EVENT, "Warning to the picketers in St Petersburg"]
    involved = related(EVENT, picket.name, Relation.INVOLVES)
    assert dates.parse(picket.date or "").text == "XXXX-12-26/.."
    assert related(EVENT, picket.name, Relation.AT) == {"Embassy of Belarus, St Petersburg office"}
    assert {"Artur Hruntou", "White-red-white symbols"} <= involved
    assert picket.sources == (Source(title="MBKh Media"),)
    assert (ORGANISATION, "MBKh Media") in KNOWN
    assert KNOWN[PERSON, "Artur Hruntou"].protection is Protection.UNKNOWN
    assert related(KEYWORD, "White-red-white flag", Relation.BROADER) == {"White-red-white symbols"}


def test_solidary_bialystok_is_a_project_of_many_events_in_one_place() -> None:
    involved = related(PROJECT, "Solidary Białystok", Relation.INVOLVES)
    assert {"Solidarity actions in Białystok", "Filmmaker of Solidary Białystok"} <= involved
    assert KNOWN[EVENT, "Solidarity actions in Białystok"].date is None
    assert related(EVENT, "Solidarity actions in Białystok", Relation.AT) == {"Białystok"}


def test_walls_collapse_is_by_an_organisation_and_responds_to_an_event() -> None:
    name = "Solidarity activists address their Belarusian friends"
    read = dates.parse(KNOWN[EVENT, name].date or "")
    assert (str(read.earliest), str(read.latest)) == ("2020-01-01", "2020-08-08")
    assert KNOWN[EVENT, "Belarusian presidential election of 2020"].date == "2020-08-09"
    assert related(EVENT, name, Relation.RESPONDS_TO) == {"Persecution in the campaign before the 2020 election"}
    assert "NSZZ Solidarność" in related(EVENT, name, Relation.INVOLVES)
    assert related(EVENT, name, Relation.AT) == {"Poland", "Belarus"}


def test_vilnius_chain_is_on_a_street_with_a_counted_crowd() -> None:
    chain = KNOWN[EVENT, "Living chain in Vilnius"]
    assert (chain.date, chain.count) == (None, "more than 200")
    assert related(EVENT, chain.name, Relation.AT) == {"Gediminas Avenue"}


def test_brussels_rally_is_near_a_landmark_on_an_exact_day() -> None:
    name = "Rally in Brussels in support of the Belarusian people"
    assert KNOWN[EVENT, name].date == "2020-07-01"
    assert related(EVENT, name, Relation.AT) == {"Brussels"}
    assert related(EVENT, name, Relation.NEAR) == {"European Parliament"}
    assert related(EVENT, name, Relation.RESPONDS_TO) == {"Persecution in the campaign before the 2020 election"}


# Files of one's own ---------------------------------------------------------------------------------------------------


def test_a_file_of_ones_own_is_read_in_an_order_that_can_be_stored(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        '[[event]]\nname = "March"\ndate = 2020-08-16\nat = ["Менск", "Gomel"]\nnear = "Minsk"\n'
        '[[place]]\nname = "Minsk"\nnames = { be = ["Мінск", "Менск"] }\nlatitude = 53.9\nlongitude = 27.5\n',
        encoding="utf-8-sig",
    )
    place, event = read_authorities(path)
    assert place.names == (Name("Мінск", "be"), Name("Менск", "be"))
    assert (place.latitude, place.longitude) == (53.9, 27.5)
    assert event.date == "2020-08-16"
    assert [other.name for other in event.related_by(Relation.AT)] == ["Менск", "Gomel"]


def test_a_person_of_whom_nothing_is_said_is_unknown(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[[person]]\nname = "Anna"\n')
    assert [record.protection for record in read_authorities(path)] == [Protection.UNKNOWN]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[place]\n", "it is no TOML"),
        ('[[plac]]\nname = "A"\n', '"plac" is no kind of record; did you mean place'),
        ('[place]\nname = "A"\n', "place must be written as [[place]]"),
        ("[[place]]\n", "a place has no name"),
        ('[[place]]\nname = "–"\n', "a place has no name"),
        ('[[place]]\nname = "A"\nlatitud = 1\n', '"A": "latitud" is no field of a place; did you mean latitude'),
        ('[[place]]\nname = "A"\nlatitude = 1\n', "latitude and longitude belong together"),
        ('[[place]]\nname = "A"\nlatitude = 91\nlongitude = 0\n', "latitude: 91 is not a number of degrees"),
        ('[[place]]\nname = "A"\nlatitude = nan\nlongitude = 0\n', "latitude: nan is not a number of degrees"),
        ('[[place]]\nname = "A"\ndate = "2020"\n', '"date" is no field of a place'),
        ('[[place]]\nname = "A"\nnames = { belarusian = "Б" }\n', "is no language tag"),
        ('[[place]]\nname = "A"\nnames = "B"\n', "stands where a table"),
        ('[[place]]\nname = "A"\nspellings = [1]\n', "1 stands where a text belongs"),
        ('[[place]]\nname = "A"\nsources = "web"\n', "sources must be a list of tables"),
        ('[[place]]\nname = "A"\nsources = [{ link = "x" }]\n', '"link" is no field of a source'),
        ('[[event]]\nname = "A"\ndate = "16 July"\n', 'date: "16 July" is no EDTF date'),
        ('[[event]]\nname = "A"\ndate = "2020-02-30"\n', "the calendar has no such day"),
        ('[[event]]\nname = "A"\ninvolves = { persn = "B" }\n', '"persn" is no kind of record; did you mean person'),
        ('[[person]]\nname = "A"\nprotection = "opne"\n', '"opne" is no protection; did you mean open'),
        ('[[place]]\nname = "Łódź"\n[[place]]\nname = "Lodz"\n', 'there are two place records "Łódź"'),
        ('[[place]]\nname = "A"\nbroader = "B"\n[[place]]\nname = "B"\nbroader = "A"\n', "in a ring"),
        ('[[place]]\nname = "A"\nbroader = "A"\n', "in a ring"),
    ],
)
def test_a_broken_file_is_refused_with_a_reason(tmp_path: Path, text: str, reason: str) -> None:
    assert reason in broken(tmp_path, text)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b'[[place]]\nname = "M\xe9nsk"\n')
    with pytest.raises(BadAuthorityFile, match="byte 20 is not UTF-8"):
        read_authorities(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadAuthorityFile, match="No such file"):
        read_authorities(tmp_path / "none.toml")


def test_every_starter_file_is_read() -> None:
    folder = Path(__file__).parents[2] / "library" / "authorities"
    assert {path.stem for path in folder.glob("*.toml")} == set(STARTER)
