"""The query line: as it is typed, what may come next stands above it, and Tab takes it.

What completes here is what completes in the shell (`library.query.completing`). A key is echoed at once; the list comes
when the catalogue has answered, and an answer to what is not typed any more is not shown.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from rich.text import Text
from textual.widget import Widget

from library.query.completing import last_word
from tui.jobs import begin
from tui.widgets.prompt import MOST, LinePrompt
from tui.wording import CURSOR, clean, fitted

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.widgets import Input

Complete = Callable[[str], Awaitable[list[str]]]
"""Gives a query with its last word completed, in each way there is."""


class Completions(Widget):
    """The rows above the line: what the last word may become."""

    DEFAULT_CSS = "Completions { height: auto; width: 100%; background: $surface; padding: 0 1; }"

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.rows: list[str] = []
        self.cursor = 0

    def show(self, rows: list[str]) -> None:
        """Show these queries, by their last words."""
        before = self.get_content_height()
        self.rows, self.cursor = rows, 0
        self.refresh(layout=self.get_content_height() != before)

    def step(self, rows: int) -> None:
        """Move the cursor, round at the ends."""
        if self.rows:
            self.cursor = (self.cursor + rows) % len(self.rows)
            self.refresh()

    @property
    def chosen(self) -> str | None:
        """The query under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    def get_content_height(self, *_args: object) -> int:
        """One line a row, a few at most; the others come as the cursor moves."""
        return min(MOST, len(self.rows))

    def render(self) -> Text:
        """The rows around the cursor."""
        first = max(0, min(self.cursor - MOST // 2, len(self.rows) - MOST))
        return Text("\n", no_wrap=True).join(map(self._line, range(first, min(first + MOST, len(self.rows)))))

    def _line(self, number: int) -> Text:
        here, row = number == self.cursor, self.rows[number]
        more = f"  {number + 1} of {len(self.rows)}" if here and len(self.rows) > MOST else ""
        word = fitted(f"{CURSOR if here else ' '} {clean(row[last_word(row) :])}", max(20, self.size.width - 12))
        return Text.assemble((word, "bold" if here else ""), (more, "dim"))


class QueryPrompt(LinePrompt):
    """Asks for a query, and completes it."""

    HINT = "Tab take  Enter keep  Esc drop"

    def __init__(self, complete: Complete, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start hidden; `complete` is asked at each key."""
        super().__init__(id=id)
        self.completions = Completions()
        self._complete = complete

    def compose(self) -> ComposeResult:
        """Completions over the line."""
        yield self.completions
        yield from super().compose()

    def open(self, title: str, text: str = "", *, hint: str = HINT) -> None:
        """Show it and give it the keys."""
        self.completions.show([])
        super().open(title, text, hint=hint)
        self._look_up_soon()

    def on_input_changed(self, _event: Input.Changed) -> None:
        """Look up other completions; the line itself tells the screen."""
        self._look_up_soon()

    def on_key(self, event: events.Key) -> None:
        """Move among the completions, take one."""
        steps = {"down": 1, "up": -1}
        if event.key in steps:
            self.completions.step(steps[event.key])
        elif event.key == "tab":
            self._take()
        else:
            return
        event.stop()
        event.prevent_default()

    def _take(self) -> None:
        chosen = self.completions.chosen
        if chosen is None:
            return
        self.field.value = chosen if chosen.endswith(":") else f"{chosen} "
        self.field.cursor_position = len(self.field.value)

    def _look_up_soon(self) -> None:
        begin(self, self._look_up, group="complete", exclusive=True)

    async def _look_up(self) -> None:
        text = self.field.value
        found = await self._complete(text)
        if text == self.field.value:
            self.completions.show([one for one in found if one != text])
