"""The first line of a screen: where one is at the left, how much there is at the right."""

from __future__ import annotations

from rich.text import Text
from textual.widget import Widget


class TitleBar(Widget):
    """One line. What stands at the right is never cut; what stands at the left gives way."""

    DEFAULT_CSS = "TitleBar { dock: top; height: 1; width: 100%; padding: 0 1; background: $panel; }"

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._left, self._right = Text(), Text()

    def show(self, place: str, words: str = "", right: str = "") -> None:
        """Show the name of the screen, what is chosen on it, and the counts; all cleaned already."""
        self._left = Text.assemble((place, "bold"), f"  {words}" if words else "")
        self._right = Text(right)
        self.refresh()

    def render(self) -> Text:
        """Both ends."""
        right = self._right.copy()
        right.truncate(self.size.width, overflow="ellipsis")
        left = self._left.copy()
        left.truncate(max(0, self.size.width - right.cell_len - 1), overflow="ellipsis", pad=True)
        gap = " " * max(0, self.size.width - left.cell_len - right.cell_len)
        return Text.assemble(left, gap, right, no_wrap=True, end="")
