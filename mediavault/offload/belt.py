"""What one reads many write: pieces of a file in a ring of memory, each free again when everybody has written it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import cache

from mediavault.fixity.past_cache import aligned

PIECE_BYTES = 4 * 1024 * 1024
"""Large enough for a disk to be busy with one while the next is thought of."""
PIECES = 8
"""What the slowest place may be behind the reading."""


class Belt:
    """The pieces of one file on their way from one thread to several."""

    def __init__(self, patience_s: float) -> None:
        """Takes how many seconds a place may take for one piece."""
        self._patience_s = patience_s
        self._lengths: list[int] = []
        self._is_over = False
        self.is_whole = False
        """Whether all of the file came, once it is over."""
        self.late: set[object] = set()
        """Places that were too slow for a piece, and are not waited for any more."""
        self._taken: dict[object, int] = {}
        """Of every place that goes on, how many pieces it is through with."""
        self._change = threading.Condition()

    def joins(self, place: object) -> None:
        """Has a place be waited for from now on."""
        self._taken[place] = 0

    def leaves(self, place: object) -> None:
        """Lets a place be waited for no longer."""
        with self._change:
            self._taken.pop(place, None)
            self._change.notify_all()

    def room(self) -> memoryview:
        """Where the next piece goes, once every place is through with what lay there; who is too slow has left."""
        with self._change:
            self._change.wait_for(lambda: not self._behind(), self._patience_s)
            for place in self._behind():
                del self._taken[place]
                self.late.add(place)
        return _ring()[len(self._lengths) % PIECES]

    def _behind(self) -> list[object]:
        """Places that are not through with the piece that the next one takes the place of."""
        return [place for place, taken in self._taken.items() if taken <= len(self._lengths) - PIECES]

    def put(self, count: int) -> None:
        """Hands on what was laid into `room`, so many bytes of it."""
        with self._change:
            self._lengths.append(count)
            self._change.notify_all()

    def end(self, *, is_whole: bool) -> None:
        """Says that no further piece comes, and whether the pieces are all of the file."""
        with self._change:
            self.is_whole, self._is_over = is_whole, True
            self._change.notify_all()

    def pieces(self, place: object) -> Iterator[memoryview]:
        """Every piece, for a place that has joined; each until the next is asked for."""
        number = 0
        while self._has(number):
            yield _ring()[number % PIECES][: self._lengths[number]]
            number += 1
            with self._change:
                if place in self._taken:
                    self._taken[place] = number
                    self._change.notify_all()

    def _has(self, number: int) -> bool:
        with self._change:
            self._change.wait_for(lambda: self._is_over or number < len(self._lengths))
            return number < len(self._lengths)


@cache
def _ring() -> list[memoryview]:
    """The memory of this process, one file at a time.

    A place that was given up may still be at one of its pieces when that is filled again: nobody believes what it
    writes.
    """
    return [aligned(PIECE_BYTES) for _ in range(PIECES)]
