"""`dump`: all there is, for any other program and any later time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun, Json
from mediavault.cli.output import counted, emit, say
from mediavault.cli.verbs import verb

if TYPE_CHECKING:
    from library.dump import Dump


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "dump", noted=False)
    def dump(
        run: Invocation,
        folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that is not there yet.")],
        dry_run: DryRun = False,
        json: Json = False,
    ) -> None:
        """Write all of the catalogue as JSON lines, with its history, and tables for people beside them.

        README.txt in it says how it is laid out. mediavault restore FOLDER makes an equal catalogue of it. Names of
        protected people are in it, as in a backup: it is not for others.
        """
        from mediavault.sheet import write_tables

        with run.catalogue() as catalogue:
            if dry_run:
                say(f"Would write all of {catalogue.database} into {folder}.")
                return
            made = catalogue.dump(folder.absolute(), lambda half: write_tables(catalogue, half / "csv"))
        _tell(made)
        if json:
            manifest = made.manifest
            rows = {name: part.rows for name, part in manifest.tables.items()}
            emit({"dump": str(made.folder), "schema": manifest.schema, "head": manifest.head, "rows": rows})


def _tell(made: Dump) -> None:
    parts = made.manifest.tables
    rows = counted(sum(part.rows for part in parts.values()), "row")
    say(f"Dumped into {made.folder}: {rows} of {counted(len(parts), 'table')}. Back: mediavault restore {made.folder}")
    say(f"Head of the history: {made.manifest.head}")
