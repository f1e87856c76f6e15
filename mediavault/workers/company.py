"""A process beside this one that may be left behind: what a disk that never answers keeps waiting is not us.

Whoever waits for a file system behind a network or a program cannot be ended, not even by killing, until it answers;
and a program ends only when all its threads have.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable
from typing import Any

from mediavault.tools import kill_with_programs
from mediavault.workers.pool import start_server
from mediavault.workers.tasks import leave_behind, not_waited_for, quieten

LOOK_S = 0.1
"""How often somebody who waits for an answer may look at something else."""


class Silence(Exception):
    """No answer came in time, or there is nobody to answer."""


class Ended(Silence):
    """The process is no more."""


class Company:
    """One process and the pipe to it."""

    def __init__(self, life: Callable[..., object], *about: Any) -> None:  # noqa: ANN401 - as Process takes them
        """Start a process that lives by `life`: a function that takes its end of the pipe, then `about`."""
        start_server()
        context = multiprocessing.get_context("forkserver")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_live, args=(life, theirs, *about), daemon=True)
        self._process.start()
        not_waited_for(self._process)
        theirs.close()

    def tell(self, what: object) -> None:
        """Send it something. Raises Ended."""
        try:
            self._pipe.send(what)
        except OSError:
            raise Ended from None

    def answer(self, patience_s: float, waiting: Callable[[], object] = lambda: None) -> Any:  # noqa: ANN401 - what it sends
        """What it sends next; `waiting` is called ten times a second until then. Raises Silence and Ended."""
        deadline = time.monotonic() + patience_s
        try:
            while not self._pipe.poll(LOOK_S):
                waiting()
                if time.monotonic() > deadline:
                    raise Silence
            return self._pipe.recv()
        except (EOFError, OSError):
            raise Ended from None

    def close(self) -> None:
        """End it and what it started; when it cannot be ended it is left behind."""
        if self._process.pid is not None and self._process.is_alive():
            kill_with_programs(self._process.pid)
        self._pipe.close()
        self._process.join(LOOK_S)
        leave_behind(self._process)


def _live(life: Callable[..., object], *about: Any) -> None:  # noqa: ANN401 - as above
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the one who started it
    quieten()
    life(*about)
