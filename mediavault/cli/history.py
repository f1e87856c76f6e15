"""`history`, `undo`, `redo`: every change, by whom, reversible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json
from mediavault.cli.output import emit, emit_all, say, table
from mediavault.cli.verbs import verb

if TYPE_CHECKING:
    from library.model import Operation


def _row(one: Operation) -> tuple[object, ...]:
    when = f"{one.at.astimezone():%Y-%m-%d %H:%M:%S}"
    return one.id, when, one.who, one.what, one.changes, "undone" if one.undone else ""


def register(app: typer.Typer) -> None:
    """Adds the verbs."""

    @verb(app, "history")
    def history(
        run: Invocation,
        limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="At most so many.")] = 50,
        json: Json = False,
    ) -> None:
        """List what was changed, newest first."""
        from mediavault.cli import records

        with run.catalogue() as catalogue:
            operations = catalogue.history(limit)
        if json:
            emit_all(records.operation(one) for one in operations)
            return
        columns = (">id", "when", "who", "what", ">rows", "")
        table(columns, map(_row, operations))

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
