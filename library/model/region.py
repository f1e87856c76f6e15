"""Regions: rectangles of a photo."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from library.errors import MediavaultError


class BadRegion(MediavaultError):
    """Four numbers are no region of a picture."""

    def __init__(self, x: float, y: float, w: float, h: float) -> None:
        """Takes the left and upper edge, the width and the height."""
        super().__init__(
            f"Cannot mark the region {x:g},{y:g},{w:g},{h:g}: write left, top, width and height as parts of the "
            "picture from 0 to 1, wider and higher than 0 and inside it, as in 0.25,0.1,0.5,0.4."
        )


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of a picture as it is displayed, in parts of its width and height, from its upper left corner."""

    x: float
    """Left edge, 0 to 1."""
    y: float
    """Upper edge, 0 to 1."""
    w: float
    """Width, above 0."""
    h: float
    """Height, above 0."""

    def __post_init__(self) -> None:
        """Checks that it lies inside the picture.

        Raises:
            BadRegion: it does not, or is empty.
        """
        edges = (self.x, self.y, self.w, self.h)
        inside = all(map(isfinite, edges)) and min(self.x, self.y) >= 0 and min(self.w, self.h) > 0
        if not inside or self.x + self.w > 1 or self.y + self.h > 1:
            raise BadRegion(*edges)

    @classmethod
    def parse(cls, text: str) -> Region:
        """Reads `0.25,0.1,0.5,0.4`.

        Raises:
            BadRegion: it lies outside the picture. ValueError: it has another shape.
        """
        x, y, w, h = (float(part) for part in text.split(","))
        return cls(x, y, w, h)

    def __str__(self) -> str:
        """Return `0.25,0.1,0.5,0.4`, which `parse` reads back."""
        return ",".join(repr(edge) for edge in (self.x, self.y, self.w, self.h))
