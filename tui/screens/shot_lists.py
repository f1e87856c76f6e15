"""Shot lists: order the shots, trim them by single frames, note why each is there, and hand the list over."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from library.errors import MediavaultError
from library.model import MediaKind
from library.timecode import TimeRange
from tui.commands import Action, bindings
from tui.describing import needed_line
from tui.jobs import begin
from tui.messages import ShotListChosen
from tui.room import Room
from tui.stills import shot_still
from tui.widgets.frame_scale import label
from tui.widgets.key_strip import KeyStrip
from tui.widgets.lists_pane import ListsPane
from tui.widgets.prompt import LinePrompt
from tui.widgets.shot_table import ShotHeading, ShotTable
from tui.widgets.storyboard import Storyboard
from tui.widgets.title_bar import TitleBar
from tui.wording import clean, counted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from PIL.Image import Image
    from textual.app import ComposeResult

    from library import Edit
    from library.model import Shot, ShotList
    from tui.messages import CatalogueChanged

WHERE: Final = ("shot_lists",)
STILL_SIZE: Final = (160, 90)
"""Pixels a storyboard picture is decoded at."""

ACTIONS: tuple[Action, ...] = (
    Action("step(-1)", "Shot before", "up", "Go one shot up.", WHERE),
    Action("step(1)", "Next shot", "down", "Go one shot down.", WHERE),
    Action("step(-10)", "Ten up", "pageup", "Go ten shots up.", WHERE),
    Action("step(10)", "Ten down", "pagedown", "Go ten shots down.", WHERE),
    Action("step(-100000)", "First shot", "home", "Go to the first shot.", WHERE),
    Action("step(100000)", "Last shot", "end", "Go to the last shot.", WHERE),
    Action("move(-1)", "Move up", "alt+up,K", "Put the shot before the one above it.", WHERE, strip="move"),
    Action("move(1)", "Move down", "alt+down,J", "Put the shot behind the one below it.", WHERE),
    Action("trim(-1, 0)", "In earlier", "left_square_bracket", "Begin the shot one frame earlier.", WHERE, strip="in"),
    Action("trim(1, 0)", "In later", "right_square_bracket", "Begin the shot one frame later.", WHERE),
    Action("trim(0, -1)", "Out earlier", "left_curly_bracket", "End the shot one frame earlier.", WHERE, strip="out"),
    Action("trim(0, 1)", "Out later", "right_curly_bracket", "End the shot one frame later.", WHERE),
    Action("note", "Note", "n", "Write a note on the shot; it goes into the export.", WHERE, strip="note"),
    Action("heading", "Heading", "h", "Write a heading over the shot; empty takes it away.", WHERE, strip="heading"),
    Action("duplicate", "Copy", "d", "Put a copy of the shot behind it.", WHERE, strip="copy"),
    Action("remove", "Remove", "delete,backspace", "Take the shot out; its clip stays.", WHERE, strip="remove"),
    Action("open_shot", "Watch", "enter", "Open the shot's media in Log.", WHERE, strip="watch"),
    Action("export", "Export", "ctrl+e", "Hand the list over to an editing program.", WHERE, strip="export"),
    Action("choose", "Choose list", "tab,B", "Go to the lists, and back to the shots.", WHERE, strip="lists"),
    Action("new_list", "New list", "plus", "Make an empty shot list.", WHERE, strip="new"),
    Action("back", "Back", "escape", "Back to the shots, then to the library.", WHERE),
)

NO_LIST = "\n   No shot list yet.\n\n   +   makes one\n   In the library, e adds what is under the cursor."
NO_SHOTS = (
    "\n   No shots yet.\n\n   In the library (F2) or in Log (F3), e adds a clip or the marked range to this list."
)


class ShotListScreen(Room):
    """One shot list at a time; the lists stand at the left where there is room, and come with Tab elsewhere."""

    ACTIONS = ACTIONS
    BINDINGS: ClassVar = bindings(ACTIONS)
    DEFAULT_CSS = """
    ShotListScreen #shots { height: 1fr; margin-bottom: 2; }
    ShotListScreen #shots-body { height: 1fr; }
    ShotListScreen ListsPane { display: none; width: 26; height: 1fr; padding-top: 1; background: $surface; }
    ShotListScreen.-w100 ListsPane, ShotListScreen.-w120 ListsPane,
    ShotListScreen.-choosing ListsPane { display: block; }
    ShotListScreen #shots-empty { display: none; height: 1fr; color: $text-muted; }
    ShotListScreen.-empty #shots-empty { display: block; }
    ShotListScreen.-empty ShotTable, ShotListScreen.-empty ShotHeading,
    ShotListScreen.-empty Storyboard { display: none; }
    ShotListScreen.-choosing ShotTable, ShotListScreen.-choosing ShotHeading { opacity: 50%; }
    ShotListScreen #shots-needed { display: none; height: 1; padding: 0 1; color: $warning; }
    ShotListScreen.-needing #shots-needed { display: block; }
    ShotListScreen Storyboard { padding: 0 1; margin-top: 1; }
    ShotListScreen.-h36 Storyboard { height: 6; }
    """

    def __init__(self) -> None:
        """Start with the current shot list."""
        super().__init__()
        self.shot_list: ShotList | None = None
        self._asked = ""
        self._own_changes = 0
        self._turn = asyncio.Lock()

    def compose(self) -> ComposeResult:
        """Title, lists and shots, pictures, keys."""
        yield TitleBar()
        with Vertical(id="shots"):
            with Horizontal(id="shots-body"):
                yield ListsPane()
                with Vertical():
                    yield ShotHeading()
                    yield ShotTable()
                    yield Static("", id="shots-empty", markup=False)
            yield Static("", id="shots-needed", markup=False)
            yield Storyboard(self._still)
        with Vertical(id="foot"):
            yield LinePrompt()
            yield KeyStrip(ACTIONS)

    def on_mount(self) -> None:
        """Read what there is."""
        self._in_turn(self._read)

    def on_catalogue_changed(self, message: CatalogueChanged) -> None:  # noqa: ARG002  Textual's signature
        """Somebody else wrote, or something was undone: read again."""
        if self._own_changes:
            self._own_changes -= 1
        else:
            self._in_turn(self._read)

    def _in_turn(self, job: Callable[[], Awaitable[object]]) -> None:
        """Do it when all before is done: of ten quick trims none is lost, and no key waits for the disk."""

        async def turn() -> None:
            async with self._turn:
                await job()

        begin(self, turn, group="turn")

    # Reading ----------------------------------------------------------------------------------------------------------

    async def _read(self, cursor: int | None = None) -> None:
        summaries = await self.host.read(self.catalogue.shot_lists)
        names = [one.name for one in summaries]
        name = self.host.current_shot_list if self.host.current_shot_list in names else next(iter(names), None)
        self.host.current_shot_list = name
        self.shot_list = await self.host.read(self.catalogue.shot_list, name) if name is not None else None
        self.query_one(ListsPane).show(summaries, name)
        self._show(cursor)
        await self._say_what_is_needed()

    async def _say_what_is_needed(self) -> None:
        """Say which volumes are to be connected for the list, and where they stand."""
        assets = {shot.asset.id for shot in self.shot_list.shots} if self.shot_list else set()
        needed = needed_line(await self.host.read(self.catalogue.shelf.holdings, assets)) if assets else ""
        self.set_class(bool(needed), "-needing")
        self.query_one("#shots-needed", Static).update(Text(needed, no_wrap=True, overflow="ellipsis"))

    def _show(self, cursor: int | None) -> None:
        shown = self.shot_list
        self.set_class(not (shown and shown.shots), "-empty")
        self.query_one("#shots-empty", Static).update(NO_SHOTS if shown else NO_LIST)
        name = f"{clean(shown.name)}  v{shown.version}" if shown else ""
        self.query_one(TitleBar).show("Shot list", name, totals(shown) if shown else "")
        self.query_one(ShotTable).show(shown, cursor=cursor)

    async def _still(self, shot: Shot) -> Image | None:
        return await self.host.lanes.pictures.run(partial(shot_still, self.vault, shot, STILL_SIZE))

    def on_shot_table_moved(self, event: ShotTable.Moved) -> None:
        """The pictures follow the cursor."""
        if self.shot_list is not None:
            self.query_one(Storyboard).show(self.shot_list.shots, self._table.cursor)
        if event.shot is not None:
            self.host.current_asset = event.shot.asset.id

    def on_lists_pane_chosen(self, event: ListsPane.Chosen) -> None:
        """Show the list that was pointed at."""
        self._in_turn(partial(self._choose, event.name))

    # Moving -----------------------------------------------------------------------------------------------------------

    @property
    def _table(self) -> ShotTable:
        return self.query_one(ShotTable)

    @property
    def _choosing(self) -> bool:
        return self.has_class("-choosing")

    def action_step(self, rows: int) -> None:
        """Move the cursor among the shots, or among the lists."""
        if not self._choosing:
            self._table.move_to(self._table.cursor + rows)
            return
        chosen = self.query_one(ListsPane).step(rows)
        if chosen is not None:
            self._in_turn(partial(self._choose, chosen.name))

    async def _choose(self, name: str) -> None:
        if name != self.host.current_shot_list:
            self.host.current_shot_list = name
            self.app.post_message(ShotListChosen(name))
            await self._read(cursor=0)

    def action_choose(self) -> None:
        """Go to the lists or back."""
        self.toggle_class("-choosing")

    def action_back(self) -> None:
        """Leave the lists, or the screen."""
        if self._choosing:
            self.remove_class("-choosing")
        else:
            self.host.action_open_library()

    def action_open_shot(self) -> None:
        """Watch the shot's media."""
        if self._choosing:
            self.remove_class("-choosing")
        elif self._table.current is not None:
            self.host.current_asset = self._table.current.asset.id
            self.host.action_open_log()

    def on_shot_table_opened(self) -> None:
        """A second click opens as Enter does."""
        self.action_open_shot()

    # Changing ---------------------------------------------------------------------------------------------------------

    async def _change(self, what: str, do: Callable[[Edit], object], *, cursor: int | None = None) -> bool:
        """Write one operation and show what came of it; whether it was written."""

        def job(edit: Edit) -> bool:
            do(edit)
            return True

        self._own_changes += 1
        if not await self.host.write(what, job):
            self._own_changes -= 1
            return False
        await self._read(cursor)
        return True

    def _with_shot(self, job: Callable[[Shot, ShotList], Awaitable[object]]) -> None:
        """Do it in turn with the shot that is under the cursor now, as it will be then."""
        pointed = self._table.current
        if pointed is None:
            return

        async def turn() -> None:
            shown = self.shot_list
            shot = next((shot for shot in shown.shots if shot.id == pointed.id), None) if shown else None
            if shown is not None and shot is not None:
                await job(shot, shown)

        self._in_turn(turn)

    def action_move(self, step: int) -> None:
        """Swap the shot with its neighbour."""
        self._with_shot(partial(self._move, step))

    async def _move(self, step: int, shot: Shot, shown: ShotList) -> None:
        to = shot.number + step
        if 1 <= to <= len(shown.shots):
            await self._change(
                f"Move shot {shot.number} to {to}", lambda edit: edit.move_shot(shown.id, shot.number, to)
            )

    def action_trim(self, first: int, last: int) -> None:
        """Move the in or the out of the shot by frames of the list."""
        self._with_shot(partial(self._trim, first, last))

    async def _trim(self, first: int, last: int, shot: Shot, shown: ShotList) -> None:
        try:
            span = trimmed(shot, shown, first, last)
        except MediavaultError as error:
            self.host.say(str(error), severity="warning")
            return
        await self._change(f"Trim shot {shot.number}", lambda edit: edit.trim_shot(shot.id, span))

    def action_duplicate(self) -> None:
        """Put a copy behind the shot."""
        self._with_shot(self._duplicate)

    async def _duplicate(self, shot: Shot, shown: ShotList) -> None:
        def do(edit: Edit) -> None:
            edit.append_shot(shown.id, shot.clip, source_range=shot.source_range, note=shot.note)
            edit.move_shot(shown.id, len(shown.shots) + 1, shot.number + 1)

        await self._change(f"Copy shot {shot.number}", do, cursor=shot.number)

    def action_remove(self) -> None:
        """Take the shot out of the list."""
        self._with_shot(self._remove)

    async def _remove(self, shot: Shot, _: ShotList) -> None:
        await self._change(f"Remove shot {shot.number}", lambda edit: edit.remove_shot(shot.id))

    def action_export(self) -> None:
        """Open the export sheet."""
        if self.shot_list is None or not self.shot_list.shots:
            self.host.say("Nothing to export: this list has no shots.", severity="warning")
            return
        from tui.screens.export import ExportScreen  # noqa: PLC0415  kept out of the first import for a quick start

        self.app.push_screen(ExportScreen(self.shot_list.name))

    # Asking -----------------------------------------------------------------------------------------------------------

    def action_note(self) -> None:
        """Ask for the note."""
        shot = self._table.current
        if shot is not None:
            self._ask("note", f"Note on shot {shot.number}", shot.note or "")

    def action_heading(self) -> None:
        """Ask for the heading."""
        shot = self._table.current
        if shot is not None:
            self._ask("heading", f"Heading over shot {shot.number}", shot.heading or "")

    def action_new_list(self) -> None:
        """Ask for the name of a new list."""
        self._ask("list", "New shot list", "")

    def _ask(self, about: str, title: str, text: str) -> None:
        self._asked = about
        self.query_one(LinePrompt).open(title, text, hint="Enter keep  Esc stop")

    def on_line_prompt_answered(self, event: LinePrompt.Answered) -> None:
        """Write what was typed."""
        text, shot = event.text.strip(), self._table.current
        if self._asked == "list" and text:
            self._in_turn(partial(self._make_list, event.prompt, text))
            return
        event.prompt.close()
        if shot is not None and self._asked != "list":
            do = partial(_describe, shot, {self._asked: text or None})
            self._in_turn(partial(self._change, f"{self._asked.capitalize()} on shot {shot.number}", do))

    async def _make_list(self, prompt: LinePrompt, name: str) -> None:
        before, self.host.current_shot_list = self.host.current_shot_list, name
        if await self._change(f"New shot list: {clean(name)}", lambda edit: edit.add_shot_list(name), cursor=0):
            prompt.close()
            self.remove_class("-choosing")
        else:
            self.host.current_shot_list = before


def _describe(shot: Shot, facts: dict[str, str | None], edit: Edit) -> None:
    edit.note_shot(shot.id, **facts)


def trimmed(shot: Shot, shown: ShotList, first: int, last: int) -> TimeRange:
    """The range of a shot whose in and out move by frames of the list; a still keeps its in.

    Raises:
        BadRange: No frame would be left, or the in would lie before the media.
    """
    span = shot.source_range
    frame = max(1, span.rate.frames(shown.rate.seconds(1)))
    if shot.asset.facts.kind is MediaKind.PHOTO:
        first, last = 0, last - first
    return TimeRange.from_end(span.start + first * frame, span.end_exclusive + last * frame, span.rate)


def totals(shown: ShotList) -> str:
    """How many shots, how long, at what rate: `14 shots   00:04:31:07   25 fps`."""
    running = label(shown.duration, shown.rate)
    return "   ".join((counted(len(shown.shots), "shot"), running, f"{float(shown.rate.fraction):.5g} fps"))
