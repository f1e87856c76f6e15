"""`completions`: the script that teaches a shell to complete our verbs, options and names."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Annotated

import typer

from mediavault.cli import exit_status
from mediavault.cli.completing import know_shells
from mediavault.cli.invocation import Invocation
from mediavault.cli.verbs import verb


class Shell(StrEnum):
    """The shells there is a script for."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "completions", exit_status.ALWAYS)
    def completions(
        run: Invocation,  # noqa: ARG001  every verb has one
        shell: Annotated[Shell, typer.Argument(help="The shell.")],
    ) -> None:
        """Print the completion script of a shell: eval "$(mediavault completions bash)" in ~/.bashrc."""
        # The program itself, asked by this variable, prints the script that asks it again on each Tab.
        os.environ["_MEDIAVAULT_COMPLETE"] = f"source_{shell.value}"
        know_shells()
        app(args=[], prog_name="mediavault")
