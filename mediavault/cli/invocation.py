"""One run of the program: the global options, and the way from them to settings, vault and catalogue."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from library import Catalogue
    from mediavault.config import Settings
    from mediavault.vault import Vault


@dataclass
class Invocation:
    """What stands for the whole run, whichever verb it is."""

    vault: Path | None = None
    """`--vault`, before or after the verb; None when it was not given."""
    why: str | None = None
    """`--why`, before or after the verb."""
    arguments: tuple[str, ...] = ()
    """What stands after the program's name, as it was typed."""

    @property
    def command_line(self) -> str:
        """What to type to run the program once more in the same way."""
        return " ".join((_program(), *map(_typed, self.arguments)))

    def settings(self, **options: object) -> Settings:
        """The settings that count, with what this verb's own options say; the chosen tools are made known."""
        from mediavault import config

        settings = config.load({"vault": self.vault, **options})
        settings.tell_tools()
        if not settings.colour:
            os.environ["NO_COLOR"] = "1"  # rich and Textual both obey it
        return settings

    def open_vault(self) -> Vault:
        """The vault that is meant.

        Raises:
            NotAVault: There is none.
        """
        from mediavault.vault import Vault

        return Vault.open(self.settings().vault)

    @contextmanager
    def catalogue(self, vault: Vault | None = None) -> Iterator[Catalogue]:
        """The catalogue of the vault that is meant, or of one that is open, closed at the end.

        What is changed in it is noted with the reason given. Raises as opening them does.
        """
        with (vault or self.open_vault()).catalogue() as catalogue:
            catalogue.why = self.why
            yield catalogue


def _program() -> str:
    """The program as it can be typed here: its name where the shell finds it by that, or its path."""
    path = Path(sys.argv[0])
    found = shutil.which("mediavault")
    by_path = path.name == "mediavault" and path.is_file() and not (found and path.samefile(found))
    return shlex.quote(str(path)) if by_path else "mediavault"


def _typed(argument: str) -> str:
    """An argument as a shell takes it; what no terminal may show stands as its number."""
    from library.names import visible

    if visible(argument) == argument:
        return shlex.quote(argument)
    plain = b"/._- abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    letters = (chr(byte) if byte in plain else f"\\x{byte:02x}" for byte in os.fsencode(argument))
    return f"$'{''.join(letters)}'"
