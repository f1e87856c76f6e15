"""Hashes that are near one another, without comparing each with each: multi-index hashing.

Norouzi, Punjani, Fleet: "Fast Search in Hamming Space with Multi-Index Hashing" (CVPR 2012). Hashes that differ in few
bits are the same, but for one bit, in one of a few pieces: so each piece of a hash has a table, in which the hash
stands where its piece says, and where that would say with any one of its bits turned. What is looked for is then looked
up once in each, however much of it there is; with the number of hashes the tables grow, and the piles in them do not.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import accumulate

from mediavault.analysis.likeness import HASH_BYTES

HASH_BITS = 8 * HASH_BYTES
PIECES = 6
PIECE_BITS = HASH_BITS // PIECES
LONGEST_PLACE = 21
"""Bits of a piece that tell its place in a table of a hundred thousand hashes; of fewer fewer do."""
SHORTEST_PLACE = 8
MOST_ALIKE = 128
"""Hashes at one place that are looked at: more of them is what many pictures have, and tells nothing."""


class NearHashes:
    """Hashes, each of something."""

    def __init__(self, held: Iterable[tuple[int, int]]) -> None:
        """Takes all of them, each with what it is of."""
        pairs = list(held)
        self._hashes, self._of = [hashed for hashed, _ in pairs], [of for _, of in pairs]
        self._bits = min(LONGEST_PLACE, max(SHORTEST_PLACE, len(pairs).bit_length() + 4))
        self._tables = [(shift, *self._table(shift)) for shift in range(0, HASH_BITS, PIECE_BITS)]

    def _table(self, shift: int) -> tuple[array[int], array[int]]:
        """Where the pile of each place begins, and the piles: numbers of hashes, sorted by counting."""
        mask, turns = (1 << self._bits) - 1, (0, *(1 << bit for bit in range(self._bits)))
        places = array("I", [(hashed >> shift & mask) ^ turn for hashed in self._hashes for turn in turns])
        counts = array("I", bytes(4 * (mask + 2)))
        for place in places:
            counts[place + 1] += 1
        starts = array("I", accumulate(counts))
        free, piles = array("I", starts), array("I", bytes(4 * len(places)))
        for number, place in enumerate(places):
            piles[free[place]] = number // len(turns)
            free[place] += 1
        return starts, piles

    def near(self, hashed: int, bits: int) -> Iterator[tuple[int, int]]:
        """What has a hash that differs in at most so many bits, and in how many; sure up to eleven, likely beyond."""
        mask, seen = (1 << self._bits) - 1, set[int]()
        for shift, starts, piles in self._tables:
            place = hashed >> shift & mask
            first, end = starts[place], starts[place + 1]
            if first < end <= first + MOST_ALIKE:
                seen.update(piles[first:end])
        for number in seen:
            apart = (self._hashes[number] ^ hashed).bit_count()
            if apart <= bits:
                yield self._of[number], apart
