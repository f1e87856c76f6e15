"""What a run says of itself while it goes on, kept for its report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from library.model import AssetId, Outcome, Problem
from mediavault.ingest.values import FileOutcome, IngestSummary

CONFIDENTIAL = ("contributor", "rights", "note")
"""What is said of a batch that may name who sent it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a report shows only because somebody asked for it."""

    names: bool = False
    """Who sent it, and what is said of rights and in the note."""
    pictures: bool = False


@dataclass(slots=True)
class Account:
    """One run, from its beginning to its end or its interruption."""

    folders: Sequence[Path]
    who: str
    """The login name of whoever ingested."""
    started: datetime
    said: Mapping[str, str] = field(default_factory=dict)
    """What was said of everything: event, place, contributor, keywords, rights, note."""
    shown: Shown = Shown()
    outcomes: list[FileOutcome] = field(default_factory=list)
    lacking: list[Problem] = field(default_factory=list)
    """What could not be made of files that are catalogued."""
    summary: IngestSummary = field(default_factory=IngestSummary)
    again: str | None = None
    """How to go on, when the run did not come to its end."""
    fault: str | None = None
    """The error that ended it, when it was not interrupted."""

    def hides(self, name: str) -> bool:
        """Whether something that was said of everything may not be read in the report."""
        return name in CONFIDENTIAL and not self.shown.names

    @property
    def how_to_go_on(self) -> str | None:
        """`again` as the report may say it: the command line holds all that was said of everything."""
        if self.again is None or not any(map(self.hides, self.said)):
            return self.again
        return "the same command as before"

    @property
    def assets(self) -> list[AssetId]:
        """The assets of the run, in the order they were met."""
        return list(dict.fromkeys(one.asset for one in self.outcomes if one.asset is not None))

    def counted(self) -> IngestSummary:
        """The summary of a run that left none behind: counted from what it told of."""
        counts = Counter(one.outcome for one in self.outcomes)
        seconds = (datetime.now().astimezone() - self.started).total_seconds()
        summary = IngestSummary(**{one.value: counts[one] for one in Outcome})  # type: ignore[arg-type]  # five counts
        return replace(summary, seconds=seconds, problems=len(self.lacking))

    def not_whole(self) -> list[str]:
        """What is the matter with files that are catalogued all the same."""
        return [one.problem.message for one in self.outcomes if one.problem is not None and one.asset is not None]

    def with_problem(self, outcome: Outcome) -> list[FileOutcome]:
        """The files of an outcome, as they were met."""
        return [one for one in self.outcomes if one.outcome is outcome]
