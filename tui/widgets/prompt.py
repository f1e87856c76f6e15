"""Inline prompts: one line above the key strip, up to six suggestions above the line, never a window.

`TagPrompt` asks for tags, `LinePrompt` for anything else (a filter, a note, a name). Both are shown by `open` and hide
themselves; while hidden they never have the focus.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from library.model import Authority, AuthorityKind
from tui.jobs import begin
from tui.tagging import SIGIL_OF, Choice, Typed
from tui.wording import CURSOR, clean, fitted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from textual import events
    from textual.app import ComposeResult

MOST = 6
"""Suggestions shown."""


class LinePrompt(Vertical):
    """A question and a line to answer it on."""

    DEFAULT_CSS = """
    LinePrompt { display: none; height: auto; width: 100%; background: $panel; }
    LinePrompt.-open { display: block; }
    LinePrompt > Horizontal { height: 1; padding: 0 1; }
    LinePrompt .prompt--title { width: auto; max-width: 60%; height: 1; color: $accent; }
    LinePrompt Input, LinePrompt Input:focus { width: 1fr; height: 1; border: none; padding: 0; background: $panel; }
    LinePrompt .prompt--hint { width: auto; height: 1; color: $text-muted; }
    LinePrompt .prompt--trouble { height: auto; padding: 0 1; color: $error; display: none; }
    LinePrompt.-trouble .prompt--trouble { display: block; }
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
        self.field = Input(compact=True, select_on_focus=False)
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
        self._title_line.update(Text(f"{clean(title)}  "))
        self._hint.update(Text(hint))
        self.trouble("")
        with self.prevent(Input.Changed):
            self.field.value = text
            self.field.cursor_position = len(text)
        self.add_class("-open")
        self.field.can_focus = True
        self.field.focus()

    def suggest(self, text: str, *, hint: str) -> None:
        """Fill a line that nobody has typed in, and say more beside it."""
        self._hint.update(Text(hint))
        if not self.field.value:
            with self.prevent(Input.Changed):
                self.field.value = text
                self.field.cursor_position = len(text)

    def close(self) -> None:
        """Hide it; the screen has the keys again."""
        self.remove_class("-open")
        self.field.can_focus = False
        self.screen.set_focus(None)

    def trouble(self, sentence: str) -> None:
        """Say what is wrong with what was typed; nothing when it is right again."""
        self.set_class(bool(sentence), "-trouble")
        self._trouble.update(Text(clean(sentence)))

    def on_mount(self) -> None:
        """Never take the focus while hidden."""
        self.field.can_focus = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell the screen."""
        event.stop()
        self.post_message(self.Changed(self, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Tell the screen."""
        event.stop()
        self.post_message(self.Answered(self, event.value))

    def on_key(self, event: events.Key) -> None:
        """Esc leaves."""
        if event.key == "escape" and self.is_open:
            event.stop()
            self.close()
            self.post_message(self.Left(self))


