"""A small map: coasts and borders in braille dots, places as marks, the chosen one told by its mark and its name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.geography import Window, near
from tui.wording import clean, fitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library.degrees import Degrees

ACROSS, DOWN = 2, 4
"""Dots in a cell, of braille."""
BITS: Final = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot in U+2800 to U+28FF, row by row (Unicode, Braille Patterns)."""
PLACE, CHOSEN = "•", "◉"
LABEL_CELLS = 20
"""The longest a name stands on the map."""
SCALE_CELLS = 12
NEAREST, FARTHEST = 256.0, 1 / 16
"""How many times nearer or farther than what shows all places."""

Marks = defaultdict[int, dict[int, tuple[str, str]]]
"""By row and first column: a text, and the style it is in."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Something with a position."""

    name: str
    at: Degrees


class PlaceMap(Widget):
    """Shows places; the window is around those near the chosen one until somebody zooms."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"place-map--coast", "place-map--place", "place-map--chosen"}
    DEFAULT_CSS = """
    PlaceMap { background: $surface; }
    PlaceMap > .place-map--coast { color: $secondary; background: $surface; }
    PlaceMap > .place-map--place { color: $foreground; background: $surface; }
    PlaceMap > .place-map--chosen { color: $accent; text-style: bold; background: $surface; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start without places."""
        super().__init__(id=id)
        self.spots: Sequence[Spot] = ()
        """What is shown."""
        self._chosen: Spot | None = None
        self._zoom = 1.0
        self._coast: tuple[Window | None, list[str]] = (None, [])
        self._lines: list[Strip] = []

    def show(self, spots: Sequence[Spot], chosen: Spot | None) -> None:
        """Show these places, and which is chosen; it need not be among them."""
        self.spots, self._chosen = spots, chosen
        self._changed()

    def zoom(self, times: float) -> None:
        """Go nearer to the chosen place, or away from it."""
        self._zoom = min(max(self._zoom * times, FARTHEST), NEAREST)
        self._changed()

    def on_resize(self) -> None:
        """Draw for another size."""
        self._changed()

    def _changed(self) -> None:
        self._lines = []
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the map."""
        if not self._lines:
            self._lines = self._draw()
        return self._lines[y] if y < len(self._lines) else Strip.blank(self.size.width, self.rich_style)

    @property
    def window(self) -> Window:
        """What is shown."""
        size = self.size.width * ACROSS, self.size.height * DOWN
        chosen = self._chosen.at if self._chosen else None
        places = [spot.at for spot in self.spots if chosen is None or near(spot.at, chosen)]
        window = Window.around([*places, chosen] if chosen else places, size)
        return window.zoomed(self._zoom, chosen or window.centre) if self._zoom != 1 else window

    # Drawing ----------------------------------------------------------------------------------------------------------

    def _draw(self) -> list[Strip]:
        window = self.window
        marks = self._marks(window)
        return [self._strip(line, marks[row]) for row, line in enumerate(self._coasts(window))]

    def _coasts(self, window: Window) -> list[str]:
        if self._coast[0] != window:
            cells = [[0] * self.size.width for _ in range(self.size.height)]
            for across, down in window.coasts():
                cells[down // DOWN][across // ACROSS] |= BITS[down % DOWN][across % ACROSS]
            self._coast = window, ["".join(chr(0x2800 + bits) if bits else " " for bits in row) for row in cells]
        return self._coast[1]

    def _marks(self, window: Window) -> Marks:
        """By row and column, the text that begins there and its style; no two overlap, the chosen one comes first."""
        marks: Marks = defaultdict(dict)
        spots = [spot for spot in self.spots if self._chosen is None or spot.name != self._chosen.name]
        if self._chosen is not None:
            self._put_mark(marks, _cell(window, self._chosen), (CHOSEN, "chosen"))
            self._put_name(marks, window, self._chosen, "chosen")
        self._put_scale(marks, window)
        seen = [spot for spot in spots if window.holds(window.dot(spot.at))]
        for spot in seen:
            self._put_mark(marks, _cell(window, spot), (PLACE, "place"))
        for spot in seen:
            self._put_name(marks, window, spot, "place")
        return marks

    def _put_scale(self, marks: Marks, window: Window) -> None:
        """Draw the scale at the lower right, where the chosen place leaves room for it."""
        kilometres, dots = window.scale(SCALE_CELLS * ACROSS)
        bar = f"├{'─' * max(0, dots // ACROSS - 2)}┤ {kilometres} km "
        row, column = self.size.height - 1, self.size.width - cell_len(bar)
        if column >= 0 and _free(marks[row], column, self.size.width):
            marks[row][column] = bar, "coast"

    def _put_mark(self, marks: Marks, cell: tuple[int, int], mark: tuple[str, str]) -> None:
        column, row = cell
        if _free(marks[row], column, column + 1) and 0 <= column < self.size.width:
            marks[row][column] = mark

    def _put_name(self, marks: Marks, window: Window, spot: Spot, style: str) -> None:
        """Write a name beside its mark, at the right or else at the left, where that is free."""
        column, row = _cell(window, spot)
        if column not in marks[row]:
            return
        name = fitted(clean(spot.name), min(LABEL_CELLS, cell_len(clean(spot.name))))
        for start, text, apart in ((column + 1, f" {name}", 1), (column - 1 - cell_len(name), f"{name} ", 0)):
            end = start + cell_len(text)
            # A space stands between two names, so that they do not read as one.
            if start >= 0 and end <= self.size.width and _free(marks[row], start - 1 + apart, end + apart):
                marks[row][start] = text, style
                return

    def _strip(self, coast: str, marks: dict[int, tuple[str, str]]) -> Strip:
        segments: list[Segment] = []
        done = 0
        for start, (text, style) in sorted(marks.items()):
            segments += [self._segment(coast[done:start], "coast"), self._segment(text, style)]
            done = start + cell_len(text)
        segments.append(self._segment(coast[done:], "coast"))
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _segment(self, text: str, style: str) -> Segment:
        return Segment(text, self.get_component_rich_style(f"place-map--{style}"))


def _cell(window: Window, spot: Spot) -> tuple[int, int]:
    across, down = window.dot(spot.at)
    return across // ACROSS, down // DOWN


def _free(taken: dict[int, tuple[str, str]], start: int, end: int) -> bool:
    return all(end <= first or first + cell_len(text) <= start for first, (text, _) in taken.items())
