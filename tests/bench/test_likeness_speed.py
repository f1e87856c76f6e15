"""How long it takes to find what is near among many hashes: with the number of pictures, not with its square."""

from __future__ import annotations

import os
import random
import time

import pytest

from mediavault.analysis.likeness import windows
from mediavault.analysis.nearness import NearHashes
from mediavault.analysis.photos import BITS

pytestmark = pytest.mark.bench
ASSETS = int(100_000 * float(os.environ.get("MEDIAVAULT_BENCH_SCALE", "0.04")))


def seconds(assets: int) -> tuple[float, int]:
    """For one look at so many pictures with a hash of each window, and what was found: a version of each hundredth."""
    by, near = random.Random(1), NearHashes()
    wholes = [by.getrandbits(64) for _ in range(assets)]
    for number in range(0, assets, 100):
        wholes[number] = wholes[number - 1] ^ 1 << by.randrange(64)
    began, found = time.perf_counter(), 0
    for number, hashed in enumerate(wholes):
        near.add(hashed, number)
    for hashed in wholes:
        for window in range(len(windows()) + 1):
            found += sum(1 for _ in near.near(hashed if not window else by.getrandbits(64), BITS))
    return time.perf_counter() - began, found


def test_a_look_grows_with_the_pictures_and_not_with_their_square():
    (half, _), (whole, found) = seconds(ASSETS // 2), seconds(ASSETS)
    print(
        f"{ASSETS:,} pictures, {len(windows()) + 1} hashes each: {whole:.1f} s, {whole / half:.2f} times half of them"
    )
    assert found >= ASSETS
    assert whole / half < 3
