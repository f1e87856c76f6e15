"""Quick tasks by the dozen: to hand one file to a worker, and to take its answer, costs more than to look into it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Generic, TypeVar

from library.model import Problem
from mediavault.workers.flow import in_turn
from mediavault.workers.tasks import Task, hearing

Item = TypeVar("Item")
Answer = TypeVar("Answer")
T = TypeVar("T")

MOST = 64
"""Tasks in one: many enough for the way there not to count, few enough for progress that moves."""
ENOUGH_S = 0.5
"""Seconds after which no further one is begun: on a slow disk the way there does not count, and progress does."""
AHEAD = 16
"""Piles handed to the workers before the first of them is back."""


@dataclass(frozen=True, slots=True)
class Together(Generic[Answer]):
    """Tasks that are done one after the other, as many of them as there is time for in a moment."""

    tasks: tuple[Task[Answer], ...]

    @property
    def path(self) -> bytes:
        """The first file, which tells the disk."""
        path: bytes = getattr(self.tasks[0], "path", b"/")
        return path

    @property
    def limit_s(self) -> float:
        """Seconds they may take: those of one that is begun at the last moment."""
        return ENOUGH_S + max(task.limit_s for task in self.tasks)

    def __call__(self) -> tuple[Answer, ...]:
        """Does the first of them, and those that there is time for."""
        until = time.monotonic() + ENOUGH_S
        with hearing():  # to say whom an alarm is for takes longer than to open a file
            answers = [self.tasks[0]()]
            for task in self.tasks[1:]:
                if time.monotonic() > until:
                    break
                answers.append(task())
        return tuple(answers)


def in_turn_together(
    executor: Executor,
    work: Iterable[tuple[Item, Task[Answer]]],
    while_waiting: Callable[[], None],
    *,
    disk: Callable[[Item], object],
) -> Iterator[tuple[Item, Answer | Problem]]:
    """As `in_turn` does, for quick tasks.

    When some of them do not come back, each of those is done once more by itself: so that only the one to blame is
    answered by a problem. What is on another disk, as `disk` tells them apart, does not come together with them.
    """
    piles = (pile for _, of_disk in groupby(work, key=lambda one: disk(one[0])) for pile in _piles(of_disk))
    together = ((pile, Together(tuple(task for _, task in pile))) for pile in piles)
    for pile, answers in in_turn(executor, together, while_waiting, ahead=AHEAD):
        done = () if isinstance(answers, Problem) else answers
        for (item, _), answer in zip(pile, done, strict=False):
            yield item, answer
        yield from in_turn(executor, pile[len(done) :], while_waiting)


def _piles(work: Iterator[T]) -> Iterator[tuple[T, ...]]:
    return iter(lambda: tuple(islice(work, MOST)), ())
