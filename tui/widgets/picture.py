"""One picture drawn with cells, and its caption. It decodes nothing but the picture it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PIL import Image
from rich.cells import set_cell_size
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from library.names import visible
from tui.cells import Depth, Tier, grounded, picture_strips, tier_for

if TYPE_CHECKING:
    from rich.style import Style
    from textual.app import App

DAMAGED = "preview cannot be read"


def drawing_of(app: App[object]) -> tuple[Tier, Depth]:
    """How `app` draws pictures: its setting `pictures` (`auto` when it has none) on the terminal it runs in."""
    colour_system = app.console.color_system
    setting = str(getattr(app, "pictures", "auto"))
    return tier_for(setting, colour_system), Depth.INDEXED if colour_system == Depth.INDEXED else Depth.TRUE


class Picture(Widget):
    """A picture in its own shape, in the middle of the widget; its caption takes the last line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"picture--caption", "picture--ground"}
    DEFAULT_CSS = """
    Picture > .picture--caption { color: $text-muted; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  Textual's word
        """Start without a picture."""
        super().__init__(id=id, classes=classes)
        self._image: Image.Image | None = None
        self._caption = ""
        self._drawn: tuple[object, list[Strip]] = (None, [])

    def show(self, image: Image.Image | None, caption: str = "") -> None:
        """Draw `image` from now on, or only the caption when there is none."""
        self._image = image
        self._caption = visible(caption)
        self._drawn = (None, [])
        self.refresh()

    @property
    def _ground(self) -> Style:
        """What stands where there is no picture. Textual keeps it, while it reckons `rich_style` each time."""
        return self.get_component_rich_style("picture--ground")

    def render_line(self, y: int) -> Strip:
        """One line of the picture or the caption."""
        lines = self._lines()
        return lines[y] if y < len(lines) else Strip.blank(self.size.width, self._ground)

    def _lines(self) -> list[Strip]:
        tier, depth = drawing_of(self.app)
        wanted = (self.size, tier, depth, self._ground)
        if self._drawn[0] != wanted:
            self._drawn = (wanted, self._draw(tier, depth))
        return self._drawn[1]

    def _draw(self, tier: Tier, depth: Depth) -> list[Strip]:
        width, height = self.size
        caption, image, ground = self._caption, self._image, self._ground
        rows = height - 1 if caption else height
        strips: list[Strip] = []
        if image is not None and tier is not Tier.TEXT and rows > 0:
            try:
                strips = picture_strips(image, width, rows, tier=tier, depth=depth)
            except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # what Pillow raises on bad files
                caption = caption or DAMAGED
        strips = [grounded(strip, ground) for strip in strips]
        if not caption:
            return strips
        strips = strips or [Strip.blank(width, ground)] * max(0, (height - 1) // 2)
        return [*strips, self._caption_strip(caption, width)]

    def _caption_strip(self, caption: str, width: int) -> Strip:
        style = self.get_component_rich_style("picture--caption")
        text = Segment(caption if len(caption) < width else set_cell_size(caption, width), style)
        before = max(0, (width - text.cell_length) // 2)
        return Strip([Segment(" " * before, style), text]).adjust_cell_length(width, style)
