"""Work through an executor, in order: what was handed in first comes back first."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from typing import Generic, TypeVar

from library.errors import MediavaultError
from library.model import Problem
from mediavault.workers.dead_disks import DiskSilent
from mediavault.workers.pool import WorkerTimedOut
from mediavault.workers.tasks import Task

Item = TypeVar("Item")
Answer = TypeVar("Answer")

AHEAD = 256
"""Tasks handed to the workers before the first of them is back: one slow file does not idle the others."""
LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class Answered(Generic[Answer]):
    """The place of a task whose answer is known without a worker."""

    answer: Answer


def in_turn(
    executor: Executor,
    work: Iterable[tuple[Item, Task[Answer] | Answered[Answer]]],
    while_waiting: Callable[[], None],
    *,
    ahead: int = AHEAD,
) -> Iterator[tuple[Item, Answer | Problem]]:
    """Each item with the answer to its task.

    A task that took its worker down, or was killed because it did not end, is answered by a problem.

    Args:
        executor: Where tasks run.
        work: Taken from as room is there.
        while_waiting: Called ten times a second while nothing comes back.
        ahead: Tasks handed to the workers before the first of them is back.
    """
    waiting: deque[tuple[Item, Future[Answer] | Answered[Answer]]] = deque()
    for item, task in work:
        waiting.append((item, task if isinstance(task, Answered) else executor.submit(task)))
        if len(waiting) >= ahead:
            first, future = waiting.popleft()
            answer = _answer(future, while_waiting)
            yield first, answer
    for item, future in waiting:
        answer = _answer(future, while_waiting)
        yield item, answer


def _answer(future: Future[Answer] | Answered[Answer], while_waiting: Callable[[], None]) -> Answer | Problem:
    if isinstance(future, Answered):
        return future.answer
    try:
        while True:
            try:
                return future.result(LOOK_S)
            except TimeoutError:  # not the task's own: those are values
                while_waiting()
    except (MediavaultError, BrokenExecutor) as error:
        return Problem("timeout" if isinstance(error, WorkerTimedOut | DiskSilent) else "crashed", str(error))
