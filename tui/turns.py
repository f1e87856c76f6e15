"""Keys take turns: each goes to whatever has the focus once the one before it has been dealt with.

Textual hands a key at once to the widget that has the focus then. Of `/canon` typed faster than the prompt opens, the
letters would be commands: `r` would reject an asset.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from textual import events

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import App
    from textual.message_pump import MessagePump

PATIENCE_S: Final = 2.0
"""Seconds a key waits at most: what should have dealt with the one before is gone, or a catalogue is slow."""
ROUNDS: Final = 3
"""How often what a key led to is waited for: the key, what its action posts (a line that is submitted), and what the
prompt above makes of that (an answer)."""
Typed = events.Key | events.Paste


class Turns:
    """The keys of an app that were typed and not dealt with."""

    def __init__(self, app: App[Any], deal: Callable[[Typed], Awaitable[Typed]], is_ready: Callable[[], bool]) -> None:
        """Take the app, what hands a key to whatever has the focus, and whether a key would find there what it means.

        Whoever becomes ready calls `go_on`.
        """
        self._app, self._deal, self._is_ready = app, deal, is_ready
        self._waiting: deque[Typed] = deque()
        self._current: Typed | None = None

    @property
    def pending(self) -> bool:
        """Whether a key waits or is being dealt with."""
        return bool(self._waiting) or self._current is not None

    async def take(self, event: Typed) -> None:
        """Deal with a key, or have it wait."""
        self._waiting.append(event)
        if len(self._waiting) == 1:
            await self.go_on()

    async def go_on(self) -> None:
        """Deal with the next key, if there is one and it need not wait."""
        if self._waiting and self._current is None:
            if self._is_ready():
                await self._begin()
            else:
                self._later(self._begin_late, self._waiting[0])

    async def _begin_late(self, event: Typed) -> None:
        if self._current is None and self._waiting and event is self._waiting[0]:
            await self._begin()

    async def _begin(self) -> None:
        target: MessagePump = self._app.focused or self._app.screen
        event = self._current = await self._deal(self._waiting.popleft())
        self._later(self._end, event)
        self._follow(event, target if event.is_forwarded else self._app, (target, ROUNDS))

    def _later(self, do: Callable[[Typed], Awaitable[None]], event: Typed) -> None:
        asyncio.get_running_loop().call_later(PATIENCE_S, self._app.call_later, do, event)

    def _follow(self, event: Typed, node: MessagePump, anew: tuple[MessagePump, int]) -> None:
        """Have `node` say when it is through with all it was given so far, then its parents, up to the app."""
        if not node.call_later(self._passed, event, node, anew):
            self._app.call_later(self._passed, event, self._app, anew)

    def _passed(self, event: Typed, node: MessagePump, anew: tuple[MessagePump, int]) -> None:
        """What was among the messages of a node is among those of its parent by now, unless it was stopped there."""
        target, rounds = anew
        if node is not self._app:
            self._follow(event, node._parent or self._app, anew)  # noqa: SLF001  Textual offers no other way
        elif rounds > 1:
            self._follow(event, target, (target, rounds - 1))
        else:
            self._app.call_later(self._end, event)

    async def _end(self, event: Typed) -> None:
        if event is self._current:
            self._current = None
            await self.go_on()
