"""Being told to stop, by Ctrl+C, `kill` or a terminal that goes away: at once, but between two steps, never inside one.

What is half done when a signal comes is finished, and the run ends at the next place that is safe. Where none comes,
it is ended where it is; a second signal changes nothing.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE_S = 5.0
"""How long a step may take to come to a place where it is safe to stop."""


class Stop:
    """Whether somebody asked for the end."""

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self.asked = self._heeded = False
        self._terminals = [one for one in (0, 1, 2) if os.isatty(one)]

    def heed(self) -> None:
        """Raises KeyboardInterrupt when somebody asked for the end; once."""
        if self.asked and not self._heeded:
            self._heeded = True
            signal.setitimer(signal.ITIMER_REAL, 0)
            raise KeyboardInterrupt

    def ask(self, number: int, _: FrameType | None) -> None:
        """Takes a signal."""
        if number == signal.SIGHUP:
            self._leave_terminal()
        if not self.asked:
            self.asked = True
            signal.setitimer(signal.ITIMER_REAL, PATIENCE_S)

    def insist(self, _number: int, _: FrameType | None) -> None:
        """Ends what does not come to a safe place by itself."""
        self.heed()

    def _leave_terminal(self) -> None:
        """A terminal that is gone answers what is written to it with an error: it goes nowhere instead."""
        nowhere = os.open(os.devnull, os.O_RDWR)
        for one in self._terminals:
            os.dup2(nowhere, one)
        os.close(nowhere)


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Lets the block be stopped at the places where it heeds; what the caller had ignored stays ignored."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    wanted = [one for one in SIGNALS if signal.getsignal(one) is not signal.SIG_IGN]
    before = {one: signal.signal(one, stop.ask) for one in wanted}
    before[signal.SIGALRM] = signal.signal(signal.SIGALRM, stop.insist)
    try:
        yield stop
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for one, handler in before.items():
            signal.signal(one, handler)
