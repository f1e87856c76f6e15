"""How far a run is, told often enough to look alive and seldom enough to cost nothing."""

from __future__ import annotations

import time
from collections.abc import Callable

from mediavault.ingest.values import Progress, Stage

TELL_EVERY_S = 0.1


class Meter:
    """Counts the files of one stage and tells how far it is."""

    def __init__(
        self, stage: Stage, total: int, tell: Callable[[Progress], object], problems: Callable[[], int]
    ) -> None:
        """Takes how many files there are as far as is known, whom to tell, and what counts the run's problems."""
        self._stage, self._tell, self._problems = stage, tell, problems
        self._started, self._told = time.monotonic(), 0.0
        self._done = self._bytes = 0
        self.total = total

    @property
    def is_complete(self) -> bool:
        """Whether every file is through."""
        return self._done >= self.total

    def add(self, size_bytes: int) -> None:
        """Counts one file that is through."""
        self._done += 1
        self._bytes += size_bytes
        self.look()

    def look(self, *, last: bool = False) -> None:
        """Tells, unless that was just done; the last time always."""
        now = time.monotonic()
        if not last and now - self._told < TELL_EVERY_S:
            return
        self._told = now
        rate = self._bytes / max(now - self._started, 1e-6)
        self._tell(Progress(self._stage, self._done, self.total, self._bytes, rate, self._problems()))
