"""How long it takes to find what is near among many hashes: with the number of pictures, not with its square."""

from __future__ import annotations

import os
import random
import time

import pytest

from mediavault.analysis.likeness import windows
from mediavault.analysis.nearness import HASH_BITS, NearHashes
from mediavault.analysis.photos import BITS

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]
ASSETS = int(100_000 * float(os.environ.get("MEDIAVAULT_BENCH_SCALE", "0.04")))


def seconds(assets: int) -> tuple[float, int]:
    """For one look at so many pictures with a hash of each window, and what was found: a version of each hundredth."""
    by = random.Random(1)
    wholes = [by.getrandbits(HASH_BITS) for _ in range(assets)]
    for number in range(0, assets, 100):
        wholes[number] = wholes[number - 1] ^ 1 << by.randrange(HASH_BITS)
    began, found = time.process_time(), 0
    near = NearHashes((hashed, number) for number, hashed in enumerate(wholes))
    for hashed in wholes:
        for window in range(len(windows()) + 1):
            found += sum(1 for _ in near.near(hashed if not window else by.getrandbits(HASH_BITS), BITS))
    return time.process_time() - began, found


def test_a_look_grows_with_the_pictures_and_not_with_their_square():
    (half, _), (whole, found) = seconds(ASSETS // 2), seconds(ASSETS)
    print(
        f"{ASSETS:,} pictures, {len(windows()) + 1} hashes each: {whole:.1f} s of a processor, "
        f"{whole / half:.2f} times half of them (4 would be the square; tables that outgrow the cache cost up to 3.3)"
    )
    assert found >= ASSETS
