"""How far a run is, told often enough to look alive and seldom enough to cost nothing."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import replace

from mediavault.progress.values import Progress, Stage

TELL_EVERY_S = 0.1
RECENT_S = 10.0
"""The rate is that of so many last seconds."""
TRUSTED_S = 2.0
"""How long a run, or a stage, has to last before its pace says anything."""
COSTS = {
    Stage.LOOK: (0.0, 0.0),
    Stage.READ: (0.010, 0.0),
    Stage.PREVIEWS: (0.050, 1 / 500e6),
    Stage.FILMSTRIPS: (0.0, 1 / 1e9),  # only clips have one, and clips have most of the bytes
    Stage.DIGESTS: (0.006, 1 / 500e6),
    Stage.CHECK: (0.002, 1 / 200e6),
    Stage.COPY: (0.010, 1 / 100e6),
}
"""Seconds of each stage for a file and for a byte. Only their proportions count: the pace of the run is measured."""


def cost(stage: Stage, files: float, size_bytes: float) -> float:
    """What so many files of a stage cost, in seconds of an imagined machine."""
    for_file, for_byte = COSTS[stage]
    return files * for_file + size_bytes * for_byte


class Course:
    """A whole run: the stages it has yet to come to, and what each of them is likely to cost."""

    def __init__(
        self, stages: Collection[Stage], tell: Callable[[Progress], object], problems: Callable[[], int]
    ) -> None:
        """Takes the stages it will have, whom to tell, and what counts the run's problems."""
        self._stages = stages
        self._tell, self._problems = tell, problems
        self._began = time.monotonic()
        self._spent: dict[Stage, float] = dict.fromkeys(Stage, 0.0)
        self._begun: set[Stage] = set()
        self._share = 0.0
        self._read = self._fresh = self._fresh_bytes = 0

    def meter(self, stage: Stage, total: int = 0, total_bytes: int = 0) -> Meter:
        """What counts the files of a stage; a run may come to a stage again."""
        if not any(self._spent.values()):
            self._began = time.monotonic()  # looking costs nothing: the pace is that of what comes after it
        self._begun.add(stage)
        return Meter(self, stage, total, total_bytes)

    def add(self, stage: Stage, size_bytes: int, files: int = 1, *, fresh: bool) -> None:
        """Counts files that are through a stage."""
        self._spent[stage] += cost(stage, files, size_bytes)
        if stage is Stage.READ:
            self._read += files
            self._fresh += files if fresh else 0
            self._fresh_bytes += size_bytes if fresh else 0

    def tell(self, meter: Meter) -> None:
        """Tells how far the run is, seen from one of its stages."""
        here = cost(meter.stage, meter.total - meter.done, meter.total_bytes - meter.bytes)
        later, spent = self._later(meter), sum(self._spent.values())
        if spent:
            self._share = max(self._share, spent / (spent + here + later))
        now = Progress(meter.stage, meter.done, meter.total, meter.bytes, meter.bytes_per_s, self._problems())
        lasted = time.monotonic() - self._began
        pace = lasted / spent if spent and lasted >= TRUSTED_S else None
        left_s = None if pace is None else here * (meter.pace or pace) + later * pace
        self._tell(replace(now, total_bytes=meter.total_bytes, share=self._share, left_s=left_s))

    def _later(self, meter: Meter) -> float:
        """What is likely to come after this stage: files that were known need nothing more."""
        part = (meter.total - meter.done) / self._read if meter.stage is Stage.READ and self._read else 0.0
        files, size_bytes = self._fresh * (1 + part), self._fresh_bytes * (1 + part)
        order = list(Stage)
        passed = order[: order.index(meter.stage)]
        # Some digests are taken before the previews, to tell files apart that look the same.
        ahead = [
            one for one in self._stages if one is not meter.stage and (one not in passed or one not in self._begun)
        ]
        return sum(max(0.0, cost(stage, files, size_bytes) - self._spent[stage]) for stage in ahead)


class Meter:
    """Counts the files of one stage and tells how far it is."""

    def __init__(self, course: Course, stage: Stage, total: int, total_bytes: int) -> None:
        """Takes the run it belongs to, and how many files and bytes there are as far as is known."""
        self._course = course
        self._started, self._told = time.monotonic(), 0.0
        self._recent = deque([(self._started, 0)])
        self.stage, self.total, self.total_bytes = stage, total, total_bytes
        self.done = self.bytes = 0

    @property
    def is_complete(self) -> bool:
        """Whether every file is through."""
        return self.done >= self.total

    @property
    def bytes_per_s(self) -> float:
        """Bytes of the files that came through lately, by the second."""
        since, before = self._recent[0]
        return (self.bytes - before) / max(time.monotonic() - since, 1e-6)

    @property
    def pace(self) -> float | None:
        """Seconds this stage takes for what should take one; None while it is too young to say."""
        lasted, worth = time.monotonic() - self._started, cost(self.stage, self.done, self.bytes)
        return lasted / worth if worth and lasted >= TRUSTED_S else None

    def found(self, size_bytes: int, files: int = 1) -> None:
        """Counts more files that are there to be dealt with."""
        self.total += files
        self.total_bytes += size_bytes
        self.done, self.bytes = self.total, self.total_bytes
        self.look()

    def add(self, size_bytes: int, files: int = 1, *, fresh: bool = False) -> None:
        """Counts files that are through; `fresh` when later stages will have to do with them."""
        self.done += files
        self.bytes += size_bytes
        self._course.add(self.stage, size_bytes, files, fresh=fresh)
        self.look()

    def look(self, *, last: bool = False) -> None:
        """Tells, unless that was just done; the last time always."""
        now = time.monotonic()
        if not last and now - self._told < TELL_EVERY_S:
            return
        self._told = now
        self._recent.append((now, self.bytes))
        while now - self._recent[0][0] > RECENT_S:
            self._recent.popleft()
        self._course.tell(self)
