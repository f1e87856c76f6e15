"""The report of an ingest from the command line: ordered before the run, written after it, however that ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from library.changing import login
from library.errors import MediavaultError
from mediavault.cli.output import complain, say
from mediavault.ingest.template import TEXTS
from mediavault.report import Account, ReportUnusable, Shown, Target, target_for, write

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import Problem
    from mediavault.cli.ingest_talk import Talk
    from mediavault.ingest.values import FileOutcome, IngestOptions, IngestSummary, Interrupted
    from mediavault.vault import Vault


def report_order(path: Path, folders: Sequence[Path], *, dry_run: bool) -> ReportOrder:
    """The report that is wanted.

    Raises:
        ReportUnusable: it cannot be written there.
    """
    if dry_run:
        raise ReportUnusable(path, "a dry run writes nothing. Leave out --report or --dry-run.")
    account = Account([one.absolute() for one in folders], login(), datetime.now().astimezone())
    return ReportOrder(target_for(path, folders), account)


@dataclass(frozen=True)
class ReportOrder:
    """A report that is to be written, and what goes into it."""

    target: Target
    account: Account

    def shows(self, options: IngestOptions, *, names: bool, pictures: bool) -> None:
        """Takes what is said of everything, and what of it, and of the pictures, may be shown."""
        self.account.shown = Shown(names, pictures)
        said = {name: text for name in TEXTS if (text := getattr(options, name)) is not None}
        keywords = {"keywords": ", ".join(options.keywords)} if options.keywords else {}
        self.account.said = {**said, **keywords}

    def hearing(self, talk: Talk) -> Hearing:
        """What listens to the run, and passes on what it hears."""
        talk.reported = True
        return Hearing(self.account, talk)

    def write(self, catalogue: Catalogue, vault: Vault, summary: IngestSummary) -> None:
        """Writes it."""
        self.account.summary = summary
        write(self.target, self.account, catalogue, vault)
        say(f"Report: {self.target.path}")

    def write_interrupted(self, catalogue: Catalogue, vault: Vault, interrupted: Interrupted) -> None:
        """Writes it marked as one of an interrupted run, which ends as that, whatever becomes of the report."""
        self.account.again = interrupted.again
        self._write_all_the_same(catalogue, vault, interrupted.summary)

    def write_broken(self, catalogue: Catalogue, vault: Vault, fault: MediavaultError, again: str) -> None:
        """Writes what an error left of a run that had begun to bring something in; the run ends in that error."""
        self.account.again, self.account.fault = again, str(fault)
        if self.account.outcomes:
            self._write_all_the_same(catalogue, vault, self.account.counted())

    def _write_all_the_same(self, catalogue: Catalogue, vault: Vault, summary: IngestSummary) -> None:
        try:
            self.write(catalogue, vault, summary)
        except MediavaultError as error:
            complain(str(error))


@dataclass(frozen=True)
class Hearing:
    """Notes what a run tells, and passes it on."""

    account: Account
    talk: Talk

    def outcome(self, file: FileOutcome) -> None:
        """Takes what came of a file."""
        self.account.outcomes.append(file)
        self.talk.outcome(file)

    def lacking(self, problem: Problem) -> None:
        """Takes what could not be made."""
        self.account.lacking.append(problem)
        self.talk.lacking(problem)
