"""The interface as the command line opens it.

Whoever types `mediavault` and nothing else waits for the list: the way there loads no verb and no parser of options,
which would take half the time and a fifth of the memory.
"""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

from library.errors import MediavaultError
from mediavault.cli.invocation import Invocation
from mediavault.cli.output import terminals

if TYPE_CHECKING:
    from collections.abc import Sequence


FRAMES = "120"
"""How often a second Textual draws at most. What a key changes waits for the next time: 8 ms at most, at its own 60 a
second twice as long."""
FEW_VALUES = 2_000, 5, 3
"""After how many new objects Python looks for cycles here, in half a millisecond, and after how many looks among the
older ones. Of as many as verbs make between two looks it takes longer than a key may (40 ms), and what Textual drops in
cycles is kept meanwhile: two megabytes."""


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


def asked_for(arguments: Sequence[str]) -> Invocation | None:
    """The run that is plainly nothing but the interface; None where the command line must be read as a whole.

    Args:
        arguments: What stands after the program's name.
    """
    match [one for one in arguments if one != "tui"]:
        case []:
            vault = None
        case ["--vault", place] if not place.startswith("-"):
            vault = Path(place)
        case _:
            return None
    plain = arguments.count("tui") <= 1 and terminals()
    return Invocation(vault, None, tuple(arguments)) if plain else None


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
    os.environ.setdefault("TEXTUAL_FPS", FRAMES)
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
        gc.set_threshold(*FEW_VALUES)
        gc.freeze()  # what is loaded stays
        app.run(mouse=settings.mouse)
    return app.return_code
