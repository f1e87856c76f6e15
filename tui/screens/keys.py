"""The keys of a screen: typed letters narrow the list, Enter runs the chosen one."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.widgets.line_input import LineInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult

    from tui.commands import Action

_KEY_CELLS = 11
_TITLE_CELLS = 28
FRAME = 7
"""Cells beside the list: padding and scroll bar."""


class KeysScreen(ModalScreen[str]):
    """Gives back the id of the action to run, or None."""

    BINDINGS: ClassVar = [
        Binding("escape", "dismiss", "Back"),
        Binding("up", "step(-1)", "Up", priority=True),
        Binding("down", "step(1)", "Down", priority=True),
        Binding("pageup", "step(-10)", "Page up", priority=True),
        Binding("pagedown", "step(10)", "Page down", priority=True),
    ]

    def __init__(self, actions: Sequence[Action]) -> None:
        """Take the actions to list."""
        super().__init__()
        self._actions = list(actions)

    def compose(self) -> ComposeResult:
        """A field and the list below it."""
        with Vertical(id="keys"):
            yield Static("Keys", id="keys-title", markup=False)
            yield LineInput(placeholder="type to narrow, Enter runs, Esc closes", id="keys-filter")
            yield OptionList(id="keys-list", markup=False, compact=True)

    def on_mount(self) -> None:
        """Show all of them."""
        self._fill("")
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        self._fill(event.value)

    def on_input_submitted(self) -> None:
        """Run what stands under the cursor."""
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            self.dismiss(options.get_option_at_index(options.highlighted).id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Run what was clicked."""
        self.dismiss(event.option_id)

    def on_click(self, event: events.Click) -> None:
        """Pointing beside it closes it."""
        if event.widget is self:
            self.dismiss(None)

    def action_step(self, rows: int) -> None:
        """Move the cursor of the list."""
        options = self.query_one(OptionList)
        if options.option_count:
            options.highlighted = min(max((options.highlighted or 0) + rows, 0), options.option_count - 1)

    def _fill(self, wanted: str) -> None:
        words = wanted.casefold().split()
        options = self.query_one(OptionList)
        width = min(100, self.app.size.width * 96 // 100) - FRAME
        options.clear_options()
        options.add_options(Option(_line(a, width), id=a.id) for a in self._actions if _matches(a, words))
        options.highlighted = 0 if options.option_count else None


def _matches(action: Action, words: list[str]) -> bool:
    text = f"{action.keys} {action.title} {action.help}".casefold()
    return all(word in text for word in words)


def _line(action: Action, width: int) -> Text:
    """Key, title and sentence in columns; a sentence that is longer than its column goes on below itself."""
    before = _KEY_CELLS + _TITLE_CELLS
    sentence = f"\n{' ' * before}".join(wrap(action.help, width - before))
    return Text.assemble((action.keys.ljust(_KEY_CELLS), "bold"), action.title.ljust(_TITLE_CELLS), (sentence, "dim"))
