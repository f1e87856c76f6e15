"""Videos that show the same: one recompressed, made smaller, or cut out of the other.

The frames are those of filmstrips, which stand evenly over each video: what is near between two is laid side by side in
time, and where many frames meet at one shift of time the one shows what the other does from there on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from PIL import Image

from mediavault.analysis.likeness import overlap, without_bars
from mediavault.analysis.looks import Look
from mediavault.analysis.nearness import NearHashes
from mediavault.analysis.photos import Pair
from mediavault.vault.cache import TILES

BITS = 29
ALIKE = 4
"""Bits within which two tiles of one video show the same, and only the first counts."""
SURE = 0.8
LEAST = 3
"""Frames that have to meet, of a video that has so many that differ."""
LEAST_SHARE = 0.3
"""Of the differing frames of the shorter that have to meet."""
COMPARED = 6
"""Frames that are laid over each other to be sure."""

Strips = Callable[[int], Sequence[Image.Image]]


@dataclass(frozen=True, slots=True)
class Film:
    """A video as it is compared."""

    tiles: tuple[tuple[int, tuple[int, ...]], ...]
    """The tiles that show something else than the one before, with their hashes."""
    length_s: float

    @classmethod
    def of(cls, look: Look, length_s: float) -> Self:
        """Takes the tiles of a filmstrip."""
        tiles, last = [], None
        for number, one in enumerate(look):
            if one is not None and (last is None or (one.whole[0] ^ last).bit_count() > ALIKE):
                last = one.whole[0]
                tiles.append((number, one.whole))
        return cls(tuple(tiles), length_s)

    def moment(self, tile: int) -> float:
        """Seconds from its first frame to the frame of a tile."""
        return (tile + 0.5) / TILES * self.length_s


def pairs(films: Sequence[Film], strips: Strips, while_looking: Callable[[], object]) -> list[Pair]:
    """The pairs among videos, by their numbers; the shorter is the part."""
    near = NearHashes(
        (hashed, number * TILES + tile) for number, film in enumerate(films) for tile, hashed in _hashes(film.tiles)
    )
    found: list[Pair] = []
    for part, film in enumerate(films):
        while_looking()
        met: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
        for tile, hashed in _hashes(film.tiles):
            for of, _ in near.near(hashed, BITS):
                met[of // TILES].add((tile, of % TILES))
        longer = (one for one in met if (film.length_s, part) < (films[one].length_s, one))
        for whole in longer:
            found += _aligned((films, strips, len(film.tiles)), (part, whole), met[whole])
    return found


def _hashes(tiles: Sequence[tuple[int, tuple[int, ...]]]) -> Iterator[tuple[int, int]]:
    return ((tile, hashed) for tile, hashes in tiles for hashed in hashes)


def _aligned(
    among: tuple[Sequence[Film], Strips, int], ends: tuple[int, int], tiles: set[tuple[int, int]]
) -> Iterator[Pair]:
    """The pair, if its frames meet at one shift of time and show the same."""
    films, strips, differing = among
    part, whole = (films[one] for one in ends)
    span = max(part.length_s, whole.length_s) / TILES
    best: set[tuple[int, int]] = set()
    for one, other in tiles:
        shift = whole.moment(other) - part.moment(one)
        if -span <= shift <= whole.length_s - part.length_s + span:
            meeting = {(a, b) for a, b in tiles if abs(whole.moment(b) - part.moment(a) - shift) <= span}
            best = max(best, meeting, key=lambda held: len({a for a, _ in held}))
    frames = dict(sorted(best))
    if len(frames) < min(LEAST, differing) or len(frames) < LEAST_SHARE * differing:
        return
    ones, others = strips(ends[0]), strips(ends[1])
    chosen = sorted(frames.items())[:: max(1, len(frames) // COMPARED)][:COMPARED]
    scores = sorted(_alike(ones[a], others[b]) for a, b in chosen) if ones and others else []
    if scores and scores[len(scores) // 2] >= SURE:
        share = min(1.0, part.length_s / whole.length_s) if whole.length_s else 1.0
        yield Pair(*ends, min(1.0, scores[len(scores) // 2]), share)


def _alike(one: Image.Image, other: Image.Image) -> float:
    return overlap(without_bars(one) or one, without_bars(other) or other)[0]
