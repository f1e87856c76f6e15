"""Promise 3: what was acknowledged survives kill -9 at any moment, and the next run comes to the same end."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from broken_runs import PROGRAM, Ended, Write, assert_goes_on, broken_at, finish, lost, run, writes_of
from catalogue_contents import assert_sound, known
from warm_runs import WarmProgram, with_each

from mediavault.vault import Vault

Broken = Callable[[Path, Path, str, str], Ended]
Again = Callable[[Path, Path], object]

KILL = "signal=KILL:when={}"
FILES = 11
"""On the card."""
Broken = Callable[[Path, Path, str, str], Ended]
Again = Callable[[Path, Path], object]

KILL = "signal=KILL:when={}"
FILES = 11
"""On the card."""
WHOLE_RUN_S = 0.7
"""About what a run takes that nothing comes in the way of, and has everything loaded already."""


@pytest.fixture(scope="module")
def points(card: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Write]:
    """Every write and every wait for the disk of an unbroken run."""
    writes = writes_of(tmp_path_factory.mktemp("counted") / "vault", card)
    assert sum(one.call == "pwrite64" for one in writes) > 100
    assert sum(one.call == "fdatasync" for one in writes) > 5
    return writes


def killed_at(
    point: Write, card: Path, unbroken: Path, folder: Path, broken: Broken = broken_at, again: Again = finish
) -> int:
    """Kills a run at a point and looks at what it left; returns how many outcomes it had told."""
    vault = folder / f"{point.call}-{point.number}"
    ended = broken(vault, card, point.call, KILL.format(point.number))
    assert ended.status == -signal.SIGKILL, ended.err
    assert_goes_on(vault, card, ended, unbroken, again)
    shutil.rmtree(vault)
    return len(ended.told)


@pytest.mark.needs_program("strace")
def test_killed_at_a_write_nothing_acknowledged_is_lost(
    points: list[Write], card: Path, unbroken: Path, tmp_path: Path
) -> None:
    writes, waits = ([one for one in points if one.call == call] for call in ("pwrite64", "fdatasync"))
    # In the making of the tables, amid the files, and when all has been told and is brought into the catalogue.
    told = [killed_at(point, card, unbroken, tmp_path) for point in (writes[29], waits[-4], writes[-10])]
    assert told[0] == 0
    assert told[-1] > 0, "nothing had been acknowledged that could be lost"


@pytest.mark.soak
@pytest.mark.needs_program("strace")
def test_killed_at_every_write_nothing_acknowledged_is_lost(
    points: list[Write], card: Path, unbroken: Path, tmp_path: Path
) -> None:
    began = time.monotonic()
    # A part of them by the whole program, with its workers.
    with ThreadPoolExecutor(os.cpu_count()) as several:
        whole = list(several.map(lambda at: killed_at(at, card, unbroken, tmp_path, again=run), points[::12]))
    warm = with_each(
        lambda program, at: killed_at(at, card, unbroken, tmp_path, program.broken_at, program.run), points, card
    )
    print(
        f"\npromise 3: killed at each of {len(points)} writes and waits for the disk, and at {len(whole)} of them with "
        f"its workers, {sum(warm) + sum(whole)} outcomes acknowledged: 0 lost, 0 torn, 0 twice, all resumed to the end "
        f"of an unbroken run; {time.monotonic() - began:.0f} s"
    )
    assert len(warm) == len(points)


def started(vault: Path, card: Path, *more: str) -> subprocess.Popen[str]:
    command = (*PROGRAM, "--vault", str(vault), "ingest", str(card), "--json", *more)
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True)


@pytest.fixture(scope="module")
def pictured(card: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vault of an unbroken run with previews."""
    vault = tmp_path_factory.mktemp("pictured") / "vault"
    with started(vault, card) as running:
        running.communicate(timeout=110)
    assert running.returncode == 0
    return vault


def pictures(vault: Path) -> set[str]:
    return {path.name for path in (vault / "previews").rglob("*.jpg") if path.stat().st_size}


