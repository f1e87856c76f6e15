"""Hashes that are near one another, without comparing each with each: multi-index hashing.

Norouzi, Punjani, Fleet: "Fast Search in Hamming Space with Multi-Index Hashing" (CVPR 2012). Of two hashes that differ
in at most seven of 64 bits, one of four pieces of 16 differs in at most one: so each piece is looked up as it is, and
with each of its bits turned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

PIECES, BITS = 4, 16
_MASK = (1 << BITS) - 1
_TURNED = (0, *(1 << bit for bit in range(BITS)))
MOST_ALIKE = 64
"""Hashes of one piece that are looked at: more of them is what many pictures have, and tells nothing."""


class NearHashes:
    """Hashes of 64 bits, each of something."""

    def __init__(self) -> None:
        """Holds none yet."""
        self._hashes: list[int] = []
        self._of: list[int] = []
        self._tables: list[defaultdict[int, list[int]]] = [defaultdict(list) for _ in range(PIECES)]

    def add(self, hashed: int, of: int) -> None:
        """Takes the hash of something."""
        number = len(self._hashes)
        self._hashes.append(hashed)
        self._of.append(of)
        for piece, table in enumerate(self._tables):
            table[hashed >> piece * BITS & _MASK].append(number)

    def near(self, hashed: int, bits: int) -> Iterator[tuple[int, int]]:
        """What has a hash that differs in at most so many bits, and in how many; sure up to seven, likely beyond."""
        seen: set[int] = set()
        for piece, table in enumerate(self._tables):
            start = hashed >> piece * BITS & _MASK
            for turned in _TURNED:
                held = table.get(start ^ turned)
                if held is not None and len(held) <= MOST_ALIKE:
                    seen.update(held)
        for number in seen:
            apart = (self._hashes[number] ^ hashed).bit_count()
            if apart <= bits:
                yield self._of[number], apart
