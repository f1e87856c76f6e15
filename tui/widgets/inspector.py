"""The asset under the cursor: its picture and what is known of it, in a bar below the list or a column beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.containers import Container, Vertical
from textual.widget import Widget
from textual.widgets import Static

from tui.describing import (
    SEPARATOR,
    camera_line,
    links_line,
    note_of,
    parts_line,
    picture_line,
    ranges_line,
    rating_of,
    recorded_line,
    state_line,
    uses_line,
)
from tui.widgets.picture import Picture
from tui.wording import NOTHING, clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from library.model import Asset, Use

BAR = 8
"""Lines of the highest bar, as theme.tcss has it: what is higher is a column."""


class Details(Widget):
    """Lines of facts, cut to the room there is."""

    DEFAULT_CSS = "Details { width: 1fr; height: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }"

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._text = Text()

    def show(self, text: Text) -> None:
        """Show these lines."""
        if text != self._text:
            self._text = text
            self.refresh()

    def render(self) -> Text:
        """The lines; in the bar each is cut at the right, in the column they wrap."""
        return self._text


class Inspector(Container):
    """A picture and facts, and where the playhead is while something plays."""

    DEFAULT_CSS = """
    Inspector #inspector-transport { display: none; height: 2; }
    Inspector.-playing #inspector-transport { display: block; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start empty."""
        super().__init__(id=id)
        self.picture = Picture(id="inspector-picture")
        self.transport = Static("", id="inspector-transport", markup=False)
        self.details = Details()

    def compose(self) -> ComposeResult:
        """The picture, the playhead, the facts."""
        yield self.picture
        with Vertical():
            yield self.transport
            yield self.details

    def show_transport(self, lines: Text) -> None:
        """Where the playhead is, and what is marked; empty when nothing plays."""
        self.set_class(bool(lines), "-playing")
        self.transport.update(lines)

    def show(self, asset: Asset | None, uses: Sequence[Use] = (), *, otherwise: str = "") -> None:
        """Everything known of `asset`, and where it is used already, or what is said where there is none.

        Its picture is shown by whoever has it drawn.
        """
        if asset is None:
            self.details.show(Text(otherwise, "dim"))
            self.picture.show(None)
            return
        self.details.show(details(asset, uses, wide=self.size.height > BAR))


def details(asset: Asset, uses: Sequence[Use] = (), *, wide: bool) -> Text:
    """The facts as lines: grouped for a column, one group a line for a bar."""
    rating = rating_of(asset)
    title = Text.assemble(
        (clean(asset.name), "bold"), (f"{SEPARATOR}{asset.key}", "dim"), f"  {rating}" if rating != NOTHING else ""
    )
    state = state_line(asset)
    lines = [
        Text(picture_line(asset)),
        Text(parts_line(asset), "dim"),
        Text(recorded_line(asset), "dim"),
        Text(camera_line(asset), "dim"),
        Text(links_line(asset.clips) or "no tags yet"),
        Text(uses_line(uses)),
        Text(ranges_line(asset)),
        Text(note_of(asset), "italic"),
    ]
    if state:
        lines.insert(0, Text(state))
    gap = "\n\n" if wide else "\n"
    return Text(gap).join([title, *(line for line in lines if line.plain)])
