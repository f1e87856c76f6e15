"""Promise 5: a disk that is full or fails stops a run cleanly, says what is needed, and the next run goes on."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from broken_runs import PROGRAM, Ended, assert_goes_on, broken_at, count_of_writes, run
from drives import Mounts

from library import Catalogue
from library.disk import DiskFull
from library.model import Authority, AuthorityKind
from library.refusals import CatalogueDiskFails
from mediavault.cli import exit_status
from mediavault.vault import Vault

Fault = tuple[str, str, int]
"""The error, the system call that meets it, and which of those calls is the first that does."""
NEEDED = re.compile(r"The disk at /\S*.* is full.*?[\d,]+ bytes are needed and [\d,]+ are free; make room")
FAILS = re.compile(r"The disk at /\S*.* fails: .*Check the disk")
REFUSED = re.compile(r"Cannot write \S+: (the disk at /\S* is full|Input/output error)")


@pytest.fixture(scope="module")
def counts(card: Path, tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    return count_of_writes(tmp_path_factory.mktemp("counted") / "vault", card)


def meets(fault: Fault, card: Path, unbroken: Path, folder: Path) -> bool:
    """Runs into a fault and looks at what came of it; returns whether the run noticed."""
    error, call, number = fault
    vault = folder / f"{error}-{call}-{number}"
    # A full disk stays full; a bad sector is met once.
    ended = broken_at(vault, card, call, f"error={error}:when={number}{'+' if error == 'ENOSPC' else ''}")
    assert ended.status in {exit_status.DONE, exit_status.FAILED}, ended.err
    if ended.status == exit_status.FAILED:
        assert_told(ended, full=error == "ENOSPC" and call == "pwrite64")
    assert_goes_on(vault, card, ended, unbroken)
    shutil.rmtree(vault)
    return ended.status == exit_status.FAILED


def assert_told(ended: Ended, *, full: bool) -> None:
    """What went wrong is one sentence that names the disk, and the room it needs when it is full."""
    assert "Traceback" not in ended.err
    (told,) = [line for line in ended.err.splitlines() if line.startswith("mediavault: ")]
    assert NEEDED.search(told) or not full, told
    assert NEEDED.search(told) or FAILS.search(told) or REFUSED.search(told), told


@pytest.mark.needs_program("strace")
def test_a_run_that_meets_a_full_or_failing_disk_stops_cleanly_and_goes_on(
    counts: Counter[str], card: Path, unbroken: Path, tmp_path: Path
) -> None:
    chance = random.Random(20200809)
    faults = [
        ("ENOSPC", "pwrite64", chance.randint(1, counts["pwrite64"] // 2)),
        ("ENOSPC", "pwrite64", counts["pwrite64"] - 30),
        ("EIO", "pwrite64", counts["pwrite64"] - 40),
        ("EIO", "fdatasync", counts["fdatasync"]),
    ]
    assert all(meets(fault, card, unbroken, tmp_path) for fault in faults)


@pytest.mark.soak
@pytest.mark.needs_program("strace")
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_fault_at_every_write_is_noticed_and_loses_nothing(
    counts: Counter[str], card: Path, unbroken: Path, tmp_path: Path, error: str
) -> None:
    faults = [(error, call, number) for call, count in counts.items() for number in range(1, count + 1)]
    with ThreadPoolExecutor(os.cpu_count()) as several:
        noticed = list(several.map(lambda fault: meets(fault, card, unbroken, tmp_path), faults))
    silent = [fault for fault, did in zip(faults, noticed, strict=True) if not did]
    syncs = sum(call == "fdatasync" for _, call, _ in faults)
    silent_syncs = sum(call == "fdatasync" for _, call, _ in silent)
    print(
        f"\npromise 5: {error} at each of {len(faults)} writes and waits for the disk: 0 lost, 0 torn, {len(faults)} "
        f"resumed; {sum(noticed)} ended in exit 1 with the disk named, {len(silent)} met nothing that mattered; "
        f"of {syncs} failed fdatasync {silent_syncs} unnoticed"
    )
    assert silent_syncs == 0, silent


ROOMS_KB = (10, 30, 50, 70, 80, 90, 100)
"""Room that a vault has on its disk, and an ingest of the card has not."""


def without_room(mounts: Mounts, card: Path, unbroken: Path, room_kb: int) -> int:
    """Ingests into a vault whose disk has so little room, makes room, and goes on; returns how much had been told."""
    disk = mounts.tmpfs()
    mounts.does(*PROGRAM, "init", disk / "vault")
    used_kb = int(mounts.does("du", "-sk", disk).stdout.split()[0])
    mounts.resize(disk, f"{used_kb + room_kb}k")
    ended = run(disk / "vault", card, before=mounts.inside)
    assert ended.status == exit_status.FAILED, ended.err
    assert_told(ended, full=True)
    assert f"The disk at {disk}, which holds {disk}/vault/catalogue.db, is full" in ended.err
    mounts.resize(disk, "64m")
    assert_goes_on(mounts.fetch(disk / "vault"), card, ended, unbroken)
    resumed = run(disk / "vault", card, before=mounts.inside)
    assert (resumed.status, len(resumed.told)) == (0, 11), resumed.err
    return len(ended.told)


def test_on_a_full_disk_a_run_says_so_and_goes_on_when_there_is_room(
    mounts: Mounts, card: Path, unbroken: Path
) -> None:
    without_room(mounts, card, unbroken, 70)


@pytest.mark.soak
def test_disks_with_eight_sizes_of_room(mounts: Mounts, card: Path, unbroken: Path) -> None:
    told = [without_room(mounts, card, unbroken, room) for room in ROOMS_KB]
    too_small_for_a_vault(mounts, card)
    print(
        f"\npromise 5: disks with no room for a vault and with {ROOMS_KB} kB left for it: 8 of 8 said so with the room "
        f"needed, 8 of 8 went on when there was room; {sum(told)} outcomes told before, 0 lost"
    )


def too_small_for_a_vault(mounts: Mounts, card: Path) -> None:
    disk = mounts.tmpfs("size=200k")
    ended = run(disk / "vault", card, before=mounts.inside)
    assert ended.status == exit_status.FAILED
    assert (
        f"Cannot write {disk}/vault/catalogue.db: the disk at {disk} is full. 16,777,216 bytes are needed" in ended.err
    )
    mounts.resize(disk, "64m")
    assert run(disk / "vault", card, before=mounts.inside).status == 0


def test_a_vault_is_not_begun_where_there_is_no_room_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("library.disk.free_bytes", lambda _: 10_000_000)
    with pytest.raises(DiskFull, match="16,777,216 bytes are needed and 10,000,000 are free"):
        Vault.create(tmp_path / "vault")
    assert not (tmp_path / "vault" / "catalogue.db").exists()


def test_what_does_not_read_back_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget: Callable[[Path], None] = lambda path: None  # noqa: E731
    with Catalogue.create(tmp_path / "catalogue.db") as catalogue:
        with catalogue.transaction("Records") as edit:
            edit.add_authority(Authority(kind=AuthorityKind.KEYWORD, name="flag"))
        catalogue.settle()

        def lose(path: Path) -> None:
            connection = sqlite3.connect(path)
            connection.execute("DELETE FROM change")
            connection.commit()
            connection.close()

        monkeypatch.setattr("library.durability.force", lose)
        with pytest.raises(CatalogueDiskFails, match="does not read back"):
            catalogue.settle()
        monkeypatch.setattr("library.durability.force", forget)
        catalogue.settle()
