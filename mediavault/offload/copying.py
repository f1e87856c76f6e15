"""Many files copied to several destinations: one is read while the one before it is verified.

A destination that dies is left alone from then on; the others go on.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from library.model import Problem
from mediavault.fixity.visit import stopped
from mediavault.offload.places import FATAL, cannot_copy, sole_writer
from mediavault.offload.pouring import PATIENCE_S, Poured, PourTask
from mediavault.offload.settling import SettleTask
from mediavault.offload.values import Copied, Destination, Fate, Side, Wanted
from mediavault.progress import Course, Meter, Progress, Stage
from mediavault.workers.flow import Answered, in_turn
from mediavault.workers.pool import LocalPool

FAILURES_IN_A_ROW = 3
"""So many files that a disk could not take one after the other, and it is left alone."""
LOADED = ("mediavault.offload.pouring", "mediavault.offload.settling")


def copy_all(
    wanted: Sequence[Wanted],
    destinations: Sequence[Destination],
    on_file: Callable[[Copied], object] = lambda _: None,
    on_progress: Callable[[Progress], object] = lambda _: None,
    *,
    patience_s: float = PATIENCE_S,
) -> dict[Destination, Problem]:
    """Copies files to every destination, each read once, each copy verified. It may be ended at any moment.

    Args:
        wanted: The files.
        destinations: Where to.
        on_file: Told of every file once, when it is through everywhere.
        on_progress: Told ten times a second; what it raises ends the run.
        patience_s: Seconds a disk may take for one piece of a file.

    Returns:
        The destinations that were given up on the way, and why.

    Raises:
        DestinationBusy: another run copies to one of them.
    """
    places = [Path(os.fsdecode(there.path)) for there in destinations]
    with ExitStack() as held:
        for there in destinations:
            held.enter_context(sole_writer(there))
        kept = held.enter_context(TemporaryDirectory(prefix="mediavault-"))
        tally = Path(kept, "read")
        run = _Copying(destinations, _new_tally(tally), patience_s)
        course = Course([Stage.COPY], on_progress, lambda: run.problems)
        meter = _Seen(course.meter(Stage.COPY, len(wanted), sum(one.stamp.size_bytes for one in wanted)), tally)
        reader = LocalPool(1, [*places, tally], loaded_once=LOADED)
        checkers = LocalPool(len(destinations), places, loaded_once=LOADED)
        try:
            checkers.submit(os.getpid)  # they come up while the first file is read
            poured = in_turn(reader, run.pours(wanted), meter.look, ahead=2)
            settled = in_turn(checkers, run.settles(poured), meter.look, ahead=2 * len(destinations))
            for copied in run.whole(settled):
                meter.through(copied)
                on_file(copied)
            meter.look(last=True)
        finally:
            reader.shutdown(wait=True, cancel_futures=True)
            checkers.shutdown(wait=True, cancel_futures=True)
    return run.stopped


@dataclass(slots=True)
class _Copying:
    """A run while it goes on."""

    destinations: Sequence[Destination]
    tally: Path
    patience_s: float
    stopped: dict[Destination, Problem] = field(default_factory=dict)
    """Destinations nothing is written to any more, and why."""
    problems: int = 0
    _failures: Counter[Destination] = field(default_factory=Counter)

    def pours(self, wanted: Sequence[Wanted]) -> Iterator[tuple[PourTask, PourTask | Answered[Poured]]]:
        """What is to be read, for wherever it can still be written to."""
        for one in wanted:
            alive = [there for there in self.destinations if there not in self.stopped]
            task = PourTask(one, alive, self.tally, self.patience_s)
            yield task, task if alive else Answered(Poured(None, None, ()))

    def settles(
        self, poured: Iterator[tuple[PourTask, Poured | Problem]]
    ) -> Iterator[tuple[tuple[Copied, bool], SettleTask | Answered[Side]]]:
        """What is to be verified: of each file as many as there are destinations, and whether it was open till then."""
        for task, answer in poured:
            read = answer if isinstance(answer, Poured) else Poured(None, stopped(answer, task.wanted.name), ())
            sides = dict(zip(task.destinations, read.sides, strict=False))
            copied = Copied(task.wanted, read.digest, read.problem, (), read.listed)
            for there in self.destinations:
                work = self._settle(copied, there, sides.get(there))
                yield (copied, isinstance(work, SettleTask)), work

    def whole(self, settled: Iterator[tuple[tuple[Copied, bool], Side | Problem]]) -> Iterator[Copied]:
        """Each file with what came of it everywhere."""
        sides: list[Side] = []
        for (copied, was_open), answer in settled:
            there = self.destinations[len(sides)]
            side = answer if isinstance(answer, Side) else _unsettled(answer, copied.wanted, there)
            if was_open:
                self._note(there, side)
            sides.append(side)
            if len(sides) == len(self.destinations):
                done = replace(copied, sides=tuple(sides))
                self.problems += not done.is_everywhere
                yield done
                sides = []

    def _settle(self, copied: Copied, there: Destination, side: Side | None) -> SettleTask | Answered[Side]:
        stopped = self.stopped.get(there)
        is_open = copied.digest is not None and side is not None and side.problem is None
        # What is written already is verified all the same, where that does not mean to wait for a dead disk again.
        if stopped is not None and (stopped.kind == "timeout" or not is_open):
            return Answered(Side(Fate.FAILED, Problem(stopped.kind, f"Given up: {stopped.message}")))
        if copied.digest is None or side is None or side.problem is not None:
            self._note(there, side or Side(Fate.FAILED))
            return Answered(side or Side(Fate.FAILED))
        return SettleTask(copied.wanted, there, copied.digest, side.fate is Fate.THERE)

    def _note(self, there: Destination, side: Side) -> None:
        """Notes what a destination did; after the worst it is stopped."""
        if side.fate.is_good:
            self._failures.pop(there, None)
        if side.problem is None or there in self.stopped:
            return
        self._failures[there] += side.problem.kind in {"disk", "mismatch"}
        if side.problem.kind in FATAL or self._failures[there] >= FAILURES_IN_A_ROW:
            self.stopped[there] = side.problem


def _unsettled(problem: Problem, wanted: Wanted, there: Destination) -> Side:
    """What is said of a copy whose verification was ended from outside."""
    return Side(Fate.FAILED, cannot_copy(problem.kind, problem.message.rstrip("."), wanted, there))


class _Seen:
    """How far a run is, told within a file as well: one may be an hour long."""

    def __init__(self, meter: Meter, tally: Path) -> None:
        self._meter, self._tally, self._counted, self._through = meter, tally, 0, 0

    def look(self, *, last: bool = False) -> None:
        """Tells how much was read."""
        read = max(self._through, int.from_bytes(self._tally.read_bytes()))
        self._add(min(read, self._meter.total_bytes), 0)
        self._meter.look(last=last)

    def through(self, copied: Copied) -> None:
        """Counts a file; one that could not be read to its end counts whole as well."""
        self._through += copied.wanted.stamp.size_bytes
        self._add(max(self._counted, self._through), 1)

    def _add(self, counted: int, files: int) -> None:
        self._meter.add(counted - self._counted, files)
        self._counted = counted


def _new_tally(path: Path) -> Path:
    path.write_bytes(bytes(8))
    return path
