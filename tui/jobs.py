"""Threads that keep slow things off the event loop.

One writes, two read, one decodes pictures of the vault, one has them made, one waits for frames of originals, and one
for their sound.

Threads are daemons: a job that hangs never keeps the program from ending. This module must not know the catalogue.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.dom import DOMNode

    Job = Callable[[], Coroutine[Any, Any, object]]

T = TypeVar("T")


class Lane:
    """Some threads that do jobs in the order they came."""

    def __init__(self, name: str, threads: int = 1) -> None:
        """Take its name, and how many jobs it does at once."""
        self._jobs: SimpleQueue[tuple[Future[object], Callable[[], object]] | None] = SimpleQueue()
        self._threads = [Thread(target=self._work, name=f"{name}-{n}", daemon=True) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    async def run(self, job: Callable[[], T]) -> T:
        """What `job` gives, done in this lane; a job cancelled before its turn never starts."""
        future: Future[T] = Future()
        self._jobs.put((future, job))  # type: ignore[arg-type]  # the queue holds jobs of every kind
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """No more jobs; the threads end when those before are done."""
        for _ in self._threads:
            self._jobs.put(None)

    def _work(self) -> None:
        while (item := self._jobs.get()) is not None:
            future, job = item
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(job())
            except BaseException as error:  # noqa: BLE001  the worker boundary: whoever waits gets it
                future.set_exception(error)


class Lanes:
    """The lanes of one running interface."""

    def __init__(self) -> None:
        self.writing = Lane("write")
        self.reading = Lane("read", threads=2)
        self.pictures = Lane("picture")
        self.making = Lane("make")
        self.originals = Lane("original")
        self.sounds = Lane("sound")

    def close(self) -> None:
        """No more jobs anywhere."""
        for lane in (self.writing, self.reading, self.pictures, self.making, self.originals, self.sounds):
            lane.close()


def begin(node: DOMNode, job: Job, *, group: str = "default", exclusive: bool = False) -> None:
    """Run a coroutine function beside what `node` shows; an exclusive one ends the one of its group that runs.

    A function, not a coroutine: one that is ended before it began leaves nothing that was never awaited.
    """
    node.run_worker(job, group=group, exclusive=exclusive)  # type: ignore[arg-type]  # wants what no async def returns
