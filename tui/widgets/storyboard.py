"""A row of small pictures, one for each shot around the cursor, numbered; the shot under the cursor stands out."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.cells import CELL_ASPECT, grounded, picture_strips
from tui.jobs import begin
from tui.widgets.picture import drawing_of
from tui.wording import CURSOR

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from PIL.Image import Image
    from rich.style import Style
    from textual import events

    from library.model import Shot

SHAPE: Final = 16 / 9
"""Width by height of a slot, in pixels."""
KEPT: Final = 64
"""Pictures kept."""
Key = tuple[int, int, int]
"""Asset, first frame and duration: what decides the picture of a shot."""


class Storyboard(Widget):
    """Pictures come from `fetch`, which may take its time: a slot without a picture shows only its number."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"storyboard--number", "storyboard--current"}
    DEFAULT_CSS = """
    Storyboard { height: 4; }
    Storyboard > .storyboard--number { color: $text-muted; }
    Storyboard > .storyboard--current { color: $accent; text-style: bold; }
    """

    @dataclass
    class Chosen(Message):
        """A picture was pointed at."""

        index: int

    def __init__(self, fetch: Callable[[Shot], Awaitable[Image | None]], *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Take what gives the picture of a shot."""
        super().__init__(id=id)
        self._fetch = fetch
        self._shots: Sequence[Shot] = ()
        self._current = 0
        self._pictures: OrderedDict[Key, Image | None] = OrderedDict()
        self._drawn: tuple[object, list[Strip]] = (None, [])

    def show(self, shots: Sequence[Shot], current: int) -> None:
        """Show these shots around the one at index `current`."""
        self._shots, self._current = shots, current
        self._changed()

    def on_resize(self, event: events.Resize) -> None:  # noqa: ARG002  Textual's signature
        """Another number of pictures fits."""
        self._changed()

    def _changed(self) -> None:
        self._drawn = (None, [])
        self.refresh()
        if any(_key(shot) not in self._pictures for _, shot in self._seen()):
            begin(self, self._load, exclusive=True)

    async def _load(self) -> None:
        for _, shot in self._seen():
            if _key(shot) not in self._pictures:
                self._pictures[_key(shot)] = await self._fetch(shot)
                self._drawn = (None, [])
                self.refresh()
        while len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)

    def on_click(self, event: events.Click) -> None:
        """Pointing at a picture chooses its shot."""
        seen, place = self._seen(), event.get_content_offset_capture(self).x // (self._slot() + 1)
        if 0 <= place < len(seen):
            self.post_message(self.Chosen(seen[place][0]))

    # Drawing ----------------------------------------------------------------------------------------------------------

    def _slot(self) -> int:
        return max(4, round((self.size.height - 1) * CELL_ASPECT * SHAPE))

    def _seen(self) -> list[tuple[int, Shot]]:
        count = max(1, (self.size.width + 1) // (self._slot() + 1))
        first = max(0, min(self._current - count // 2, len(self._shots) - count))
        return list(enumerate(self._shots))[first : first + count] if self.size.width else []

    def render_line(self, y: int) -> Strip:
        """One line of all pictures; the last line has the numbers."""
        width = self.size.width
        if self._drawn[0] != self.size:
            self._drawn = (self.size, self._draw())
        lines = self._drawn[1]
        return lines[y].adjust_cell_length(width, self.rich_style) if y < len(lines) else Strip.blank(width)

    def _draw(self) -> list[Strip]:
        rows, slot = self.size.height - 1, self._slot()
        lines: list[list[Segment]] = [[] for _ in range(rows + 1)]
        for index, shot in self._seen():
            for line, strip in zip(
                lines, [*self._picture(shot, slot, rows), self._number(index, shot, slot)], strict=True
            ):
                line.extend([*strip, Segment(" ", self.rich_style)])
        return [Strip(line) for line in lines]

    def _picture(self, shot: Shot, slot: int, rows: int) -> list[Strip]:
        image = self._pictures.get(_key(shot))
        if image is None:
            return [
                Strip([Segment(("·" if row == rows // 2 else " ").center(slot), self._style("number"))])
                for row in range(rows)
            ]
        tier, depth = drawing_of(self.app)
        strips = picture_strips(image, slot, rows, tier=tier, depth=depth)
        return [grounded(strip, self.rich_style) for strip in strips]

    def _number(self, index: int, shot: Shot, slot: int) -> Strip:
        on = index == self._current
        text = f"{CURSOR if on else ' '}{shot.number}"
        return Strip([Segment(text.ljust(slot), self._style("current" if on else "number"))])

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"storyboard--{name}")


def _key(shot: Shot) -> Key:
    return shot.asset.id, shot.source_range.start, shot.source_range.duration
