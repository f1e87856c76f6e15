"""What of the cache of previews is let go: the least recently used, never what cannot be made again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from mediavault.vault.cache import Cached, cached, size_bytes, to_let_go

if TYPE_CHECKING:
    from pathlib import Path

DAY_NS = 86_400 * 10**9


def test_the_least_recently_used_go_first() -> None:
    there = [Cached("new", 40, 3), Cached("old", 40, 1), Cached("older", 40, 0), Cached("newest", 40, 4)]
    assert [one.quick_hex for one in to_let_go(there, (), 100)] == ["older", "old"]
    assert to_let_go(there, (), 160) == []


def test_what_cannot_be_made_again_stays() -> None:
    there = [Cached("away", 90, 0), Cached("here", 40, 1), Cached("newer", 40, 2)]
    assert [one.quick_hex for one in to_let_go(there, {"away"}, 130)] == ["here"]
    assert [one.quick_hex for one in to_let_go(there, {"away"}, 10)] == ["here", "newer"]


contents = st.builds(Cached, st.uuids().map(lambda one: one.hex), st.integers(1, 1000), st.integers(0, 50))


@given(
    there=st.lists(contents, max_size=40, unique_by=lambda one: one.quick_hex),
    limit=st.integers(0, 20_000),
    data=st.data(),
)
def test_the_limit_holds_unless_only_what_cannot_be_made_again_is_left(
    there: list[Cached], limit: int, data: st.DataObject
) -> None:
    kept = {one.quick_hex for one in there if data.draw(st.booleans())}
    going = to_let_go(there, kept, limit)
    left = [one for one in there if one not in going]
    assert not kept & {one.quick_hex for one in going}
    assert size_bytes(left) <= limit or {one.quick_hex for one in left} <= kept
    # Nothing goes without need: with the last of them it would be too much.
    assert not going or size_bytes(left) + going[-1].size_bytes > limit
    stays = [one.used_ns for one in left if one.quick_hex not in kept]
    assert not going or not stays or max(one.used_ns for one in going) <= min(stays)


def test_what_is_in_a_cache(tmp_path: Path) -> None:
    shelf = tmp_path / "ab"
    shelf.mkdir()
    files = (("ab1.jpg", 10, 1), ("ab1.filmstrip.jpg", 30, 3), ("ab1.waveform", 4, 1), ("ab2.jpg", 5, 2))
    for name, size, day in (*files, (".ab3-x.jpg", 9, 9), (".ab3-x.waveform", 9, 9)):
        (shelf / name).write_bytes(bytes(size))
        os.utime(shelf / name, ns=(day * DAY_NS, DAY_NS))
    (shelf / "ab4.none.txt").write_text("why")
    found = sorted(cached(tmp_path), key=lambda one: one.quick_hex)
    assert found == [Cached("ab1", 44, 3 * DAY_NS), Cached("ab2", 5, 2 * DAY_NS)]
    assert cached(tmp_path / "nowhere") == []
