"""Inline prompts: one line above the key strip, never a window.

`LinePrompt` asks for anything (a note, a name); others also offer what may be meant (`tui.widgets.offering`). All are
shown by `open` and hide themselves; while hidden they never have the focus.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from tui.widgets.foot import Stack
from tui.widgets.line_input import LineInput
from tui.wording import clean, fitted

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult


FIELD_LEAST: Final = 20
"""Cells to type in, before anything is said beside them."""
TITLE_MOST: Final = 0.6
"""Of the line, for what is asked."""
GAP: Final = "  "
"""Between the parts of a line."""


class LinePrompt(Stack):
    """A question and a line to answer it on."""

    DEFAULT_CSS = """
    LinePrompt { display: none; height: auto; width: 100%; background: $panel; }
    LinePrompt.-open { display: block; }
    LinePrompt > Horizontal { height: 1; padding: 0 1; }
    LinePrompt .prompt--title { width: auto; height: 1; color: $accent; }
    LinePrompt Input, LinePrompt Input:focus { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
    LinePrompt .prompt--hint { width: auto; height: 1; margin-left: 1; color: $text-muted; }
    LinePrompt .prompt--trouble { height: auto; padding: 0 1; color: $error; display: none; }
    LinePrompt.-trouble .prompt--trouble { display: block; }
    LinePrompt.-explained .prompt--trouble { display: block; color: $text-muted; }
    """

    @dataclass
    class Changed(Message):
        """Something else is typed now."""

        prompt: LinePrompt
        text: str

    @dataclass
    class Answered(Message):
        """Enter was pressed."""

        prompt: LinePrompt
        text: str

    @dataclass
    class Left(Message):
        """Esc was pressed."""

        prompt: LinePrompt

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start hidden."""
        super().__init__(id=id)
        self.field = LineInput()
        self.field.heed = self.heed
        self._said = ("", "-trouble")
        """What is said of what was typed, and how."""
        self._untold = False
        self._parts = ("", "", "")
        """What is asked, what was answered of it already, and what the keys do."""
        self._trouble, self._title_line, self._hint = (
            Static("", classes=f"prompt--{part}", markup=False) for part in ("trouble", "title", "hint")
        )

    def compose(self) -> ComposeResult:
        """Trouble, then the line."""
        yield self._trouble
        with Horizontal():
            yield self._title_line
            yield self.field
            yield self._hint

    @property
    def is_open(self) -> bool:
        """Whether it is shown."""
        return self.has_class("-open")

    def open(self, title: str, text: str = "", *, hint: str = "Enter apply  Esc stop") -> None:
        """Show it and give it the keys."""
        self._say_beside(clean(title), "", hint)
        self.trouble("")
        self._untold = False
        with self.prevent(Input.Changed):
            self.field.value = text
            self.field.cursor_position = len(text)
        self.add_class("-open")
        self.field.can_focus = True
        self.field.focus()

    def _say_beside(self, title: str, answered: str, hint: str) -> None:
        """Say what is asked before the line and what the keys do behind it, as far as there is room to type.

        Of what was answered the end stays; of the keys those that are named first.
        """
        self._parts = title, answered, hint
        room = self.screen.size.width - 2
        most = int(room * TITLE_MOST)
        over = cell_len(title + GAP + answered) - most
        if over > 0 and answered:
            answered = _ending(answered, max(1, cell_len(answered) - over))
        title = fitted(title, min(cell_len(title), most - cell_len(GAP + answered)))
        self._title_line.update(Text.assemble(title, GAP, (answered, "bold")))
        self._hint.update(Text(_first(hint, room - cell_len(title + GAP + answered) - FIELD_LEAST - 1)))

    def on_resize(self) -> None:
        """More or less fits beside the line."""
        if self.is_open:
            self._say_beside(*self._parts)

    def close(self) -> None:
        """Hide it; the screen has the keys again."""
        self._untold = False
        self.remove_class("-open")
        self.field.can_focus = False
        self.screen.set_focus(None)

    def trouble(self, sentence: str) -> None:
        """Say what is wrong with what was typed; nothing when it is right again."""
        self._say(sentence, "-trouble")

    def explain(self, sentence: str) -> None:
        """Say what is understood of what was typed."""
        self._say(sentence, "-explained")

    def _say(self, sentence: str, tone: str) -> None:
        if (sentence, tone) == self._said:
            return  # each letter says so again, and a text that is set anew lays out the whole screen
        self._said = sentence, tone
        for one in ("-trouble", "-explained"):
            self.set_class(bool(sentence) and one == tone, one)
        self._trouble.update(Text(clean(sentence)))

    def on_mount(self) -> None:
        """Never take the focus while hidden."""
        self.field.can_focus = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Heed what is typed once it is drawn: whatever is looked up or laid out for it, no letter waits for."""
        event.stop()
        if self.is_open:  # Esc may have come with the letters, and be dealt with already
            self._untold = True
            self.call_after_refresh(self.tell)

    def tell(self) -> None:
        """Heed what is typed, if it was not heeded yet: before a key that means more than a letter."""
        if self._untold:
            self._untold = False
            self.changed()

    def changed(self) -> None:
        """Something else is typed now: tell the screen."""
        self.tell_screen()

    def tell_screen(self) -> None:
        """Tell the screen what is typed."""
        self.post_message(self.Changed(self, self.field.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Tell the screen."""
        event.stop()
        self.tell()
        self.post_message(self.Answered(self, event.value))

    async def heed(self, event: events.Key) -> bool:  # noqa: ARG002  for those who offer something
        """Deal with a key before the line does, in the order they were pressed; whether it was."""
        return False

    def on_key(self, event: events.Key) -> None:
        """Esc leaves."""
        if event.key == "escape" and self.is_open:
            event.stop()
            self.close()
            self.post_message(self.Left(self))


def _ending(text: str, width: int) -> str:
    """The end of a text that is `width` cells wide at most, with an ellipsis for what went before."""
    while text and cell_len(text) >= width:
        text = text[1:]
    return f"…{text}"


def _first(hint: str, width: int) -> str:
    """As many of the keys as fit."""
    parts = hint.split(GAP)
    while parts and cell_len(GAP.join(parts)) > width:
        parts.pop()
    return GAP.join(parts)
