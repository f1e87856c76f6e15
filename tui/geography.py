"""Coasts and borders as polylines, and a window on them: what a drawn map needs, without widgets.

`outlines.txt` beside this module holds Natural Earth's 1:50 million countries (public domain, naturalearthdata.com,
version 4.1 as the npm package world-atlas 2.0.2 brings it), simplified to 0.03 degrees in and around Europe and 0.3
elsewhere. A line a polyline: the first point, then steps, each `east,north` in hundredths of a degree. The border that
it draws at the isthmus of Perekop is left out: no border of states is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from math import cos, floor, log10, radians
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from library.degrees import Degrees

KM_PER_DEGREE: Final = 111.2
"""Along a meridian (a sphere of 6371 km)."""
LEAST_DEGREES: Final = 4.0
"""What a window shows at least, from south to north: enough for a border or a coast to be seen."""
MARGIN: Final = 1.15
NEAR_DEGREES: Final = 5.0
"""How far from another a place may lie to be shown on one map with it: across a country and into the next."""
Dot = tuple[int, int]
"""Column and row of a dot, from the upper left."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One polyline."""

    points: tuple[Degrees, ...]
    south: float
    west: float
    north: float
    east: float


@cache
def outlines() -> tuple[Outline, ...]:
    """All coasts and borders there are."""
    text = Path(__file__).with_name("outlines.txt").read_text("ascii")
    return tuple(_outline(line) for line in text.splitlines())


def _outline(line: str) -> Outline:
    steps = [tuple(map(int, step.split(","))) for step in line.split()]
    points = tuple(
        (north / 100, east / 100) for east, north in accumulate(steps, lambda at, by: (at[0] + by[0], at[1] + by[1]))
    )
    norths, easts = zip(*points, strict=True)
    return Outline(points, min(norths), min(easts), max(norths), max(easts))


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the earth on a grid of square dots; true in its middle (equirectangular)."""

    centre: Degrees
    degrees_per_dot: float
    """Along a meridian."""
    across: int
    """Dots."""
    down: int
    """Dots."""

    @classmethod
    def around(cls, places: Sequence[Degrees], size: Dot) -> Window:
        """The window that has all these places in it, on `size` dots; all of Europe without any."""
        places = places or ((35.0, -10.0), (65.0, 45.0))
        norths, easts = zip(*places, strict=True)
        centre = (min(norths) + max(norths)) / 2, (min(easts) + max(easts)) / 2
        high = max(norths) - min(norths)
        wide = (max(easts) - min(easts)) * _shrinking(centre)
        across, down = max(1, size[0]), max(1, size[1])
        return cls(centre, max(high / down, wide / across, LEAST_DEGREES / MARGIN / down) * MARGIN, across, down)

    def zoomed(self, times: float, centre: Degrees) -> Window:
        """So many times nearer, around another centre."""
        return Window(centre, self.degrees_per_dot / times, self.across, self.down)

    def dot(self, place: Degrees) -> Dot:
        """Where a place lies, which may be outside."""
        east = (place[1] - self.centre[1]) * _shrinking(self.centre) / self.degrees_per_dot
        north = (place[0] - self.centre[0]) / self.degrees_per_dot
        return floor(self.across / 2 + east), floor(self.down / 2 - north)

    def holds(self, dot: Dot) -> bool:
        """Whether a dot is in it."""
        return 0 <= dot[0] < self.across and 0 <= dot[1] < self.down

    def coasts(self) -> Iterator[Dot]:
        """The dots of coasts and borders in it."""
        high = self.down * self.degrees_per_dot / 2
        wide = self.across * self.degrees_per_dot / 2 / _shrinking(self.centre)
        north, east = self.centre
        for one in outlines():
            if _apart(one.south, one.north, north) <= high and _apart(one.west, one.east, east) <= wide:
                for start, end in pairwise(map(self.dot, one.points)):
                    yield from self._line(start, end)

    def _line(self, start: Dot, end: Dot) -> Iterator[Dot]:
        """The dots of a straight line that are in the window."""
        (x, y), (to_x, to_y) = start, end
        if max(x, to_x) < 0 or min(x, to_x) >= self.across or max(y, to_y) < 0 or min(y, to_y) >= self.down:
            return
        steps = max(abs(to_x - x), abs(to_y - y), 1)
        for step in range(steps + 1):
            dot = x + (to_x - x) * step // steps, y + (to_y - y) * step // steps
            if self.holds(dot):
                yield dot

    def scale(self, most_dots: int) -> tuple[int, int]:
        """A round number of kilometres that is no longer than so many dots, and its length in dots."""
        per_dot = self.degrees_per_dot * KM_PER_DEGREE
        most = max(1.0, most_dots * per_dot)
        ten = 10 ** floor(log10(most))
        kilometres = next(round(ten * step) for step in (5, 2, 1) if ten * step <= most)
        return kilometres, round(kilometres / per_dot)


def near(one: Degrees, other: Degrees) -> bool:
    """Whether two places go on one map."""
    east = (one[1] - other[1]) * _shrinking(other)
    return max(abs(one[0] - other[0]), abs(east)) <= NEAR_DEGREES


def _apart(low: float, high: float, at: float) -> float:
    """How far a number is from a span; 0 inside."""
    return max(low - at, at - high, 0.0)


def _shrinking(centre: Degrees) -> float:
    """How much shorter a degree of longitude is than one of latitude there; not nothing at the poles."""
    return max(0.05, cos(radians(centre[0])))
