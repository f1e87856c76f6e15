"""Pointing without a mouse: a letter stands at each place that can be clicked, and typing it clicks there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, runtime_checkable

from textual import events
from textual.geometry import Offset
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.app import ComposeResult

LETTERS: Final = "asdfghjklqwertyuiopzxcvbnmASDFGHJKLQWERTYUIOPZXCVBNM"
"""Those under the fingers first."""
Spot = tuple[int, int, int]
"""Cells from the left and the top of a widget's content, and how often it is to be clicked."""


@runtime_checkable
class Pointable(Protocol):
    """A widget that knows where it can be clicked."""

    def spots(self) -> Iterable[Spot]:
        """Every place that is seen."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a letter stands."""

    widget: Widget
    at: Offset
    """On the screen."""
    clicks: int

    def click(self) -> None:
        """Do what pointing there does."""
        inside = self.at - self.widget.region.offset
        common = {"delta_x": 0, "delta_y": 0, "button": 1, "shift": False, "meta": False, "ctrl": False}
        where = {"screen_x": self.at.x, "screen_y": self.at.y, "chain": self.clicks}
        click = events.Click(self.widget, inside.x, inside.y, **common, **where)  # type: ignore[arg-type]
        click._set_forwarded()  # noqa: SLF001  it has reached its widget: the screen is not to look for one
        self.widget.post_message(click)


def places(screen: Screen[object]) -> Iterator[Place]:
    """Whatever of a screen can be clicked, as far as there are letters; the keys of the strip have theirs."""
    for widget in screen.query("*").results(Widget):
        if isinstance(widget, Pointable) and widget.display and widget.region.area:
            corner = widget.content_region.offset
            for x, y, clicks in widget.spots():
                yield Place(widget, corner + Offset(x, y), clicks)


class JumpScreen(ModalScreen[Place]):
    """Letters over the screen below; any other key takes them away."""

    DEFAULT_CSS = """
    JumpScreen Static { position: absolute; width: 1; height: 1; background: $accent; color: $background;
                        text-style: bold; }
    """

    def __init__(self, found: Iterable[Place]) -> None:
        """Take the places."""
        super().__init__()
        self._places = dict(zip(LETTERS, found, strict=False))

    def compose(self) -> ComposeResult:
        """A letter at each."""
        for letter, place in self._places.items():
            shown = Static(letter, markup=False)
            shown.styles.offset = place.at
            yield shown

    def on_key(self, event: events.Key) -> None:
        """Go to the place of a letter, or nowhere."""
        event.stop()
        self.dismiss(self._places.get(event.key))

    def on_click(self) -> None:
        """Nowhere."""
        self.dismiss(None)
