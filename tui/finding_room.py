"""Finding in the library: a search as one types, and counts of what is found that narrow it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from library.errors import MediavaultError
from library.finding import SORTS
from tui.room import Room
from tui.widgets.facet_bar import FIELDS, FacetBar
from tui.widgets.prompt import LinePrompt
from tui.widgets.query_prompt import QueryPrompt

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence

    from textual.geometry import Size

    from library.model import AssetRow
    from tui.widgets.asset_list import AssetList

FACETS, FACETS_BESIDE_COLUMN = 100, 150
"""Columns from which the counts stand at the left; more where the inspector is a column as well."""
COUNT_S = 0.25
"""Seconds a search rests before what it finds is counted, so that counting never stands before the list."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a query finds."""

    ids: array[int]
    """In order."""
    rows: list[AssetRow]
    """Those that are seen first."""
    total: int
    """How many there are to find."""


class FindingRoom(Room):
    """A screen with assets that are searched. Subclasses show them in `assets`, and how many there are."""

    assets: AssetList
    """Where what is found is shown."""

    def __init__(self) -> None:
        """Find everything, newest recording last."""
        super().__init__()
        self.facet_bar = FacetBar()
        self.filter_prompt = QueryPrompt(self._complete, id="filter-prompt")
        self.query_text = self._shown_query = ""
        self._sort = SORTS[0]
        self._total = 0

    def show_title(self) -> None:
        """Show what is searched, and how many are found."""
        raise NotImplementedError

    def _find(self) -> None:
        self.start(partial(self._found, self.query_text), group="find", exclusive=True)

    @property
    def is_ready(self) -> bool:
        """Whether it lists what is searched."""
        return self._shown_query == self.query_text

    async def _found(self, query: str) -> None:
        try:
            found = await self.host.read(self._look, query)
        except MediavaultError as error:
            self._shown(query)
            if self.filter_prompt.is_open:
                self.filter_prompt.trouble(str(error))
            else:
                self.host.say(str(error), severity="warning")
            return
        self.filter_prompt.trouble("")
        self._total = found.total
        self._show(found.ids, found.rows)
        self._shown(query)
        self._count()

    def _shown(self, query: str) -> None:
        """No key waits for what a query finds any more."""
        self._shown_query = query
        self.host.call_later(self.host.turns.go_on)

    def _show(self, ids: array[int], rows: Sequence[AssetRow] = ()) -> None:
        if ids != self.assets.ids:
            self.assets.show(ids, rows)
        self.show_title()

    def _look(self, query: str) -> Found:
        """What there is to show of a query, at one go: a list that were shown without rows would be drawn twice."""
        ids = self.catalogue.find(query, sort=self._sort, folded=True)
        rows = self.catalogue.rows(self.assets.page_of(ids))
        return Found(ids, rows, self.catalogue.count(query, folded=True))

    def action_sort(self) -> None:
        """By the next column."""
        self._sort = SORTS[(SORTS.index(self._sort) + 1) % len(SORTS)]
        self._find()

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

    def _place_bar(self, size: Size | None = None) -> None:
        width, height = size or self.app.size
        column = width >= 120 and height >= 36  # noqa: PLR2004  the inspector is a column then, as theme.tcss has it
        there = self.facet_bar.display
        self.facet_bar.display = self.facet_bar.active or width >= (FACETS_BESIDE_COLUMN if column else FACETS)
        if self.facet_bar.display and not there:
            self._count()

    # The search -------------------------------------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Ask what to search; when the search is dropped, the cursor stands where it did."""
        self.assets.held = self.assets.current
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
            self.assets.held = None
            self.search(message.text.strip())

    def on_line_prompt_left(self, message: LinePrompt.Left) -> None:
        """Drop the search."""
        if message.prompt is self.filter_prompt and self.query_text:
            self.search("")
