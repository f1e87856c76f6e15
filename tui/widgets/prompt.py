"""Inline prompts: one line above the key strip, up to six suggestions above the line, never a window.

`TagPrompt` asks for tags, `LinePrompt` for anything else (a filter, a note, a name). Both are shown by `open` and hide
themselves; while hidden they never have the focus.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from library.model import Authority, AuthorityKind
from tui.jobs import begin
from tui.tagging import SIGIL_OF, Choice, Typed
from tui.widgets.line_input import LineInput
from tui.wording import CURSOR, clean, fitted

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        self.field = LineInput(compact=True, select_on_focus=False)
        self._said = ("", "-trouble")
        """What is said of what was typed, and how."""
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
        before = len(self.rows)
        self.rows, self.notes, self.cursor = list(rows), list(notes), 0
        self.refresh(layout=len(self.rows) != before)

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


Taken = Choice | asyncio.Future[Choice | None]
"""A tag, or one whose name is still being looked up."""
Suggest = Callable[[Typed], Awaitable[list[tuple[Authority, str]]]]


class TagPrompt(LinePrompt):
    """Asks for tags: sigils say the kind, a comma goes on to the next, a minus takes away."""

    HINT = "Enter apply  , next  Tab take  Esc stop"
    BINDINGS: ClassVar = []

    @dataclass
    class Chosen(Message):
        """Enter was pressed, and these are the tags."""

        prompt: TagPrompt
        choices: list[Choice]
        about: object
        """What `ask` was asked about."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start hidden."""
        super().__init__(id=id)
        self.suggestions = Suggestions()
        self._taken: list[Taken] = []
        self._title = ""
        self._about: object = None
        self._preset: AuthorityKind | None = None
        self._suggest: Suggest | None = None
        self._answered: str | None = None

    def compose(self) -> ComposeResult:
        """Suggestions over the line."""
        yield self.suggestions
        yield from super().compose()

    def ask(self, title: str, suggest: Suggest, preset: AuthorityKind | None = None, *, about: object = None) -> None:
        """Show it.

        Args:
            title: What is tagged.
            suggest: Gives known names with a word on each.
            preset: The kind when no sigil says another.
            about: Comes back with what was chosen.
        """
        self._title, self._suggest, self._preset, self._about = title, suggest, preset, about
        self._taken, self._answered = [], None
        self.suggestions.show([], [])
        super().open(title, hint=self.HINT)
        begin(self, self._look_up, group="suggest", exclusive=True)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look up other suggestions; a comma takes what stands before it."""
        event.stop()
        event.prevent_default()  # Textual calls the handlers of base classes, too
        *before, rest = self.field.value.split(",")
        if before:
            # At once: what is typed while names are looked up belongs to the next one.
            self._empty(rest.lstrip())
            for text in before:
                self._take(text)
        begin(self, self._look_up, group="suggest", exclusive=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what is typed, and be done."""
        event.stop()
        event.prevent_default()
        *before, rest = self.field.value.split(",")
        for text in (*before, rest):
            if text.strip():
                self._take(text)
        taken, self._taken = self._taken, []
        self.close()
        begin(self, partial(self._tell, taken, self._about), group="tell")

    async def _tell(self, taken: Sequence[Taken], about: object) -> None:
        choices: list[Choice] = []
        for one in taken:
            choice = one if isinstance(one, Choice) else await one
            if choice is not None and choice not in choices:
                choices.append(choice)
        self.post_message(self.Chosen(self, choices, about) if choices else self.Left(self))

    def on_key(self, event: events.Key) -> None:
        """Move among the suggestions, take one, take the last tag back."""
        if not self.is_open:
            return
        steps = {"down": 1, "up": -1}
        if event.key in steps:
            self.suggestions.step(steps[event.key])
        elif event.key == "tab":
            text = self.field.value
            self._empty()
            self._take(text)
            begin(self, self._look_up, group="suggest", exclusive=True)
        elif event.key == "backspace" and not self.field.value and self._taken:
            self._taken.pop()
            self._show_taken()
        else:
            return
        event.stop()
        event.prevent_default()

    def _empty(self, rest: str = "") -> None:
        with self.prevent(Input.Changed):
            self.field.value = rest
            self.field.cursor_position = len(rest)

    def _take(self, text: str) -> None:
        """Takes the suggestion under the cursor, or what will be the first one once it is known."""
        if self._answered == text:
            choice = self.suggestions.chosen
            if choice is not None and choice not in self._taken:
                self._taken.append(choice)
        elif text.strip():
            self._taken.append(asyncio.ensure_future(self._first(text)))
        self._answered = None
        self._show_taken()

    def _show_taken(self) -> None:
        words = (one.words if isinstance(one, Choice) else "…" for one in self._taken)
        self._title_line.update(Text.assemble(f"{self._title}  ", ("".join(f"{word}, " for word in words), "bold")))

    async def _first(self, text: str) -> Choice | None:
        choice = next((choice for choice, _ in await self._rows(text)), None)
        # The name takes the place of the dots, if the prompt still stands.
        self._taken = [choice if one is asyncio.current_task() and choice else one for one in self._taken]
        if self.is_open:
            self._show_taken()
        return choice

    async def _look_up(self) -> None:
        text = self.field.value
        rows = await self._rows(text)
        if text == self.field.value:
            self._answered = text
            self.suggestions.show([choice for choice, _ in rows], [note for _, note in rows])

    async def _rows(self, text: str) -> list[tuple[Choice, str]]:
        typed = Typed.parse(text, self._preset)
        found = await self._suggest(typed) if self._suggest else []
        taken = {one.authority.id for one in self._taken if isinstance(one, Choice)}
        known = [(Choice(one, typed.remove), note) for one, note in found if one.id not in taken]
        new = _new(typed, [authority for authority, _ in found])
        return [*known[: MOST - len(new)], *((choice, "") for choice in new)]


def _new(typed: Typed, found: Sequence[Authority]) -> list[Choice]:
    """What could be created: nothing without a name, nothing that is there already, nothing to remove."""
    if not typed.text or typed.remove:
        return []
    kinds = typed.kinds or ((AuthorityKind.KEYWORD,) if found else (AuthorityKind.KEYWORD, AuthorityKind.PERSON))
    there = {(authority.kind, authority.name.casefold()) for authority in found}
    return [
        Choice(Authority(kind=kind, name=typed.text)) for kind in kinds if (kind, typed.text.casefold()) not in there
    ]
