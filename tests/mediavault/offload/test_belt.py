"""Pieces of a file reach every place in their order, and the slowest holds up only the reading, for so long."""

from __future__ import annotations

import threading

from mediavault.offload.belt import PIECES, Belt

MANY = 5 * PIECES


class Taker:
    """A place that keeps the numbers that lay in its pieces."""

    def __init__(self, belt: Belt, until: threading.Event | None = None) -> None:
        self.seen: list[int] = []
        self._belt, self._until = belt, until
        belt.joins(self)
        self.thread = threading.Thread(target=self._take, daemon=True)
        self.thread.start()

    def _take(self) -> None:
        for piece in self._belt.pieces(self):
            if self._until is not None:
                self._until.wait(30)
            assert len(piece) == 8
            self.seen.append(int.from_bytes(piece))
        self._belt.leaves(self)


def poured(belt: Belt, count: int) -> None:
    for number in range(count):
        belt.room()[:8] = number.to_bytes(8)
        belt.put(8)
    belt.end(is_whole=True)


def test_every_place_takes_every_piece_in_its_order() -> None:
    belt = Belt(patience_s=30)
    takers = [Taker(belt), Taker(belt)]
    poured(belt, MANY)
    for one in takers:
        one.thread.join(30)
        assert one.seen == list(range(MANY))
    assert not belt.late
    assert belt.is_whole


def test_a_place_that_takes_too_long_is_left_behind_and_the_others_get_all() -> None:
    belt, at_last = Belt(patience_s=1), threading.Event()
    quick, slow = Taker(belt), Taker(belt, at_last)
    poured(belt, MANY)
    quick.thread.join(30)
    assert quick.seen == list(range(MANY))
    assert belt.late == {slow}
    at_last.set()
    slow.thread.join(30)
    assert not slow.thread.is_alive()


def test_one_that_leaves_is_not_waited_for() -> None:
    belt = Belt(patience_s=30)
    belt.joins("gone")
    belt.leaves("gone")
    poured(belt, MANY)
    assert not belt.late
