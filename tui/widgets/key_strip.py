"""The two lines at the foot of every screen: what can be pressed now.

Drawn by hand because Textual's Footer cuts what does not fit, and what it cuts first is undo, help and quit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui.commands import EVERYWHERE, Action, keyed
from tui.wording import fitted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_GAP = 2


class KeyStrip(Widget):
    """One or two lines of keys; those of the app stand at the right end of the last line and are never cut."""

    COMPONENT_CLASSES: ClassVar = {"key-strip--key", "key-strip--word"}
    DEFAULT_CSS = """
    KeyStrip { dock: bottom; height: 2; width: 100%; padding: 0 1; background: $panel; }
    KeyStrip > .key-strip--key { color: $accent; text-style: bold; background: $panel; }
    KeyStrip > .key-strip--word { color: $text-muted; background: $panel; }
    """

    def __init__(self, actions: Sequence[Action], *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Take the actions of the screen."""
        super().__init__(id=id)
        self._actions = tuple(actions)
        self._pairs: list[tuple[str, str]] = []
        self._always: list[tuple[str, str]] = []
        self._first: list[tuple[str, str]] | None = None
        self._chord: list[tuple[str, str]] | None = None

    def on_mount(self) -> None:
        """Show the user's own keys."""
        self._always = self._shown(EVERYWHERE)
        self._pairs = self._shown(self._actions)

    def _shown(self, actions: Iterable[Action]) -> list[tuple[str, str]]:
        keymap = getattr(self.app, "keymap", {})
        return [(action.keys, action.strip) for action in keyed(actions, keymap) if action.strip]

    def show_first_line(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Give the first line to these keys and words; the screen's own keys then share the second line."""
        self._first = list(pairs)
        self.refresh()

    def show_chord(self, pairs: list[tuple[str, str]] | None) -> None:
        """Show what may follow a first key instead of everything else; None shows everything else again."""
        if pairs != self._chord:
            self._chord = pairs
            self.refresh()

    def show_actions(self, actions: Iterable[Action]) -> None:
        """Show other actions of the screen."""
        self._actions = tuple(actions)
        self._pairs = self._shown(self._actions)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One of the two lines."""
        width = self.size.width
        lines = self._lines(width)
        return self._drawn(*lines[y], width) if y < len(lines) else Strip.blank(width, self.rich_style)

    def _lines(self, width: int) -> list[tuple[list[tuple[str, str]], list[tuple[str, str]]]]:
        if self._chord is not None:
            upper, rest = _fitting(self._chord, width)
            return [(upper, []), (_fitting(rest, width)[0], [])]
        room = width - _length(self._always) - 2 * _GAP
        if self._first is not None:
            return [(_squeezed(self._first, width), []), (_fitting(self._pairs, room)[0], self._always)]
        upper, rest = _fitting(self._pairs, width)
        if not rest and _length(self._pairs) <= room:
            return [(upper, self._always)] if self.size.height == 1 else [([], []), (upper, self._always)]
        return [(upper, []), (_fitting(rest, room)[0], self._always)]

    def _drawn(self, left: list[tuple[str, str]], right: list[tuple[str, str]], width: int) -> Strip:
        space = width - _length(left) - _length(right)
        segments = [*self._segments(left), Segment(" " * max(0, space), self.rich_style), *self._segments(right)]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _segments(self, pairs: list[tuple[str, str]]) -> Iterable[Segment]:
        key_style = self.get_component_rich_style("key-strip--key")
        word_style = self.get_component_rich_style("key-strip--word")
        for number, (key, word) in enumerate(pairs):
            yield Segment(" " * _GAP if number else "", word_style)
            yield Segment(key, key_style)
            yield Segment(f" {word}", word_style)


def _length(pairs: Sequence[tuple[str, str]]) -> int:
    return sum(cell_len(key) + 1 + cell_len(word) for key, word in pairs) + _GAP * max(0, len(pairs) - 1)


def _fitting(pairs: list[tuple[str, str]], width: int) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    count = len(pairs)
    while count and _length(pairs[:count]) > width:
        count -= 1
    return pairs[:count], pairs[count:]


def _squeezed(pairs: list[tuple[str, str]], width: int) -> list[tuple[str, str]]:
    """All of them, the longest words cut until they fit."""
    longest = max((cell_len(word) for _, word in pairs), default=0)
    while longest > 3 and _length(pairs) > width:  # noqa: PLR2004  cells a word keeps at least
        longest -= 1
        pairs = [(key, word if cell_len(word) <= longest else fitted(word, longest)) for key, word in pairs]
    return _fitting(pairs, width)[0]
