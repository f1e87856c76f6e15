"""`sheet`: what the catalogue says as a table for a spreadsheet, and back with what people edited there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mediavault.cli import completing
from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json
from mediavault.cli.output import counted, emit, say
from mediavault.cli.sheet_answers import take_answers
from mediavault.cli.taking_over import Manner, take_over
from mediavault.cli.verbs import group, verb


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
        r"""Write assets and their clips as a table: names, notes, rights, ratings, and what they are linked to.

        Names stand between semicolons; one in an unusual role has it in brackets behind it. Who is not known to be open
        stands as a number, as in \[person 12], and may stay so.
        """
        from mediavault.cli.ranges import meant
        from mediavault.sheet import lines, write

        with run.catalogue() as catalogue:
            count = write(file, lines(catalogue, meant(catalogue, query)))
        say(f"{file}: {counted(count, 'line')}. Edit it, and: mediavault sheet import {file}")
        if json:
            emit({"path": str(file), "lines": count})


def _register_import(family: typer.Typer) -> None:
    @verb(family, "import")
    def import_(
        run: Invocation,
        file: Annotated[
            Path,
            typer.Argument(
                metavar="FILE", help="A sheet that mediavault sheet export wrote; or the .json of a page of shots."
            ),
        ],
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
        by: Annotated[
            str | None,
            typer.Option("--by", metavar="NAME", help="Whose comments a .json holds.", show_default=False),
        ] = None,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Take over what was edited in a sheet: shown first, cell by cell, then one change that undo takes back.

        A page that mediavault export wrote as .html saves ticks and comments as .json: who ticked a shot picks its
        clip, and a comment becomes a line of the shot's note, with who said it.
        """
        from mediavault.sheet import read

        manner = Manner(create, prefer, yes, dry_run, json)
        with run.catalogue() as catalogue:
            if file.suffix.lower() == ".json":
                take_answers(catalogue, file, by, manner)
            else:
                take_over(catalogue, read(file), file.name, manner)
