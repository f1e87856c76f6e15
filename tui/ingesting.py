"""A running ingest as the interface sees it: counts that a thread fills and a screen reads. No widgets here."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from library.errors import MediavaultError
from library.model import Outcome
from tui.wording import clean, counted

if TYPE_CHECKING:
    from pathlib import Path

    from library import Catalogue
    from library.model import Problem
    from mediavault.ingest.values import FileOutcome
    from mediavault.progress import Progress
    from mediavault.vault import Vault

PAUSE_S = 0.1
"""Seconds between two looks whether a pause has ended."""
MOST_PROBLEMS = 200
"""Problems kept to show; the rest is only counted."""


@dataclass(slots=True)
class IngestJob:
    """One folder being catalogued."""

    folder: Path
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    problems: list[tuple[str, str]] = field(default_factory=list)
    """File, when it is not in the sentence, and sentence of what could not be read or made."""
    latest: str = ""
    """The file last dealt with."""
    progress: Progress | None = None
    """How far the stage it is at has come."""
    running: bool = True
    error: str = ""
    """Why it stopped, when it did not come to its end."""
    stopping: threading.Event = field(default_factory=threading.Event)
    paused: bool = False
    """Whether it waits between two files; nothing of the catalogue is held meanwhile."""
    started: float = field(default_factory=time.monotonic)
    ended: float | None = None
    _told: int = 0

    def run(self, catalogue: Catalogue, vault: Vault) -> None:
        """Do it; called in a thread of its own."""
        from mediavault.ingest.run import ingest  # noqa: PLC0415  most sessions never ingest

        try:
            ingest(catalogue, vault, [self.folder], None, self._outcome, self._progress, on_lacking=self._lacking)
        except MediavaultError as error:
            self.error = str(error)
        except _Stopped:
            self.error = "Stopped; what is in stays in."
        finally:
            self.ended, self.running = time.monotonic(), False

    def _outcome(self, file: FileOutcome) -> None:
        self.outcomes[file.outcome] += 1
        self.latest = file.path
        left_out = file.outcome is Outcome.SKIPPED
        if file.problem is not None and not left_out and len(self.problems) < MOST_PROBLEMS:
            self.problems.append((file.path, file.problem.message))
        self._heed()

    def _lacking(self, problem: Problem) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(("", problem.message))

    def _progress(self, progress: Progress) -> None:
        self.progress = progress
        self._heed()

    def _heed(self) -> None:
        while self.paused and not self.stopping.wait(PAUSE_S):
            pass
        if self.stopping.is_set():
            raise _Stopped

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return (self.ended or time.monotonic()) - self.started

    def fresh(self) -> bool:
        """Whether assets came in since this was last asked."""
        new = self.outcomes[Outcome.NEW] + self.outcomes[Outcome.UPDATED]
        told, self._told = self._told, new
        return new != told

    @property
    def sentence(self) -> str:
        """Where it stands."""
        verb = (
            "Paused"
            if self.paused and self.running
            else "Cataloguing"
            if self.running
            else "Stopped"
            if self.error
            else "Catalogued"
        )
        name = clean(self.folder.name or str(self.folder))
        return f"{verb} {name}: {counted(self.outcomes[Outcome.NEW], 'new file')}"


class _Stopped(Exception):
    """Somebody asked the ingest to stop."""
