"""The foot of a screen: prompts over the keys, each as high as it needs to be."""

from __future__ import annotations

from textual.containers import Vertical
from textual.geometry import Size
from textual.reactive import Reactive


class Stack(Vertical):
    """Parts one below the other, as high as they are together.

    It never scrolls. Textual lays out the screen once more whenever what could be scrolled has grown; here once is
    enough.
    """

    virtual_size = Reactive(Size(0, 0))


class Foot(Stack):
    """Stands above what it covers; the last of it are the keys."""

    DEFAULT_CSS = """
    Foot { dock: bottom; height: auto; width: 100%; layer: above; }
    Foot KeyStrip { dock: none; }
    """

    def __init__(self) -> None:
        """Every screen has one."""
        super().__init__(id="foot")
