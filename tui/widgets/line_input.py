"""A line to type on that shows nothing a terminal would obey, whatever was put or pasted into it."""

from __future__ import annotations

from typing import Final

from rich.text import Text
from textual.widgets import Input

from library.names import visible

UNSHOWN: Final = "\N{REPLACEMENT CHARACTER}"
"""Stands for one character that has no picture of one cell."""


class LineInput(Input):
    """Its value stays as it is: a note that is opened and kept is not changed by being looked at."""

    @property
    def _value(self) -> Text:
        """What Textual draws: as many characters as there are, so that the cursor stands where it is."""
        return Text(shown(self.value), no_wrap=True, overflow="ignore", end="")


def shown(text: str) -> str:
    """The text, each character that may not be shown as one that may."""
    if visible(text) == text:
        return text
    return "".join(picture if len(picture := visible(letter)) == 1 else UNSHOWN for letter in text)
