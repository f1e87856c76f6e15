"""Workers may die or hang: only the task that did it is lost."""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from hostile.silent_disk import DEAF, silent_disk

from library.model import Problem
from mediavault.tools import Limits, run
from mediavault.vault.mounting import Mount
from mediavault.workers.answering import refuse_silent
from mediavault.workers.dead_disks import DeadDisks, DiskSilent
from mediavault.workers.flow import Answered, in_turn
from mediavault.workers.pool import LocalPool, WorkerCrashed, WorkerTimedOut
from mediavault.workers.tasks import OutOfTime, limited

REST_S = 0.3


@dataclass(frozen=True)
class Doing:
    """Does as it is told."""

    what: str
    limit_s: float = 10.0
    cpu_s: float = 10.0
    where: str = ""

    def __call__(self) -> str:
        match self.what:
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
            case "hang":
                signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM, signal.SIGTERM})
                time.sleep(60)
            case "count":
                sum(iter(int, 1))  # it never comes to an end
            case "start a program":
                argv = ["/bin/sh", "-c", f"echo $$ > {self.where}; exec sleep 60"]
                run(argv, timeout_s=60, limits=Limits(file_bytes=None, jailed=False))
            case "complain":
                os.write(2, b"TIFFReadDirectory: Warning")
            case "rest":
                time.sleep(REST_S)
                return str(os.getpid())
            case "raise":
                raise LookupError(self.what)
        return self.what


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalPool]:
    monkeypatch.setattr("mediavault.workers.pool.GRACE_S", 0.0)
    with LocalPool(2, loaded_once=["mediavault.workers.pool", __name__]) as workers:
        yield workers


def test_a_task_answers(pool: LocalPool) -> None:
    assert pool.submit(Doing("work")).result(30) == "work"


def test_a_task_that_kills_its_worker_is_lost_alone(pool: LocalPool) -> None:
    futures = [pool.submit(Doing(what)) for what in ("work", "die", "work", "die", "work")]
    for future, good in zip(futures, (True, False) * 3, strict=False):
        if good:
            assert future.result(30) == "work"
        else:
            with pytest.raises(WorkerCrashed, match="Killed"):
                future.result(30)


def test_of_many_tasks_handed_over_together_those_at_fault_are_lost_alone(pool: LocalPool) -> None:
    whats = ["work"] * 200
    whats[20] = whats[21] = whats[150] = "die"
    whats[90] = "raise"
    whats[100] = "hang"
    futures = [pool.submit(Doing(what, limit_s=1.0)) for what in whats]
    ends = [type(future.exception(60)) for future in futures]
    assert {place: end for place, end in enumerate(ends) if end is not type(None)} == {
        20: WorkerCrashed, 21: WorkerCrashed, 90: WorkerCrashed, 100: WorkerTimedOut, 150: WorkerCrashed,
    }  # fmt: skip
    assert {future.result() for future, end in zip(futures, ends, strict=True) if end is type(None)} == {"work"}


@pytest.mark.needs_program("fusermount3")
@pytest.mark.skipif(not Path("/dev/fuse").exists(), reason="there is no /dev/fuse here")
@pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning")  # whoever asked the disk
def test_a_worker_comes_up_beside_a_dead_disk_it_may_write_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, two = tmp_path / "kept", tmp_path / "two"
    (kept / "one").mkdir(parents=True)
    two.mkdir()
    monkeypatch.setattr(refuse_silent, "__defaults__", (0.5,))
    with silent_disk(kept, tmp_path / "disk") as disk:
        Path(f"{kept}{DEAF}").touch()
        with LocalPool(1, [disk / "one", two]) as pool:
            pool.submit(Path.touch, two / "written").result(30)
    assert (two / "written").exists()


def test_the_last_tasks_are_shared_out_one_by_one(pool: LocalPool) -> None:
    futures = [pool.submit(Doing("rest")) for _ in range(8)]
    assert len({future.result(30) for future in futures}) == len(pool._workers)


