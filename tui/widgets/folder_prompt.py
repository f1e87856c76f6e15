"""A line that asks for a folder; Tab goes on with its name, and arrows go through the cards that are plugged in.

How much is in each folder it may mean is counted beside the line, so that a card is known by its size.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, cast

from rich.text import Text
from textual.widgets import Static

from tui.folders import Completion, cards, complete, held
from tui.jobs import Lane, begin
from tui.widgets.offering import STEPS
from tui.widgets.prompt import LinePrompt
from tui.wording import fitted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual import events
    from textual.app import ComposeResult

    from tui.app import MediavaultApp

SHOWN: Final = 6
"""Folders listed above the line."""
NAME_CELLS: Final = 30
GAP: Final = "   "


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
        self._lane: Lane | None = None
        """Where folders are counted: one on a disk that does not answer holds up nothing else."""

    def compose(self) -> ComposeResult:
        """The choices, then the line."""
        yield Static("", classes="folder-prompt--choices", markup=False)
        yield from super().compose()

    def open(self, title: str, text: str = "", *, hint: str = "Tab completes  Enter take") -> None:
        """Show it and give it the keys."""
        self._list(Completion(text, ()))
        super().open(title, text, hint=hint)
        begin(self, self._offer_cards, group="cards", exclusive=True)

    def on_unmount(self) -> None:
        """Count no more."""
        if self._lane is not None:
            self._lane.close()

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
        begin(self, partial(self._count, completion), group="counts", exclusive=True)

    async def _count(self, completion: Completion) -> None:
        """List the folders at once, and beside each what it holds as soon as that is known."""
        names, found = completion.choices[:SHOWN], dict[str, str]()
        self._say_above(_tree(names, found, len(completion.choices)))
        head, slash, _ = completion.text.rpartition("/")
        for name in names:
            self._lane = self._lane or Lane("folders")
            found[name] = await self._lane.run(partial(held, f"{head}{slash}{name}"))
            self._say_above(_tree(names, found, len(completion.choices)))

    def _say_above(self, said: str) -> None:
        self.set_class(bool(said), "-choosing")
        self.query_one(".folder-prompt--choices", Static).update(Text(said, no_wrap=True, overflow="ellipsis"))


def _tree(names: Sequence[str], found: Mapping[str, str], number: int) -> str:
    """A line for each folder: `├ DCIM/              412 files   38.1 GB`."""
    lines = [f"{fitted(f'{name}/', NAME_CELLS)}{found.get(name, '')}" for name in names]
    lines += [f"and {number - len(names)} more"] if number > len(names) else []
    return "\n".join(f"{'└' if line is lines[-1] else '├'} {line}" for line in lines)
