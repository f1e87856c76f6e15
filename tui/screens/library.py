"""F2, the library: everything in one list, with the asset under the cursor in pictures and words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal, Vertical

from library.finding import SORTS
from library.model import AssetId
from tui import pictures
from tui.commands import Action, bindings
from tui.finding_room import FACETS_BESIDE_COLUMN, FindingRoom
from tui.tagging import Target
from tui.tagging_room import TAGGING
from tui.transport_room import MARKING, TRANSPORT
from tui.watching_room import WatchingRoom
from tui.widgets.asset_grid import SMALLEST, AssetGrid
from tui.widgets.asset_list import AssetList
from tui.widgets.columns import ListHeading
from tui.widgets.foot import Foot
from tui.widgets.picture import drawing_of
from tui.widgets.title_bar import TitleBar
from tui.wording import MARKED, NOTHING_FOUND, clean, counted, grouped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.geometry import Size
    from textual.strip import Strip

    from library.model import AssetRow, ClipId

HERE = ("library",)
NO_FOOTAGE = "Nothing here yet: F5 adds a folder or a card."
ACTIONS: tuple[Action, ...] = (
    Action("open", "Open in Log", "enter", "Watch it, mark ranges and tag them.", HERE, "open"),
    Action("mark", "Mark", "x", "Mark it and step on; what is marked is tagged together.", HERE, "mark"),
    *TAGGING,
    Action(
        "filter", "Search", "slash", "Only what matches: words, place:Odesa, kind:video, -untagged.", HERE, "search"
    ),
    Action("range_marks", "Mark a range", "v", "Mark everything the cursor passes, until v again.", HERE),
    Action("mark_all", "Mark all", "ctrl+a", "Mark everything in the list; again marks nothing.", HERE),
    Action("invert_marks", "Invert marks", "asterisk", "Mark what is not marked, and the other way round.", HERE),
    Action("extend(-1)", "Mark upwards", "shift+up", "Step up and mark what is passed.", HERE),
    Action("extend(1)", "Mark downwards", "shift+down", "Step down and mark what is passed.", HERE),
    Action("drop", "Drop marks, then the search", "escape", "Stop playing; forget the marks; then the search.", HERE),
    Action("next_untagged", "Next untagged", "N", "Go to the next one nobody has tagged.", HERE),
    *MARKING,
    *TRANSPORT,
    Action("sort", "Sort by another column", "S", "Recorded, name, duration, rating, added; in turn.", HERE),
    Action("advance", "Step on after tagging", "A", "Turn stepping on after a digit on or off.", HERE),
    Action("grid", "Pictures or list", "ctrl+g", "Show everything as pictures, and back as a list.", HERE, "pictures"),
    Action(
        "facets", "What there is", "tab,shift+tab", "Go to the counts by event, place, person …; Enter narrows.", HERE
    ),
    Action("across(-1)", "Left", "left", "One picture to the left.", HERE),
    Action("across(1)", "Right", "right", "One picture to the right.", HERE),
    Action("step(-1)", "Up", "up", "One up.", HERE),
    Action("step(1)", "Down", "down", "One down.", HERE),
    Action("page(-1)", "Page up", "pageup", "One page up.", HERE),
    Action("page(1)", "Page down", "pagedown", "One page down.", HERE),
    Action("first", "First", "home", "To the first.", HERE),
    Action("last", "Last", "end", "To the last.", HERE),
)


class LibraryScreen(FindingRoom, WatchingRoom):
    """The list and the inspector."""

    ACTIONS: ClassVar = ACTIONS
    BINDINGS: ClassVar = bindings(ACTIONS)

    def __init__(self) -> None:
        """Show everything, newest recording last."""
        super().__init__()
        self.list = AssetList(self._rows, id="assets")
        self.grid = AssetGrid(self._rows, self._drawn_cell, id="grid")
        self.assets: AssetList = self.list
        """The list or the grid: whichever is shown."""
        self.title_bar = TitleBar()
        self._advance = False

    def compose(self) -> ComposeResult:
        """Title, list, inspector, prompts, keys."""
        yield self.title_bar
        with Horizontal(id="library-room"):
            yield self.facet_bar
            with Horizontal(id="library"):
                with Vertical(id="library-list"):
                    yield ListHeading()
                    yield self.list
                    yield self.grid
                yield self.inspector
        with Foot():
            yield self.tag_prompt
            yield self.line_prompt
            yield self.list_prompt
            yield self.filter_prompt
            yield self.key_strip

    async def on_mount(self) -> None:
        """Read everything."""
        self.show_title()
        self._find()
        self.start(self.show_slots, group="slots")

    async def _rows(self, ids: Sequence[int]) -> list[AssetRow]:
        return await self.host.read(self.catalogue.rows, ids)

    # Finding ----------------------------------------------------------------------------------------------------------

    async def on_catalogue_changed(self) -> None:
        """Read the rows again; what was searched stays as it was found, so that nothing moves while one works."""
        self.assets.reload()
        if self.query_text:
            self._count()
        else:
            self._find()  # seldom is anything else found, and of many assets it takes longer than their rows
        self._inspect_soon()

    def show_title(self) -> None:
        """How many there are, in which order, and how many are marked."""
        found, marked = len(self.assets.ids), len(self.assets.marked)
        counts = f"{grouped(found)} of {grouped(self._total)}" if self.query_text else counted(self._total, "asset")
        order = f"by {self._sort}  " if self._sort != SORTS[0] else ""
        marks = f"   {MARKED} {grouped(marked)} marked" if marked else "   marking" if self.assets.ranging else ""
        self.title_bar.show("Library", clean(self.query_text), f"{order}{counts}{marks}")

    @property
    def nothing_here(self) -> str:
        """Why the list is empty, and what helps."""
        return NOTHING_FOUND if self.query_text else NO_FOOTAGE

    def _place_bar(self, size: Size | None = None) -> None:
        """With the counts and no room for both, the inspector goes."""
        super()._place_bar(size)
        width = (size or self.app.size).width
        self.set_class(self.facet_bar.display and width < FACETS_BESIDE_COLUMN, "-counting")

    def on_resize(self, event: events.Resize) -> None:
        """The bar of counts stands where there is room for it; the grid leaves where there is none."""
        self._place_bar(event.size)
        if self.assets is self.grid and (event.size.width < SMALLEST.width or event.size.height < SMALLEST.height):
            self.action_grid()

    # Pictures ---------------------------------------------------------------------------------------------------------

    def action_grid(self) -> None:
        """Show pictures, or the list again."""
        width, height = self.app.size
        shown = self.assets
        if shown is self.list and (width < SMALLEST.width or height < SMALLEST.height):
            self.host.say(f"Pictures need {SMALLEST.width} x {SMALLEST.height} cells.", severity="warning")
            return
        self.assets = self.grid if shown is self.list else self.list
        self.set_class(self.assets is self.grid, "-grid")
        self.assets.take_over(shown)

    async def _drawn_cell(self, row: AssetRow, size: Size) -> list[Strip]:
        path = self.vault.preview_path(row.quick_hex)
        return await self.host.lanes.pictures.run(partial(pictures.drawn, path, size, *drawing_of(self.app)))

    # The cursor -------------------------------------------------------------------------------------------------------

    def on_asset_list_moved(self, message: AssetList.Moved) -> None:
        """Show the asset when the cursor rests."""
        self.host.current_asset = message.asset
        if self.asset is not None and self.asset.id != message.asset:
            self._leave()
        self._inspect_soon()

    def on_asset_list_marks_changed(self) -> None:
        """Count them in the title."""
        self.show_title()

    def on_asset_list_opened(self) -> None:
        """A second click opens."""
        self.action_open()

    def neighbour(self, asset: AssetId, step: int) -> AssetId | None:
        """The asset so many places from `asset` in the list; the cursor follows."""
        try:
            index = self.assets.ids.index(asset) + step
        except ValueError:
            return None
        if not 0 <= index < len(self.assets.ids):
            return None
        self.assets.move_to(index)
        return self.assets.current

    def place_of(self, asset: AssetId) -> str:
        """`7 of 1 204`, or nothing when it is not in the list."""
        try:
            return f"{grouped(self.assets.ids.index(asset) + 1)} of {grouped(len(self.assets.ids))}"
        except ValueError:
            return ""

    # The target -------------------------------------------------------------------------------------------------------

    def target(self) -> Target | None:
        """The range that is being marked, otherwise the marked assets, otherwise the one under the cursor."""
        if self.pending is not None:
            return self.pending
        assets = tuple(AssetId(asset) for asset in self.assets.targets)
        return Target(assets) if assets else None

    def tagged(self, clips: Sequence[ClipId]) -> None:
        """The range is a clip now; otherwise step on when that is wanted and only one was tagged."""
        if self.pending is not None:
            self.marks.clear()
            self._target = None
            self.show_marks()
            return
        self.assets.end_range()
        if self._advance and len(clips) == 1 and not self.assets.marked:
            self.assets.move(1)

    # Actions ----------------------------------------------------------------------------------------------------------

    def action_step(self, rows: int) -> None:
        """Move the cursor by lines, or among the counts."""
        if self.facet_bar.active:
            self.facet_bar.move(rows)
        else:
            self.assets.move_lines(rows)

    def action_across(self, cells: int) -> None:
        """Move it by pictures."""
        if self.assets is self.grid:
            self.assets.move(cells)

    def action_page(self, pages: int) -> None:
        """Move it by pages."""
        self.assets.move_page(pages)

    def action_first(self) -> None:
        """To the first."""
        self.assets.move_to(0)

    def action_last(self) -> None:
        """To the last."""
        self.assets.move_to(len(self.assets.ids) - 1)

    def action_last_mark(self) -> None:
        """To the last that is marked."""
        ids, marked = self.assets.ids, self.assets.marked
        last = next((at for at in reversed(range(len(ids))) if ids[at] in marked), None)
        if last is None:
            self.host.say("Nothing is marked here.", severity="warning")
        else:
            self.assets.move_to(last)

    def action_extend(self, rows: int) -> None:
        """Move and mark."""
        self.assets.move_lines(rows, marking=True)

    def action_mark(self) -> None:
        """Mark and step on."""
        self.assets.toggle_mark()
        self.assets.move(1)

    def action_range_marks(self) -> None:
        """Begin or end marking by moving."""
        self.assets.toggle_range()
        self.show_title()

    def action_mark_all(self) -> None:
        """Everything, or nothing."""
        self.assets.mark_all()

    def action_invert_marks(self) -> None:
        """The other way round."""
        self.assets.invert_marks()

    def action_drop(self) -> None:
        """The counts first, then what plays, then marks, then the search."""
        if self.facet_bar.active:
            self.action_facets()
        elif self.asset is not None:
            self._leave()
            self._inspect_soon()
        elif self.assets.marked or self.assets.ranging:
            self.assets.clear_marks()
            self.show_title()
        elif self.query_text:
            self.search("")

    def action_open(self) -> None:
        """Open what is under the cursor, or narrow the search to it."""
        if self.facet_bar.active:
            self._narrow()
        else:
            self.host.action_open_log(playing=self._run is not None, start=self.marks.playhead)

    def action_advance(self) -> None:
        """Turn stepping on on or off."""
        self._advance = not self._advance
        self.host.say("A digit now tags and steps on." if self._advance else "A digit now tags and stays.")

    def action_next_untagged(self) -> None:
        """Look for it from the cursor on."""
        self.start(self._next_untagged, group="untagged", exclusive=True)

    async def _next_untagged(self) -> None:
        ids, start = self.assets.ids, self.assets.cursor + 1
        untagged = set(await self.host.read(self.catalogue.find, "-tagged"))
        order = [*range(start, len(ids)), *range(start)]
        found = next((index for index in order if ids[index] in untagged), None)
        if found is None:
            self.host.say("Everything here is tagged.")
        else:
            self.assets.move_to(found)
