"""Promise 7: one bad file never stops a run.

Twenty-one playlists, twelve bombs, thousands of damaged photos, twenty names, a pipe, a socket, a device and loops
stand in one tree with good files. The run ends with the status for "done, some files could not be read"; every good
file is catalogued, every other one has a reason, and nothing takes more than its share of the machine.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hostile.bombs import FULL, QUICK, make_bombs
from hostile.reading import believed
from hostile.tree import Tree, everything_below, make_tree
from hostile.watching import Watch, watching

from library.model import MediaKind
from mediavault.ingest.previews import PictureTask
from mediavault.ingest.read import ReadTask
from mediavault.workers.pool import LocalPool, WorkerCrashed, WorkerTimedOut

MUTANTS_EVERY_RUN, MUTANTS = 100, 12_000
MOST_CPU_S, MOST_MIB, MOST_PARENT_MIB = 20, 1500, 300
SLACK_S = 1.0
"""What a kill may come late, and what starting a worker takes."""


@dataclass(frozen=True)
class Ran:
    """A run of the program over a tree."""

    status: int
    files: list[dict[str, Any]]
    summary: dict[str, int]
    watch: Watch
    talk: str

    @property
    def catalogued(self) -> set[str]:
        return {file["path"] for file in self.files if file["asset"] is not None}


def ingested(tree: Path, vault: Path, *options: str) -> Ran:
    command = [sys.executable, "-m", "mediavault", "--vault", str(vault), "ingest", str(tree), "--json", *options]
    out, talk = vault.with_suffix(".out"), vault.with_suffix(".err")
    with (
        out.open("wb") as stdout,
        talk.open("wb") as stderr,
        subprocess.Popen(command, stdout=stdout, stderr=stderr, stdin=subprocess.DEVNULL) as running,
        watching(running.pid) as watch,
    ):
        status = running.wait(3000)
    *files, last = map(json.loads, out.read_text().splitlines())
    return Ran(status, files, last["summary"], watch, talk.read_text())


def assert_nothing_stopped(tree: Tree, ran: Ran) -> None:
    assert ran.status == 3, ran.talk[-2000:]
    assert "Traceback" not in ran.talk
    told = [file["path"] for file in ran.files]
    assert len(told) == ran.summary["files"] == len(list(everything_below(tree.folder)))
    good = {path.decode("utf-8", "backslashreplace") for path in tree.good}
    assert good - ran.catalogued == set()
    for file in ran.files:
        if file["outcome"] in {"unreadable", "skipped"}:
            assert file["problem"]["kind"] != "crashed" or "stopped" in file["problem"]["message"], file
            assert file["problem"]["message"].endswith("."), file
    assert ran.watch.parent.memory_mib < MOST_PARENT_MIB
    assert max(taken.memory_mib for taken in ran.watch.others) <= MOST_MIB


def told(ran: Ran) -> str:
    most = max(ran.watch.others, key=lambda taken: taken.memory_mib)
    longest = max((one for one in ran.watch.others if one.name.startswith("ff")), key=lambda taken: taken.cpu_s)
    counts = ", ".join(f"{ran.summary[name]} {name}" for name in ("new", "known", "unreadable", "skipped"))
    return (
        f"{ran.summary['files']} files in {ran.summary['seconds']:.0f} s: {counts}; "
        f"parent {ran.watch.parent.memory_mib:.0f} MiB, largest other {most.name} {most.memory_mib:.0f} MiB, "
        f"longest program {longest.name} {longest.cpu_s:.1f} s"
    )


def test_a_tree_of_bad_files_is_gone_through_to_its_end(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", mutants=MUTANTS_EVERY_RUN, bombs=QUICK)
    assert_nothing_stopped(tree, ingested(tree.folder, tmp_path / "vault"))


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_the_whole_tree_with_twelve_thousand_damaged_photos(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", mutants=MUTANTS, bombs=FULL)
    ran = ingested(tree.folder, tmp_path / "vault")
    print("\n" + told(ran))
    assert_nothing_stopped(tree, ran)


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[LocalPool]:
    (tmp_path / "previews").mkdir()
    with LocalPool(1, [tmp_path / "previews"]) as made:
        yield made


@dataclass(frozen=True)
class Measured:
    """A task that says what it took as well: itself and the programs it started, seconds and MiB."""

    task: ReadTask | PictureTask

    @property
    def limit_s(self) -> float:
        return self.task.limit_s

    def __call__(self) -> tuple[str, float, float]:
        before = sum(map(_cpu_s, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
        came = str(self.task())
        spent = sum(map(_cpu_s, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))) - before
        most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return came, spent, most / 1024


def _cpu_s(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def cost(pool: LocalPool, task: ReadTask | PictureTask) -> tuple[str, float, float]:
    """What came of one task, and the seconds and MiB it took; of one that was ended, what was last seen of it."""
    with watching(os.getpid()) as watch:
        watch.look()
        before = watch.cpu_s
        try:
            return pool.submit(Measured(task)).result(300)
        except (WorkerCrashed, WorkerTimedOut) as error:
            return str(error), watch.cpu_s - before, max(taken.memory_mib for taken in watch.others)


@pytest.mark.parametrize("size", [QUICK, pytest.param(FULL, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])])
def test_no_bomb_takes_more_than_its_share(pool: LocalPool, tmp_path: Path, size: float) -> None:
    for path in make_bombs(tmp_path / "bombs", size):
        kind = MediaKind.VIDEO if path.suffix in {".mov", ".mp4"} else MediaKind.PHOTO
        picture = tmp_path / "previews" / path.stem
        tasks = {
            "reading": ReadTask(bytes(path)),
            "preview": PictureTask(
                bytes(path), believed(kind), picture.with_suffix(".jpg"), picture.with_suffix(".strip.jpg")
            ),
        }
        for what, task in tasks.items():
            came, cpu_s, most = cost(pool, task)
            if size == FULL:
                print(f"{path.name:28} {what}: {cpu_s:5.1f} s, {most:5.0f} MiB  {came[:90]}")
            assert cpu_s <= MOST_CPU_S + SLACK_S, (path.name, what, came)
            assert most <= MOST_MIB, (path.name, what, came)
