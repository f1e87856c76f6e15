"""What is said at the playhead, out of the asset's transcript: one line, and none where there is no transcript."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from rich.text import Text
from textual.widgets import Static

from tui.wording import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from library.model import TranscriptLine


class Said(Static):
    """A line; between two it shows the one before, dimmed, so that one knows where in the talk one is."""

    DEFAULT_CSS = "Said { height: 1; width: 100%; padding: 0 1; display: none; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start without words."""
        super().__init__("", id=id, markup=False)
        self._lines: Sequence[TranscriptLine] = ()
        self._starts: list[int] = []

    def show(self, lines: Sequence[TranscriptLine]) -> None:
        """Take the lines of an asset, in order."""
        self._lines, self._starts = lines, [line.start_ms for line in lines]
        self.display = bool(lines)

    def at(self, moment_ms: float) -> None:
        """Show what is said so many milliseconds after the first frame."""
        number = bisect_right(self._starts, moment_ms) - 1
        if number < 0:
            self.update("")
            return
        line = self._lines[number]
        words = f"{line.speaker}: {line.text}" if line.speaker else line.text
        style = "" if moment_ms < line.end_ms else "dim"
        self.update(Text(clean(" ".join(words.split())), style, no_wrap=True, overflow="ellipsis"))
