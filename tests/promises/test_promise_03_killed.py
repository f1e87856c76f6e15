"""Promise 3: what was acknowledged survives kill -9 at any moment, and the next run comes to the same end."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from broken_runs import PROGRAM, WRITES, Ended, assert_goes_on, broken_at, count_of_writes, lost
from catalogue_contents import assert_sound, known

from mediavault.vault import Vault

KILL = "signal=KILL:when={}"
SOAK_S = 540.0
"""Seconds after which a soak says how far it came."""


@pytest.fixture(scope="module")
def points(card: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, int]]:
    """Every write and every wait for the disk of an unbroken run, as system call and its number."""
    counts = count_of_writes(tmp_path_factory.mktemp("counted") / "vault", card)
    assert counts["pwrite64"] > 100
    assert counts["fdatasync"] > 5
    return [(call, number) for call, count in sorted(counts.items()) for number in range(1, count + 1)]


def killed_at(point: tuple[str, int], card: Path, unbroken: Path, folder: Path) -> int:
    """Kills a run at a point and looks at what it left; returns how many outcomes it had told."""
    call, number = point
    vault = folder / f"{call}-{number}"
    ended = broken_at(vault, card, call, KILL.format(number))
    assert ended.status == -signal.SIGKILL, ended.err
    assert_goes_on(vault, card, ended, unbroken)
    shutil.rmtree(vault)
    return len(ended.told)


@pytest.mark.needs_program("strace")
def test_killed_at_a_write_nothing_acknowledged_is_lost(
    points: list[tuple[str, int]], card: Path, unbroken: Path, tmp_path: Path
) -> None:
    last = {call: max(number for other, number in points if other == call) for call in WRITES}
    # In the making of the tables, amid the files, and when all has been told and is brought into the catalogue.
    chosen = [("pwrite64", 30), ("fdatasync", last["fdatasync"] - 3), ("pwrite64", last["pwrite64"] - 10)]
    told = [killed_at(point, card, unbroken, tmp_path) for point in chosen]
    assert told[0] == 0
    assert told[-1] > 0, "nothing had been acknowledged that could be lost"


@pytest.mark.soak
@pytest.mark.needs_program("strace")
def test_killed_at_every_write_nothing_acknowledged_is_lost(
    points: list[tuple[str, int]], card: Path, unbroken: Path, tmp_path: Path
) -> None:
    deadline = time.monotonic() + SOAK_S

    def one(point: tuple[str, int]) -> int | None:
        return killed_at(point, card, unbroken, tmp_path) if time.monotonic() < deadline else None

    # The last first: there is most to lose.
    with ThreadPoolExecutor(os.cpu_count()) as several:
        told = [one for one in several.map(one, sorted(points, key=lambda at: -at[1])) if one is not None]
    print(
        f"\npromise 3: killed at {len(told)} of {len(points)} writes and waits for the disk, the last first, "
        f"{sum(told)} outcomes acknowledged: 0 lost, 0 torn, 0 twice, {len(told)} resumed to the end of an unbroken run"
    )


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


def killed_at_random(vault: Path, card: Path, moments: Iterable[float]) -> list[dict]:
    """Kills run after run of one vault; returns what all of them told to be new."""
    acknowledged: list[dict] = []
    for moment in moments:
        with started(vault, card, "--jobs", "2", "--no-previews") as running:
            time.sleep(moment)
            running.kill()
            out, _ = running.communicate(timeout=60)
        told = [json.loads(line) for line in out.splitlines() if line.endswith("}")]
        acknowledged += [one for one in told if one.get("outcome") == "new"]
        if (vault / "catalogue.db").exists():
            assert_sound(vault / "catalogue.db")
    return acknowledged


@pytest.mark.soak
def test_killed_a_thousand_times_nothing_acknowledged_is_lost(card: Path, unbroken: Path, tmp_path: Path) -> None:
    chance, deadline = random.Random(20200809), time.monotonic() + SOAK_S
    kills = amid = acknowledged = 0
    while kills < 1000 and time.monotonic() < deadline:
        vault = tmp_path / f"vault-{kills}"
        told = killed_at_random(vault, card, [chance.uniform(0.3, 1.5) for _ in range(4)])
        amid += 0 < len(told) < 11
        kills += 4
        acknowledged += len(told)
        assert_goes_on(vault, card, Ended(0, told, ""), unbroken)
        shutil.rmtree(vault)
    print(
        f"\npromise 3: {kills} kills at random ({kills // 4} vaults, {amid} of them left in the midst of the files), "
        f"{acknowledged} outcomes acknowledged: 0 lost, 0 torn, 0 twice"
    )


def test_a_vault_whose_making_was_killed_is_made_by_the_next_run(tmp_path: Path) -> None:
    """There is no catalogue without its tables: it gets its name when it is whole."""
    vault = tmp_path / "vault"
    Vault.create(vault)
    (vault / "catalogue.db").rename(vault / ".catalogue.db.0badcafe.part")
    Vault.create(vault)
    with Vault.open(vault).catalogue() as catalogue:
        assert catalogue.count() == 0
