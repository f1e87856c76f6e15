"""Two keys for one action: g, then another. After a moment without the second, the key strip says what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.css.query import NoMatches

from tui.commands import GOING
from tui.widgets.key_strip import KeyStrip

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import App
    from textual.timer import Timer

WAIT_S: Final = 0.4
"""Seconds without the second key until the strip says what may follow."""
SECONDS: Final = {action.key.partition(" ")[2]: action for action in GOING}


class Chord:
    """Whether the first key was pressed; the next key is then its second, whatever else it means."""

    def __init__(self, app: App[None], run: Callable[[str], Awaitable[object]]) -> None:
        """Take the app and what runs an action of it."""
        self._app, self._run = app, run
        self._timer: Timer | None = None
        self.open = False
        """Whether the second key is awaited."""

    def begin(self) -> None:
        """The first key was pressed."""
        self.open = True
        self._timer = self._app.set_timer(WAIT_S, self._say)

    async def end(self, key: str) -> None:
        """The second key was pressed; one that is none of the chord, Esc among them, ends it and does nothing."""
        self.open = False
        if self._timer is not None:
            self._timer.stop()
        self._strip(None)
        action = SECONDS.get(key)
        if action is not None:
            await self._run(action.id)

    def _say(self) -> None:
        if self.open:
            self._strip([(key, action.title.removeprefix("Go to the ")) for key, action in SECONDS.items()])

    def _strip(self, pairs: list[tuple[str, str]] | None) -> None:
        try:
            self._app.screen.query_one(KeyStrip).show_chord(pairs)
        except NoMatches:  # a screen without a strip shows none
            return
