"""Promise 18: an upgrade is all or nothing, from every revision there was, and the catalogue as it was is kept."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import signal
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from catalogue_contents import Rows, assert_sound, contents
from older_catalogues import made_by, open_until, version_of

from library import Catalogue, migrations

OLDER = migrations.KNOWN[:-1]
DERIVED = (
    *("alembic_version", "asset_search", "asset_authority", "asset_line", "authority_key"),
    *("seen_folder", "change", "sqlite_sequence"),
)
"""What an upgrade makes anew, or takes out of history because it is derived."""


def rows(path: Path) -> dict[str, int]:
    return {name: len(found) for name, found in contents(path).items() if name not in DERIVED}


def assert_old_or_new(path: Path, version: str, before: dict[str, Rows]) -> bool:
    """The catalogue is wholly as it was, or wholly upgraded; opening it brings it to the end. Whether it was new."""
    new = version_of(path) == migrations.HEAD
    counts = {name: len(found) for name, found in before.items() if name not in DERIVED}
    if new:
        assert contents(path.with_name(f"{path.name}.{version}")) == before
        assert rows(path).items() >= counts.items()
    else:
        assert contents(path) == before
    with Catalogue.open(path) as catalogue:
        assert catalogue.count() == 1
    assert version_of(path) == migrations.HEAD
    assert contents(path.with_name(f"{path.name}.{version}")) == before
    assert rows(path).items() >= counts.items()
    assert_sound(path)
    return new


def killed(path: Path, statements: int) -> bool:
    """Kills an upgrade before a statement; whether it had got so far."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["older_catalogues"])
    process = context.Process(target=open_until, args=(str(path), statements))
    process.start()
    process.join(60)
    assert process.exitcode in {0, -signal.SIGKILL}
    return process.exitcode != 0


def kills(version: str, at: Iterable[int], folder: Path) -> tuple[int, int]:
    """Kills upgrades from a revision; how many were killed, and how many of those left a new catalogue."""
    dead = new = 0
    for number in at:
        place = folder / f"{version}-{number}"
        place.mkdir()
        path = made_by(version, place / "catalogue.db")
        before = contents(path)
        did = killed(path, number)
        dead += did
        new += assert_old_or_new(path, version, before) and did
        shutil.rmtree(place)
    return dead, new


def count_of_statements(version: str, folder: Path) -> int:
    place = folder / f"{version}-counted"
    place.mkdir()
    path = made_by(version, place / "catalogue.db")
    return open_until(str(path), 10**6)


def test_killed_on_the_way_it_is_old_or_new(tmp_path: Path) -> None:
    dead = 0
    for version in OLDER:
        last = count_of_statements(version, tmp_path)
        assert last > 10
        dead += kills(version, (last - 5,), tmp_path)[0]
    assert dead == len(OLDER)


@pytest.mark.soak
def test_killed_two_hundred_times_it_is_old_or_new(tmp_path: Path) -> None:
    dead = new = 0
    chance = random.Random(20200809)
    for version in OLDER:
        last = count_of_statements(version, tmp_path)
        points = [chance.randint(1, last) for _ in range(-(-200 // len(OLDER)))]
        for number, point in enumerate(points):
            (tmp_path / str(number)).mkdir(exist_ok=True)
            found = kills(version, [point], tmp_path / str(number))
            dead, new = dead + found[0], new + found[1]
    print(
        f"\npromise 18: {dead} upgrades killed, from each of {len(OLDER)} revisions: {dead - new} old, {new} new, "
        "0 half; the copy from before is there, and the row counts are equal"
    )


@pytest.mark.parametrize(("version", "failing"), list(pairwise(migrations.KNOWN)))
def test_a_step_that_fails_leaves_it_old(
    version: str, failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made_by(version, tmp_path / "catalogue.db")
    before = contents(path)
    load = ScriptDirectory._load_revisions

    def broken(self):
        for script in load(self):
            if script.revision == failing:
                works = script.module.upgrade

                def fail(works=works) -> None:
                    works()
                    raise LookupError(failing)

                script.module.upgrade = fail
            yield script

    monkeypatch.setattr(ScriptDirectory, "_load_revisions", broken)
    with pytest.raises(LookupError, match=failing):
        Catalogue.open(path)
    monkeypatch.undo()
    assert contents(path) == before
    assert not assert_old_or_new(path, version, before)
