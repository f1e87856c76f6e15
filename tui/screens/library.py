"""F2, the library: everything in one list, with the asset under the cursor in pictures and words."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.containers import Horizontal, Vertical

from library.errors import MediavaultError
from library.model import AssetId
from tui import pictures
from tui.commands import Action, bindings
from tui.marks import Marks
from tui.tagging import Target
from tui.tagging_room import TAGGING
from tui.transport_room import MARKING, TRANSPORT, TransportRoom
from tui.widgets.asset_grid import SMALLEST, AssetGrid
from tui.widgets.asset_list import AssetList
from tui.widgets.columns import ListHeading
from tui.widgets.facet_bar import FIELDS, FacetBar
from tui.widgets.inspector import Inspector
from tui.widgets.picture import drawing_of
from tui.widgets.prompt import LinePrompt
from tui.widgets.query_prompt import QueryPrompt
from tui.widgets.title_bar import TitleBar
from tui.wording import MARKED, clean, counted, grouped

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence

    from PIL.Image import Image
    from textual import events
    from textual.app import ComposeResult
    from textual.geometry import Size
    from textual.strip import Strip
    from textual.timer import Timer

    from library.model import Asset, AssetRow, ClipId

HERE = ("library",)
SORTS = ("recorded", "name", "duration", "rating", "added")
FACETS, FACETS_BESIDE_COLUMN = 100, 150
"""Columns from which the counts stand at the left; more where the inspector is a column as well."""
COUNT_S = 0.25
"""Seconds a search rests before what it finds is counted, so that counting never stands before the list."""
REST_S = 0.07
"""Seconds the cursor rests before the inspector reads the asset."""

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


class LibraryScreen(TransportRoom):
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
        self.facet_bar = FacetBar()
        self.inspector = Inspector(id="inspector")
        self.picture = self.inspector.picture
        self.title_bar = TitleBar()
        self.filter_prompt = QueryPrompt(self._complete, id="filter-prompt")
        self.query_text = ""
        self._sort = SORTS[0]
        self._total = 0
        self._advance = False
        self._rest: Timer | None = None

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
        with Vertical(id="foot"):
            yield self.tag_prompt
            yield self.line_prompt
            yield self.filter_prompt
            yield self.key_strip

    async def on_mount(self) -> None:
        """Read everything."""
        self._title()
        self._find()
        self.start(self.show_slots, group="slots")

    async def _rows(self, ids: Sequence[int]) -> list[AssetRow]:
        return await self.host.read(self.catalogue.rows, ids)

    # Finding ----------------------------------------------------------------------------------------------------------

    def _find(self) -> None:
        self.start(partial(self._found, self.query_text), group="find", exclusive=True)

    async def _found(self, query: str) -> None:
        try:
            ids = await self.host.read(partial(self.catalogue.find, query, sort=self._sort, folded=True))
        except MediavaultError as error:
            if self.filter_prompt.is_open:
                self.filter_prompt.trouble(str(error))
            else:
                self.host.say(str(error), severity="warning")
            return
        self.filter_prompt.trouble("")
        self._total = await self.host.read(partial(self.catalogue.count, query, folded=True))
        self._show(ids)
        self._count()

    def _show(self, ids: array[int]) -> None:
        if ids == self.assets.ids:
            self.assets.reload()
        else:
            self.assets.show(ids)
        self._title()

    async def on_catalogue_changed(self) -> None:
        """Read the rows again; what was searched stays as it was found, so that nothing moves while one works."""
        if self.query_text:
            self.assets.reload()
            self._count()
        else:
            self._find()
        self._inspect_soon()

    def _title(self) -> None:
        found, marked = len(self.assets.ids), len(self.assets.marked)
        counts = f"{grouped(found)} of {grouped(self._total)}" if self.query_text else counted(self._total, "asset")
        order = f"by {self._sort}  " if self._sort != SORTS[0] else ""
        marks = f"   {MARKED} {grouped(marked)} marked" if marked else "   marking" if self.assets.ranging else ""
        self.title_bar.show("Library", clean(self.query_text), f"{order}{counts}{marks}")

    # Narrowing --------------------------------------------------------------------------------------------------------

    def _count(self) -> None:
        """Count how what is found divides, once the list is painted, and only where it is seen."""
        if self.facet_bar.display:
            self.start(partial(self._counted, self.query_text), group="facets", exclusive=True)

    async def _counted(self, query: str) -> None:
        await asyncio.sleep(COUNT_S)  # the next letter ends this before anything is asked
        try:
            ask = partial(self.catalogue.facets, query, fields=tuple(FIELDS), folded=True)
            self.facet_bar.show_facets(await self.host.read(ask))
        except MediavaultError:  # the list says what is wrong with the query
            self.facet_bar.show_facets({})

    def action_facets(self) -> None:
        """Go to the counts, or back to the list."""
        active = not self.facet_bar.active
        self.facet_bar.activate(active)
        self._place_bar()
        if active:
            self._count()

    def _narrow(self) -> None:
        row = self.facet_bar.current
        if row is not None and row.facet is not None:
            self.action_facets()
            self.search(f"{self.query_text} {row.facet.query}".strip())

    def on_record_list_opened(self) -> None:
        """A second click on a count narrows as Enter does."""
        if not self.facet_bar.active:
            self.action_facets()
        self._narrow()

    def on_resize(self, event: events.Resize) -> None:
        """The bar of counts stands where there is room for it; the grid leaves where there is none."""
        self._place_bar(event.size)
        if self.assets is self.grid and (event.size.width < SMALLEST.width or event.size.height < SMALLEST.height):
            self.action_grid()

    def _place_bar(self, size: Size | None = None) -> None:
        width, height = size or self.app.size
        column = width >= 120 and height >= 36  # noqa: PLR2004  the inspector is a column then, as theme.tcss has it
        there = self.facet_bar.display
        self.facet_bar.display = self.facet_bar.active or width >= (FACETS_BESIDE_COLUMN if column else FACETS)
        if self.facet_bar.display and not there:
            self._count()

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
        self.assets.take_over(shown)  # at once: a search that ends before the next repaint shows its result here

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

    def _inspect_soon(self) -> None:
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST_S, self._inspect)

    def _inspect(self) -> None:
        self.start(partial(self._inspected, self.assets.current), group="inspect", exclusive=True)

    async def _inspected(self, key: AssetId | None) -> None:
        asset, uses = None, {}
        if key is not None:
            found = await self.host.read(self.catalogue.assets, [key])
            asset = found[0] if found else None
            uses = await self.host.read(self.catalogue.uses, [key])
        if asset is not None and (self.asset is None or self.asset.id != key):  # otherwise its frames are shown
            image = await self._picture(asset)
            await self.draw(self.inspector.picture, image, "" if image else "no picture")
        self.inspector.show(asset, uses.get(key, ()) if key is not None else ())

    async def _picture(self, asset: Asset) -> Image | None:
        path = self.vault.preview_path(asset.fingerprint.quick_hex)
        return await self.cached(asset, partial(pictures.preview, path))

    def on_asset_list_marks_changed(self) -> None:
        """Count them in the title."""
        self._title()

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

    # Playing ----------------------------------------------------------------------------------------------------------

    async def ready(self) -> None:
        """Take the asset under the cursor; keys wait for it, so that none goes to another."""
        key = self.assets.current
        if key is None or (self.asset is not None and self.asset.id == key):
            return
        found = await self.host.read(self.catalogue.assets, [key])
        if found:
            await self.take(found[0])
            strip = self.vault.filmstrip_path(found[0].fingerprint.quick_hex)
            self._strip = await self.host.lanes.pictures.run(partial(pictures.filmstrip, strip))
            self.add_class("-watching")
            self.show_position()
            self._asked_frame.set()

    def _leave(self) -> None:
        """Play no longer, and forget what was marked."""
        self._stop()
        self.asset, self.marks, self._target = None, Marks(), None
        self.remove_class("-watching")
        self.inspector.show_transport(Text())
        self.host.decoder.turn_away()
        window, self._window = self._window, None
        if window is not None:
            self.start(window.close, group="window", exclusive=True)

    def on_screen_suspend(self) -> None:
        """Nothing plays behind another screen; the range stays marked."""
        if self.asset is not None:
            self.seek(self.marks.playhead)
        if self._window is not None:  # the next wish opens it again
            self.start(self._window.close, group="window", exclusive=True)

    def show_position(self) -> None:
        """Show where the playhead is, and what is marked, beside the picture."""
        available = self.marks.available
        parts = [self.position_words(available), self.marked_words(available)] if available else []
        self.inspector.show_transport(Text("\n").join(parts))

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
        self._title()

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
            self._title()
        elif self.query_text:
            self.search("")

    def action_open(self) -> None:
        """Open what is under the cursor, or narrow the search to it."""
        if self.facet_bar.active:
            self._narrow()
        else:
            self.host.action_open_log(playing=self._run is not None, start=self.marks.playhead)

    def action_sort(self) -> None:
        """By the next column."""
        self._sort = SORTS[(SORTS.index(self._sort) + 1) % len(SORTS)]
        self._find()

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

    # The search -------------------------------------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Ask what to search."""
        self.filter_prompt.open("/", self.query_text)

    async def _complete(self, query: str) -> list[str]:
        with suppress(MediavaultError):  # what is wrong with the catalogue the search says
            return await self.host.read(partial(self.catalogue.complete, query, whole=True))
        return []

    def search(self, query: str) -> None:
        """Show what a query finds."""
        self.query_text = query
        self._find()

    def on_line_prompt_changed(self, message: LinePrompt.Changed) -> None:
        """Search as one types."""
        if message.prompt is self.filter_prompt:
            self.search(message.text.strip())

    def on_line_prompt_answered(self, message: LinePrompt.Answered) -> None:
        """Keep the search, or whatever else was asked."""
        if message.prompt is self.filter_prompt:
            message.prompt.close()
            self.search(message.text.strip())

    def on_line_prompt_left(self, message: LinePrompt.Left) -> None:
        """Drop the search."""
        if message.prompt is self.filter_prompt and self.query_text:
            self.search("")
