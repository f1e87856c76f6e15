"""What a picture is known by when it was made smaller, recompressed, cropped, framed in black or turned.

A hash is 144 bits: of a picture shrunk to 9 x 9 grey cells, whether each cell is lighter than its right neighbour, and
than the one below it (difference hash). One is taken of the whole, one of it in each quarter turn, and one of every
window that a crop may have left: so the hash of a crop is near that of the window it was cut from. What is near is then
laid over each other and compared cell by cell (`overlap`): hashes find, correlation decides, and where only a spot of
the two differs (`change`), something moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import sqrt
from operator import gt, itemgetter, mul

from PIL import Image

SIDE = 128
"""Pixels across and down of the grey picture all hashes are taken of."""
ACROSS = 9
"""Cells across and down, of which hashes are taken."""
HASH_BYTES = 2 * ACROSS * (ACROSS - 1) // 8
_LEFT, _RIGHT = (
    itemgetter(*(row + column for row in range(0, ACROSS * ACROSS, ACROSS) for column in range(first, first + 8)))
    for first in (0, 1)
)
_DIGITS = bytes.maketrans(b"\0\1", b"01")
CELLS = 24
"""Across and down, where two pictures are laid over each other."""
FLATTEST = 4.0
"""Standard deviation of grey (0 to 255) below which a picture shows nothing to be known by."""
DARK = 24
"""Grey of the bars around a letterboxed picture, at most."""
MOST_BARS = 0.45
"""Of a side that bars may take at one end."""
SHARES = (0.92, 0.84, 0.76, 0.69)
"""Of the sides of the whole that a crop may have left."""
STEP = 0.04
"""Between windows, of the sides."""
HOPELESS = 0.55
"""Correlation at the first look below which nothing better is looked for."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in parts of the whole."""
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


