"""`deposit`: media and what is known of them as a bag for another archive."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from library.errors import MediavaultError
from mediavault.cli import exit_status
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json, Purpose, QueryOrKey
from mediavault.cli.output import counted, emit, say
from mediavault.cli.verbs import verb
from mediavault.progress.wording import size

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import Problem
    from mediavault.deposit.run import Deposit

CODES = (*exit_status.CATALOGUED, exit_status.UNREADABLE, exit_status.REFUSED)


class DepositInterrupted(MediavaultError):
    """A deposit was stopped before its end."""

    def __init__(self, again: str) -> None:
        """Takes the command line that goes on."""
        super().__init__(again)
        self.again = again

    def __str__(self) -> str:
        return f"Interrupted; what was copied and verified is kept. To go on: {self.again}"


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "deposit", CODES)
    def deposit(
        run: Invocation,
        query: QueryOrKey,
        folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The bag: a folder that is not there yet.")],
        title: Annotated[
            str | None,
            typer.Option(
                "--title", metavar="TEXT", help="What it is called; otherwise as the folder.", show_default=False
            ),
        ] = None,
        purpose: Purpose = None,
        accept_unknown: Annotated[
            str | None,
            typer.Option(
                "--accept-unknown",
                metavar="REASON",
                help="Deposit although people in it are not known to be open, and say why. Their names stay out. "
                "What somebody refused or took back stays so.",
                show_default=False,
            ),
        ] = None,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> int | None:
        """Copy what a query finds into a bag (BagIt), with records that other archives read.

        In the bag are the originals, verified by reading them back, a PBCore 2.1 and a Dublin Core record of each, an
        index.html, and what the catalogue knows of them as JSON lines. What may not leave in an export does not leave
        here: people who did not consent, embargoes and rights stop it, and so does an original that names somebody who
        is not open within its file. Interrupted, it goes on when it is run again.
        """
        from mediavault.cli.export import people_for
        from mediavault.cli.ranges import meant
        from mediavault.deposit.run import plan, refuse

        with run.catalogue() as catalogue:
            assets = catalogue.assets(list(meant(catalogue, query)))
            accepted = bool(accept_unknown and accept_unknown.strip())
            planned = plan(folder, assets, people_for(catalogue, purpose), catalogue.raw, accepted=accepted)
            order = _Order(title or folder.absolute().name, purpose, accept_unknown, run.command_line)
            if dry_run:
                return _rehearse(planned, json=json)
            _tell(planned)
            refuse(planned)
            return _deposit(catalogue, planned, order, json=json)


@dataclass(frozen=True)
class _Order:
    """How a deposit is made."""

    title: str
    purpose: str | None
    accept_unknown: str | None
    again: str


def _tell(planned: Deposit) -> None:
    from mediavault.cli.export import tell

    tell(planned.findings)


def _rehearse(planned: Deposit, *, json: bool) -> int | None:
    from mediavault.cli.export import finding_record

    _tell(planned)
    if json:
        emit({"assets": len(planned.assets), "bytes": planned.size_bytes, "away": [one.key for one in planned.away],
              "findings": [finding_record(one) for one in planned.findings]})  # fmt: skip
    for one in planned.away:
        say(f"stop: no copy of {one.key} ({one.name}) is within reach.")
    stops = sum(one.stops for one in planned.findings) + len(planned.away)
    if stops:
        say(f"{counted(stops, 'reason')} to stop: nothing would be written.")
        return exit_status.REFUSED
    what = f"{counted(len(planned.assets), 'asset')} ({size(planned.size_bytes)})"
    say(f"Would deposit {what} in {planned.folder}.")
    return None


def _deposit(catalogue: Catalogue, planned: Deposit, order: _Order, *, json: bool) -> int | None:
    from mediavault.cli import records
    from mediavault.cli.ingest_talk import watching
    from mediavault.cli.stopping import stoppable
    from mediavault.deposit.run import deposit

    inherited = catalogue.inherited(planned.assets)
    try:
        with stoppable() as stop, watching(json=json, stop=stop) as talk:
            problems = deposit(
                planned, lambda one: records.asset(one, inherited), order.title, on_progress=talk.progress
            )
    except KeyboardInterrupt:
        raise DepositInterrupted(order.again) from None
    if problems:
        return _unfinished(planned, problems)
    _note(catalogue, planned, order)
    what = f"{counted(len(planned.assets), 'asset')} ({size(planned.size_bytes)})"
    say(f"Deposited {what} in {planned.folder}, verified.")
    say(f"Head of the history: {catalogue.head()}")
    if json:
        keys = [one.key for one in planned.assets]
        emit({"bag": str(planned.folder), "assets": keys, "bytes": planned.size_bytes, "head": catalogue.head()})
    return None


def _unfinished(planned: Deposit, problems: list[Problem]) -> int:
    for problem in problems:
        say(problem.message)
    say(
        f"Not finished: {counted(len(problems), 'file')} not in {planned.unfinished}. Run it again when that is mended."
    )
    unread = ("damaged", "short", "changing", "vanished", "permission")
    return exit_status.UNREADABLE if all(one.kind in unread for one in problems) else exit_status.FAILED


def _note(catalogue: Catalogue, planned: Deposit, order: _Order) -> None:
    """Notes with each copy that it left, what for and why, and that it was what it should be: it was read whole."""
    from library.model import Check, CheckOutcome
    from mediavault import PROGRAM

    reason = f"; people accepted: {order.accept_unknown}" if order.accept_unknown else ""
    purpose = f" for {order.purpose}" if order.purpose else ""
    detail = f"deposited in {planned.folder.name}{purpose}{reason}"
    checks = [
        Check(planned.places[one.id][0].id, CheckOutcome.INTACT, one.digest, detail)
        for one in planned.assets
        if one.digest is not None
    ]
    catalogue.fixity.record(checks, PROGRAM)
