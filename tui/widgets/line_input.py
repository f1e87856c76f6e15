"""A line to type on that shows nothing a terminal would obey, whatever was put or pasted into it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

from rich.text import Text
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from library.names import visible

if TYPE_CHECKING:
    from textual import events

UNSHOWN: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands for one character that has no picture of one cell."""
EDITING: Final = frozenset(("enter", "backspace", "delete", "left", "right", "home", "end"))
"""Keys of Textual's that must not wait."""


class LineInput(Input):
    """Its value stays as it is: a note that is opened and kept is not changed by being looked at.

    It is as wide as its place, whatever is typed: a letter does not lay out the screen, as Textual's own would have it.
    """

    virtual_size = Reactive(Size(0, 0))

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:  # noqa: A002  as there
        """Start with a text; nobody but who asks for it checks what is typed."""
        super().__init__(text, placeholder, id=id, compact=True, select_on_focus=False, validate_on=())
        self.heed: Callable[[events.Key], Awaitable[bool]] | None = None
        """Sees each key first; whether it has dealt with it."""

    async def _on_key(self, event: events.Key) -> None:
        """Does what a key means before the next one is looked at.

        Textual asks for what is bound to a key when those that were pressed after it stand on the line already. Whoever
        types fast, or over a slow line, sends several at once.
        """
        if self.heed is None or not await self.heed(event):
            bound = self._bindings.key_to_bindings.get(event.key) if event.key in EDITING else None
            if bound is None:
                return
            await self.run_action(bound[0].action)
        event.stop()
        event.prevent_default()  # Textual calls the handlers of base classes, too

    def _on_paste(self, event: events.Paste) -> None:
        """All lines come in, as one; Textual, which puts in what this leaves, would take the first alone."""
        event.text = " ".join(filter(None, map(str.strip, event.text.splitlines())))

    @property
    def _value(self) -> Text:
        """What Textual draws: as many characters as there are, so that the cursor stands where it is."""
        return Text(shown(self.value), no_wrap=True, overflow="ignore", end="")


def shown(text: str) -> str:
    """The text, each character that may not be shown as one that may."""
    if visible(text) == text:
        return text
    return "".join(picture if len(picture := visible(letter)) == 1 else UNSHOWN for letter in text)
