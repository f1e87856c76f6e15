"""What an offload costs beside copying alone, and beside reading the copy back alone; in turn, in one run.

Of copying and verifying the slower is what has to be waited for, as long as one file is verified while the next is
copied. `MEDIAVAULT_BENCH_SCALE=1` takes 12 GB; a twelfth is the default.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import xxhash

from mediavault.fixity.check import forget_cached
from mediavault.offload.card import card_at
from mediavault.offload.copying import copy_all
from mediavault.offload.places import destination_at
from mediavault.offload.values import Copied

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]
SCALE = float(os.environ.get("MEDIAVAULT_BENCH_SCALE", "0.08"))
CLIPS, CLIP_BYTES = 12, round(1e9 * SCALE)
ROUNDS = 4


def seconds(does: Callable[[], object]) -> float:
    os.sync()  # what was measured before is still on its way to the disk
    began = time.perf_counter()
    does()
    return time.perf_counter() - began


def files_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def forget(folder: Path) -> None:
    """So that the disk is read, as it is of a card that was just put in."""
    for path in files_of(folder):
        with path.open("rb") as file:
            os.fsync(file.fileno())
            forget_cached(file.fileno())


def copy(card: Path, place: Path) -> None:
    subprocess.run(["cp", "-a", card, place], check=True)
    for path in files_of(place):  # until it is on the disk, as ours is
        with path.open("rb") as file:
            os.fsync(file.fileno())


def read_back(place: Path) -> None:
    for path in files_of(place):
        with path.open("rb") as file:
            seen = xxhash.xxh3_128()
            while piece := file.read(2 * 1024 * 1024):
                seen.update(piece)


def offloaded(card: Path, *places: Path) -> None:
    told: list[Copied] = []
    copy_all(card_at(card).wanted, [destination_at(one) for one in places], told.append)
    assert all(one.is_everywhere for one in told)


@pytest.fixture
def card(tmp_path: Path) -> Iterator[Path]:
    """Kept in memory where that can be, so that the drive that is written to is not read from as well."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as folder:
        yield filled(Path(folder, "card"))


def filled(folder: Path) -> Path:
    folder.mkdir()
    for number in range(CLIPS):
        with (folder / f"C{number:04}.mov").open("wb") as file:
            for _ in range(CLIP_BYTES // 4_000_000):
                file.write(os.urandom(4_000_000))
    return folder


def test_an_offload_beside_cp_and_the_verifying_read(card: Path, tmp_path: Path) -> None:
    found = []
    for number in range(ROUNDS):
        peer, ours, pair = (tmp_path / f"{name}{number}" for name in ("peer", "ours", "pair"))
        forget(card)
        copying = seconds(lambda peer=peer: copy(card, peer))
        forget(peer)
        reading = seconds(lambda peer=peer: read_back(peer))
        forget(card)
        one = seconds(lambda ours=ours: offloaded(card, ours))
        forget(card)
        two = seconds(lambda pair=pair: offloaded(card, pair.with_suffix(".a"), pair.with_suffix(".b")))
        found.append((copying, reading, one, two))
        for place in (peer, ours, pair.with_suffix(".a"), pair.with_suffix(".b")):
            subprocess.run(["rm", "-rf", place], check=True)
    for copying, reading, one, two in found:
        slower, both = max(copying, reading), copying + reading
        print(
            f"\noffload {CLIPS} files of {CLIP_BYTES / 1e6:.0f} MB: cp {copying:.2f} s, read back {reading:.2f} s, "
            f"offload to one place {one:.2f} s, to two on the same disk {two:.2f} s: {one / slower:.2f}x the slower, "
            f"{one / both:.2f}x one after the other; two {two / slower:.2f}x"
        )