def test_a_task_that_hangs_is_killed(pool: LocalPool) -> None:
    with pytest.raises(WorkerTimedOut, match=r"0\.2 seconds"):
        pool.submit(Doing("hang", limit_s=0.2)).result(30)
    assert pool.submit(Doing("work")).result(30) == "work"


def test_the_time_in_which_a_worker_comes_up_is_no_task_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow_to_load.py").write_text("import time; time.sleep(0.6)")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("mediavault.workers.pool.GRACE_S", 0.0)
    with LocalPool(1, loaded_once=["mediavault.workers.pool", __name__, "slow_to_load"]) as pool:
        assert pool.submit(Doing("work", limit_s=0.3)).result(30) == "work"


def test_a_task_that_takes_more_processor_time_than_it_may_is_ended_by_the_kernel(pool: LocalPool) -> None:
    with pytest.raises(WorkerCrashed, match="more processor time than a file is given"):
        pool.submit(Doing("count", limit_s=30, cpu_s=0.5)).result(30)
    assert pool.submit(Doing("work")).result(30) == "work"


def test_a_worker_may_have_no_more_files_open_than_are_closed_in_a_moment(pool: LocalPool) -> None:
    """Python may have to close as many one by one for each jailed program, and a system may allow millions."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert pool.submit(resource.getrlimit, resource.RLIMIT_NOFILE).result() == (min(soft, 1024), hard)


@pytest.mark.skipif(sys.platform != "linux", reason="children of others are known on Linux alone")
def test_with_a_worker_end_the_programs_it_started(tmp_path: Path) -> None:
    with LocalPool(1, [tmp_path]) as pool:
        pool.submit(Doing("start a program", where=str(tmp_path / "pid"), limit_s=60))
        deadline = time.monotonic() + 20
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text().strip():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        pid = int((tmp_path / "pid").read_text())
        assert Path(f"/proc/{pid}").exists()
        pool.shutdown(wait=True, cancel_futures=True)
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(f"/proc/{pid}").exists()


def test_nobody_is_sent_to_a_disk_that_three_did_not_come_back_from(monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = [
        Mount(1, (0, 1), "/", Path("/"), "ext4", "/dev/sda"),
        Mount(2, (0, 2), "/", Path("/mnt/far"), "nfs4", "far:/"),
    ]
    monkeypatch.setattr("mediavault.workers.dead_disks.all_mounts", lambda: mounts)
    disks = DeadDisks()
    for _ in range(2):
        disks.got_stuck(b"/mnt/far/a.mov")
    disks.answered(b"/mnt/far/b.mov")
    for _ in range(3):
        disks.refuse(b"/mnt/far/a.mov")
        disks.got_stuck(b"/mnt/far/a.mov")
    disks.answered(b"/mnt/farther/a.mov")
    with pytest.raises(DiskSilent, match="The disk at /mnt/far does not answer any more"):
        disks.refuse(b"/mnt/far/z.mov")
    disks.refuse(b"/mnt/farther/a.mov")


def test_an_exception_nobody_expected_is_a_crash_with_its_words(pool: LocalPool) -> None:
    with pytest.raises(WorkerCrashed, match="LookupError: raise"):
        pool.submit(Doing("raise")).result(30)


def test_what_libraries_complain_of_does_not_reach_the_terminal(
    pool: LocalPool, capfd: pytest.CaptureFixture[str]
) -> None:
    assert pool.submit(Doing("complain")).result(30) == "complain"
    assert capfd.readouterr().err == ""


def test_answers_come_in_turn_and_problems_are_values(pool: LocalPool) -> None:
    work = [(name, Doing(name)) for name in ("work", "die", "raise")]
    known = ("known", Answered("known"))
    answers = list(in_turn(pool, [*work, known], lambda: None))
    assert [name for name, _ in answers] == ["work", "die", "raise", "known"]
    assert [answer.kind if isinstance(answer, Problem) else answer for _, answer in answers] == [
        "work", "crashed", "crashed", "known",
    ]  # fmt: skip


def test_a_pool_told_to_stop_ends_what_hangs(pool: LocalPool) -> None:
    future = pool.submit(Doing("hang", limit_s=60))
    while pool._workers[0]._process is None and pool._workers[1]._process is None:
        time.sleep(0.01)
    pool.shutdown(wait=True, cancel_futures=True)
    assert future.cancelled() or isinstance(future.exception(10), WorkerCrashed)


def test_time_runs_out_in_the_task_itself() -> None:
    with pytest.raises(OutOfTime), limited(0.05):
        while True:
            pass


def kill_some_worker(chance: random.Random) -> None:
    """Kills a worker of any pool of this process, in whatever it is at; there may be none."""
    children = [child.pid for child in multiprocessing.active_children() if child.pid is not None]
    if children:
        with suppress(ProcessLookupError):
            os.kill(chance.choice(children), signal.SIGKILL)


def killed_at_random(rounds: int) -> tuple[int, int]:
    """Gives a pool work while its workers are killed; how many tasks were answered, and how many lost."""
    chance = random.Random(20200809)
    done = lost = 0
    with LocalPool(2, loaded_once=["mediavault.workers.pool", __name__]) as pool:
        for _ in range(rounds):
            futures = [pool.submit(Doing("work")) for _ in range(chance.randint(1, 40))]
            time.sleep(chance.uniform(0, 0.01))
            kill_some_worker(chance)
            failed = [future.exception(30) for future in futures]
            assert {type(one) for one in failed} <= {type(None), WorkerCrashed}
            done += failed.count(None)
            lost += len(failed) - failed.count(None)
    return done, lost


def test_every_task_is_answered_though_workers_are_killed_at_random() -> None:
    done, lost = killed_at_random(12)
    assert done > lost > 0


@pytest.mark.soak
def test_five_hundred_workers_killed_at_random() -> None:
    done, lost = killed_at_random(500)
    assert done > lost > 100, "it does not bite"
    assert lost <= 500


def test_a_pool_told_to_stop_in_any_moment_leaves_nobody_waiting() -> None:
    chance = random.Random(20200809)
    for _ in range(6):
        pool = LocalPool(2, loaded_once=["mediavault.workers.pool", __name__])
        futures = [pool.submit(Doing("work")) for _ in range(30)]
        time.sleep(chance.uniform(0, 0.3))
        pool.shutdown(cancel_futures=True)
        assert all(future.done() for future in futures)


def test_a_pool_that_cannot_start_says_why_and_can_be_shut_down(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("mediavault.workers.pool.start_server", refuse)
    pool = LocalPool(1)
    with pytest.raises(OSError, match="Too many open files"):
        pool.submit(Doing("work"))
    pool.shutdown(cancel_futures=True)


def test_what_goes_wrong_beside_the_work_is_the_answer_and_loses_no_other(
    pool: LocalPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_self: DeadDisks, path: bytes) -> None:
        raise LookupError(path)

    monkeypatch.setattr(DeadDisks, "answered", fail)
    futures = [pool.submit(Doing("work")) for _ in range(5)]
    assert [type(future.exception(30)) for future in futures] == [LookupError] * 5


def test_a_pool_starts_where_standard_error_is_no_file() -> None:
    """As in the interface, which draws on the terminal and takes what is written beside that."""
    script = (
        "import contextlib, io\nfrom mediavault.workers.pool import LocalPool\n"
        "class Drawn(io.StringIO):\n    fileno = lambda self: -1\n"
        "if __name__ == '__main__':\n    with contextlib.redirect_stderr(Drawn()), LocalPool(1) as pool:\n"
        "        print(pool.submit(len, 'four').result(30))\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert (ran.stdout, ran.stderr) == ("4\n", "")
