"""`database`: what a team needs whose catalogue is on a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from mediavault.cli.invocation import Invocation
from mediavault.cli.options import DryRun
from mediavault.cli.output import counted, say
from mediavault.cli.verbs import group, verb

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST = 12
"""Assets that are listed by their keys."""


def _keys(assets: Sequence[int]) -> str:
    return ", ".join(f"a{asset}" for asset in assets[:_MOST]) + (" …" if len(assets) > _MOST else "")


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    family = group("database", "A catalogue on a server: who of a team may see and change what.")
    app.add_typer(family)

    @verb(family, "roles", noted=False)
    def roles(run: Invocation, dry_run: DryRun = False) -> None:
        """Prepare the roles viewer, editor and safety in a catalogue on a PostgreSQL server.

        A viewer reads, an editor changes what a viewer reads. Neither meets people, organisations or contributors who
        are not open, in no program: only the role safety does, and whoever owns the catalogue. Run it as the owner;
        then let users in, for instance: GRANT mediavault_editor TO anna. An upgrade keeps them up to date.

        Hidden are their names, spellings, consent and history, and the transcripts of what they are linked to. Not
        hidden are names that somebody wrote into captions, keywords, notes, names of clips or of files, or into the
        headings of the history: assets where there are such are listed. Call them by their alias there.
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
            telling = catalogue.told_elsewhere()
        if telling:
            say(
                f"{counted(len(telling), 'asset')} name somebody who is not open in plain text, which every role "
                f"reads: {_keys(telling)}. See mediavault show; write an alias there."
            )
