"""Quick tasks go to a worker by the dozen; only the one to blame is lost."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass

import pytest

from library.model import Problem
from mediavault.workers import together
from mediavault.workers.pool import LocalPool
from mediavault.workers.tasks import OutOfTime, limited
from mediavault.workers.together import MOST, Together, in_turn_together


@dataclass(frozen=True)
class Squaring:
    """Squares a number; there is one that it dies of and one that it cannot bear."""

    number: int
    limit_s: float = 10.0
    path: bytes = b"/"

    def __call__(self) -> tuple[int, int]:
        if self.number == 13:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.number == 70:
            raise LookupError(self.number)
        return self.number**2, os.getpid()


@pytest.fixture(scope="module")
def pool() -> Iterator[LocalPool]:
    pool = LocalPool(2, loaded_once=("mediavault.workers.together",))
    yield pool
    pool.shutdown()


def answers(pool: LocalPool, numbers: range) -> dict[int, object]:
    work = ((number, Squaring(number)) for number in numbers)
    return dict(in_turn_together(pool, work, lambda: None, disk=lambda _: None))


def test_all_are_answered_in_order_and_only_those_to_blame_by_a_problem(pool):
    found = answers(pool, range(200))
    assert list(found) == list(range(200))
    assert {number for number, answer in found.items() if isinstance(answer, Problem)} == {13, 70}
    assert [found[number][0] for number in (0, 12, 14, 63, 64, 69, 71, 199)] == [
        *(0, 144, 196, 3969),
        *(4096, 4761, 5041, 39601),
    ]


def test_where_each_takes_long_a_pile_is_not_waited_for(monkeypatch):
    """After a moment what is done comes back, and nothing is done twice."""
    began = []

    @dataclass(frozen=True)
    class Slow:
        limit_s: float = 10.0

        def __call__(self) -> str:
            began.append(time.monotonic())
            return "done"

    monkeypatch.setattr(together, "ENOUGH_S", -1.0)
    assert Together((Slow(), Slow(), Slow()))() == ("done",)
    monkeypatch.setattr(together, "ENOUGH_S", 60.0)
    assert Together((Slow(), Slow(), Slow()))() == ("done",) * 3
    assert len(began) == 4


def test_what_there_was_no_time_for_is_done_all_the_same():
    """An executor in this process, whose every pile takes too long."""

    class Hasty:
        def submit(self, task):
            done: Future[object] = Future()
            done.set_result((task.tasks[0](),) if isinstance(task, Together) else task())
            return done

    work = ((number, Squaring(number)) for number in range(5))
    found = in_turn_together(Hasty(), work, lambda: None, disk=lambda _: None)
    assert [(number, answer[0]) for number, answer in found] == [(0, 0), (1, 1), (2, 4), (3, 9), (4, 16)]


def test_files_of_different_disks_are_not_handed_over_together(pool):
    handed = []

    class Spy:
        def submit(self, task):
            handed.append([one.number for one in task.tasks])
            return pool.submit(task)

    work = ((number, Squaring(number)) for number in (1, 2, 3, 4, 5))
    found = dict(in_turn_together(Spy(), work, lambda: None, disk=lambda number: number > 3))
    assert handed == [[1, 2, 3], [4, 5]]
    assert [found[number][0] for number in (1, 2, 3, 4, 5)] == [1, 4, 9, 16, 25]
    assert MOST > 5


@dataclass(frozen=True)
class Sleeping:
    """Takes so many seconds, of which it may take a tenth of one."""

    seconds: float

    def __call__(self) -> str:
        try:
            with limited(0.1):
                time.sleep(self.seconds)
                return "done"
        except OutOfTime:
            return "out of time"


def test_in_a_pile_time_runs_out_for_each_task_by_itself_and_the_alarm_is_as_it_was():
    before = signal.getsignal(signal.SIGALRM)
    pile = Together((Sleeping(0), Sleeping(60), Sleeping(0)))  # type: ignore[arg-type] - it is never asked how long
    assert pile() == ("done", "out of time", "done")
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
