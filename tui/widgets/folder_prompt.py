"""A line that asks for a folder; Tab goes on with its name, and arrows go through the cards that are plugged in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, cast

from rich.text import Text
from textual.widgets import Static

from tui.folders import Completion, cards, complete
from tui.jobs import begin
from tui.widgets.prompt import LinePrompt

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from tui.app import MediavaultApp

SHOWN: Final = 6
"""Folders listed above the line."""
GAP: Final = "   "
STEPS: Final = {"down": 1, "up": -1}


class FolderPrompt(LinePrompt):
    """The cards there are, or the folders a half-typed path may mean, stand above the line."""

    DEFAULT_CSS = """
    FolderPrompt .folder-prompt--choices { height: auto; padding: 0 1; color: $text-muted; display: none; }
    FolderPrompt.-choosing .folder-prompt--choices { display: block; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start hidden."""
        super().__init__(id=id)
        self._cards: list[str] = []

    def compose(self) -> ComposeResult:
        """The choices, then the line."""
        yield Static("", classes="folder-prompt--choices", markup=False)
        yield from super().compose()

    def open(self, title: str, text: str = "", *, hint: str = "Tab completes  Enter take") -> None:
        """Show it and give it the keys."""
        self._list(Completion(text, ()))
        super().open(title, text, hint=hint)
        begin(self, self._offer_cards, group="cards", exclusive=True)

    async def _offer_cards(self) -> None:
        self._cards = await cast("MediavaultApp", self.app).read(cards)
        if self._cards and not self.has_class("-choosing"):
            self._say_above(f"↓ {GAP.join(self._cards[:SHOWN])}")

    def _step_card(self, step: int) -> None:
        """Put the next card into the line, round at the ends."""
        at = self._cards.index(card) + step if (card := self.field.value.removesuffix("/")) in self._cards else 0
        self.field.value = f"{self._cards[at % len(self._cards)]}/"
        self.field.cursor_position = len(self.field.value)

    def on_key(self, event: events.Key) -> None:
        """Tab completes, arrows choose a card; Esc leaves, as in every prompt."""
        if event.key == "tab" and self.is_open:
            event.stop()
            event.prevent_default()
            begin(self, partial(self._complete, self.field.value), exclusive=True)
        elif event.key in STEPS and self._cards and self.is_open:
            event.stop()
            event.prevent_default()
            self._step_card(STEPS[event.key])

    async def _complete(self, typed: str) -> None:
        completion = await cast("MediavaultApp", self.app).read(complete, typed)
        if self.field.value != typed:
            return
        self.field.value = completion.text
        self.field.cursor_position = len(completion.text)
        self._list(completion)

    def _list(self, completion: Completion) -> None:
        names = completion.choices
        more = f"{GAP}and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        self._say_above(GAP.join(f"{name}/" for name in names[:SHOWN]) + more)

    def _say_above(self, said: str) -> None:
        self.set_class(bool(said), "-choosing")
        self.query_one(".folder-prompt--choices", Static).update(Text(said, no_wrap=True, overflow="ellipsis"))
