"""How an ingest is told while it runs: one display on a terminal, a line a file in a pipe, JSON lines for programs."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from library.model import Outcome
from mediavault.cli import records
from mediavault.cli.gathering import Gathered
from mediavault.cli.output import emit, line, on_terminal, say

if TYPE_CHECKING:
    from library.model import Problem
    from mediavault.cli.progress_display import Display
    from mediavault.cli.stopping import Stop
    from mediavault.ingest.values import FileOutcome
    from mediavault.progress import Progress

PLAIN_EVERY_S = 30.0
"""How often a log is told how far the run is."""


class Talk:
    """Takes what an ingest says, and passes it on."""

    def __init__(self, *, json: bool, display: Display | None, stop: Stop | None = None) -> None:
        """Takes whether programs read, the display when a person looks on, and what may ask for the end."""
        self._json, self._display, self._stop = json, display, stop
        self._told = time.monotonic()
        self._gathered = Gathered()
        self.reported = False
        """Whether a report of the run names each file there is something to say about."""
        self.vanished = 0
        """Files that were there when the run began, and then were not."""

    def outcome(self, file: FileOutcome) -> None:
        """Tells what came of one file."""
        asset = None if file.asset is None else f"a{file.asset}"
        self.vanished += file.problem is not None and file.problem.kind == "vanished"
        if self._json:
            came = {"outcome": file.outcome.value, "asset": asset, "problem": records.problem(file.problem)}
            emit({**records.path(file.path_raw), **came})
        elif not on_terminal():
            line(file.outcome.value, file.path, asset, file.problem.message if file.problem else None)
        elif file.problem and file.outcome is not Outcome.SKIPPED:
            # What is catalogued though it is cut off is named by no later run: each is told of by itself.
            self._tell(file.problem, file.path.rpartition("/")[2] if file.asset is None else "")

    def lacking(self, problem: Problem) -> None:
        """Tells what is the matter with a file; on standard error, for it is no outcome."""
        self._tell(problem, problem.name)

    def _tell(self, problem: Problem, name: str) -> None:
        if self._json or not self._gathered.repeats(problem, name):
            self.aside(problem.message)

    def rest(self) -> None:
        """Tells how many files have the matter that was told of one."""
        for sentence in self._gathered.sentences(reported=self.reported):
            self.aside(sentence)

    def aside(self, sentence: str) -> None:
        """Tells a person something that stays above the display."""
        if self._display is None:
            say(sentence)
        else:
            self._display.above(sentence)

    def progress(self, now: Progress) -> None:
        """Tells how far the run is. Between two files, where it may end: here it heeds who asks for that."""
        if self._display is not None:
            self._display.progress(now)
        elif not self._json and time.monotonic() - self._told >= PLAIN_EVERY_S:
            from mediavault.cli.progress_display import one_line

            self._told = time.monotonic()
            say(one_line(now))
        if self._stop is not None:
            self._stop.heed()


@contextmanager
def watching(*, json: bool, stop: Stop) -> Iterator[Talk]:
    """A talk, with a display on standard error when a person looks there and no data would be drawn over."""
    if not on_terminal(sys.stderr) or (json and sys.stdout.isatty()):
        yield from _heard(Talk(json=json, display=None, stop=stop))
        return
    from mediavault.cli.progress_display import display

    with display() as drawn:
        yield from _heard(Talk(json=json, display=drawn, stop=stop))


def _heard(talk: Talk) -> Iterator[Talk]:
    """A talk that tells the rest however the run ends."""
    try:
        yield talk
    finally:
        talk.rest()
