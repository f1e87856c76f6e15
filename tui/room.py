"""What every screen has: the app by its own type, reading and writing, and a foot with keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual.css.query import NoMatches
from textual.screen import Screen

from library.errors import MediavaultError
from library.model import CopyState
from mediavault.vault.lacking import is_refused
from tui.jobs import begin

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image

    from library import Catalogue
    from library.model import Asset
    from mediavault.vault import Vault
    from tui.app import MediavaultApp
    from tui.commands import Action
    from tui.jobs import Job
    from tui.widgets.picture import Picture


class Room(Screen[None]):
    """A screen of mediavault. Subclasses set `ACTIONS` and `BINDINGS = bindings(ACTIONS)`.

    Textual calls a message's handler in every base class by itself, so handlers never call `super()`.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = ()
    AUTO_FOCUS = None

    def start(self, job: Job, *, group: str, exclusive: bool = False) -> None:
        """Run a coroutine function beside the screen; an exclusive one ends the one of its group that runs.

        A function, not a coroutine: one that is ended before it began leaves nothing that was never awaited.
        """
        begin(self, partial(self._while_shown, job), group=group, exclusive=exclusive)

    async def _while_shown(self, job: Job) -> None:
        try:
            await job()
        except NoMatches:
            # A job that outlives its screen finds its parts gone; that is no fault.
            if self.app.is_running and self in self.app.screen_stack:
                raise

    @property
    def host(self) -> MediavaultApp:
        """The app: `read`, `write`, `say`, the current shot list and the keyword slots."""
        return cast("MediavaultApp", self.app)

    @property
    def is_ready(self) -> bool:
        """Whether it shows what was asked of it; until then keys wait, so that none is for what was there before."""
        return True

    @property
    def catalogue(self) -> Catalogue:
        """What is known."""
        return self.host.catalogue

    async def cached(self, asset: Asset, look: Callable[[], Image | None]) -> Image | None:
        """What `look` finds among the pictures of `asset`, which are made again when none can be read."""
        image = await self.host.lanes.pictures.run(look)
        if image is None and await self.host.lanes.making.run(partial(_made, asset, self.vault, look)):
            image = await self.host.lanes.pictures.run(look)
        return image

    async def draw(self, picture: Picture, image: Image | None, caption: str = "") -> None:
        """Show an image, drawn meanwhile where no key waits for it."""
        picture.show_drawn(await self.host.lanes.pictures.run(partial(picture.canvas.draw, image, caption)))

    @property
    def vault(self) -> Vault:
        """The folder the catalogue and its previews stand in."""
        return self.host.vault


def _made(asset: Asset, vault: Vault, look: Callable[[], Image | None]) -> bool:
    """Whether there is a picture now; somebody else may have had it made in the meantime.

    Where nothing can be made, nothing is loaded that would make it: that takes half a second and a third of the memory.
    """
    if asset.state is not CopyState.ONLINE or is_refused(vault.preview_path(asset.fingerprint.quick_hex)):
        return False
    from mediavault.ingest.keeping import remade  # noqa: PLC0415  most sessions have every picture

    try:
        return look() is not None or remade(asset, vault)
    except (MediavaultError, OSError):
        return False
