"""Photos that show the same: one recompressed, made smaller, cropped, letterboxed or turned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from PIL import Image

from mediavault.analysis.likeness import (
    SHARES,
    STEP,
    WHOLE,
    Box,
    Likeness,
    change,
    overlap,
    turned,
    windows,
    without_bars,
)
from mediavault.analysis.nearness import NearHashes

BITS = 24
"""In which hashes may differ that are worth a closer look."""
SURE = 0.94
"""Correlation from which two pictures show the same."""

LEAST = SHARES[-1] - STEP
"""Of the sides of the whole that a part shows; less is the sky above two seas."""
SAME_FRAME = 0.9
"""Of the sides of the whole: what shows so much was not cut out of it, unless nothing moved between the two."""
MOST_CHANGE = 0.65
"""Between a cut and what it was cut from (`likeness.change`); in more spots two skies differ."""
TRIED = 4
"""Places at which two are laid over each other."""

Place = tuple[Box, int | None]
"""A part of a picture, and by how many quarter turns less one it is turned; None is not at all."""
Squares = Callable[[int], Image.Image | None]
"""The grey square of a picture by its number."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two pictures that show the same."""

    part: int
    """The one that is all of it inside the other; of two that show as much, either."""
    whole: int
    score: float
    """Correlation of what both show, 0 to 1."""
    share: float
    """How much of the whole the part shows, as part of its sides."""
    change: float = 0.0
    """What moved between the two (`likeness.change`)."""


def pairs(looks: Sequence[Likeness | None], squares: Squares, while_looking: Callable[[], object]) -> list[Pair]:
    """The pairs among pictures, by their numbers; each once."""
    near = NearHashes((hashed, number) for number, look in enumerate(looks) if look for hashed in look.whole)
    best: dict[tuple[int, int], Pair] = {}
    for whole, look in enumerate(looks):
        while_looking()
        for part, places in _candidates(near, whole, look).items() if look else ():
            ends = (min(part, whole), max(part, whole))
            found = None if ends in best and best[ends].share >= 1 else _compared(squares, (part, whole), places)
            if found is not None and (ends not in best or found.score > best[ends].score):
                best[ends] = found
    return list(best.values())


def _candidates(near: NearHashes, whole: int, look: Likeness) -> Mapping[int, list[Place]]:
    """What may show all or a part of a picture: where, and by which turn; the nearest looks of each first."""
    found: defaultdict[int, list[tuple[int, Place]]] = defaultdict(list)
    for hashed, place in _hashes(look):
        for other, apart in near.near(hashed, BITS):
            if other != whole:
                found[other].append((apart, place))
    return {
        other: [place for _, place in sorted(held, key=lambda one: one[0])[:TRIED]] for other, held in found.items()
    }


def _hashes(look: Likeness) -> Iterator[tuple[int, Place]]:
    yield from ((hashed, (WHOLE, None)) for hashed in look.whole)
    yield from ((hashed, (WHOLE, turn)) for turn, hashed in enumerate(look.turned))
    yield from ((hashed, (box, None)) for box, hashed in zip(windows(), look.in_windows(), strict=False))


def _compared(squares: Squares, ends: tuple[int, int], places: Sequence[Place]) -> Pair | None:
    """The pair, if the one lies over the other at one of the places."""
    one, other = (squares(end) for end in ends)
    if one is None or other is None:
        return None
    for box, turn in places:
        for shown in filter(None, (other, without_bars(other))):
            laid = shown if turn is None else turned(shown, turn)
            for inner in filter(None, (one, without_bars(one))):
                score, found = overlap(inner, laid, box)
                share = min(found[2] - found[0], found[3] - found[1])
                if score < SURE or share < LEAST:
                    continue
                moved = change(inner, laid, found)
                if share >= SAME_FRAME or moved <= MOST_CHANGE:
                    return Pair(*ends, min(score, 1.0), share, moved)
    return None
