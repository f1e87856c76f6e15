"""`history`, `undo`, `redo`: every change, by whom, reversible, and proven to be what was noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mediavault.cli import exit_status
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json
from mediavault.cli.output import counted, emit, emit_all, say, table
from mediavault.cli.verbs import group, verb

if TYPE_CHECKING:
    from library.model import Fault, HistoryCheck, Operation


def _row(one: Operation) -> tuple[object, ...]:
    when = f"{one.at.astimezone():%Y-%m-%d %H:%M:%S}"
    return one.id, when, one.who, one.what, one.changes, "undone" if one.undone else ""


def _fault(one: Fault) -> tuple[object, ...]:
    return one.step, one.operation, one.what


def _verdict(found: HistoryCheck) -> str:
    if found.faults:
        return (
            f"The history was tampered with: {counted(len(found.faults), 'fault')}. Compare with a backup: "
            "mediavault --vault ELSEWHERE restore FILE, and there mediavault history verify."
        )
    vouched = f"; {counted(found.since, 'step')} since the head given" if found.since is not None else ""
    told = f"The history is what was noted: {counted(found.steps, 'step')}{vouched}. Its head: {found.head}"
    if found.unseen:
        told += (
            f". What {counted(found.unseen, 'step')} of them did is not visible to this role, and was not looked at: "
            "the owner of the catalogue and the role safety see all."
        )
    return told


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    family = group("history", "What was changed, when, by whom and why.")
    app.add_typer(family)
    _register_listing(family)
    _register_stepping(app)


def _register_listing(family: typer.Typer) -> None:
    @verb(family, None)
    def history(
        run: Invocation,
        limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="At most so many.")] = 50,
        json: Json = False,
    ) -> None:
        """List what was changed, newest first."""
        from mediavault.cli import records

        with run.catalogue() as catalogue:
            operations, head = catalogue.history(limit), catalogue.head()
        if json:
            emit_all(records.operation(one) for one in operations)
        else:
            columns = (">id", "when", "who", "what", ">rows", "")
            table(columns, map(_row, operations))
        say(f"Head of the history: {head}")

    @verb(family, "verify", (*exit_status.CATALOGUED, exit_status.UNREADABLE, exit_status.MISMATCH))
    def verify(
        run: Invocation,
        head: Annotated[
            str | None,
            typer.Option(
                "--head",
                metavar="HASH",
                help="A head that was noted elsewhere: without it nobody sees what was cut off or written anew.",
                show_default=False,
            ),
        ] = None,
        json: Json = False,
    ) -> int | None:
        """Seal the history again from what is there, and say whether it is what was noted.

        Each backup and each export prints the head of the history. Keep it where nobody who may change the catalogue
        can change it: on paper, in a mail. On a server, who may not see everybody sees that all steps follow from each
        other, and is told of how many the content was hidden (exit status 3).
        """
        from mediavault.cli import records

        with run.catalogue() as catalogue:
            found = catalogue.verify_history(head)
        if json:
            emit(records.history_check(found))
        else:
            table((">step", ">change", "what"), map(_fault, found.faults))
        say(_verdict(found))
        if found.faults:
            return exit_status.MISMATCH
        return exit_status.UNREADABLE if found.unseen else None


def _register_stepping(app: typer.Typer) -> None:
    @verb(app, "undo")
    def undo(
        run: Invocation,
        operation: Annotated[
            int | None,
            typer.Argument(metavar="ID", help="An operation of the history; otherwise the newest.", show_default=False),
        ] = None,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Take back the newest change, or the one given."""
        from mediavault.cli import records

        with run.catalogue() as catalogue:
            if dry_run:
                wanted = next(
                    (one for one in catalogue.history(1000) if not one.undone and operation in (None, one.id)), None
                )
                say(f"Would undo: {wanted.what}" if wanted else "There is nothing to undo.")
                return
            undone = catalogue.undo(operation=operation)
        say(f"Undone: {undone.what}")
        if json:
            emit(records.operation(undone))

    @verb(app, "redo")
    def redo(run: Invocation, json: Json = False) -> None:
        """Make the change again that was taken back last."""
        from mediavault.cli import records

        with run.catalogue() as catalogue:
            redone = catalogue.redo()
        say(f"Redone: {redone.what}")
        if json:
            emit(records.operation(redone))
