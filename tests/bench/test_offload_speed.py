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
from statistics import median
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
ROUNDS = 5


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


@pytest.mark.parametrize("medium", ["disk", "memory"])
def test_an_offload_beside_cp_and_the_verifying_read(medium: str, card: Path, tmp_path: Path) -> None:
    """In memory no disk has a say: there a file costs the processor, and that is ours."""
    memory = Path("/dev/shm")
    if medium == "memory" and not memory.is_dir():
        pytest.skip("there is no /dev/shm")
    found = []
    with TemporaryDirectory(dir=memory if medium == "memory" else tmp_path) as folder:
        for number in range(ROUNDS):
            found.append(measured(card, Path(folder, str(number))))
            subprocess.run(["rm", "-rf", Path(folder, str(number))], check=True)
    names = ("the slower of the two", "the slower of the two, without the start", "one after the other")
    for name, values in zip(names, zip(*found, strict=True), strict=True):
        ordered = sorted(values)
        print(
            f"\noffload of {CLIPS} files of {CLIP_BYTES / 1e6:.0f} MB in {medium}, beside cp and reading back, {name}: "
            f"{median(ordered):.2f}x, between {ordered[0]:.2f} and {ordered[-1]:.2f} in {ROUNDS} rounds"
        )


def measured(card: Path, folder: Path) -> tuple[float, float, float]:
    """An offload beside the slower of copying and reading back, and beside both: in turn, as the machine is then.

    The start of its workers, which a card of 64 GB takes no notice of, is measured with a card of one byte.
    """
    folder.mkdir()
    peer, ours, small = folder / "peer", folder / "ours", folder / "small"
    small.mkdir()
    (small / "C0001.mov").write_bytes(b"1")
    start = seconds(lambda: offloaded(small, folder / "start"))
    forget(card)
    copying = seconds(lambda: copy(card, peer))
    forget(peer)
    reading = seconds(lambda: read_back(peer))
    forget(card)
    one = seconds(lambda: offloaded(card, ours))
    slower = max(copying, reading)
    return one / slower, (one - start) / slower, one / (copying + reading)