@cache
def windows() -> tuple[Box, ...]:
    """What a crop may have left of a picture."""
    found: list[Box] = []
    for share in SHARES:
        steps = max(1, round((1 - share) / STEP))
        places = [(1 - share) * number / steps for number in range(steps + 1)]
        found += [(left, top, left + share, top + share) for left in places for top in places]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a picture is known by."""

    whole: tuple[int, ...]
    """Hashes of all of it: as it is, and without the bars around it where there are any."""
    turned: tuple[int, ...]
    """Hashes of all of it by a quarter, a half and three quarters of a turn."""
    windows: bytes
    """Hashes of its windows, HASH_BYTES each, in the order of `windows`; none of what is looked at as a whole only."""

    def in_windows(self) -> Iterator[int]:
        """The hash of each window."""
        for first in range(0, len(self.windows), HASH_BYTES):
            yield int.from_bytes(self.windows[first : first + HASH_BYTES])


def grey(picture: Image.Image) -> Image.Image:
    """A picture as it is compared: grey, square, small."""
    return picture.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)


def likeness(square: Image.Image, *, cropped: bool = True) -> Likeness | None:
    """What a grey square is known by; None where it shows nothing to be known by."""
    inner = without_bars(square)
    base = inner or square
    if _deviation(base.resize((CELLS, CELLS), Image.Resampling.BOX).tobytes()) < FLATTEST:
        return None
    whole = (_hash(square), _hash(inner)) if inner else (_hash(square),)
    turned = tuple(_hash(base.transpose(turn)) for turn in TURNS)
    looked = [_hash(base, box).to_bytes(HASH_BYTES) for box in windows()] if cropped else []
    return Likeness(whole, turned, b"".join(looked))


TURNS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)


def without_bars(square: Image.Image) -> Image.Image | None:
    """The picture without the dark bars around it, as a square of the same size; None where there are none."""
    box = square.point(lambda value: 255 if value > DARK else 0).getbbox()
    if box is None or box == (0, 0, SIDE, SIDE):
        return None
    left, top, right, bottom = box
    ends = (left, top, SIDE - right, SIDE - bottom)
    if max(ends) > MOST_BARS * SIDE or max(ends) < SIDE // 40:
        return None
    return square.resize((SIDE, SIDE), Image.Resampling.BILINEAR, box)


def _hash(square: Image.Image, box: Box = WHOLE) -> int:
    pixels = tuple(edge * square.width for edge in box)
    cells = square.resize((ACROSS, ACROSS), Image.Resampling.BOX, pixels).tobytes()  # type: ignore[arg-type]
    bits = bytes(map(gt, (*_LEFT(cells), *cells[:-ACROSS]), (*_RIGHT(cells), *cells[ACROSS:])))
    return int(bits.translate(_DIGITS), 2)


def overlap(one: Image.Image, other: Image.Image, box: Box = WHOLE) -> tuple[float, Box]:
    """How alike a picture is to a part of another, at best, and which part that is.

    Args:
        one: A grey square, taken as a whole.
        other: A grey square.
        box: About the part of `other` that `one` may show; near it the best is looked for.

    Returns:
        The correlation of their cells, -1 to 1, and the part.
    """
    wanted = _standard(one.resize((CELLS, CELLS), Image.Resampling.BOX).tobytes())
    best, where = _alike(wanted, other, box), box
    step = STEP / 2 if box != WHOLE and best > HOPELESS else 0.0
    while step > STEP / 10:
        nearer = max(((_alike(wanted, other, moved), moved) for moved in _moved(where, step)), default=(best, where))
        if nearer[0] > best:
            best, where = nearer
        else:
            step /= 2
    return best, where


def change(one: Image.Image, other: Image.Image, box: Box = WHOLE) -> float:
    """By how much two pictures differ where they differ most: what moved between them, but not how they were toned.

    The cells of the one are given the tones of the other first, rank by rank, so that brightness and contrast say
    nothing. Of 0, for the same, to a few standard deviations of grey, for somebody who came in; arguments as `overlap`.
    """
    cells = _standard(one.resize((CELLS, CELLS), Image.Resampling.BOX).tobytes())
    others = _standard(_part(other, box))
    ranks = sorted(range(len(cells)), key=others.__getitem__)
    toned = [0.0] * len(cells)
    for place, tone in zip(ranks, sorted(cells), strict=True):
        toned[place] = tone
    apart = [a - b for a, b in zip(cells, toned, strict=True)]
    corners = [row + column for row in range(0, CELLS * (CELLS - 2), CELLS) for column in range(CELLS - 2)]
    spots = (sum(sum(apart[at : at + 3]) for at in (first, first + CELLS, first + 2 * CELLS)) for first in corners)
    return max(map(abs, spots)) / 9 * CELLS


def _part(other: Image.Image, box: Box) -> bytes:
    pixels = tuple(edge * other.width for edge in box)
    return other.resize((CELLS, CELLS), Image.Resampling.BOX, pixels).tobytes()  # type: ignore[arg-type]


def _moved(box: Box, step: float) -> list[Box]:
    left, top, right, bottom = box
    found = [(left + x, top + y, right + x, bottom + y) for x, y in ((step, 0), (-step, 0), (0, step), (0, -step))]
    found += [(left, top, right + step, bottom + step), (left, top, right - step, bottom - step)]
    found += [(left, top, right + step, bottom), (left, top, right, bottom + step)]
    return [one for one in found if min(one) >= 0 and max(one) <= 1]


def _alike(wanted: list[float], other: Image.Image, box: Box) -> float:
    return float(sum(map(mul, wanted, _standard(_part(other, box)))))


def _standard(cells: bytes) -> list[float]:
    """Cells around a mean of nothing and of length one, so that the sum of products is their correlation."""
    mean = sum(cells) / len(cells)
    apart = [cell - mean for cell in cells]
    length = sqrt(sum(map(mul, apart, apart))) or 1.0
    return [cell / length for cell in apart]


def _deviation(cells: bytes) -> float:
    mean = sum(cells) / len(cells)
    return sqrt(sum((cell - mean) ** 2 for cell in cells) / len(cells))


def turned(square: Image.Image, number: int) -> Image.Image:
    """A square by a quarter, a half or three quarters of a turn."""
    return square.transpose(TURNS[number])
