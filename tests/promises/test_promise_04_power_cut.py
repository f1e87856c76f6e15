"""Promise 4: what was acknowledged survives a power cut at any moment; a disk keeps only what it was waited for."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import pytest
from broken_runs import PROGRAM, finish, lost, outcomes, run
from catalogue_contents import assert_sound, known, opened
from power_cut import Call, Disk, recorded, strace_into

from mediavault.vault import Vault

pytestmark = pytest.mark.needs_program("strace")

WRITER = Path(__file__).with_name("writer.py")
HASTY = """
from library.schema import engine
careful = engine._set_pragmas
def hasty(connection, record):
    careful(connection, record)
    connection.execute("PRAGMA synchronous=NORMAL").close()
engine._set_pragmas = hasty
from mediavault.cli import main
main()
"""
"""The program, did it not wait for the disk at each commit."""

Lost = Callable[[Path, bytes], Sequence[object]]
"""What was acknowledged in a text and is not in a folder."""


def cuts(calls: Sequence[Call], disk: Disk, at: set[int], place: Path, lost_of: Lost) -> list[object]:
    """Cuts the power after chosen calls, each time to three ends; whatever was acknowledged and is lost.

    Args:
        calls: The run.
        disk: As it was before.
        at: How many calls that concern the disk have happened by then.
        place: Where what is left of the disk goes.
        lost_of: Looks at it.
    """
    found: list[object] = []
    for call in calls:
        before = disk.does
        disk.take(call)
        if disk.does == before or disk.does not in at:
            continue
        for chance in (None, Random(disk.does), Random(-disk.does)):
            left = disk.cut(place, chance)
            found += lost_of(left, disk.told)
            shutil.rmtree(left)
    return found


def length(calls: Sequence[Call], root: Path) -> int:
    """How many calls of a run concern the disk."""
    disk = Disk(root)
    for call in calls:
        disk.take(call)
    return disk.does


def chosen(count: int, total: int) -> set[int]:
    """So many moments of a run, evenly spread; the last is its end."""
    return {total - number * total // count for number in range(count)}


@pytest.fixture(scope="module")
def ingested(card: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Call]]:
    """The folder that a vault was made in by an ingest, and the calls of it."""
    folder = tmp_path_factory.mktemp("ingested")
    return folder / "root", ingest_into(folder, card)


def ingest_into(folder: Path, card: Path, program: Sequence[str] = PROGRAM) -> list[Call]:
    (folder / "root").mkdir()
    ended = run(folder / "root" / "vault", card, before=strace_into(folder / "log"), program=program)
    assert (ended.status, len(ended.told)) == (0, 11), ended.err
    return recorded(folder / "log")


def lost_files(left: Path, told: bytes) -> list[str]:
    """Paths that were told to be catalogued and are not; what is left has to be sound."""
    catalogue = left / "vault" / "catalogue.db"
    missing = lost(catalogue, outcomes(told.decode()))
    if catalogue.exists():
        assert_sound(catalogue)
    return missing


def test_no_file_told_of_is_lost_when_the_power_goes(ingested: tuple[Path, list[Call]], tmp_path: Path) -> None:
    root, calls = ingested
    total = length(calls, root)
    assert total > 250
    assert cuts(calls, Disk(root), chosen(30, total), tmp_path / "left", lost_files) == []


def test_without_waiting_for_the_disk_all_would_be_lost(card: Path, tmp_path: Path) -> None:
    """The rig bites."""
    calls = ingest_into(tmp_path, card, (sys.executable, "-c", HASTY))
    root = tmp_path / "root"
    total = length(calls, root)
    gone = cuts(calls, Disk(root), chosen(30, total), tmp_path / "left", lost_files)
    assert len({str(path) for path in gone}) == 11, "each file was lost once at least"


def edited(folder: Path, times: int) -> tuple[Disk, list[Call]]:
    """The disk of a vault before somebody changed it so many times, and the calls that were made."""
    root = folder / "root"
    Vault.create(root / "vault")
    shutil.copytree(root, folder / "before")
    command = (sys.executable, str(WRITER), str(root / "vault" / "catalogue.db"), "edit", str(times), "3")
    subprocess.run((*strace_into(folder / "log"), *command), check=True, capture_output=True, timeout=110)
    return Disk(root, folder / "before"), recorded(folder / "log")


def lost_edits(left: Path, told: bytes) -> list[str]:
    """Records whose commit was acknowledged and that are not there."""
    wanted = {f"edit {line.split()[1]} {row}" for line in told.decode().splitlines() for row in range(3)}
    assert_sound(left / "vault" / "catalogue.db")
    with opened(left / "vault" / "catalogue.db") as connection:
        there = {name for (name,) in connection.execute("SELECT name FROM authority")}
    assert not {name for name in there if name.startswith("edit") and torn(name, there)}
    return sorted(wanted - there)


def torn(name: str, there: set[str]) -> bool:
    """Whether a record is there and another of the same commit is not."""
    commit = name.rpartition(" ")[0]
    return not {f"{commit} {row}" for row in range(3)} <= there


def test_no_change_told_of_is_lost_when_the_power_goes(tmp_path: Path) -> None:
    disk, calls = edited(tmp_path, 8)
    total = length(calls, tmp_path / "root")
    assert cuts(calls, disk, chosen(20, total), tmp_path / "left", lost_edits) == []
    assert disk.told.count(b"\n") == 8


@pytest.mark.soak
def test_two_hundred_power_cuts(ingested: tuple[Path, list[Call]], card: Path, unbroken: Path, tmp_path: Path) -> None:
    root, calls = ingested
    total = length(calls, root)
    resumed = 0

    def looked_at(left: Path, told: bytes) -> list[str]:
        nonlocal resumed
        missing = lost_files(left, told)
        if resumed % 10 == 0:
            finish(left / "vault", card)
            assert known(left / "vault" / "catalogue.db") == known(unbroken / "catalogue.db")
        resumed += 1
        return missing

    assert cuts(calls, Disk(root), chosen(200, total), tmp_path / "left", looked_at) == []
    disk, changes = edited(tmp_path, 150)
    of_changes = length(changes, tmp_path / "root")
    assert cuts(changes, disk, chosen(200, of_changes), tmp_path / "left", lost_edits) == []
    print(
        f"\npromise 4: power cut at 200 of {total} moments of an ingest and at 200 of {of_changes} of 150 changes, "
        f"each to 3 ends: 0 of {outcomes_told(calls)} outcomes and 0 of 450 records lost, 0 torn, 0 corrupt; "
        f"{-(-resumed // 10)} resumed to the end of an unbroken run"
    )


def outcomes_told(calls: Sequence[Call]) -> int:
    return len(
        outcomes(b"".join(call.text(1) for call in calls if call.name == "write" and call.args[0] == "1").decode())
    )
