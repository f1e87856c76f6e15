"""The prompt for a shot list: those that have what is typed stand above the line, then one that would be made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from library.names import fold
from tui.jobs import begin
from tui.widgets.offering import Offered, OfferingPrompt
from tui.wording import CURSOR, clean, fitted

if TYPE_CHECKING:
    from textual.widgets import Input


@dataclass(frozen=True, slots=True)
class ListRow:
    """A shot list to choose."""

    name: str
    said: str = ""
    """How many shots it has."""
    is_new: bool = False


class ListRows(Offered[ListRow]):
    """Names, and how many shots each has."""

    def line(self, at: int, row: ListRow) -> Text:
        """A row as it is shown."""
        here = at == self.cursor
        name = f"{CURSOR if here else ' '} {'+ create ' if row.is_new else ''}{clean(row.name)}"
        return Text.assemble((fitted(name, max(20, self.size.width - 16)), "bold" if here else ""), (row.said, "dim"))


class ListPrompt(OfferingPrompt[ListRow]):
    """Asks for a shot list; the answer is the name of the one under the cursor."""

    HINT = "Enter take  Esc stop"

    def __init__(self, known: Callable[[], Awaitable[list[ListRow]]], first: str, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start hidden.

        Args:
            known: Gives the lists there are, the one that is meant first.
            first: What a list is called where there is none.
            id: As Textual has it.
        """
        super().__init__(ListRows(), id=id)
        self._known, self._first = known, first

    def open(self, title: str, text: str = "", *, hint: str = HINT) -> None:
        """Show it and give it the keys."""
        self.begin_anew()
        super().open(title, text, hint=hint)
        self.look_up()

    async def offers(self, text: str) -> list[ListRow]:
        """Those that have the text in their name, first those that begin with it; then a new one."""
        wanted, known = fold(text), await self._known()
        found = sorted((one for one in known if wanted in fold(one.name)), key=lambda one: _place(one, wanted))
        name = text.strip() or ("" if known else self._first)
        there = {one.name.casefold() for one in found}
        return [*found, *([ListRow(name, is_new=True)] if name and name.casefold() not in there else [])]

    async def take(self) -> None:
        """Let the name stand on the line, to be written on."""
        row = await self.chosen(self.field.value)
        if row is not None:
            self.field.value = row.name
            self.field.cursor_position = len(row.name)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the one under the cursor."""
        event.stop()
        event.prevent_default()  # Textual calls the handlers of base classes, too
        self.close()
        begin(self, partial(self._tell, event.value), group="tell")

    async def _tell(self, text: str) -> None:
        row = await self.chosen(text)
        if row is not None:
            self.post_message(self.Answered(self, row.name))


def _place(one: ListRow, wanted: str) -> int:
    name = fold(one.name)
    return 0 if name == wanted else 1 if name.startswith(wanted) else 2