class Suggestions(Widget):
    """The rows above the line: known names, then what can be created."""

    DEFAULT_CSS = "Suggestions { height: auto; width: 100%; background: $surface; padding: 0 1; }"

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.rows: list[Choice] = []
        self.notes: list[str] = []
        self.cursor = 0

    def show(self, rows: Sequence[Choice], notes: Sequence[str]) -> None:
        """Show these choices, each with a word on it."""
        self.rows, self.notes, self.cursor = list(rows), list(notes), 0
        self.refresh(layout=True)

    def step(self, rows: int) -> None:
        """Move the cursor, round at the ends."""
        if self.rows:
            self.cursor = (self.cursor + rows) % len(self.rows)
            self.refresh()

    @property
    def chosen(self) -> Choice | None:
        """The choice under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    def get_content_height(self, *_args: object) -> int:
        """One line a row."""
        return len(self.rows)

    def render(self) -> Text:
        """The rows."""
        return Text("\n", no_wrap=True).join(
            self._line(number, choice, note)
            for number, (choice, note) in enumerate(zip(self.rows, self.notes, strict=True))
        )

    def _line(self, number: int, choice: Choice, note: str) -> Text:
        here, new = number == self.cursor, choice.authority.id is None
        lead = f"{CURSOR if here else ' '} {'+ create ' if new else ''}"
        name = fitted(lead + clean(choice.authority.name), max(20, self.size.width - 40))
        kind = f"{SIGIL_OF.get(choice.authority.kind, ' ')} {choice.authority.kind.value}"
        return Text.assemble((name, "bold" if here else ""), "  ", (fitted(kind, 15), "dim"), (fitted(note, 21), "dim"))


class TagPrompt(LinePrompt):
    """Asks for tags: sigils say the kind, a comma goes on to the next, a minus takes away."""

    HINT = "Enter apply  , next  Tab take  Esc stop"
    BINDINGS: ClassVar = []

    @dataclass
    class Chosen(Message):
        """Enter was pressed, and these are the tags."""

        prompt: TagPrompt
        choices: list[Choice]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start hidden."""
        super().__init__(id=id)
        self.suggestions = Suggestions()
        self.chosen: list[Choice] = []
        self._title = ""
        self._preset: AuthorityKind | None = None
        self._suggest: Callable[[Typed], Awaitable[list[tuple[Authority, str]]]] | None = None
        self._answered: str | None = None

    def compose(self) -> ComposeResult:
        """Suggestions over the line."""
        yield self.suggestions
        yield from super().compose()

    def ask(
        self,
        title: str,
        suggest: Callable[[Typed], Awaitable[list[tuple[Authority, str]]]],
        preset: AuthorityKind | None = None,
    ) -> None:
        """Show it; `suggest` gives known names with a word on each, `preset` is the kind when no sigil says another."""
        self._title, self._suggest, self._preset, self.chosen, self._answered = title, suggest, preset, [], None
        self.suggestions.show([], [])
        super().open(title, hint=self.HINT)
        begin(self, self._look_up, group="suggest", exclusive=True)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look up other suggestions; a comma takes the one under the cursor."""
        event.stop()
        event.prevent_default()  # Textual calls the handlers of base classes, too
        if event.value.endswith(","):
            with self.prevent(Input.Changed):
                self.field.value = event.value[:-1]
            begin(self, self._take, group="take")
        else:
            begin(self, self._look_up, group="suggest", exclusive=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what is typed, and be done."""
        event.stop()
        event.prevent_default()
        begin(self, self._finish, group="take")

    def on_key(self, event: events.Key) -> None:
        """Move among the suggestions, take one, take the last tag back."""
        if not self.is_open:
            return
        steps = {"down": 1, "up": -1}
        if event.key in steps:
            self.suggestions.step(steps[event.key])
        elif event.key == "tab":
            begin(self, self._take, group="take")
        elif event.key == "backspace" and not self.field.value and self.chosen:
            self.chosen.pop()
            self._show_chosen()
        else:
            return
        event.stop()
        event.prevent_default()

    async def _finish(self) -> None:
        if self.field.value.strip():
            await self._take()
        choices = self.chosen
        self.close()
        self.post_message(self.Chosen(self, choices) if choices else self.Left(self))

    async def _take(self) -> None:
        if self._answered != self.field.value:
            await self._look_up()
        choice = self.suggestions.chosen
        if choice is None:
            return
        if choice not in self.chosen:
            self.chosen.append(choice)
        with self.prevent(Input.Changed):
            self.field.value = ""
        self._show_chosen()
        begin(self, self._look_up, group="suggest", exclusive=True)

    def _show_chosen(self) -> None:
        chips = "".join(f"{choice.words}, " for choice in self.chosen)
        self._title_line.update(Text.assemble(f"{self._title}  ", (chips, "bold")))

    async def _look_up(self) -> None:
        text = self.field.value
        typed = Typed.parse(text, self._preset)
        found = await self._suggest(typed) if self._suggest else []
        if text != self.field.value:
            return
        taken = {choice.authority.id for choice in self.chosen}
        known = [(Choice(a, typed.remove), note) for a, note in found if a.id not in taken]
        new = _new(typed, [authority for authority, _ in found])
        rows = [*known[: MOST - len(new)], *((choice, "") for choice in new)]
        self._answered = text
        self.suggestions.show([choice for choice, _ in rows], [note for _, note in rows])


def _new(typed: Typed, found: Sequence[Authority]) -> list[Choice]:
    """What could be created: nothing without a name, nothing that is there already, nothing to remove."""
    if not typed.text or typed.remove:
        return []
    kinds = typed.kinds or ((AuthorityKind.KEYWORD,) if found else (AuthorityKind.KEYWORD, AuthorityKind.PERSON))
    there = {(authority.kind, authority.name.casefold()) for authority in found}
    return [
        Choice(Authority(kind=kind, name=typed.text)) for kind in kinds if (kind, typed.text.casefold()) not in there
    ]