@pytest.mark.parametrize(("signal_number", "lines"), [(signal.SIGKILL, 5), (signal.SIGINT, 3)])
def test_a_run_ended_at_any_line_goes_on_to_the_same_end(
    card: Path, pictured: Path, tmp_path: Path, signal_number: signal.Signals, lines: int
) -> None:
    vault = tmp_path / "vault"
    with started(vault, card, "--jobs", "1") as running:
        told = [json.loads(running.stdout.readline()) for _ in range(lines)]
        running.send_signal(signal_number)
        running.communicate(timeout=60)
    assert running.returncode in {-signal.SIGKILL, 130, 0}
    assert {one["outcome"] for one in told} == {"new"}
    assert lost(vault / "catalogue.db", told) == []
    with started(vault, card) as again:
        out, _ = again.communicate(timeout=110)
    summary = json.loads(out.splitlines()[-1])["summary"]
    assert summary["new"] + summary["known"] == 11
    assert summary["known"] >= lines
    assert known(vault / "catalogue.db") == known(pictured / "catalogue.db")
    assert pictures(vault) == pictures(pictured)


LIVES = 4
"""How often a vault's ingest is killed before it may come to its end."""


def killed_at_random(program: WarmProgram, vault: Path, card: Path, moments: Sequence[float]) -> tuple[int, int]:
    """Kills run after run of one vault, and looks at it each time; how many died amid the files, and all that was told.

    Args:
        program: What is killed.
        vault: Need not be there.
        card: What is ingested.
        moments: Seconds after each start.
    """
    acknowledged: list[dict] = []
    amid = 0
    for moment in moments:
        ended = program.run(vault, card, kill_after_s=moment)
        acknowledged += [one for one in ended.told if one["outcome"] == "new"]
        amid += 0 < len(acknowledged) < FILES
        assert lost(vault / "catalogue.db", acknowledged) == []
        if (vault / "catalogue.db").exists():
            assert_sound(vault / "catalogue.db")
    return amid, len(acknowledged)


def seconds_of(program: WarmProgram, vault: Path, card: Path) -> float:
    """How long a run takes that nothing comes in the way of."""
    began = time.monotonic()
    assert program.run(vault, card).status == 0
    return time.monotonic() - began


@pytest.mark.soak
def test_killed_a_thousand_times_nothing_acknowledged_is_lost(card: Path, unbroken: Path, tmp_path: Path) -> None:
    chance, began = random.Random(20200809), time.monotonic()
    [whole_s] = with_each(lambda program, vault: seconds_of(program, vault, card), [tmp_path / "timed"], card)
    lives = [[chance.uniform(0.0, 1.5 * whole_s) for _ in range(LIVES)] for _ in range(1000 // LIVES)]

    def one(program: WarmProgram, moments: Sequence[float]) -> tuple[int, int]:
        vault = tmp_path / f"vault-{lives.index(moments)}"
        amid, told = killed_at_random(program, vault, card, moments)
        assert_goes_on(vault, card, Ended(0, [], ""), unbroken, program.run)
        shutil.rmtree(vault)
        return amid, told

    found = with_each(one, lives, card)
    amid, told = (sum(numbers) for numbers in zip(*found, strict=True))
    print(
        f"\npromise 3: {len(found) * LIVES} kills at random, {amid} of them amid the files, {told} outcomes "
        f"acknowledged: 0 lost, 0 torn, 0 twice; {time.monotonic() - began:.0f} s"
    )
    assert len(found) * LIVES == 1000
    assert told > 500, "little had been acknowledged that could be lost"


def test_a_vault_whose_making_was_killed_is_made_by_the_next_run(tmp_path: Path) -> None:
    """There is no catalogue without its tables: it gets its name when it is whole."""
    vault = tmp_path / "vault"
    Vault.create(vault)
    (vault / "catalogue.db").rename(vault / ".catalogue.db.0badcafe.part")
    Vault.create(vault)
    with Vault.open(vault).catalogue() as catalogue:
        assert catalogue.count() == 0
