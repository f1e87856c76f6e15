"""The kinds of records in one line; the one that is shown stands out by a mark, not by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from library.model import AuthorityKind
from tui.records import PLURALS
from tui.wording import CURSOR, fitted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual import events

KINDS: Final = tuple(PLURALS)
SHORT: Final = 6
"""Cells a word keeps where there is little room."""


class KindTabs(Widget):
    """Tells which kind was pointed at."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"kind-tabs--on"}
    DEFAULT_CSS = """
    KindTabs { height: 1; width: 100%; padding: 0 1; color: $text-muted; }
    KindTabs > .kind-tabs--on { color: $accent; text-style: bold; }
    """

    @dataclass
    class Chosen(Message):
        """A kind was pointed at."""

        kind: AuthorityKind

    def __init__(self) -> None:
        """Start with the first."""
        super().__init__()
        self.kind = KINDS[0]

    def show(self, kind: AuthorityKind) -> None:
        """Mark this one."""
        self.kind = kind
        self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002  Textual's signature
        """The words."""
        on = self.get_component_rich_style("kind-tabs--on")
        segments = [Segment(text, on if kind is self.kind else self.rich_style) for kind, text in self._words()]
        return Strip(segments).adjust_cell_length(self.size.width, self.rich_style)

    def _words(self) -> Iterator[tuple[AuthorityKind, str]]:
        roomy = sum(len(word) + 2 for word in PLURALS.values()) <= self.size.width
        for kind, word in PLURALS.items():
            here = kind is self.kind
            shown = word if roomy or here or len(word) <= SHORT else fitted(word, SHORT)
            yield kind, f"{CURSOR if here else ' '}{shown} "

    def spots(self) -> Iterator[tuple[int, int, int]]:
        """Each kind."""
        at = 0
        for _, text in self._words():
            yield at, 0, 1
            at += len(text)

    def on_click(self, event: events.Click) -> None:
        """Tell which."""
        at = event.get_content_offset(self)
        if at is None:
            return
        end = 0
        for kind, text in self._words():
            end += len(text)
            if at.x < end:
                self.post_message(self.Chosen(kind))
                return
