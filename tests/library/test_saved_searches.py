"""Searches that are kept: in the history, in other queries, and never in themselves."""

from __future__ import annotations

import pytest
from catalogue_factory import photo, video

from library.edit.authorities import NameEmpty
from library.edit.searches import SearchInUse
from library.query.grammar import QueryError
from library.query.saved import SearchCycle
from library.reading.authorities import UnknownName


@pytest.fixture
def archive(catalogue, record):
    """A still and two videos; searches for the videos, and for the long ones of them."""
    still, short, long = (
        record("a.jpg", photo()),
        record("b.mov", video(seconds=4)),
        record("c.mov", video(seconds=60)),
    )
    with catalogue.transaction("Searches") as edit:
        edit.save_search("Videos", "kind:video")
        edit.save_search("Długie ujęcia", "search:videos duration:>=30")
    return still, short, long


def test_a_search_stands_for_its_query_in_any_spelling_of_its_name(catalogue, archive):
    still, short, long = archive
    assert list(catalogue.find("search:videos")) == [short, long]
    assert list(catalogue.find('search:"dlugie ujecia"')) == [long]
    assert list(catalogue.find("-search:videos")) == [still]
    assert catalogue.search("dlugie ujecia").query == "search:videos duration:>=30"
    assert [one.name for one in catalogue.searches()] == ["Długie ujęcia", "Videos"]


def test_saving_again_changes_the_query_and_undo_brings_the_old_one_back(catalogue, archive):
    with catalogue.transaction("Again") as edit:
        edit.save_search("VIDEOS", "kind:photo")
    assert list(catalogue.find("search:videos")) == [archive[0]]
    assert list(catalogue.find('search:"długie ujęcia"')) == []
    catalogue.undo()
    assert list(catalogue.find("search:videos")) == [*archive[1:]]
    catalogue.undo()
    assert catalogue.searches() == []


@pytest.mark.parametrize(
    ("name", "query", "error", "says"),
    [
        ("Videos", "kind:photo or search:videos", SearchCycle, '"Videos" asks for "Videos"'),
        ("Videos", '-search:"dlugie ujecia"', SearchCycle, '"Videos" asks for "Długie ujęcia" asks for "Videos"'),
        ("New", "search:new", QueryError, 'No search "new"'),
        ("New", "search:vidoes", QueryError, 'did you mean "Videos"'),
        ("New", "(", QueryError, "bracket"),
        ("—", "kind:photo", NameEmpty, "—"),
    ],
)
def test_what_cannot_be_asked_cannot_be_kept(catalogue, archive, name, query, error, says):
    with pytest.raises(error, match=says), catalogue.transaction("Save") as edit:
        edit.save_search(name, query)
    assert len(catalogue.searches()) == 2


def test_a_search_goes_when_no_other_asks_for_it(catalogue, archive):
    with pytest.raises(SearchInUse, match="Długie"), catalogue.transaction("Remove") as edit:
        edit.remove_search("videos")
    with catalogue.transaction("Remove") as edit:
        edit.remove_search("dlugie ujecia")
        edit.remove_search("videos")
    assert catalogue.searches() == []
    with pytest.raises(UnknownName), catalogue.transaction("Remove") as edit:
        edit.remove_search("videos")


def test_a_cycle_that_came_from_elsewhere_is_refused_when_asked(catalogue, archive):
    with catalogue._writing() as connection:
        connection.exec_driver_sql("UPDATE saved_search SET query = 'search:\"dlugie ujecia\"' WHERE folded = 'videos'")
    with pytest.raises(SearchCycle):
        catalogue.find("search:videos")


def test_an_error_inside_a_search_stands_where_its_name_does(catalogue, archive):
    with catalogue._writing() as connection:
        connection.exec_driver_sql("UPDATE saved_search SET query = 'width:wide' WHERE folded = 'videos'")
    with pytest.raises(QueryError, match="wide") as error:
        catalogue.find("hands search:videos")
    assert error.value.position == 13
