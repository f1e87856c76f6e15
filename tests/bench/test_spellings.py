"""What it costs to find footage by a name however it is spelt; ratios are printed, none is asserted."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator

import pytest
from catalogue_factory import CARD, photo, stamp

from library import Catalogue, search
from library.authorities import starter_authorities
from library.model import AuthorityKind, Fingerprint

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]
MANY = 20_000


def seconds(do: Callable[[], object], times: int = 5) -> float:
    """The best of some runs."""
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        do()
        best = min(best, time.perf_counter() - started)
    return best


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    """Photos of the cities of the starter files, as many of each; every hundredth has its city in its file's name."""
    with Catalogue.create(tmp_path_factory.mktemp("spellings") / "catalogue.db") as made:
        with made.transaction("Fill", by_ingest=True) as edit:
            edit.add_missing(starter_authorities())
            volume = edit.add_volume(CARD, "CARD").id
        cities = [one for one in made.authorities(AuthorityKind.PLACE) if one.latitude is not None]
        for first in range(0, MANY, 5000):
            with made.transaction("Fill", by_ingest=True) as edit:
                assets = [edit.record(volume, path(number, cities[number % len(cities)].name), stamp(),
                                      Fingerprint(5_000_000, f"{number:032x}"), photo())[1]
                          for number in range(first, first + 5000)]  # fmt: skip
                for number, city in enumerate(cities):
                    edit.link_all(edit.whole_clips(assets[(number - first) % len(cities) :: len(cities)]), city)
        yield made


def path(number: int, city: str) -> bytes:
    place = f" {city}" if number % 100 == 0 else ""
    return f"DCIM/{number // 1000:03}/IMG_{number:06}{place}.jpg".encode()


@pytest.mark.parametrize(
    "query",
    [
        "place:Białystok",
        "place:Беласток",
        "place:Bielastok",
        "Беласток",
        "Bielastok",
        "place:Poland kind:photo",
        "IMG_099999",
    ],
)
def test_a_query_beside_the_bare_join(catalogue: Catalogue, query: str) -> None:
    place = catalogue.authority(AuthorityKind.PLACE, "Białystok").id
    bare = sqlite3.connect(str(catalogue.database))
    join = """SELECT DISTINCT asset.id FROM link JOIN clip ON clip.id = clip_id JOIN asset ON asset.id = asset_id
              WHERE authority_id = ? ORDER BY recorded_local, asset.id"""
    floor = seconds(lambda: bare.execute(join, [place]).fetchall())
    bare.close()
    ours = seconds(lambda: catalogue.find(query))
    found = len(catalogue.find(query))
    beside = f"the bare join of one city {floor * 1e3:.1f} ms, ratio {ours / floor:.1f}"
    print(f"\n{query}: {found:,} of {MANY:,} in {ours * 1e3:.1f} ms; {beside}")


def test_deriving_everything_anew(catalogue: Catalogue) -> None:
    with catalogue._writing() as connection:
        took = seconds(lambda: search.rebuild(connection), 1)
    print(f"\nkeys and index of {MANY:,} assets anew: {took:.1f} s, {took / MANY * 1e6:.0f} µs an asset")
