"""The two lines at the foot of every screen: what can be pressed now.

Drawn by hand because Textual's Footer cuts what does not fit, and what it cuts first is undo, help and quit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.keys import key_to_character
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from tui.commands import EVERYWHERE, Action, key_label, keyed
from tui.wording import fitted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from textual import events

_GAP = 2
LEAST = 3
"""Cells a word keeps at least."""
PROMPTED = frozenset(("enter", "escape", "tab"))
"""Keys of a screen that mean something while somebody types."""


class Cap(NamedTuple):
    """One key on the strip."""

    label: str
    """As a person reads it: `Ctrl+Z`."""
    word: str
    """What it does."""
    key: str
    """Textual's name of it."""
    action: str = ""
    """The action it runs; empty where the key alone says what it does: the second of a chord."""


Line = tuple["list[Cap]", "list[Cap]"]
"""What stands at the left end of a line, and at the right."""


class KeyStrip(Widget):
    """One or two lines of keys; those of the app stand at the right end of the last line and are never cut.

    A click on a key presses it.
    """

    COMPONENT_CLASSES: ClassVar = {"key-strip--key", "key-strip--word"}
    DEFAULT_CSS = """
    KeyStrip { dock: bottom; height: 2; width: 100%; padding: 0 1; background: $panel; }
    KeyStrip > .key-strip--key { color: $accent; text-style: bold; background: $panel; }
    KeyStrip > .key-strip--word { color: $text-muted; background: $panel; }
    """

    def __init__(self, actions: Sequence[Action], *, typing: bool = False) -> None:
        """Take the actions of the screen, and whether somebody types there all the time: letters are no keys then."""
        super().__init__()
        self._only_named = typing
        self._actions = tuple(actions)
        self._pairs: list[Cap] = []
        self._always: list[Cap] = []
        self._first: list[Cap] | None = None
        self._chord: list[Cap] | None = None

    def on_mount(self) -> None:
        """Show the user's own keys."""
        self._always = self._shown(EVERYWHERE)
        self._pairs = self._shown(self._actions)

    def _shown(self, actions: Iterable[Action]) -> list[Cap]:
        keymap = getattr(self.app, "keymap", {})
        return [self._cap(action) for action in keyed(actions, keymap) if action.strip]

    def _cap(self, action: Action) -> Cap:
        keys = action.key.split(",")
        key = next((key for key in keys if key_to_character(key) is None), keys[0]) if self._only_named else keys[0]
        return Cap(key_label(key), action.strip, key, action.id)

    def show_first_line(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Give the first line to these digits and words; the screen's own keys then share the second line."""
        self._first = [Cap(key, word, key, f"slot({key})") for key, word in pairs]
        self.refresh()

    def show_chord(self, pairs: list[tuple[str, str]] | None) -> None:
        """Show what may follow a first key instead of everything else; None shows everything else again."""
        chord = None if pairs is None else [Cap(key, word, key) for key, word in pairs]
        if chord != self._chord:
            self._chord = chord
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

    def _lines(self, width: int) -> list[Line]:
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

    def _drawn(self, left: list[Cap], right: list[Cap], width: int) -> Strip:
        space = width - _length(left) - _length(right)
        segments = [*self._segments(left), Segment(" " * max(0, space), self.rich_style), *self._segments(right)]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _segments(self, caps: list[Cap]) -> Iterable[Segment]:
        key_style = self.get_component_rich_style("key-strip--key")
        word_style = self.get_component_rich_style("key-strip--word")
        for number, cap in enumerate(caps):
            yield Segment(" " * _GAP if number else "", word_style)
            yield Segment(cap.label, key_style)
            yield Segment(f" {cap.word}", word_style)

    # Pointing ---------------------------------------------------------------------------------------------------------

    async def on_click(self, event: events.Click) -> None:
        """Do what the key that was pointed at does; while somebody types, only what is always there."""
        at, width = event.get_content_offset_capture(self), self.size.width
        lines = self._lines(width)
        line = lines[at.y] if 0 <= at.y < len(lines) else ([], [])
        cap = next((cap for cap, first, end in _places(line, width) if first <= at.x < end), None)
        if cap is None:
            return
        typing = isinstance(self.app.focused, Input)
        if not cap.action or (typing and cap.key in PROMPTED):
            self.app.simulate_key(cap.key)
        elif cap in self._always or not typing:
            here = hasattr(self.screen, f"action_{cap.action.partition('(')[0]}")
            await self.app.run_action(cap.action, default_namespace=self.screen if here else self.app)


def _places(line: Line, width: int) -> Iterator[tuple[Cap, int, int]]:
    """Each key of a line with its first cell and the one behind its last."""
    for caps, first in ((line[0], 0), (line[1], width - _length(line[1]))):
        at = first
        for cap in caps:
            yield cap, at, at + _length([cap])
            at += _length([cap]) + _GAP


def _length(caps: Sequence[Cap]) -> int:
    return sum(cell_len(cap.label) + 1 + cell_len(cap.word) for cap in caps) + _GAP * max(0, len(caps) - 1)


def _fitting(caps: list[Cap], width: int) -> tuple[list[Cap], list[Cap]]:
    count = len(caps)
    while count and _length(caps[:count]) > width:
        count -= 1
    return caps[:count], caps[count:]


def _squeezed(caps: list[Cap], width: int) -> list[Cap]:
    """All of them, the longest words cut by a cell at a time until they fit."""
    words = [cap.word for cap in caps]
    cells = [cell_len(word) for word in words]
    over = _length(caps) - width
    while over > 0 and max(cells, default=0) > LEAST:
        longest = max(range(len(cells)), key=lambda at: (cells[at], at))
        cells[longest] -= 1
        over -= 1
    cut = (word if cell_len(word) <= room else fitted(word, room) for word, room in zip(words, cells, strict=True))
    return _fitting([cap._replace(word=word) for cap, word in zip(caps, cut, strict=True)], width)[0]
