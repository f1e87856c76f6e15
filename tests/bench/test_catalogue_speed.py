"""What a large catalogue costs: asking, listing, counting, tagging and undoing, beside the bare database.

A hundred thousand assets, three hundred thousand clips, a million links; MEDIAVAULT_BENCH_SCALE=10 makes it a million
assets. Figures are printed with what SQLite alone takes for the best statement there is; none is asserted.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from large_catalogue import Contents, fill

from library import Catalogue
from library.model import AuthorityKind

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]
MANY = int(100_000 * float(os.environ.get("MEDIAVAULT_BENCH_SCALE", "1")))
FEW = MANY // 10
PAGE = 200
TAGGED = 10_000
AGAIN = 7


@dataclass(frozen=True)
class Library:
    """A catalogue and what is in it."""

    path: Path
    contents: Contents

    def name(self, kind: str, place: int) -> str:
        """The query for a record that is used more or less often."""
        records = self.contents.records[kind]
        return f'{kind}:"{records[place % len(records)][1]}"'


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Library:
    path = tmp_path_factory.mktemp("large") / "catalogue.db"
    return Library(path, fill(path, MANY))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Library:
    path = tmp_path_factory.mktemp("small") / "catalogue.db"
    return Library(path, fill(path, FEW))


@pytest.fixture
def catalogue(large: Library) -> Iterator[Catalogue]:
    with Catalogue.open(large.path) as opened:
        yield opened


@pytest.fixture
def bare(large: Library) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(large.path)
    connection.execute("PRAGMA temp_store=MEMORY")
    yield connection
    connection.close()


def times(do: Callable[[], object], count: int = AGAIN) -> list[float]:
    """Seconds of each of some runs."""
    taken = []
    for _ in range(count):
        started = time.perf_counter()
        do()
        taken.append(time.perf_counter() - started)
    return taken


def spread(taken: list[float]) -> str:
    ordered = sorted(taken)
    return f"p50 {statistics.median(ordered) * 1e3:.1f} ms, p95 {ordered[int(len(ordered) * 0.95)] * 1e3:.1f} ms"


def told(what: str, ours: list[float], floor: list[float]) -> None:
    beside = f"floor {min(floor) * 1e3:.1f} ms, ratio {min(ours) / min(floor):.1f}"
    print(f"\n{what}: {spread(ours)}; best {min(ours) * 1e3:.1f} ms, {beside}")


def queries(library: Library) -> Iterator[str]:
    """Words and two fields: common and rare words, names used often and seldom."""
    words = library.contents.words
    fields = ("kind:video", "date:2019..2020", "rating:>=3", "camera:canon", "-untagged", "volume:archive")
    for number in range(24):
        name = library.name(("place", "person", "event", "keyword")[number % 4], 1 + number * 3)
        said = words[number**2 % 400] if number % 3 else f"{words[number]} {words[number + 1]}"
        yield f"{said} {name} {fields[number % len(fields)]}"


IDEAL = """SELECT json_group_array(id) FROM (SELECT id FROM asset WHERE kind = 'video'
    AND id IN (SELECT rowid FROM asset_search WHERE words MATCH ?)
    AND id IN (SELECT asset_id FROM asset_authority WHERE authority_id = ?) ORDER BY recorded_local, id)"""


def test_words_and_two_fields(large: Library, catalogue: Catalogue, bare: sqlite3.Connection) -> None:
    taken = [one for query in queries(large) for one in times(lambda query=query: catalogue.find(query))]
    record = large.contents.records["place"][1][0]
    floor = times(lambda: bare.execute(IDEAL, [f'"{large.contents.words[1]}"*', record]).fetchall())
    told(f"query to ids of {MANY:,}, words and two fields", taken, floor)
    taken = [
        one for query in queries(large) for one in times(lambda query=query: catalogue.find(query, folded=True), 3)
    ]
    told("the same, parts behind their wholes", taken, floor)
    taken = [one for query in queries(large) for one in times(lambda query=query: catalogue.find_clips(query), 3)]
    told("the same, of clips", taken, floor)


def test_a_page_of_rows(catalogue: Catalogue, bare: sqlite3.Connection) -> None:
    ids = catalogue.find("")
    starts = range(0, MANY - PAGE, MANY // 50)
    taken = [one for start in starts for one in times(lambda start=start: catalogue.rows(ids[start : start + PAGE]), 1)]
    columns = (
        "id, kind, name, recorded_local, recorded_certainty, rating, quick_hex, frame_rate, frame_count, duration_s"
    )
    marks = ", ".join("?" * PAGE)
    ideal = f"SELECT {columns} FROM asset WHERE id IN ({marks})"
    floor = [
        one
        for start in starts
        for one in times(lambda start=start: bare.execute(ideal, ids[start : start + PAGE].tolist()).fetchall(), 1)
    ]
    told(f"a page of {PAGE} rows with names, states and parts, beside ten columns of the asset alone", taken, floor)


def test_facets(large: Library, catalogue: Catalogue, bare: sqlite3.Connection) -> None:
    ideal = "SELECT authority_id, count(*) FROM asset_authority GROUP BY 1"
    floor = times(lambda: bare.execute(ideal).fetchall())
    told("all facets of everything, beside one count of links", times(catalogue.facets), floor)
    for query in (large.name("place", 2), f"{large.contents.words[40]} kind:video", large.contents.words[0]):
        found = len(catalogue.find(query))
        told(f"all facets of {query} ({found:,})", times(lambda query=query: catalogue.facets(query), 3), floor)


def opened(library: Library) -> None:
    """Opens a library, to its first page."""
    with Catalogue.open(library.path) as catalogue:
        catalogue.rows(catalogue.find("", folded=True)[:PAGE])


def test_opening_the_whole_library(large: Library, bare: sqlite3.Connection) -> None:
    ideal = "SELECT json_group_array(id) FROM (SELECT id FROM asset ORDER BY recorded_local, id)"
    told(
        f"open a library of {MANY:,}, to its first page",
        times(lambda: opened(large)),
        times(lambda: bare.execute(ideal).fetchall()),
    )


def test_tagging_and_undoing(catalogue: Catalogue, tmp_path: Path) -> None:
    chosen = catalogue.find("kind:video", limit=TAGGED)
    records = catalogue.authorities(AuthorityKind.PROJECT) or catalogue.authorities(AuthorityKind.KEYWORD)[:AGAIN]
    rows = [(key, 1, "about", "person") for key in range(TAGGED)]

    def ideal() -> None:
        bare = sqlite3.connect(tmp_path / "bare.db")
        bare.execute("CREATE TABLE link (id INTEGER PRIMARY KEY AUTOINCREMENT, clip, record, role, said)")
        bare.executemany("INSERT INTO link (clip, record, role, said) VALUES (?, ?, ?, ?)", rows)
        bare.commit()
        bare.execute("DELETE FROM link")
        bare.close()
        (tmp_path / "bare.db").unlink()

    def tag(number: int) -> None:
        with catalogue.transaction("Tag") as edit:
            edit.link_all(edit.whole_clips(chosen), records[number % len(records)])

    floor, tagging, undoing = times(ideal, 3), [], []
    for number in range(3):
        tagging += times(lambda number=number: tag(number), 1)
        undoing += times(catalogue.undo, 1)
    told(f"tag {TAGGED:,} clips", tagging, floor)
    told(f"undo the tagging of {TAGGED:,} clips", undoing, floor)


def test_what_a_row_costs_as_the_library_grows(large: Library, small: Library) -> None:
    best: dict[str, list[float]] = {}
    for library in (small, large):
        with Catalogue.open(library.path) as catalogue:
            asked, ids = list(queries(library)), catalogue.find("")
            page = ids[len(ids) // 2 :][:PAGE]
            for what, do in (
                ("open it, to the first page", lambda library=library: opened(library)),
                ("whole library", lambda catalogue=catalogue: catalogue.find("")),
                ("a page", lambda catalogue=catalogue, page=page: catalogue.rows(page)),
                ("24 queries", lambda catalogue=catalogue, asked=asked: [catalogue.find(query) for query in asked]),
                ("of clips", lambda catalogue=catalogue, asked=asked: [catalogue.find_clips(one) for one in asked]),
                ("facets", lambda catalogue=catalogue: catalogue.facets()),
            ):
                best.setdefault(what, []).append(min(times(do, 3)))
    for what, (few, many) in best.items():
        of_all = f"{few * 1e3:.1f} ms at {FEW:,}, {many * 1e3:.1f} ms at {MANY:,}, ratio {many / few:.1f}"
        print(f"\n{what}: {of_all}; a row {few * 1e9 / FEW:,.0f} and {many * 1e9 / MANY:,.0f} ns")
