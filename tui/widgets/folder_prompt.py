"""A line that asks for a folder; Tab goes on with its name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, cast

from rich.text import Text
from textual.widgets import Static

from tui.folders import Completion, complete
from tui.jobs import begin
from tui.widgets.prompt import LinePrompt

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from tui.app import MediavaultApp

SHOWN: Final = 6
"""Folders listed above the line."""
GAP: Final = "   "


class FolderPrompt(LinePrompt):
    """The folders a half-typed path may mean stand above the line."""

    DEFAULT_CSS = """
    FolderPrompt .folder-prompt--choices { height: auto; padding: 0 1; color: $text-muted; display: none; }
    FolderPrompt.-choosing .folder-prompt--choices { display: block; }
    """

    def compose(self) -> ComposeResult:
        """The choices, then the line."""
        yield Static("", classes="folder-prompt--choices", markup=False)
        yield from super().compose()

    def open(self, title: str, text: str = "", *, hint: str = "Tab completes  Enter take") -> None:
        """Show it and give it the keys."""
        self._list(Completion(text, ()))
        super().open(title, text, hint=hint)

    def on_key(self, event: events.Key) -> None:
        """Tab completes; Esc leaves, as in every prompt."""
        if event.key == "tab" and self.is_open:
            event.stop()
            event.prevent_default()
            begin(self, partial(self._complete, self.field.value), exclusive=True)

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
        text = Text(GAP.join(f"{name}/" for name in names[:SHOWN]) + more, no_wrap=True, overflow="ellipsis")
        self.set_class(bool(names), "-choosing")
        self.query_one(".folder-prompt--choices", Static).update(text)
