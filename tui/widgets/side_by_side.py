"""Two versions of one picture beside each other, and what is different: the better at the left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text
from textual.containers import Container, VerticalScroll
from textual.message import Message
from textual.widgets import Static

from tui.comparing import UNLIKE, differences
from tui.widgets.picture import Picture
from tui.wording import clean

if TYPE_CHECKING:
    from PIL.Image import Image
    from textual import events
    from textual.app import ComposeResult

    from library.model import Asset

ABOUT = 11
"""Cells for what a fact is about, and whether the two differ in it."""


class SideBySide(Container):
    """Shows what it is given; whoever clicks on a picture says that it is the better one."""

    DEFAULT_CSS = """
    SideBySide { layout: horizontal; width: 100%; height: 1fr; }
    SideBySide Picture { width: 1fr; max-width: 40; height: 100%; margin-right: 1; }
    SideBySide #side-facts { width: 1.9fr; height: 100%; scrollbar-size-vertical: 1; }
    SideBySide #side-facts Static { width: 100%; height: auto; }
    SideBySide.-large { layout: grid; grid-size: 2 2; grid-rows: 1fr 9; grid-gutter: 0 1; }
    SideBySide.-large Picture { width: 100%; max-width: 100%; margin: 0; }
    SideBySide.-large #side-facts { column-span: 2; width: 100%; }
    """

    @dataclass
    class Better(Message):
        """The picture of a version was clicked."""

        left: bool

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start empty."""
        super().__init__(id=id)
        self._pictures = Picture(id="side-best"), Picture(id="side-version")
        self._facts = Static("", markup=False)

    def compose(self) -> ComposeResult:
        """Two pictures, then the facts."""
        yield from self._pictures
        yield VerticalScroll(self._facts, id="side-facts", can_focus=False)

    def show_facts(self, title: str, best: Asset, version: Asset) -> None:
        """Say in what the two differ; the pictures come when they are read."""
        table = Table.grid(padding=(0, 1), expand=True)
        table.add_column(width=ABOUT, no_wrap=True)
        table.add_column(ratio=1, overflow="ellipsis", no_wrap=True)
        table.add_column(ratio=1, overflow="ellipsis", no_wrap=True)
        table.add_row(Text(), Text("best", "bold"), Text("version", "bold"))
        table.add_row(Text("  name", "dim"), Text(clean(best.name)), Text(clean(version.name)))
        for one in differences(best, version):
            style = "" if one.differs else "dim"
            about = Text(f"{UNLIKE if one.differs else ' '} {one.about}", style)
            table.add_row(about, Text(one.shown(0), style), Text(one.shown(1), style))
        grid = Table.grid(expand=True)
        grid.add_row(Text(title, "bold"))
        grid.add_row(table)
        self._facts.update(grid)
        self.query_one("#side-facts", VerticalScroll).scroll_home(animate=False)

    def show_pictures(self, best: Image | None, version: Image | None) -> None:
        """Show both."""
        for picture, image, words in zip(self._pictures, (best, version), ("best", "version"), strict=True):
            picture.show(image, words if image else f"{words}: no picture")

    def scroll_facts(self, lines: int) -> None:
        """Scroll what is said of them."""
        self.query_one("#side-facts", VerticalScroll).scroll_relative(y=lines, animate=False)

    def on_click(self, event: events.Click) -> None:
        """Pointing at a picture says that it is the better one."""
        if event.widget in self._pictures:
            self.post_message(self.Better(event.widget is self._pictures[0]))
