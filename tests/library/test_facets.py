"""Facets count what a query finds, and each narrows it to as much as it says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from catalogue_factory import photo, video

from library.finding import UnknownFacet
from library.model import Authority, AuthorityKind, Camera


@pytest.fixture
def archive(catalogue, record):
    """A photo and two videos; one video is linked twice to one record and rated."""
    still = record("a.jpg", replace(photo("2019-06-12"), camera=Camera("Canon", "EOS R5")))
    first = record("b.mov", replace(video("2020-07-01"), rating=3))
    second = record("c.mov", replace(video("2020-08-09"), camera=Camera("Canon", "EOS R5")))
    with catalogue.transaction("Tag") as edit:
        flag = edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="flag"))
        banner = edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name='a "big" banner'))
        place = edit.add_authority(Authority(kind=AuthorityKind.PLACE, name="Vilnius"))
        edit.link_all(edit.whole_clips([still, first, second]), flag)
        edit.link_all(edit.whole_clips([first]), flag, role="depicts")
        edit.link_all(edit.whole_clips([second]), banner)
        edit.link_all(edit.whole_clips([second]), place)
        edit.describe_clip(edit.whole_clip(second).id, rating=5)
    return still, first, second


def counted(found):
    return {field: {one.value: one.count for one in each} for field, each in found.items() if each}


def test_all_fields_are_counted_in_order(catalogue, archive):
    found = catalogue.facets()
    assert counted(found) == {
        "kind": {"photo": 1, "video": 2},
        "year": {"2019": 1, "2020": 2},
        "month": {"2019-06": 1, "2020-07": 1, "2020-08": 1},
        "place": {"Vilnius": 1},
        "keyword": {"flag": 3, 'a "big" banner': 1},
        "camera": {"Canon EOS R5": 2},
        "volume": {"CARD_A": 3},
        "rating": {"3": 1, "5": 1},
        "state": {"online": 3},
    }
    assert [one.value for one in found["keyword"]] == ["flag", 'a "big" banner']


def test_a_year_without_a_month_is_counted_as_a_year(catalogue, record):
    still = photo()
    record("scan.tif", replace(still, recorded_at=replace(still.recorded_at, local="1967")))
    record("other.tif", replace(still, recorded_at=replace(still.recorded_at, local="1967-05")))
    found = counted(catalogue.facets())
    assert (found["year"], found["month"]) == ({"1967": 2}, {"1967-05": 1})


def test_each_narrows_a_search_to_as_much_as_it_counts(catalogue, archive):
    for query in ("", "kind:video", "-rating:5"):
        for each in catalogue.facets(query).values():
            for one in each:
                assert len(catalogue.find(f"{query} {one.query}")) == one.count, (query, one)


def test_what_is_found_is_counted_in_parts_as_in_one(catalogue, archive, monkeypatch):
    """Each alone, and with parts in which nothing is found between."""
    whole = counted(catalogue.facets("kind:photo or rating:5"))
    monkeypatch.setattr("library.database.sqlite.AT_ONCE", 1)
    assert counted(catalogue.facets("kind:photo or rating:5")) == whole
    assert counted(catalogue.facets("kind:audio")) == {}


def test_a_query_and_fields_narrow_what_is_counted(catalogue, archive, mounted):
    mounted.clear()
    assert counted(catalogue.facets("date:2020", fields=["keyword", "state"])) == {
        "keyword": {"flag": 2, 'a "big" banner': 1},
        "state": {"offline": 2},
    }
    assert counted(catalogue.facets("nothing")) == {}
    with pytest.raises(UnknownFacet, match='"lens": known are kind, year'):
        catalogue.facets(fields=["lens"])
