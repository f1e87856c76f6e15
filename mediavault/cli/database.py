"""`database`: what a team needs whose catalogue is on a server."""

from __future__ import annotations

import typer

from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun
from mediavault.cli.output import say
from mediavault.cli.verbs import group, verb


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    family = group("database", "A catalogue on a server: who of a team may see and change what.")
    app.add_typer(family)

    @verb(family, "roles")
    def roles(run: Invocation, dry_run: DryRun = False) -> None:
        """Prepare the roles viewer, editor and safety in a catalogue on a PostgreSQL server.

        A viewer reads, an editor changes what a viewer reads. Neither meets people, organisations or contributors who
        are not open, in no program: only the role safety does, and whoever owns the catalogue. Run it as the owner,
        again after an upgrade; then let users in, for instance: GRANT mediavault_editor TO anna.
        """
        with run.catalogue() as catalogue:
            if dry_run:
                say(f"Would prepare the roles in {catalogue.database}.")
                return
            catalogue.prepare_roles()
            say(
                f"Prepared mediavault_viewer, mediavault_editor and mediavault_safety in {catalogue.database}. "
                "To let a user in: GRANT mediavault_editor TO anna"
            )
