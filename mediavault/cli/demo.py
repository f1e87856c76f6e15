"""`demo`: a vault of labelled stand-ins to try everything on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mediavault.cli import exit_status
from mediavault.cli.interface import open_interface
from mediavault.cli.invocation import Invocation
from mediavault.cli.output import say, terminals
from mediavault.cli.verbs import verb


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "demo", (*exit_status.CATALOGUED, exit_status.TOOL_MISSING))
    def demo(
        run: Invocation,
        path: Annotated[
            Path | None, typer.Argument(metavar="PATH", help="Where; ./demo-vault.", show_default=False)
        ] = None,
        no_tui: Annotated[bool, typer.Option("--no-tui", help="Only make it; do not open it.")] = False,
    ) -> int | None:
        """Make the demo vault with generated stand-ins, tagged and in shot lists, and open it."""
        from mediavault.demo import make_demo

        run.vault = (path or run.vault or Path("demo-vault")).absolute()
        run.settings()
        make_demo(run.vault, say)
        if no_tui or not terminals():
            return None
        return open_interface(run)
