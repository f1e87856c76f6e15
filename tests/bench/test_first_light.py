"""How long things take beside the least they could take, in the same run; only ratios are printed, none is asserted."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from catalogue_factory import CARD, photo, stamp
from media_factory import make_photo
from textual.geometry import Region
from tui_driving import settle

from library import Catalogue
from library.model import Fingerprint, FoundFile
from mediavault.ingest.run import ingest
from mediavault.ingest.values import IngestOptions
from mediavault.vault import Vault
from tui.app import MediavaultApp

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]
MANY = 100_000
AT_ONCE = 2000


def seconds(do: Callable[[], object], times: int = 5) -> float:
    """The best of some runs."""
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        do()
        best = min(best, time.perf_counter() - started)
    return best


def say(what: str) -> None:
    """Says at once what is being done: a run of many minutes that is silent looks like one that hangs."""
    print(f"\n{what} …", end="", flush=True)


def told(what: str, ours: float, floor: float, per: int = 1) -> None:
    print(f"\n  {what}: {ours * 1e3 / per:.3f} ms, floor {floor * 1e3 / per:.3f} ms, ratio {ours / floor:.2f}")


def filled(vault: Vault, count: int) -> Vault:
    say(f"filling a catalogue with {count:,} photos")
    with vault.catalogue() as catalogue:
        for first in range(0, count, AT_ONCE):
            with catalogue.transaction("Fill", by_ingest=True) as edit:
                volume = edit.add_volume(CARD, "CARD").id
                edit.record_all(volume, [found(number) for number in range(first, min(count, first + AT_ONCE))])
            if count > first + AT_ONCE and (first // AT_ONCE) % 5 == 4:
                say(f"{first + AT_ONCE:,} photos are in")
    return vault


def found(number: int) -> FoundFile:
    path = f"DCIM/{number // 1000:03}/IMG_{number:06}.jpg".encode()
    return FoundFile(path, stamp(), Fingerprint(5_000_000, f"{number:032x}"), photo())


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return filled(Vault.create(tmp_path_factory.mktemp("large") / "vault"), MANY)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    return filled(Vault.create(tmp_path_factory.mktemp("small") / "vault"), 100)


@pytest.fixture
def catalogue(large: Vault) -> Iterator[Catalogue]:
    with large.catalogue() as opened:
        yield opened


def test_finding_everything_beside_the_bare_database(catalogue: Catalogue) -> None:
    say("finding everything")
    bare = sqlite3.connect(str(catalogue.database))
    floor = seconds(lambda: bare.execute("SELECT id FROM asset ORDER BY recorded_local, id").fetchall())
    bare.close()
    told(f"find everything of {MANY:,}", seconds(lambda: catalogue.find("")), floor)


def test_a_word_among_many_beside_the_bare_index(catalogue: Catalogue) -> None:
    say("finding one name")
    bare = sqlite3.connect(str(catalogue.database))
    query = "SELECT rowid FROM asset_search WHERE asset_search MATCH '\"img 099999\"'"
    floor = seconds(lambda: bare.execute(query).fetchall())
    bare.close()
    told(f"find one name of {MANY:,}", seconds(lambda: catalogue.find("IMG_099999")), floor)


async def scrolled(vault: Vault) -> float:
    """Seconds for a hundred steps of the cursor, each drawn."""
    say("scrolling in the interface")
    with vault.catalogue() as catalogue:
        app = MediavaultApp(vault, catalogue)
        async with app.run_test(size=(120, 40)) as pilot:
            await settle(pilot, 1)
            rows = app.library.assets

            def step() -> None:
                for _ in range(100):
                    rows.move(min(rows.cursor + 1, len(rows.ids) - 1))
                    rows.render_lines(Region(0, 0, rows.size.width, rows.size.height))

            return seconds(step, 3)


async def test_scrolling_many_rows_beside_few(large: Vault, small: Vault) -> None:
    told(f"a step through {MANY:,} rows, drawn, beside 100 rows", await scrolled(large), await scrolled(small), 100)


def test_a_second_ingest_beside_looking_at_the_folder(tmp_path: Path) -> None:
    say("ingesting 3,000 small photos, and again")
    original = make_photo(tmp_path / "one.jpg").read_bytes()
    card = tmp_path / "card"
    for number in range(3000):
        path = card / f"{number // 100:02}" / f"IMG_{number:04}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(original + number.to_bytes(4, "big"))
    vault = Vault.create(tmp_path / "vault")

    def look() -> None:
        for folder, _, names in os.walk(card):
            for name in names:
                os.lstat(f"{folder}/{name}")

    with vault.catalogue() as catalogue:
        first = seconds(lambda: ingest(catalogue, vault, [card], IngestOptions(previews=False)), 1)
        second = seconds(lambda: ingest(catalogue, vault, [card], IngestOptions(previews=False)), 3)
    told("a second ingest of 3,000 files beside os.walk and lstat", second, seconds(look), 3000)
    told("the first ingest beside the second", first, second, 3000)
