"""Prompts that offer what may be meant: rows with a cursor, above the line; Tab takes the one under the cursor.

A key is echoed at once, and what it may mean is asked after that; an answer to what is not typed any more is not shown.
Keys that come before the answer count for it: whoever types a name, an arrow and Tab in one breath gets what they would
have got by waiting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Generic, TypeVar

from rich.text import Text
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widget import Widget

from tui.jobs import begin
from tui.widgets.prompt import LinePrompt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult

Row = TypeVar("Row")
MOST: Final = 6
"""Rows shown; the others come as the cursor moves."""
STEPS: Final = {"down": 1, "up": -1}


class Offered(Widget, Generic[Row]):
    """The rows above the line."""

    DEFAULT_CSS = "Offered { height: auto; width: 100%; background: $surface; padding: 0 1; }"
    virtual_size = Reactive(Size(0, 0))  # as Stack has it

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.rows: Sequence[Row] = ()
        self.cursor = 0

    def show(self, rows: Sequence[Row], cursor: int = 0) -> None:
        """Show these, with the cursor so many rows from the first, round at the ends."""
        before = self.get_content_height()
        self.rows, self.cursor = rows, cursor % max(1, len(rows))
        self.refresh(layout=self.get_content_height() != before)

    def step(self, rows: int) -> None:
        """Move the cursor, round at the ends."""
        self.show(self.rows, self.cursor + rows)

    @property
    def chosen(self) -> Row | None:
        """What is under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    def get_content_height(self, *_args: object) -> int:
        """One line a row."""
        return min(MOST, len(self.rows))

    def render(self) -> Text:
        """The rows around the cursor."""
        first = max(0, min(self.cursor - MOST // 2, len(self.rows) - MOST))
        shown = range(first, first + self.get_content_height())
        return Text("\n", no_wrap=True).join(self.line(at, self.rows[at]) for at in shown)

    def line(self, at: int, row: Row) -> Text:
        """A row as it is shown."""
        raise NotImplementedError


class OfferingPrompt(LinePrompt, Generic[Row]):
    """Asks, and offers. Subclasses say what, and how it is taken."""

    BINDINGS: ClassVar = []

    def __init__(self, offered: Offered[Row], *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start hidden."""
        super().__init__(id=id)
        self.offered = offered
        self._answered: str | None = None
        self._steps = ("", 0)
        """A text that is being looked up, and how far the cursor is to stand from its first row."""

    def compose(self) -> ComposeResult:
        """What is offered, over the line."""
        yield self.offered
        yield from super().compose()

    async def offers(self, text: str) -> Sequence[Row]:
        """What a text may mean."""
        raise NotImplementedError

    async def take(self) -> None:
        """Take what is under the cursor."""
        raise NotImplementedError

    def begin_anew(self) -> None:
        """Offer nothing until it is known what."""
        self._answered, self._steps = None, ("", 0)
        self.offered.show(())

    def changed(self) -> None:
        """Look up what is offered now."""
        self.look_up()

    def look_up(self) -> None:
        """Offer what may be meant, as soon as it is known."""
        begin(self, self._look_up, group="offers", exclusive=True)

    async def _look_up(self) -> None:
        text = self.field.value
        rows = await self.offers(text)
        if text == self.field.value:
            self._answered = text
            self.offered.show(rows, self._steps_of(text))

    def _steps_of(self, text: str) -> int:
        return self._steps[1] if self._steps[0] == text else 0

    async def chosen(self, text: str) -> Row | None:
        """What is under the cursor, or will be once it is known what a text may mean."""
        if self._answered == text:
            return self.offered.chosen
        steps, rows = self._steps_of(text), await self.offers(text)
        return rows[steps % len(rows)] if rows else None

    async def heed(self, event: events.Key) -> bool:
        """Move among what is offered, take one."""
        text = self.field.value
        if event.key == "tab":
            await self.take()
        elif event.key not in STEPS:
            return False
        elif self._answered == text:
            self.offered.step(STEPS[event.key])
        else:
            self._steps = text, self._steps_of(text) + STEPS[event.key]
        return True
