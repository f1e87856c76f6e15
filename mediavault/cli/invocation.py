"""One run of the program: the global options, and the way from them to settings, vault and catalogue."""

from __future__ import annotations

import os
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
    def catalogue(self) -> Iterator[Catalogue]:
        """The catalogue of the vault that is meant, closed at the end. Raises as opening them does."""
        with self.open_vault().catalogue() as catalogue:
            yield catalogue
