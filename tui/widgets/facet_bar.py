"""How what is found divides: by event, place, person, keyword and kind; one of them narrows the search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tui.widgets.record_list import Column, RecordList
from tui.wording import clean, grouped

if TYPE_CHECKING:
    from library.model import Facet

FIELDS: Final = {"event": "Events", "place": "Places", "person": "People", "keyword": "Keywords", "kind": "Kinds"}
MOST: Final = 12
"""Values of a field that are shown."""


@dataclass(frozen=True, slots=True)
class FacetRow:
    """A value and its count, or the title of a field."""

    title: str
    facet: Facet | None = None

    @property
    def words(self) -> str:
        """The value a little to the right of the title."""
        return self.title if self.facet is None else f" {clean(self.facet.value)}"

    @property
    def count(self) -> str:
        """How many assets."""
        return "" if self.facet is None else grouped(self.facet.count)


class FacetBar(RecordList[FacetRow]):
    """The screen moves its cursor while it has the keys."""

    DEFAULT_CSS = """
    FacetBar { display: none; width: 30; height: 1fr; background: $surface; }
    """

    def __init__(self) -> None:
        """Start empty."""
        columns: Sequence[Column[FacetRow]] = (
            Column("", lambda row: row.words, dim=False),
            Column("", lambda row: row.count, width=6, right=True),
        )
        super().__init__(lambda row: (row.title, row.facet.value if row.facet else None), columns)
        self.active = False
        """Whether it has the keys; only then its cursor is shown."""

    def spots(self) -> Iterator[tuple[int, int, int]]:
        """Each value that is seen; what it stands for is searched."""
        return ((x, y, 2) for x, y, _ in super().spots() if self.rows[self.scroll_offset.y + y].facet is not None)

    def show_facets(self, found: Mapping[str, Sequence[Facet]]) -> None:
        """Show these, field by field."""
        rows: list[FacetRow] = []
        for field, title in FIELDS.items():
            if facets := found.get(field):
                rows += [FacetRow(title), *(FacetRow(title, facet) for facet in facets[:MOST])]
        self.show(rows)
        if not self.active:
            self.move_to(0)

    def activate(self, active: bool) -> None:  # noqa: FBT001  a state
        """Take or leave the keys."""
        self.active = active
        if active and self.current is not None and self.current.facet is None:
            self.move(1)
        self.refresh()

    def is_cursor(self, index: int) -> bool:
        """Only while it has the keys."""
        return self.active and super().is_cursor(index)
