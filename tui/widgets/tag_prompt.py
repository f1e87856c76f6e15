"""The prompt for tags: sigils say the kind, a comma goes on to the next, a minus takes away."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text
from textual.message import Message
from textual.widgets import Input

from library.model import Authority, AuthorityKind
from tui.jobs import begin
from tui.tagging import SIGIL_OF, Choice, Typed
from tui.widgets.offering import MOST, Offered, OfferingPrompt
from tui.wording import CURSOR, clean, fitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

Noted = tuple[Choice, str]
"""A tag with a word on it."""
Taken = Choice | asyncio.Future[Choice | None]
"""A tag, or one whose name is still being looked up."""
Suggest = Callable[[Typed], Awaitable[list[tuple[Authority, str]]]]


class Suggestions(Offered[Noted]):
    """Known names, then what can be created."""

    def line(self, at: int, row: Noted) -> Text:
        """Name, kind and word in columns."""
        (choice, note), here = row, at == self.cursor
        lead = f"{CURSOR if here else ' '} {'+ create ' if choice.authority.id is None else ''}"
        name = fitted(lead + clean(choice.authority.name), max(20, self.size.width - 40))
        kind = f"{SIGIL_OF.get(choice.authority.kind, ' ')} {choice.authority.kind.value}"
        return Text.assemble((name, "bold" if here else ""), "  ", (fitted(kind, 15), "dim"), (fitted(note, 21), "dim"))


class TagPrompt(OfferingPrompt[Noted]):
    """Asks for tags."""

    HINT = "Enter apply  , next  Tab take  Esc stop"

    @dataclass
    class Chosen(Message):
        """Enter was pressed, and these are the tags."""

        prompt: TagPrompt
        choices: list[Choice]
        about: object
        """What `ask` was asked about."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start hidden."""
        super().__init__(Suggestions(), id=id)
        self._taken: list[Taken] = []
        self._title = ""
        self._about: object = None
        self._preset: AuthorityKind | None = None
        self._suggest: Suggest | None = None

    def ask(self, title: str, suggest: Suggest, preset: AuthorityKind | None = None, *, about: object = None) -> None:
        """Show it.

        Args:
            title: What is tagged.
            suggest: Gives known names with a word on each.
            preset: The kind when no sigil says another.
            about: Comes back with what was chosen.
        """
        self._title, self._suggest, self._preset, self._about = title, suggest, preset, about
        self._taken = []
        self.begin_anew()
        super().open(title, hint=self.HINT)
        self.look_up()

    def on_input_changed(self, _event: Input.Changed) -> None:
        """A comma takes what stands before it, at once: what is typed while names are looked up is the next one's."""
        *before, rest = self.field.value.split(",")
        if before:
            self._empty(rest.lstrip())
            for text in before:
                self._take(text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what is typed, and be done."""
        event.stop()
        event.prevent_default()  # Textual calls the handlers of base classes, too
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

    async def heed(self, event: events.Key) -> bool:
        """Also, backspace on an empty line takes the last tag back."""
        if event.key == "backspace" and not self.field.value and self._taken:
            self._taken.pop()
            self._show_taken()
            return True
        return await super().heed(event)

    async def take(self) -> None:
        """Take what is under the cursor, and go on to the next."""
        typed = self.field.value.split(",")
        self._empty()
        for text in typed:
            self._take(text)
        self.look_up()

    def _empty(self, rest: str = "") -> None:
        with self.prevent(Input.Changed):
            self.field.value = rest
            self.field.cursor_position = len(rest)

    def _take(self, text: str) -> None:
        """Takes the suggestion under the cursor, or what will be under it once it is known."""
        if self._answered == text:
            row = self.offered.chosen
            if row is not None and row[0] not in self._taken:
                self._taken.append(row[0])
        elif text.strip():
            self._taken.append(asyncio.ensure_future(self._named(text)))
        self._answered = None
        self._show_taken()

    def _show_taken(self) -> None:
        words = (one.words if isinstance(one, Choice) else "…" for one in self._taken)
        self._say_beside(clean(self._title), "".join(f"{word}, " for word in words), self.HINT)

    async def _named(self, text: str) -> Choice | None:
        row = await self.chosen(text)
        choice = row[0] if row else None
        # The name takes the place of the dots, if the prompt still stands.
        self._taken = [choice if one is asyncio.current_task() and choice else one for one in self._taken]
        if self.is_open:
            self._show_taken()
        return choice

    async def offers(self, text: str) -> list[Noted]:
        """Known names, but for those that are taken already, then what can be created."""
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
