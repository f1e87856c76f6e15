"""`sheet`: what the catalogue says as a table for a spreadsheet, and back with what people edited there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from library.errors import MediavaultError
from mediavault.cli import completing
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json
from mediavault.cli.output import counted, emit, emit_all, say, table, terminals
from mediavault.cli.verbs import group, rehearse, verb

if TYPE_CHECKING:
    from library import Catalogue
    from library.model import Authority, AuthorityId, JsonObject
    from mediavault.sheet import Cell, Diff


class SheetFlawed(MediavaultError):
    """Cells of a sheet make no sense."""

    def __init__(self, flaws: int) -> None:
        """Takes how many."""
        super().__init__(
            f"{counted(flaws, 'cell')} cannot be taken over: nothing was changed. Mend them and import again; --create "
            "adds names that are not there yet."
        )


class SheetConflict(MediavaultError):
    """Cells were edited in a sheet and in the catalogue."""

    def __init__(self, conflicts: int) -> None:
        """Takes how many."""
        super().__init__(
            f"{counted(conflicts, 'cell')} changed in the catalogue since the sheet was written: nothing was changed. "
            "Say whose word stands: --prefer sheet or --prefer catalogue."
        )


class NotConfirmed(MediavaultError):
    """Nobody said yes."""

    def __init__(self) -> None:
        """Takes no facts: there are none."""
        super().__init__("Nothing was changed: say yes, or give --yes.")


def register(app: typer.Typer) -> None:
    """Adds the verbs."""
    family = group("sheet", "A table of the catalogue, to edit in a spreadsheet.")
    app.add_typer(family)
    _register_export(family)
    _register_import(family)


def _register_export(family: typer.Typer) -> None:
    @verb(family, "export")
    def export(
        run: Invocation,
        file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; .csv or .xlsx.")],
        query: Annotated[
            str, typer.Argument(metavar="QUERY", help="Of which assets.", autocompletion=completing.query)
        ] = "",
        json: Json = False,
    ) -> None:
        """Write assets and their clips as a table: names, notes, rights, ratings, and what they are linked to.

        Names stand between semicolons; one in an unusual role has it in brackets behind it. Who is not known to be open
        stands as a number, as in [person 12], and may stay so.
        """
        from mediavault.sheet import lines, write

        with run.catalogue() as catalogue:
            count = write(file, lines(catalogue, catalogue.find(query)))
        say(f"{file}: {counted(count, 'line')}. Edit it, and: mediavault sheet import {file}")
        if json:
            emit({"path": str(file), "lines": count})


def _register_import(family: typer.Typer) -> None:
    @verb(family, "import")
    def import_(
        run: Invocation,
        file: Annotated[Path, typer.Argument(metavar="FILE", help="A sheet that mediavault sheet export wrote.")],
        create: Annotated[bool, typer.Option("--create", help="Add names that are not there yet.")] = False,
        prefer: Annotated[
            str | None,
            typer.Option(
                "--prefer",
                metavar="sheet|catalogue",
                help="Whose word stands where both were edited.",
                show_default=False,
            ),
        ] = None,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Take over what was edited in a sheet: shown first, cell by cell, then one change that undo takes back."""
        from mediavault.sheet import apply, compare, read

        if prefer not in {None, "sheet", "catalogue"}:
            raise typer.BadParameter(f'"{prefer}" is neither sheet nor catalogue', param_hint="--prefer")
        with run.catalogue() as catalogue:
            sheet = read(file)
            diff = compare(catalogue, sheet, create=create)
            _show(diff, prefer, json=json)
            cells = _chosen(diff, prefer)
            if not cells:
                say("The catalogue says all of it already: nothing was changed.")
                return
            what = f"Import {counted(len(cells), 'cell')} of {file.name}"
            if not (yes or dry_run) and not (terminals() and typer.confirm(f"{what}?", err=True)):
                raise NotConfirmed
            with catalogue.transaction(what) as edit:
                if compare(catalogue, sheet, create=create) != diff:
                    raise SheetConflict(len(cells))
                apply(edit, diff, cells, _records(catalogue))
                rehearse(dry_run, what)
            say(f"{what}.")


def _chosen(diff: Diff, prefer: str | None) -> list[Cell]:
    if diff.flaws:
        raise SheetFlawed(len(diff.flaws))
    if diff.conflicts and prefer is None:
        raise SheetConflict(len(diff.conflicts))
    return diff.changes + (diff.conflicts if prefer == "sheet" else [])


def _records(catalogue: Catalogue) -> dict[AuthorityId, Authority]:
    from library.model import AuthorityKind

    return {one.id: one for kind in AuthorityKind for one in catalogue.authorities(kind) if one.id is not None}


def _show(diff: Diff, prefer: str | None, *, json: bool) -> None:
    if json:
        emit_all(_record(one, "change") for one in diff.changes)
        emit_all(_record(one, "conflict") for one in diff.conflicts)
        emit_all({"kind": "flaw", "key": one.key, "column": one.column, "message": one.sentence} for one in diff.flaws)
        emit_all({"kind": "new", "authority": str(kind), "name": name} for kind, name in sorted(diff.new))
        return
    stands = {"sheet": "changed there too", "catalogue": "stays"}.get(prefer or "", "conflict")
    rows = [(one.line.key, one.line.shown["file"], one.column, one.was, one.now, "") for one in diff.changes]
    rows += [(one.line.key, one.line.shown["file"], one.column, one.was, one.now, stands) for one in diff.conflicts]
    rows += [(one.key, "", one.column, "", "", one.sentence) for one in diff.flaws]
    rows += [("", "", f"new {kind}", "", name, "") for kind, name in sorted(diff.new)]
    table(("", "file", "column", "catalogue", "sheet", ""), rows)


def _record(cell: Cell, kind: str) -> JsonObject:
    return {"kind": kind, "key": cell.line.key, "column": cell.column, "catalogue": cell.was, "sheet": cell.now}
