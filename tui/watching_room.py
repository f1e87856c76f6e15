"""What the library shows of the asset under the cursor: its picture and its facts, and how it plays there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from tui import pictures
from tui.marks import Marks
from tui.transport_room import TransportRoom
from tui.widgets.inspector import Inspector

if TYPE_CHECKING:
    from PIL.Image import Image
    from textual.timer import Timer

    from library.model import Asset, AssetId
    from tui.widgets.asset_list import AssetList

REST_S = 0.07
"""Seconds the cursor rests before the inspector reads the asset."""


class WatchingRoom(TransportRoom):
    """A screen with a list, and an inspector that plays what stands under its cursor."""

    assets: AssetList
    """Where the cursor is."""

    def __init__(self) -> None:
        """No asset is inspected."""
        super().__init__()
        self.inspector = Inspector(id="inspector")
        self.picture = self.inspector.picture
        self._rest: Timer | None = None

    def _inspect_soon(self) -> None:
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST_S, self._inspect)

    def _inspect(self) -> None:
        self.start(partial(self._inspected, self.assets.current), group="inspect", exclusive=True)

    async def _inspected(self, key: AssetId | None) -> None:
        asset, uses = None, {}
        if key is not None:
            found = await self.host.read(self.catalogue.assets, [key])
            asset = found[0] if found else None
            uses = await self.host.read(self.catalogue.uses, [key])
        if asset is not None and (self.asset is None or self.asset.id != key):  # otherwise its frames are shown
            image = await self._picture(asset)
            await self.draw(self.inspector.picture, image, "" if image else "no picture")
        self.inspector.show(asset, uses.get(key, ()) if key is not None else (), otherwise=self.nothing_here)

    async def _picture(self, asset: Asset) -> Image | None:
        path = self.vault.preview_path(asset.fingerprint.quick_hex)
        return await self.cached(asset, partial(pictures.preview, path))

    @property
    def nothing_here(self) -> str:
        """What is said while the list is empty."""
        raise NotImplementedError

    # Playing ----------------------------------------------------------------------------------------------------------

    async def ready(self) -> None:
        """Take the asset under the cursor; keys wait for it, so that none goes to another."""
        key = self.assets.current
        if key is None or (self.asset is not None and self.asset.id == key):
            return
        found = await self.host.read(self.catalogue.assets, [key])
        if found:
            await self.take(found[0])
            strip = self.vault.filmstrip_path(found[0].fingerprint.quick_hex)
            self._strip = await self.host.lanes.pictures.run(partial(pictures.filmstrip, strip))
            self.add_class("-watching")
            self.show_position()
            self._asked_frame.set()

    def _leave(self) -> None:
        """Play no longer, and forget what was marked."""
        self._stop()
        self.asset, self.marks, self._target = None, Marks(), None
        self.remove_class("-watching")
        self.inspector.show_transport(Text())
        self.host.decoder.turn_away()
        window, self._window = self._window, None
        if window is not None:
            self.start(window.close, group="window", exclusive=True)

    def on_screen_suspend(self) -> None:
        """Nothing plays behind another screen; the range stays marked."""
        if self.asset is not None:
            self.seek(self.marks.playhead)
        if self._window is not None:  # the next wish opens it again
            self.start(self._window.close, group="window", exclusive=True)

    def show_position(self) -> None:
        """Show where the playhead is, and what is marked, beside the picture."""
        available = self.marks.available
        parts = [self.position_words(available), self.marked_words(available)] if available else []
        self.inspector.show_transport(Text("\n").join(parts))
