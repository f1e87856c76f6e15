"""`tui`: the interface."""

from __future__ import annotations

import os

import typer

from library.errors import MediavaultError
from mediavault.cli.invocation import Invocation
from mediavault.cli.output import terminals
from mediavault.cli.verbs import verb


class NoTerminal(MediavaultError):
    """The interface was asked for where nobody could see or use it."""

    def __init__(self) -> None:
        """Takes nothing."""
        super().__init__("The interface needs a terminal at both ends: standard input and output lead elsewhere.")


class TerminalDumb(MediavaultError):
    """The terminal says that it can do nothing but print."""

    def __init__(self) -> None:
        """Takes nothing."""
        super().__init__("The interface needs a terminal that can place its cursor, and TERM says dumb: set TERM.")


def register(app: typer.Typer) -> None:
    """Adds the verb."""

    @verb(app, "tui")
    def tui(run: Invocation) -> int | None:
        """Open the interface; mediavault alone does the same."""
        return open_interface(run)


def open_interface(run: Invocation) -> int | None:
    """Opens the interface on the vault that is meant; one that nobody named is made when it is not there.

    Raises:
        NoTerminal, TerminalDumb: Nobody could see it.
        NotAVault: A vault was named, and there is none.
    """
    from mediavault.config import SERVED_BY, user_config_folder

    server = int(os.environ.get(SERVED_BY, "0"))
    if not terminals() and not server:
        raise NoTerminal
    if os.environ.get("TERM") == "dumb" and not server:
        raise TerminalDumb
    from mediavault.vault import NotAVault, Vault
    from tui.app import MediavaultApp
    from tui.keymap import FILE_NAME, load

    settings = run.settings()
    try:
        vault = Vault.open(settings.vault)
    except NotAVault:
        if settings.origin("vault") != "default":
            raise
        vault = Vault.create(settings.vault)
    keymap = load(user_config_folder() / FILE_NAME)
    with vault.catalogue() as catalogue:
        app = MediavaultApp(
            vault,
            catalogue,
            pictures=settings.pictures,
            playback=settings.playback,
            theme=settings.theme if settings.colour else "none",
            keymap=keymap,
            server=server,
        )
        app.run()
    return app.return_code
