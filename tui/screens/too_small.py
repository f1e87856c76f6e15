"""One sentence for a window that is too small."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.app import ComposeResult


class TooSmallScreen(Screen[None]):
    """Says how much room is needed; it goes away by itself."""

    AUTO_FOCUS = None

    def __init__(self, columns: int, rows: int) -> None:
        """Take the smallest size that works, in cells."""
        super().__init__()
        self._sentence = f"mediavault needs {columns} x {rows} cells: make the window larger. Ctrl+Q quits."

    def compose(self) -> ComposeResult:
        """The sentence."""
        yield Static(self._sentence, markup=False)
