"""`tui`: the interface."""

from __future__ import annotations

import typer

from mediavault.cli.interface import open_interface
from mediavault.cli.invocation import Invocation
from mediavault.cli.verbs import verb


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "tui")
    def tui(run: Invocation) -> int | None:
        """Open the interface; mediavault alone does the same."""
        return open_interface(run)
