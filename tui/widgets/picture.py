"""One picture drawn with cells, and its caption. It decodes nothing but the picture it was given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PIL import Image
from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.filter import ANSIToTruecolor
from textual.strip import Strip
from textual.widget import Widget

from library.names import visible
from tui.cells import Depth, Tier, grounded, picture_strips, tier_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import App
    from textual.filter import LineFilter
    from textual.geometry import Size

DAMAGED = "preview cannot be read"


def drawing_of(app: App[object]) -> tuple[Tier, Depth]:
    """How `app` draws pictures: its setting `pictures` (`auto` when it has none) on the terminal it runs in."""
    colour_system = app.console.color_system
    setting = str(getattr(app, "pictures", "auto"))
    return tier_for(setting, colour_system), Depth.INDEXED if colour_system == Depth.INDEXED else Depth.TRUE


@dataclass(frozen=True, slots=True)
class Canvas:
    """What pictures are drawn on; `draw` may run in any thread, so that no key waits for a picture."""

    size: Size
    """Cells."""
    tier: Tier
    depth: Depth
    ground: Style
    """What stands where there is no picture."""
    caption_style: Style

    def draw(self, image: Image.Image | None, caption: str = "") -> Drawing:
        """The picture in its own shape, in the middle; its caption takes the last line."""
        return Drawing(self, image, caption, self._strips(image, visible(caption)))

    def _strips(self, image: Image.Image | None, caption: str) -> list[Strip]:
        width, height = self.size
        rows = height - 1 if caption else height
        strips: list[Strip] = []
        if image is not None and self.tier is not Tier.TEXT and rows > 0:
            try:
                strips = picture_strips(image, width, rows, tier=self.tier, depth=self.depth)
            except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # what Pillow raises on bad files
                caption = caption or DAMAGED
        strips = [grounded(strip, self.ground) for strip in strips]
        if not caption:
            return strips
        strips = strips or [Strip.blank(width, self.ground)] * max(0, (height - 1) // 2)
        return [*strips, self._caption(caption)]

    def _caption(self, caption: str) -> Strip:
        width = self.size.width
        text = Segment(caption if len(caption) < width else set_cell_size(caption, width), self.caption_style)
        before = max(0, (width - text.cell_length) // 2)
        return Strip([Segment(" " * before, self.caption_style), text]).adjust_cell_length(width, self.caption_style)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture with its caption, drawn."""

    canvas: Canvas
    image: Image.Image | None
    caption: str
    strips: list[Strip]


class Pictured(Widget):
    """Shows pictures: their colours are the terminal's own, and no filter need look for others among thousands."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What else is done to its lines."""
        return [one for one in super().get_line_filters() if not isinstance(one, ANSIToTruecolor)]


class Picture(Pictured):
    """One picture. Whoever has time draws it on its `canvas`; what is shown undrawn is drawn when it is painted."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"picture--caption", "picture--ground"}
    DEFAULT_CSS = """
    Picture > .picture--caption { color: $text-muted; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start without a picture."""
        super().__init__(id=id, classes=classes)
        self._image: Image.Image | None = None
        self._caption = ""
        self._drawing: Drawing | None = None

    @property
    def canvas(self) -> Canvas:
        """What it is drawn on at the size it has now."""
        if not self.is_attached:  # the screen is being left while a frame of it comes: it has no styles any more
            return Canvas(self.size, *drawing_of(self.app), Style(), Style())
        style = self.get_component_rich_style  # Textual keeps these, while it reckons `rich_style` each time
        return Canvas(self.size, *drawing_of(self.app), style("picture--ground"), style("picture--caption"))

    def show(self, image: Image.Image | None, caption: str = "") -> None:
        """Draw `image` from now on, or only the caption when there is none."""
        self._image, self._caption, self._drawing = image, caption, None
        self.refresh()

    def show_drawn(self, drawing: Drawing) -> None:
        """Show what is drawn already; it is drawn anew when the size is another one."""
        shown, self._drawing = self._drawing, drawing
        self._image, self._caption = drawing.image, drawing.caption
        if shown is None or (shown.canvas, shown.strips) != (drawing.canvas, drawing.strips):
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the picture or the caption."""
        canvas = self.canvas
        if self._drawing is None or self._drawing.canvas != canvas:
            self._drawing = canvas.draw(self._image, self._caption)
        lines = self._drawing.strips
        return lines[y] if y < len(lines) else Strip.blank(canvas.size.width, canvas.ground)
