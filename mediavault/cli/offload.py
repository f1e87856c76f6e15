"""`offload`: a card copied to several places, verified, listed and catalogued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from library.errors import MediavaultError
from mediavault.cli import exit_status
from mediavault.cli.ingest_options import (
    Contributor,
    Create,
    Event,
    Keyword,
    NoPreviews,
    Place,
    Rights,
    StampNote,
    Template,
    stamp,
)
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json
from mediavault.cli.output import say
from mediavault.cli.verbs import verb

if TYPE_CHECKING:
    from library import Catalogue
    from mediavault.cli.ingest_talk import Talk
    from mediavault.ingest.values import FileOutcome, IngestOptions, IngestSummary
    from mediavault.offload.run import Offload
    from mediavault.report.target import Target
    from mediavault.vault import Vault

CODES = (*exit_status.CATALOGUED, exit_status.UNREADABLE, exit_status.MISMATCH, exit_status.TOOL_MISSING)


class OffloadInterrupted(MediavaultError):
    """An offload was stopped before its end."""

    def __init__(self, through: int, of: int, again: str) -> None:
        """Takes how many files were through, of how many, and the command line that goes on."""
        super().__init__(through, of, again)
        self.through, self.of, self.again = through, of, again

    def __str__(self) -> str:
        return (
            f"Interrupted after {self.through:,} of {self.of:,} files: those are copied and verified, no other has its "
            f"name yet. Keep the card as it is. To go on: {self.again}"
        )


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "offload", CODES)
    def offload(
        run: Invocation,
        card: Annotated[
            Path, typer.Argument(metavar="CARD", help="The card, or a folder; it is only read.", readable=False)
        ],
        destinations: Annotated[
            list[Path],
            typer.Argument(metavar="DEST...", help="Folders for its content; one that is not there is made."),
        ],
        no_previews: NoPreviews = False,
        report: Annotated[
            Path | None,
            typer.Option(
                "--report",
                metavar="FILE",
                help="Write what is verified where to FILE.html, FILE.pdf or FILE.csv; an earlier report is replaced.",
                show_default=False,
            ),
        ] = None,
        template: Template = None,
        event: Event = None,
        place: Place = None,
        contributor: Contributor = None,
        keyword: Keyword = None,
        rights: Rights = None,
        note: StampNote = None,
        create: Create = False,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> int | None:
        """Copy a card to one or more places, verify every copy, and catalogue it.

        The card is read once. Each copy is read back from its disk before it gets its name; nothing that is there is
        ever written over. What was interrupted goes on when it is run again. A list of digests (ASC MHL) stands beside
        the copies, which are catalogued as copies of one asset each.

        Name a folder of its own for every card: mediavault offload /media/A003 /drive1/A003 /drive2/A003
        """
        from mediavault.cli.ingest import vault_for
        from mediavault.ingest.folders import refuse_unusable
        from mediavault.ingest.values import IngestOptions

        refuse_unusable(card)
        given = {"event": event, "place": place, "contributor": contributor, "rights": rights, "note": note}
        said = stamp(template, keywords=keyword, **given)
        options = IngestOptions(jobs=run.settings().jobs, previews=not no_previews, create=create, **said)
        with vault_for(run, dry_run=dry_run) as vault:
            target = None if report is None else _target(report, card, destinations, dry_run=dry_run)
            order = Order(card, tuple(destinations), options, run.command_line, run.why, target)
            return _rehearse(order, json=json) if dry_run else _offload(vault, order, json=json)


@dataclass(frozen=True)
class Order:
    """What is wanted."""

    card: Path
    destinations: tuple[Path, ...]
    options: IngestOptions
    again: str
    """The command line that does it once more."""
    why: str | None
    report: Target | None = None


def _target(report: Path, card: Path, destinations: Sequence[Path], *, dry_run: bool) -> Target:
    from mediavault.report.target import OF_OFFLOAD, ReportUnusable, target_for

    if dry_run:
        raise ReportUnusable(report, "a dry run writes nothing. Leave out --report or --dry-run.")
    return target_for(report, [card, *destinations], OF_OFFLOAD)


def _rehearse(order: Order, *, json: bool) -> int | None:
    from mediavault.cli.offload_talk import tell_plan
    from mediavault.offload.run import plan

    return exit_status.FAILED if tell_plan(plan(order.card, order.destinations), json=json) else None


def _offload(vault: Vault, order: Order, *, json: bool) -> int | None:
    from mediavault.cli.ingest_talk import watching
    from mediavault.cli.offload_talk import OffloadTalk
    from mediavault.cli.stopping import stoppable
    from mediavault.ingest.values import Interrupted
    from mediavault.offload.run import offload, plan

    planned, began = None, datetime.now().astimezone()
    with stoppable() as stop, vault.catalogue() as catalogue:
        catalogue.why = order.why
        try:
            with watching(json=json, stop=stop) as talk:
                planned = plan(order.card, order.destinations, stop.heed)
                told = OffloadTalk(talk, planned, json=json)
                offload(planned, told.file, talk.progress)
                told.rest()
                summary = _catalogue(catalogue, vault, planned, order, talk)
        except KeyboardInterrupt:
            through, of = (len(planned.files), len(planned.card.wanted)) if planned else (0, 0)
            if planned is not None:
                _report(catalogue, planned, order, began, again=order.again)
            raise OffloadInterrupted(through, of, order.again) from None
        except Interrupted:  # while it was catalogued: all copies are verified by then
            if planned is not None:
                told.conclude(None)
                _report(catalogue, planned, order, began)
            raise
        told.conclude(summary)
        _report(catalogue, planned, order, began)
    return ends_in(planned)


def _report(catalogue: Catalogue, planned: Offload, order: Order, began: datetime, *, again: str | None = None) -> None:
    """Writes the report that is wanted, of an interrupted run as well."""
    if order.report is None:
        return
    from library.changing import login
    from mediavault.report.offload import Account, write_offload_report

    write_offload_report(order.report, Account(planned, login(), began, again), catalogue)
    say(f"Report: {order.report.path}")


def _catalogue(catalogue: Catalogue, vault: Vault, planned: Offload, order: Order, talk: Talk) -> IngestSummary | None:
    """Catalogues what was verified, all copies of a file as one asset; their digests are known."""
    from dataclasses import replace

    from mediavault.ingest.run import ingest
    from mediavault.ingest.values import Interrupted

    there = planned.within_reach
    if not there:
        return None
    options, told = replace(order.options, copied=planned.copied), set[str]()

    def unreadable(file: FileOutcome) -> None:  # of several copies it is told once
        if file.outcome == "unreadable" and file.problem is not None and file.problem.message not in told:
            told.add(file.problem.message)
            talk.lacking(file.problem)

    try:
        return ingest(catalogue, vault, there, options, unreadable, talk.progress, on_lacking=talk.lacking)
    except Interrupted as interrupted:
        raise Interrupted(interrupted.summary, order.again) from None


def ends_in(planned: Offload) -> int | None:
    """What the program ends in: the worst that happened."""
    from mediavault.offload.values import Fate

    fates = {side.fate for one in planned.files for side in one.sides if one.digest is not None}
    if Fate.MISMATCH in fates:
        return exit_status.MISMATCH
    if fates & {Fate.OTHER, Fate.FAILED} or planned.given_up or planned.unlisted:
        return exit_status.FAILED
    return exit_status.UNREADABLE if planned.unreadable else None
