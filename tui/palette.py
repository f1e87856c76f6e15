"""The command palette, fed from the action table: everything that can be done on this screen, by name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from tui.commands import EVERYWHERE, Action, keyed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.dom import DOMNode


class ActionCommands(Provider):
    """Commands of the screen below the palette, then those of the app."""

    async def discover(self) -> Hits:
        """Everything, in the order of the table."""
        for action, node in self._actions():
            yield DiscoveryHit(_title(action), partial(self._run, action, node), action.title, action.help)

    async def search(self, query: str) -> Hits:
        """What matches by title or help."""
        matcher = self.matcher(query)
        for action, node in self._actions():
            score = max(matcher.match(action.title), matcher.match(action.help) / 2)
            if score > 0:
                yield Hit(score, _title(action), partial(self._run, action, node), action.title, action.help)

    def _actions(self) -> Iterator[tuple[Action, DOMNode]]:
        keymap = getattr(self.app, "keymap", {})
        for action in keyed(getattr(self.screen, "ACTIONS", ()), keymap):
            yield action, self.screen
        for action in keyed(EVERYWHERE, keymap):
            yield action, self.app

    async def _run(self, action: Action, node: DOMNode) -> None:
        await self.app.run_action(action.id, default_namespace=node)


def _title(action: Action) -> Content:
    return Content.assemble(action.title, "  ", (action.keys, "dim"))
