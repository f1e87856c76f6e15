"""A question is taken back while the database looks for its answer, and the connection is there for the next."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select, text

from library import Catalogue
from library.asking import Question, QuestionTakenBack
from library.database import dialect_of
from library.schema import tables

ENDLESS = text("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 - 1 FROM n) SELECT count(*) FROM n")


def ask_endlessly(catalogue: Catalogue, begun: Event, times: int = 1) -> None:
    for _ in range(times):
        with catalogue._reading() as connection:
            begun.set()
            connection.execute(ENDLESS)


@pytest.mark.timeout(60)
def test_a_question_is_given_up_and_the_next_is_answered(place: Path | str) -> None:
    with Catalogue.create(place) as catalogue, ThreadPoolExecutor() as threads:
        for _ in range(5):
            question, begun = Question(), Event()
            asked = threads.submit(question.ask, lambda begun=begun: ask_endlessly(catalogue, begun))
            assert begun.wait(30)
            question.take_back()
            with pytest.raises(QuestionTakenBack, match="was taken back before it answered"):
                asked.result(timeout=30)
            assert threads.submit(Question().ask, catalogue.count).result() == 0
            assert catalogue._engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # of the pool both have


def test_what_is_taken_back_before_it_is_asked_is_never_asked(place: Path | str) -> None:
    with Catalogue.create(place) as catalogue:
        question, begun = Question(), Event()
        question.take_back()
        with pytest.raises(QuestionTakenBack):
            question.ask(lambda: ask_endlessly(catalogue, begun))
        assert not begun.is_set()


def test_taking_back_what_is_answered_stops_nothing(place: Path | str) -> None:
    with Catalogue.create(place) as catalogue:
        question = Question()
        assert question.ask(catalogue.count) == 0
        question.take_back()
        assert catalogue.find("") == catalogue.find("-tagged")


def test_a_table_of_what_was_found_is_gone_with_its_question(path: Path) -> None:
    """Facets keep what is found in a table; whoever is taken back in the middle must not leave it to the next."""
    with Catalogue.create(path) as catalogue, ThreadPoolExecutor() as threads:
        question, begun = Question(), Event()

        def ask() -> None:
            found = select(tables.asset.c.id)
            with catalogue._reading() as connection, dialect_of(connection).kept(connection, found):
                begun.set()
                connection.execute(ENDLESS)

        asked = threads.submit(question.ask, ask)
        assert begun.wait(30)
        question.take_back()
        with pytest.raises(QuestionTakenBack):
            asked.result(timeout=30)
        with catalogue._reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_temp_master").scalar_one() == 0
            assert connection.info["library.database.sqlite"] == 0
