"""What every screen has: the app by its own type, reading and writing, and a foot with keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.screen import Screen

if TYPE_CHECKING:
    from library import Catalogue
    from mediavault.vault import Vault
    from tui.app import MediavaultApp
    from tui.commands import Action


class Room(Screen[None]):
    """A screen of mediavault. Subclasses set `ACTIONS` and `BINDINGS = bindings(ACTIONS)`.

    Textual calls a message's handler in every base class by itself, so handlers never call `super()`.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    AUTO_FOCUS = None

    @property
    def host(self) -> MediavaultApp:
        """The app: `read`, `write`, `say`, the current shot list and the keyword slots."""
        return cast("MediavaultApp", self.app)

    @property
    def catalogue(self) -> Catalogue:
        """What is known."""
        return self.host.catalogue

    @property
    def vault(self) -> Vault:
        """The folder the catalogue and its previews stand in."""
        return self.host.vault
