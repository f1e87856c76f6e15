"""F8, the history: every change, newest first; each can be taken back unless others stand on it."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.console import Group
from rich.text import Text

from library.errors import MediavaultError
from library.names import fold
from tui.commands import Action, bindings
from tui.describing_records import facts_grid
from tui.list_room import MOVING, ListRoom, Question
from tui.widgets.record_list import Column, RecordList
from tui.wording import clean, counted, grouped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library.model import HistoryCheck, Operation

HERE = ("history",)
FIRST = 500
"""Operations read at first; four times as many each time the cursor comes near the last."""
MORE = 4
NEAR_END = 50
UNDONE = "↶"
HEAD_CELLS = 16
"""Digits of a head that tell it from any other (`library.history.verifying`)."""
ACTIONS: tuple[Action, ...] = (
    Action(
        "undo_this", "Undo this one", "u", "Take this change back, unless later ones stand on it.", HERE, "undo this"
    ),
    Action("details", "Details", "enter", "Show everything noted of it, and hide it again.", HERE, "details"),
    *MOVING[:1],
    Action("verify", "Verify", "v", "Seal the history again from what is there, and compare.", HERE, "verify"),
    Action(
        "export",
        "Keep the head",
        "ctrl+e",
        "Write the head to a file, to keep where nobody changes it.",
        HERE,
        "keep head",
    ),
    *MOVING[1:],
)
COLUMNS: tuple[Column[Operation], ...] = (
    Column("when", lambda one: f"{one.at.astimezone():%Y-%m-%d %H:%M}", width=17),
    Column("what", lambda one: clean(one.what), share=4, least=40, dim=False),
    Column("", lambda one: f"{UNDONE} undone" if one.undone else "", width=9),
    Column("who", lambda one: clean(one.who), width=12),
    Column("why", lambda one: clean(one.why or ""), share=1),
)


class HistoryScreen(ListRoom):
    """What was done, and whether it is still what was noted."""

    ACTIONS: ClassVar = ACTIONS
    BINDINGS: ClassVar = bindings(ACTIONS)
    EMPTY = "Nothing has been changed yet."
    DEFAULT_CSS = """
    HistoryScreen #listing { layout: vertical; }
    HistoryScreen #listing-rows { width: 100%; }
    HistoryScreen #beside { display: none; height: 9; width: 100%; background: $surface; }
    HistoryScreen.-details #beside { display: block; }
    """

    def __init__(self) -> None:
        """Nothing is verified."""
        super().__init__(RecordList(lambda one: one.id, COLUMNS))
        self._limit = FIRST
        self._read: Sequence[Operation] = ()
        self._head = ""
        self._checked: HistoryCheck | None = None

    # Reading ----------------------------------------------------------------------------------------------------------

    async def read(self) -> None:
        """The newest operations, and the head."""
        self._read = await self.host.read(self.catalogue.history, self._limit)
        self._head = await self.host.read(self.catalogue.head)
        wanted = fold(self.wanted)
        self.show_rows([one for one in self._read if not wanted or wanted in fold(f"{one.who} {one.what} {one.why}")])
        self._title()

    def _title(self) -> None:
        shown = len(self.records.rows)
        count = f"{grouped(shown)}+ changes" if len(self._read) == self._limit else counted(shown, "change")
        self.title_bar.show("History", clean(self.wanted), f"{count}   {self._seal()}")

    def _seal(self) -> str:
        """`sealed, head 0123456789abcdef` once it was verified up to the newest step; otherwise only the head."""
        head = f"head {self._head[:HEAD_CELLS]}"
        checked = self._checked
        if checked is None:
            return f"{head} (v verifies)"
        if checked.faults:
            return f"✗ {counted(len(checked.faults), 'fault')}, {head}"
        return f"✓ sealed, {head}" if checked.head == self._head else f"✓ sealed before the last change, {head}"

    def on_record_list_moved(self) -> None:
        """Read more near the end, and show what is noted."""
        near = self.records.cursor >= len(self.records.rows) - NEAR_END
        if near and len(self._read) == self._limit:
            self._limit *= MORE
            self.reload()
        self._show_current()

    def on_record_list_opened(self) -> None:
        """A second click shows what Enter does."""
        self.action_details()

    def _show_current(self) -> None:
        one: Operation | None = self.records.current
        if one is None:
            self.show_details(Text())
            return
        facts = facts_grid()
        for about, said in _facts(one):
            facts.add_row(Text(about), Text(said))
        self.show_details(Group(Text(clean(one.what), "bold"), facts))

    def action_details(self) -> None:
        """Show everything noted of it, or hide it."""
        self.toggle_class("-details")

    def action_back(self) -> None:
        """The details first, then the search, then the screen."""
        if self.has_class("-details"):
            self.remove_class("-details")
        else:
            super().action_back()

    # Taking back ------------------------------------------------------------------------------------------------------

    async def action_undo_this(self) -> None:
        """Take it back; the library says so where later changes stand on it."""
        one: Operation | None = self.records.current
        if one is None:
            return
        if one.undone:
            self.host.say("It is undone already; Ctrl+Y makes the last undone change again.", severity="warning")
            return
        await self.host.step_history(partial(self.catalogue.undo, operation=one.id), "Undone")

    # Sealing ----------------------------------------------------------------------------------------------------------

    def action_verify(self) -> None:
        """Seal it again from what is there, and compare."""
        self.title_bar.show("History", "", "verifying …")
        self.start(self._verify, group="verify", exclusive=True)

    async def _verify(self) -> None:
        try:
            checked = await self.host.lanes.making.run(self.catalogue.verify_history)
        except MediavaultError as error:
            self.host.say(str(error), severity="error")
            return
        finally:
            self._title()
        self._checked = checked
        self._title()
        if checked.faults:
            first = checked.faults[0]
            self.host.say(f"The history was tampered with: {first.what}. Compare with a backup.", severity="error")
        else:
            self.host.say(f"The history is what was noted: {counted(checked.steps, 'step')}.")

    def action_export(self) -> None:
        """Ask where to write the head."""
        now = str(Path.home() / f"{self.vault.path.name}-head.txt")
        self.ask(Question("Keep the head in", now, "Enter write  Esc stop"), self._keep)

    def _keep(self, text: str) -> None:
        path = Path(text).expanduser()
        if text:
            self.start(partial(self._write_head, path), group="head")

    async def _write_head(self, path: Path) -> None:
        try:
            await asyncio.to_thread(_append, path, self._head)
        except OSError as error:
            self.line_prompt.trouble(f"Cannot write {path}: {error.strerror}. Choose another file.")
            return
        self.line_prompt.close()
        self.host.say(f"Wrote the head to {path}: mediavault history verify --head compares with it.")


def _append(path: Path, head: str) -> None:
    """Heads noted before stay: a file of them is a record of its own."""
    with path.open("a", encoding="ascii") as file:
        file.write(f"{head}\n")


def _facts(one: Operation) -> list[tuple[str, str]]:
    said = [
        ("number", str(one.id)),
        ("when", f"{one.at.astimezone():%Y-%m-%d %H:%M:%S %z}"),
        ("who", clean(one.who)),
        ("why", clean(one.why or "no reason was given")),
        ("rows", grouped(one.changes)),
        ("state", f"{UNDONE} undone" if one.undone else "stands"),
        ("seal", one.digest or ""),
    ]
    return [(about, words) for about, words in said if words]
