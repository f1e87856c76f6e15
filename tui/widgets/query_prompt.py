"""The query line: as it is typed, what may come next stands above it, and Tab takes it.

What completes here is what completes in the shell (`library.query.completing`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from rich.text import Text

from library.query.completing import last_word
from tui.widgets.offering import MOST, Offered, OfferingPrompt
from tui.wording import CURSOR, clean, fitted

Complete = Callable[[str], Awaitable[list[str]]]
"""Gives a query with its last word completed, in each way there is."""
PATIENCE_S: Final = 0.5
"""Seconds that what is typed after Tab waits for what Tab takes."""


class Completions(Offered[str]):
    """Queries, by their last words: what that word may become."""

    def line(self, at: int, row: str) -> Text:
        """The word; the one under the cursor also says how many there are."""
        here = at == self.cursor
        more = f"  {at + 1} of {len(self.rows)}" if here and len(self.rows) > MOST else ""
        word = fitted(f"{CURSOR if here else ' '} {clean(row[last_word(row) :])}", max(20, self.size.width - 12))
        return Text.assemble((word, "bold" if here else ""), (more, "dim"))


class QueryPrompt(OfferingPrompt[str]):
    """Asks for a query, and completes it."""

    HINT = "Tab take  Enter keep  Esc drop"

    def __init__(self, complete: Complete, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start hidden; `complete` is asked at each key."""
        super().__init__(Completions(), id=id)
        self._complete = complete

    def open(self, title: str, text: str = "", *, hint: str = HINT) -> None:
        """Show it and give it the keys."""
        self.begin_anew()
        super().open(title, text, hint=hint)
        self.look_up()

    def changed(self) -> None:
        """Have it searched, and look up other completions."""
        super().changed()
        self.tell_screen()

    async def offers(self, text: str) -> list[str]:
        """What the query may become; itself is none."""
        return [one for one in await self._complete(text) if one != text]

    async def take(self) -> None:
        """Let the completion stand on the line; what is typed meanwhile waits for it, but not for ever."""
        with suppress(asyncio.TimeoutError):
            chosen = await asyncio.wait_for(self.chosen(self.field.value), PATIENCE_S)
            if chosen is not None:
                self.field.value = chosen if chosen.endswith(":") else f"{chosen} "
                self.field.cursor_position = len(self.field.value)
