"""`ingest`: folders of media into the catalogue, read-only and in place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from library.errors import MediavaultError
from mediavault.cli import exit_status
from mediavault.cli.ingest_options import (
    Contributor,
    Create,
    Event,
    Jobs,
    Keyword,
    NoPreviews,
    Place,
    Report,
    ReportNames,
    ReportPictures,
    Rights,
    StampNote,
    Template,
    stamp,
)
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json
from mediavault.cli.output import counted, emit, on_terminal, say
from mediavault.cli.verbs import verb

if TYPE_CHECKING:
    from mediavault.cli.ingest_report import ReportOrder
    from mediavault.ingest.values import IngestOptions, IngestSummary
    from mediavault.vault import Vault

CODES = (*exit_status.CATALOGUED, exit_status.UNREADABLE, exit_status.TOOL_MISSING)


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "ingest", CODES)
    def ingest(
        run: Invocation,
        folders: Annotated[
            list[Path],
            typer.Argument(metavar="FOLDER...", help="Folders with photos, videos or sound.", readable=False),
        ],
        jobs: Jobs = None,
        no_previews: NoPreviews = False,
        template: Template = None,
        event: Event = None,
        place: Place = None,
        contributor: Contributor = None,
        keyword: Keyword = None,
        rights: Rights = None,
        note: StampNote = None,
        create: Create = False,
        report: Report = None,
        report_names: ReportNames = False,
        report_pictures: ReportPictures = False,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> int | None:
        """Catalogue folders in place: originals are read, never written.

        It may be interrupted, and goes on when it is run again; files that did not change are not read again.

        What is said of everything goes onto known files as well, never over what was said before; undo takes it back.

        A template is a TOML file:

        event = "Day of Solidarity"          # names of the catalogue
        keywords = ["flag", "march"]
        rights = "© Anna K., for the film"   # place, contributor, note
        """
        from mediavault.ingest.values import IngestOptions

        look_for(folders)
        order = None
        if report is not None:
            from mediavault.cli.ingest_report import report_order

            order = report_order(report, folders, dry_run=dry_run)
        given = {"event": event, "place": place, "contributor": contributor, "rights": rights, "note": note}
        said = stamp(template, keywords=keyword, **given)
        said |= {"jobs": run.settings(jobs=jobs).jobs, "create": create}
        told = json or order is not None or not on_terminal()
        options = IngestOptions(previews=not no_previews, dry_run=dry_run, tells_known=told, **said)
        if order:
            order.shows(options, names=report_names, pictures=report_pictures)
        with vault_for(run, dry_run=dry_run) as vault:
            summary = _ingest(vault, folders, options, Manner(json, run.command_line, order, run.why))
        return exit_status.UNREADABLE if summary.unreadable else None


def look_for(folders: Sequence[Path]) -> None:
    """Refuses folders that are not there, before a vault is made for them."""
    from mediavault.ingest.folders import refuse_unusable

    for folder in folders:
        refuse_unusable(folder)


@contextmanager
def vault_for(run: Invocation, *, dry_run: bool = False) -> Iterator[Vault]:
    """The vault that is meant; made when it is not there, in a dry run only for the time of it."""
    from mediavault.vault import NotAVault, Vault

    path = run.settings().vault
    try:
        vault = Vault.open(path)
    except NotAVault:
        if dry_run:
            with TemporaryDirectory(prefix="mediavault-") as elsewhere:
                yield Vault.create(Path(elsewhere, "vault"))
            return
        vault = Vault.create(path)
        say(f"Created the vault {vault.path}.")
    yield vault


@dataclass(frozen=True)
class Manner:
    """How a run is told."""

    json: bool
    """Whether programs read it."""
    again: str
    """The command line that does it once more."""
    report: ReportOrder | None = None
    why: str | None = None
    """The reason given for it."""


def _ingest(vault: Vault, folders: Sequence[Path], options: IngestOptions, manner: Manner) -> IngestSummary:
    from mediavault.cli.ingest_talk import watching
    from mediavault.cli.stopping import stoppable
    from mediavault.ingest.run import ingest as start
    from mediavault.ingest.values import Interrupted

    report = manner.report
    with stoppable() as stop, vault.catalogue() as catalogue:
        catalogue.why = manner.why
        try:
            with watching(json=manner.json, stop=stop) as talk:
                heard = report.hearing(talk) if report else talk
                summary = start(
                    catalogue, vault, folders, options, heard.outcome, talk.progress, on_lacking=heard.lacking
                )
        except Interrupted as interrupted:
            conclude(interrupted.summary, json=manner.json, dry_run=options.dry_run)
            again = Interrupted(interrupted.summary, manner.again)
            if report:
                report.write_interrupted(catalogue, vault, again)
            raise again from None
        except MediavaultError as fault:
            if report:
                report.write_broken(catalogue, vault, fault, manner.again)
            raise
        conclude(summary, json=manner.json, dry_run=options.dry_run)
        _ask_for_the_drive(summary, folders, talk.vanished)
        if report:
            report.write(catalogue, vault, summary)
    return summary


def _ask_for_the_drive(summary: IngestSummary, folders: Sequence[Path], vanished: int) -> None:
    """Says so where a drive seems to be gone: a run that finds nothing is done, but hardly what anybody wanted."""
    where = ", ".join(str(folder) for folder in folders)
    if not summary.files:
        say(f"There is no file in {where}: is the drive connected?")
    if vanished:
        again = "connect it, and run the same command again"
        say(f"{counted(vanished, 'file')} went away while they were read: if the drive was pulled, {again}.")


def conclude(summary: IngestSummary, *, json: bool, dry_run: bool = False) -> None:
    """Tells what came of a run."""
    counts = summary.outcomes
    if json:
        size = {"bytes": summary.bytes, "seconds": round(summary.seconds, 3)}
        said = {"stamped": summary.stamped} if summary.stamped else {}
        emit({"summary": {"files": summary.files, **counts, **size, **said}})
    told = [f"{number} {name}" for name, number in counts.items() if number]
    told += [f"{summary.missing} not found any more"] if summary.missing else []
    word = "Would catalogue" if dry_run else "Catalogued"
    took = f"{summary.bytes / 1e6:,.1f} MB in {summary.seconds:.1f} s"
    say(f"{word} {counted(summary.files, 'file')} ({took}): {', '.join(told) or 'nothing'}.")
    if summary.stamped or summary.kept:
        stamped = f"{counted(summary.stamped, 'asset')} {'would be ' if dry_run else ''}stamped"
        keep = f"; {summary.kept:,} {'keeps' if summary.kept == 1 else 'keep'} other rights or another note"
        say(f"{stamped}{keep if summary.kept else ''}.")
    if summary.problems:
        say(f"{counted(summary.problems, 'file')} catalogued without a whole preview, a filmstrip or a digest.")
