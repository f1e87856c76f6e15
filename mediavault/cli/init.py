"""`init`: a new, empty vault."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun
from mediavault.cli.output import say
from mediavault.cli.verbs import verb


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "init", noted=False)
    def init(
        run: Invocation,
        path: Annotated[
            Path | None,
            typer.Argument(
                metavar="PATH", help="The folder, on a disk of this computer; --vault says it too.", show_default=False
            ),
        ] = None,
        database: Annotated[
            str | None,
            typer.Option(
                metavar="URL",
                help="Keep the catalogue in a PostgreSQL database: postgresql://user@host/name.",
                show_default=False,
            ),
        ] = None,
        dry_run: DryRun = False,
    ) -> None:
        """Create an empty vault, on a disk of this computer.

        A network share or a folder that Dropbox and the like copy to other machines would corrupt the catalogue, and is
        refused. The media may stand anywhere.

        A team shares a catalogue on a PostgreSQL server: everybody makes a vault with the same --database. The password
        is not written down; it comes from $PGPASSWORD or ~/.pgpass, as for PostgreSQL's own programs.
        """
        from mediavault.vault import Vault

        run.vault = path or run.vault
        folder = run.settings().vault
        if dry_run:
            Vault.planned(folder, on_server=database is not None)
            say(f"Would create a vault at {folder}.")
            return
        made = Vault.create(folder, database)
        say(f"Created the vault {made.path}. To fill it: mediavault ingest FOLDER --vault {folder}")
