"""How an ingest is told while it runs: a bar on a terminal, a line a file in a pipe, JSON lines for programs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from library.model import Outcome
from mediavault.cli.output import emit, line, on_terminal, say

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from library.model import Problem
    from mediavault.ingest import FileOutcome, Progress

_STAGES = {"read": "Reading", "previews": "Previews", "digests": "Digests"}


class Talk:
    """Takes what an ingest says, and passes it on."""

    def __init__(self, *, json: bool, bar: Bar | None) -> None:
        """Takes whether programs read, and the bar when a person looks on."""
        self._json, self._bar = json, bar
        self._tasks: dict[str, TaskID] = {}

    def outcome(self, file: FileOutcome) -> None:
        """Tells what came of one file."""
        if self._json:
            problem = {"kind": file.problem.kind, "message": file.problem.message} if file.problem else None
            asset = None if file.asset is None else f"a{file.asset}"
            emit({"path": file.path, "outcome": file.outcome.value, "asset": asset, "problem": problem})
        elif not on_terminal():
            asset = None if file.asset is None else f"a{file.asset}"
            line(file.outcome.value, file.path, asset, file.problem.message if file.problem else None)
        elif file.outcome is Outcome.UNREADABLE and file.problem:
            self._above(file.problem.message)

    def lacking(self, problem: Problem) -> None:
        """Tells what could not be made of a file that is catalogued; on standard error, for it is no outcome."""
        if self._bar is None:
            say(problem.message)
        else:
            self._above(problem.message)

    def _above(self, sentence: str) -> None:
        from rich.text import Text

        from library.names import visible

        if self._bar is None:
            line(sentence)
        else:
            self._bar.console.print(Text(visible(sentence), style="yellow"))

    def progress(self, now: Progress) -> None:
        """Moves the bar of the stage the run is at."""
        if self._bar is None:
            return
        stage = now.stage.value
        if stage not in self._tasks:
            self._tasks[stage] = self._bar.add_task(_STAGES.get(stage, stage), total=None, volume="", problems="")
        problems = f"{now.problems} problems" if now.problems else ""
        volume = f"{now.bytes / 1e6:,.1f} MB at {now.bytes_per_s / 1e6:,.1f} MB/s"
        self._bar.update(
            self._tasks[stage], completed=now.done, total=now.total or None, volume=volume, problems=problems
        )


@contextmanager
def watching(*, json: bool) -> Iterator[Talk]:
    """A talk, with a bar on standard error when a person looks there and no data would be drawn over."""
    if not on_terminal(sys.stderr) or (json and sys.stdout.isatty()):
        yield Talk(json=json, bar=None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TextColumn("{task.fields[volume]}"),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[problems]}", style="yellow"),
    )
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    with Progress(*columns, console=console, transient=True, redirect_stdout=False, expand=True) as bar:
        yield Talk(json=json, bar=bar)
