"""Shot lists: order the shots, trim them by single frames, note why each is there, and hand the list over."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from tui.asking_room import AskingRoom
from tui.commands import Action, bindings
from tui.describing import connected_line, needed_line
from tui.shot_room import EDITING, WHERE
from tui.stills import shot_still
from tui.widgets.foot import Foot
from tui.widgets.frame_scale import label
from tui.widgets.key_strip import KeyStrip
from tui.widgets.lists_pane import ListsPane
from tui.widgets.prompt import LinePrompt
from tui.widgets.shot_columns import ShotHeading
from tui.widgets.shot_table import ShotTable
from tui.widgets.storyboard import Storyboard
from tui.widgets.title_bar import TitleBar
from tui.wording import MARKED, clean, counted

if TYPE_CHECKING:
    from PIL.Image import Image
    from textual.app import ComposeResult

    from library.model import Shot, ShotList

STILL_SIZE: Final = (160, 90)
"""Pixels a storyboard picture is decoded at."""
OF_SHOTS: Final = frozenset(
    ("move", "trim", "note", "heading", "alternate", "choose_alternate", "mark", "range_marks", "find")
)
"""What means the shots, and not the lists while these have the cursor."""

ACTIONS: tuple[Action, ...] = (
    *EDITING[:-2],
    Action("note", "Note", "n", "Write a note on the shot; it goes into the export.", WHERE, strip="note"),
    Action("heading", "Heading", "h", "Write a heading over the shot; empty takes it away.", WHERE),
    *EDITING[-2:],
    Action("open_shot", "Watch", "enter", "Open the shot's media in Log, at its in.", WHERE, strip="watch"),
    Action("play", "Play the list", "space,L,l", "Play all shots in order, from this one on.", WHERE, "play"),
    Action("export", "Export", "ctrl+e", "Hand the list over to an editing program.", WHERE, strip="export"),
    Action("choose", "Choose list", "tab,shift+tab,B", "Go to the lists, and back to the shots.", WHERE, strip="lists"),
    Action("versions", "Versions", "V", "What was exported, and what has changed since.", WHERE, "versions"),
    Action("handles", "Handles", "H", "Frames more that trimmed clips have at either end.", WHERE),
    Action("new_list", "New list", "plus", "Make an empty shot list.", WHERE, strip="new"),
    Action("mark", "Mark", "x", "Mark it and step on; what is marked is moved, removed, trimmed together.", WHERE),
    Action("range_marks", "Mark several", "v", "Mark everything the cursor passes, until v again.", WHERE),
    Action("find", "Find", "slash", "Go to the next shot with these words in its name, note or heading.", WHERE),
    Action("step(-1)", "Up", "up", "Go one up.", WHERE),
    Action("step(1)", "Down", "down", "Go one down.", WHERE),
    Action("step(-10)", "Ten up", "pageup", "Go ten up.", WHERE),
    Action("step(10)", "Ten down", "pagedown", "Go ten down.", WHERE),
    Action("first", "First shot", "home", "Go to the first.", WHERE),
    Action("last", "Last shot", "end", "Go to the last.", WHERE),
    Action("back", "Back", "escape", "Back to the shots, then to the library.", WHERE),
)

NO_LIST = "\n   No shot list yet.\n\n   +   makes one\n   In the library, e adds what is under the cursor."
NO_SHOTS = (
    "\n   No shots yet.\n\n   In the library (F2) or in Log (F3), e adds a clip or the marked range to this list."
)


class ShotListScreen(AskingRoom):
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
    ShotListScreen #shots-needed { height: 1; padding: 0 1; }
    ShotListScreen.-needing #shots-needed { color: $warning; }
    ShotListScreen Storyboard { padding: 0 1; }
    ShotListScreen.-h36 Storyboard { height: 6; }
    """

    def __init__(self) -> None:
        """Nothing is read yet."""
        super().__init__()
        self._is_read = False

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
        with Foot():
            yield LinePrompt()
            yield KeyStrip(ACTIONS)

    def on_mount(self) -> None:
        """Read what there is; the cursor goes to the shot that was added last, or looked at."""
        self.in_turn(self._read_first)

    def on_screen_resume(self) -> None:
        """After the list was played, go to the shot that was seen last."""
        if self.host.current_shot is not None:
            self.table.go_to(self.host.current_shot)

    @property
    def is_ready(self) -> bool:
        """Whether a list is shown, or that there is none."""
        return self._is_read

    async def _read_first(self) -> None:
        wanted = self.host.current_shot
        try:
            await self.read()
            if wanted is not None:
                self.table.go_to(wanted)
        finally:
            self._is_read = True
            self.host.call_later(self.host.turns.go_on)

    def on_catalogue_changed(self) -> None:
        """Somebody else wrote, or something was undone: read again."""
        if self._own_changes:
            self._own_changes -= 1
        else:
            self.in_turn(self.read)

    # Reading ----------------------------------------------------------------------------------------------------------

    async def read(self, cursor: int | None = None) -> None:
        """The lists, and the shots of the current one."""
        summaries = await self.host.read(self.catalogue.shot_lists)
        names = [one.name for one in summaries]
        name = self.host.current_shot_list if self.host.current_shot_list in names else next(iter(names), None)
        self.host.current_shot_list = name
        self.shot_list = await self.host.read(self.catalogue.shot_list, name) if name is not None else None
        self.query_one(ListsPane).show(summaries, name)
        self._show(cursor)
        await self._say_what_is_needed()

    async def _say_what_is_needed(self) -> None:
        """Say which volumes are to be connected for the list, which are, and where they stand."""
        assets = {shot.asset.id for shot in self.shot_list.shots} if self.shot_list else set()
        holdings = await self.host.read(self.catalogue.shelf.holdings, assets) if assets else ()
        needed, connected = needed_line(holdings), connected_line(holdings)
        self.set_class(bool(needed), "-needing")
        text = Text.assemble(needed, (("   " if needed else "") + connected, "dim"), no_wrap=True, overflow="ellipsis")
        self.query_one("#shots-needed", Static).update(text)

    def _show(self, cursor: int | None) -> None:
        shown = self.shot_list
        self.set_class(not (shown and shown.shots), "-empty")
        self.query_one("#shots-empty", Static).update(NO_SHOTS if shown else NO_LIST)
        self.table.show(shown, cursor=cursor)
        self._title()

    def _title(self) -> None:
        shown, marked = self.shot_list, len(self.table.marked)
        name = f"{clean(shown.name)}  v{shown.version}" if shown else ""
        marks = f"   {MARKED} {marked} marked" if marked else ""
        self.query_one(TitleBar).show("Shot list", name, (totals(shown) if shown else "") + marks)

    async def _still(self, shot: Shot) -> Image | None:
        return await self.host.lanes.pictures.run(partial(shot_still, self.vault, shot, STILL_SIZE))

    def on_shot_table_moved(self, event: ShotTable.Moved) -> None:
        """The pictures follow the cursor."""
        if self.shot_list is not None:
            self.query_one(Storyboard).show(self.shot_list.shots, self.table.cursor)
        if event.shot is not None:
            self.host.current_asset = (self.table.alternate or event.shot).asset.id
            self.host.current_shot = event.shot.id
        self._title()

    def on_storyboard_chosen(self, event: Storyboard.Chosen) -> None:
        """Go to the shot whose picture was pointed at."""
        self.table.move_to(event.index)

    def on_lists_pane_chosen(self, event: ListsPane.Chosen) -> None:
        """Show the list that was pointed at."""
        self.in_turn(partial(self._choose_list, event.name))

    # Moving -----------------------------------------------------------------------------------------------------------

    @property
    def _choosing(self) -> bool:
        return self.has_class("-choosing")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  Textual's signature
        """While the lists have the cursor, nothing is done to shots."""
        return not (self._choosing and action in OF_SHOTS)

    def action_step(self, rows: int) -> None:
        """Move the cursor among the shots, or among the lists."""
        if not self._choosing:
            self.table.move(rows)
            return
        chosen = self.query_one(ListsPane).step(rows)
        if chosen is not None:
            self.in_turn(partial(self._choose_list, chosen.name))

    def action_first(self) -> None:
        """To the first."""
        self.action_step(-1_000_000)

    def action_last(self) -> None:
        """To the last."""
        self.action_step(1_000_000)

    async def _choose_list(self, name: str) -> None:
        if name != self.host.current_shot_list:
            self.host.current_shot_list = name
            self.table.clear_marks()
            await self.read(cursor=0)

    def action_choose(self) -> None:
        """Go to the lists or back."""
        self.toggle_class("-choosing")

    def action_back(self) -> None:
        """Leave the lists, drop the marks, or leave the screen."""
        if self._choosing:
            self.remove_class("-choosing")
        elif not self.table.clear_marks():
            self.host.action_open_library()

    def action_mark(self) -> None:
        """Mark and step on."""
        self.table.toggle_mark()
        if self.table.current is not None:
            self.table.move_to(self.table.cursor + 1)

    def action_range_marks(self) -> None:
        """Begin or end marking by moving."""
        self.table.toggle_range()

    def action_last_mark(self) -> None:
        """To the last that is marked."""
        if self.table.marked:
            self.table.go_to(self.table.chosen[-1].id)

    # Elsewhere --------------------------------------------------------------------------------------------------------

    def action_open_shot(self) -> None:
        """Watch the shot's media from its in."""
        used = self.table.alternate or self.table.current
        if self._choosing:
            self.remove_class("-choosing")
        elif used is not None:
            self.host.current_asset = used.asset.id
            self.host.action_open_log(start=used.source_range.start)

    def on_shot_table_opened(self) -> None:
        """A second click opens as Enter does."""
        self.action_open_shot()

    def action_play(self) -> None:
        """Play from the shot under the cursor on."""
        if self.shot_list is None or not self.shot_list.shots:
            self.host.say("Nothing to play: this list has no shots.", severity="warning")
            return
        from tui.screens.play import PlayScreen  # noqa: PLC0415  kept out of the first import for a quick start

        self.app.push_screen(PlayScreen(self.shot_list, self.table.cursor))

    def action_export(self) -> None:
        """Open the export sheet."""
        if self.shot_list is None or not self.shot_list.shots:
            self.host.say("Nothing to export: this list has no shots.", severity="warning")
            return
        from tui.screens.export import ExportScreen  # noqa: PLC0415  kept out of the first import for a quick start

        self.app.push_screen(ExportScreen(self.shot_list.name))

    def action_versions(self) -> None:
        """Open what was exported."""
        if self.shot_list is not None:
            from tui.screens.versions import VersionsScreen  # noqa: PLC0415  kept out of the first import

            self.app.push_screen(VersionsScreen(self.shot_list.name))

    # The lists themselves ---------------------------------------------------------------------------------------------

    def action_remove(self) -> None:
        """Take the shots out, or the list away."""
        if self._choosing:
            self.in_turn(self._remove_list)
        else:
            super().action_remove()

    async def _remove_list(self) -> None:
        shown = self.shot_list
        if shown is not None:
            await self.change(f"Remove shot list: {clean(shown.name)}", lambda edit: edit.remove_shot_list(shown.id))

    def action_duplicate(self) -> None:
        """Copy the shot, or the list."""
        if not self._choosing:
            super().action_duplicate()
        elif self.shot_list is not None:
            self._ask("copy", f"Copy {clean(self.shot_list.name)} as", self.shot_list.name)


def totals(shown: ShotList) -> str:
    """How many shots, how long, at what rate: `14 shots   00:04:31:07   25 fps`."""
    running = label(shown.duration, shown.rate)
    said = [counted(len(shown.shots), "shot"), running, f"{float(shown.rate.fraction):.5g} fps"]
    return "   ".join([*said, f"handles {shown.handles}"] if shown.handles else said)
