"""The query language: what it finds, and what it says of a query it cannot read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from catalogue_factory import CARD, RATE, photo, video
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library.model import Authority, AuthorityKind, Certainty, Name, Related, Relation
from library.query.filters import And, Everything, Flag, Not, Or, Term, Word
from library.query.grammar import QueryError, parse
from library.reading.authorities import UnknownName
from library.timecode import TimeRange

PLACE, EVENT, PERSON, KEYWORD = AuthorityKind.PLACE, AuthorityKind.EVENT, AuthorityKind.PERSON, AuthorityKind.KEYWORD


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", Everything()),
        ("  ", Everything()),
        ("hands", Word("hands")),
        ("walls collapse", And((Word("walls"), Word("collapse")))),
        ("walls AND collapse", And((Word("walls"), Word("collapse")))),
        ('"walls collapse"', Word("walls collapse")),
        ("a or b c", Or((Word("a"), And((Word("b"), Word("c")))))),
        ("(a or b) c", And((Or((Word("a"), Word("b"))), Word("c")))),
        ("-untagged", Not(Flag("untagged"))),
        ("not (a b)", Not(And((Word("a"), Word("b"))))),
        ('"untagged"', Word("untagged")),
        ("is:used", Flag("used")),
        ("rating:>=3", Term("rating", ">=3", 7)),
        ('event:"Day of Solidarity"', Term("event", "Day of Solidarity", 7)),
        ("android note-book oregano", And((Word("android"), Word("note-book"), Word("oregano")))),
        ("A003C012.MOV", Word("A003C012.MOV")),
        ("https://example.org", Word("https://example.org")),
        ("місто:Мінск or x", None),
    ],
)
def test_a_query_reads_as(text, tree):
    if tree is None:
        with pytest.raises(QueryError, match="no field"):
            parse(text)
    else:
        assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("evnt:x", 0, 'did you mean "event:"'),
        ("hands plce:x", 6, 'did you mean "place:"'),
        ("(a", 2, "bracket is opened"),
        ("a)", 1, "no open bracket"),
        ('place:"a', 6, "quote is opened"),
        ("a or", 4, "something is missing"),
        ("is:lost", 3, "no state"),
    ],
)
def test_a_query_that_cannot_be_read_says_where_and_what(text, position, says):
    with pytest.raises(QueryError, match=says) as error:
        parse(text)
    assert error.value.position == position


@given(st.text(max_size=40))
def test_any_text_reads_or_is_refused_with_a_position(text):
    try:
        parse(text)
    except QueryError as error:
        assert 0 <= error.position <= len(text)


@pytest.fixture
def archive(catalogue, record):
    """Four assets: a rally in Brussels, two clips from Poland, and a still nobody has touched."""
    rally = record("B/A001C001.mov", video("2020-07-01", caption="Rally near the Parliament"))
    speech = record("W/Беласток рынак.mov", video("2021-08-31", seconds=20))
    street = record("W/A002C002.mov", video("2020-08-09", seconds=8))
    still = record("IMG_2041.JPG", photo("2019-06-12"))
    with catalogue.transaction("Authorities") as edit:

        def add(kind, name, *names, **facts):
            spellings = tuple(Name(text) for text in names)
            return edit.add_authority(Authority(kind=kind, name=name, names=spellings, **facts))

        def below(kind, name, relation=Relation.BROADER):
            return {"related": (Related(relation, kind, name),)}

        add(PLACE, "Poland", "Польшча")
        bialystok = add(PLACE, "Białystok", "Беласток", "Belostok", **below(PLACE, "Poland"))
        warsaw = add(PLACE, "Warsaw", "Warszawa", "Варшава", **below(PLACE, "Poland"))
        series = add(EVENT, "Day of Solidarity")
        event = add(EVENT, "Rally in Brussels", **below(EVENT, "Day of Solidarity", Relation.PART_OF))
        person = add(PERSON, "Sviatlana Tsikhanouskaya", "Святлана Ціханоўская", "Swiatłana Cichanouska")
        flag = add(KEYWORD, "white-red-white flag")
        assert series
        edit.link_all(edit.whole_clips([rally]), event)
        edit.link_all(edit.whole_clips([speech]), bialystok)
        edit.link_all(edit.whole_clips([street]), warsaw)
        crowd = edit.add_clip(speech, TimeRange(0, 50, RATE), name="Crowd")
        edit.link(crowd, person)
        edit.link(crowd, flag)
        edit.add_clip(street, TimeRange(0, 50, RATE))
        edit.describe_clip(edit.whole_clip(rally).id, rating=5, note="Сцяна 50%")
        edit.describe_clip(edit.whole_clip(street).id, rating=2, rejected=True)
        edit.append_shot(edit.add_shot_list("Selects"), crowd)
    return {"rally": rally, "speech": speech, "street": street, "still": still}


def test_a_query_finds(catalogue, archive, subtests):
    for query, found in [
        ("", "still rally street speech"),
        ("bialystok", "speech"),
        ("Беласток", "speech"),
        ("Belostok", "speech"),
        ("рынак", "speech"),
        ("rynak", "speech"),
        ('"near the parl"', "rally"),
        ('"rally parliament"', ""),
        ("rally parliament", "rally"),
        ('"Беласток рынак"', "speech"),
        ('"bielastok rynak"', "speech"),
        ('"bielastok hands"', ""),
        ("A002C002.mov", "street"),
        ("A002C002.jpg", ""),
        ("brussels", "rally"),
        ("parliament", "rally"),
        ("parl", "rally"),
        ("place:Poland", "street speech"),
        ("place:Польшча -place:Варшава", "speech"),
        ('event:"day of solidarity"', "rally"),
        ("person:Cichanouska", "speech"),
        ("person:Ціханоўская", "speech"),
        ("person:Tikhanovskaya", "speech"),
        ("keyword:flag", "speech"),
        ("tag:flag or tag:rally", "rally speech"),
        ("person:Nobody", ""),
        ("kind:photo", "still"),
        ("kind:video", "rally street speech"),
        ("date:2020", "rally street"),
        ("date:2020-07..2020-08", "rally street"),
        ("date:2020-07-01", "rally"),
        ("date:..2020-07-01", "still rally"),
        ("date:>2020-08", "speech"),
        ("date:<2020", "still"),
        ("date:>=2020-08-09", "street speech"),
        ("rating:>=3", "rally"),
        ("rating:2..4", "street"),
        ("-rating:>=3", "still street speech"),
        ("favourite", "rally"),
        ("rejected", "street"),
        ("untagged", "still"),
        ("-untagged", "rally street speech"),
        ("tagged", "rally street speech"),
        ("used", "speech"),
        ("unused kind:video", "rally street"),
        ("list:selects", "speech"),
        ("duration:>=8", "street speech"),
        ("duration:4", "rally"),
        ("name:A00*C002", "street"),
        ("name:img_2041", "still"),
        ("path:W/", "street speech"),
        ("note:50%", "rally"),
        ("note:сцяна", "rally"),
        ("reel:a001 width:640 rate:25 codec:h264", "rally street speech"),
        ("volume:CARD", "still rally street speech"),
        ("id:a1", "rally"),
        ("undated", ""),
        ("(kind:photo or brussels) -date:2019", "rally"),
        ("not kind:video", "still"),
        ('text:"A001C001"', "rally"),
        ("—", ""),
    ]:
        with subtests.test(query=query):
            assert list(catalogue.find(query)) == [archive[name] for name in found.split()]


def test_a_file_that_says_so_is_rejected_until_a_person_says_otherwise(catalogue, record):
    """In its XMP, as Bridge and Lightroom write it."""
    bad, good = record("bad.mov", replace(video(), rating=-1)), record("good.mov", replace(video(), rating=1))
    assert list(catalogue.find("rejected")) == [bad]
    assert list(catalogue.find("-rejected")) == [good]
    with catalogue.transaction("Tag") as edit:
        edit.describe_clip(edit.whole_clip(bad).id, rating=3)
    assert list(catalogue.find("rejected")) == []


def test_what_is_known_to_the_year_or_the_month_is_found_by_spans_it_is_in(catalogue, record, subtests):
    def dated(name, local):
        facts = photo()
        return record(
            name, replace(facts, recorded_at=replace(facts.recorded_at, local=local, certainty=Certainty.DAY))
        )

    archive = {
        name: dated(f"{name}.tif", local)
        for name, local in (("year", "1967"), ("month", "1967-01"), ("may", "1967-05"))
    }
    archive["day"] = record("day.tif", photo("1967-01-01"))
    for query, found in [
        ("date:1967", "year month day may"),
        ("date:1967-01", "month day"),
        ("date:1967-01-01", "day"),
        ("date:1967-05", "may"),
        ("date:1967..1968", "year month day may"),
        ("date:1966", ""),
        ("date:<1967", ""),
        ("date:>1966", "year month day may"),
        ("date:>1967", ""),
        ("date:>=1967-05", "may"),
        ("date:1966-05..1967-01", "year month day"),
    ]:
        with subtests.test(query=query):
            assert sorted(catalogue.find(query)) == sorted(archive[name] for name in found.split())


def test_words_of_any_script_are_found_by_a_part_of_them(catalogue, record, subtests):
    texts = {
        "station": "あの東京駅で",
        "tower": "東京 tower と駅",
        "linked": "서울역에서",
        "poland": "ulica w Łodzi, Łódź",
        "tree": "Ёлка",
    }
    archive = {name: record(f"{name[0]}.mov", video(caption=text)) for name, text in texts.items()}
    with catalogue.transaction("A place") as edit:
        place = edit.add_authority(Authority(kind=PLACE, name="東京駅"))
        edit.link_all(edit.whole_clips([archive["linked"]]), place)
    for query, found in [
        ("東京", "station tower linked"),
        ("東京駅", "station linked"),
        ("京駅", "station linked"),
        ("駅", "station tower linked"),
        ("京都", ""),
        ("東京の駅", ""),
        ('"東京 駅"', "linked"),
        ("東京 駅", "station tower linked"),
        ("東京 tower", "tower"),
        ("東京tower", "tower"),
        ("서울", "linked"),
        ("lodz", "poland"),
        ("елка", "tree"),
        ("ёлка", "tree"),
        ("Elka", "tree"),
        ("place:京駅", "linked"),
        ("place:京駅前", ""),
    ]:
        with subtests.test(query=query):
            assert set(catalogue.find(query)) == {archive[name] for name in found.split()}


def test_clips_are_found_by_their_own_tags_and_those_of_the_whole(catalogue, archive, subtests):
    for query, names in [
        ("keyword:flag", ["Crowd"]),
        ("place:Białystok", [None, "Crowd"]),
        ("used", ["Crowd"]),
        ("kind:photo", []),
        ("rejected", [None]),
    ]:
        with subtests.test(query=query):
            assert [clip.name for clip in catalogue.clips(catalogue.find_clips(query))] == names


def test_a_value_that_cannot_be_is_refused_where_it_stands(catalogue, subtests):
    for query in ["rating:x", "date:summer", "kind:phto", "rate:x", "id:x", "duration:..x"]:
        with subtests.test(query=query):
            with pytest.raises(QueryError) as error:
                catalogue.find(query)
            assert error.value.position == query.index(":") + 1


def test_results_come_in_order(catalogue, archive, subtests):
    for sort, first in [("recorded", "still"), ("-recorded", "speech"), ("name", "rally"), ("-duration", "speech")]:
        with subtests.test(sort=sort):
            assert catalogue.find(sort=sort)[0] == archive[first]
            assert len(catalogue.find(sort=sort, limit=2)) == 2


def test_stars_order_as_lists_show_them(catalogue, archive, record):
    """What a person gave goes before what a camera wrote; what has none stands last, either way round."""
    three = record("three.mov", replace(video("2020-01-01"), rating=3))
    one = record("five.mov", replace(video("2020-01-02"), rating=5))
    with catalogue.transaction("Rate") as edit:
        edit.describe_clip(edit.whole_clip(one).id, rating=1)
    best_first = list(catalogue.find("kind:video", sort="-rating"))
    assert best_first == [archive["rally"], three, archive["street"], one, archive["speech"]]
    assert [row.rating for row in catalogue.rows(best_first)] == [5, 3, 2, 1, None]
    assert list(catalogue.find("kind:video", sort="rating")) == [*best_first[3::-1], archive["speech"]]


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=20) | st.sampled_from(["*", "^x", "NEAR(a b)", "x*", "%", "_", "\\", "'", "a\0b"]))
def test_any_word_is_only_searched_for(catalogue, word):
    for query in (word, f"name:{word}", f"note:{word}", f"place:{word}"):
        try:
            assert list(catalogue.find(query)) == []
        except QueryError as error:
            assert 0 <= error.position <= len(query)


def test_a_place_of_the_whole_name_goes_before_those_that_have_it_in_theirs(catalogue, archive):
    with catalogue.transaction("More places") as edit:
        for name in ("Warszawa Zachodnia", "Embassy of Poland, Minsk"):
            place = edit.add_authority(Authority(kind=PLACE, name=name))
            edit.link_all(edit.whole_clips([archive["still"]]), place)
    assert list(catalogue.find("place:Варшава")) == [archive["street"]]
    assert list(catalogue.find("place:Polska")) == []
    assert list(catalogue.find("place:Poland")) == [archive["street"], archive["speech"]]
    assert list(catalogue.find("place:Zachodnia")) == [archive["still"]]
    assert list(catalogue.find("Варшава")) == [archive["still"], archive["street"]]


def test_a_hint_names_each_record_once_in_the_spelling_nearest_to_what_was_asked(catalogue, archive):
    with pytest.raises(UnknownName) as error:
        catalogue.authority(PERSON, "Святлана Цяхануская Іванаўна")
    assert error.value.nearest == ("Святлана Ціханоўская",)
    with pytest.raises(UnknownName) as error:
        catalogue.authority(PLACE, "Варшва")
    assert error.value.nearest == ("Варшава",)


def test_where_the_line_is_written_anew_names_are_offered_whole(catalogue, archive, subtests):
    for typed, offered in [
        ("place:bel", ["place:Belostok"]),
        ("-person:tsi", ['-person:"Sviatlana Tsikhanouskaya"']),
        ('hands event:"day', ['hands event:"Day of Solidarity"']),
        ("event:", ['event:"Day of Solidarity"', 'event:"Rally in Brussels"']),
        ("is:pi", ["is:picked"]),
        ("ki", ["kind:"]),
    ]:
        with subtests.test(typed=typed):
            assert catalogue.complete(typed, whole=True) == offered


def test_a_query_is_completed_from_what_there_is(catalogue, archive, subtests):
    for typed, offered in [
        ("ki", ["kind:"]),
        ("kind:v", ["kind:video"]),
        ("(-pers", ["(-person:"]),
        ("un", ["untagged", "unused", "undated"]),
        ("is:pi", ["is:picked"]),
        ("hands place:Бел", ["hands place:Беласток"]),
        ("place:bel", ["place:belostok"]),
        ('person:"Sviat', ['person:"Sviatlana Tsikhanouskaya"']),
        ("person:Tsi", ["person:Tsikhanouskaya"]),
        ('event:"day of s', ['event:"day of solidarity"']),
        ('text:"ki', []),
        ("list:", ["list:Selects"]),
        ("note:x", []),
        ("nothing:x", []),
    ]:
        with subtests.test(typed=typed):
            assert catalogue.complete(typed) == offered


def test_every_field_of_the_model_can_be_asked_for(catalogue, archive, subtests):
    with catalogue.transaction("A film") as edit:
        film = edit.add_authority(Authority(kind=AuthorityKind.PROJECT, name="Walls"))
        edit.append_shot(edit.add_shot_list("Film", project=film.name), edit.whole_clip(archive["speech"]))
    for query, found in [
        ("caption:parliament", "rally"),
        ("caption:рынак", ""),
        ("project:walls", "speech"),
        ("role:depicts", "rally speech"),
        ("by:person", "rally street speech"),
        ("by:model", ""),
        ("clip:crowd", "speech"),
        ("size:>=5M", "still rally street speech"),
        ("size:5000000", "still rally street speech"),
        ("size:>5MB", ""),
        ("camera:canon", ""),
        ("latitude:53..54", ""),
        ("shutter:<=1/50", ""),
        ("is:online", "still rally street speech"),
        ("is:offline or is:missing", ""),
        ("is:copied", ""),
        ("is:picked or is:suggested", ""),
    ]:
        with subtests.test(query=query):
            assert list(catalogue.find(query)) == [archive[name] for name in found.split()]


def test_a_copy_is_online_offline_or_missing(catalogue, archive, mounted):
    mounted.clear()
    assert len(catalogue.find("is:offline")) == 4
    assert len(catalogue.find("is:online or is:missing")) == 0
    mounted[CARD] = Path("/media/CARD_A")
    with catalogue.transaction("Scan", by_ingest=True) as edit:
        edit.missing([catalogue.asset(archive["rally"]).copies[0].id])
    assert list(catalogue.find("is:missing")) == [archive["rally"]]
    assert len(catalogue.find("is:online")) == 3


def test_a_name_nobody_has_is_told_with_the_nearest(catalogue, archive):
    assert catalogue.hints('hands person:"Sviatlana Tsihanouskaia" place:Варшава') == []
    (hint,) = catalogue.hints("-(place:Varsava2 or kind:video)")
    assert hint.startswith('No place "Varsava2" in this catalogue: did you mean "Варшава"')
