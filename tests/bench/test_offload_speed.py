"""What an offload costs beside copying alone, and beside a verifying read alone; in turn, in one run.

The bar is the slower of the two: what has to be waited for as long as one file is verified while the next is copied.

- *cp* is `cp -r` of the card to the same disk, and `sync -f` of it: as durable as ours is.
- *the verifying read* reads what cp wrote from its disk, past the system's memory of it, and digests it as we do.
- *both at once* is a cp beside such a read of another copy. A disk that shares its time between reading and writing
  does not do in the time of one what an offload, too, has to have of it: there this is the floor.

The card is kept in memory, where reading it costs nothing: *disk* copies to a disk and *memory* to memory, where only
the processor has a say. But no card is faster than the disk it is copied to. *card* copies from one that gives 250 MB a
second, an SD card of UHS-II: a file system of ours hands on what is in memory in the time of such a card, to cp and to
us alike, and the system has forgotten what it read of it before. There a disk has time to spare for the verifying read.

`MEDIAVAULT_BENCH_SCALE=1` takes 12 GB; a sixth is the default.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import forkserver
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
import xxhash
from hostile.silent_disk import silent_disk

from mediavault.offload.card import card_at
from mediavault.offload.copying import copy_all
from mediavault.offload.places import destination_at
from mediavault.offload.values import Copied

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]
SCALE = float(os.environ.get("MEDIAVAULT_BENCH_SCALE", "0.17"))
CLIPS, CLIP_BYTES = 12, round(1e9 * SCALE)
ROUNDS = 5
READ_BYTES = 256 * 1024
"""What a plain reader is quickest with here."""


@dataclass(frozen=True, slots=True)
class Cost:
    """By the clock, and of all processors."""

    seconds: float
    cpu_s: float


def cost(does: Callable[[], object]) -> Cost:
    os.sync()  # what was measured before is still on its way to the disk
    before, began = processor_time(), time.perf_counter()
    does()
    return Cost(time.perf_counter() - began, processor_time() - before)


def processor_time() -> float:
    """Of this process, what it started, and the fork server with the workers that have ended (proc_pid_stat(5))."""
    server = forkserver._forkserver._forkserver_pid
    stat = Path(f"/proc/{server}/stat").read_text(encoding="ascii") if server else ""
    ticks = sum(map(int, stat.rpartition(")")[2].split()[11:15]))
    return sum(os.times()[:4]) + ticks / os.sysconf("SC_CLK_TCK")


def files_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def forget(folder: Path) -> None:
    """So that the disk is read and not what the system has in memory; all of it was made durable before."""
    for path in files_of(folder):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def copy(card: Path, place: Path) -> None:
    subprocess.run(["cp", "-r", card, place], check=True)
    subprocess.run(["sync", "-f", place], check=True)


def read_back(place: Path) -> None:
    memory = memoryview(bytearray(READ_BYTES))
    for path in files_of(place):
        with path.open("rb", buffering=0) as file:
            seen = xxhash.xxh3_128()
            while count := file.readinto(memory):
                seen.update(memory[:count])


def both(card: Path, place: Path, written: Path) -> None:
    reading = Thread(target=read_back, args=(written,))
    reading.start()
    copy(card, place)
    reading.join()


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


@pytest.mark.parametrize("medium", ["disk", "memory", "card"])
def test_an_offload_beside_cp_and_the_verifying_read(medium: str, card: Path, tmp_path: Path) -> None:
    memory = Path("/dev/shm")
    if medium == "memory" and not memory.is_dir():
        pytest.skip("there is no /dev/shm")
    if medium == "card" and not Path("/dev/fuse").exists():
        pytest.skip("there is no /dev/fuse")
    found = []
    with ExitStack() as held:
        if medium == "card":
            card = held.enter_context(silent_disk(card, tmp_path / "card", "hostile.paced_disk"))
        folder = held.enter_context(TemporaryDirectory(dir=memory if medium == "memory" else tmp_path))
        for number in range(ROUNDS):
            found.append(measured(card, Path(folder, str(number))))
            subprocess.run(["rm", "-rf", Path(folder, str(number))], check=True)
    print(f"\n{CLIPS} files of {CLIP_BYTES / 1e6:.0f} MB, {medium}, medians of {ROUNDS} rounds:")
    for name in found[0]:
        costs = [one[name] for one in found]
        print(
            f"  {name}: {median(c.seconds for c in costs):.2f} s, {median(c.cpu_s for c in costs):.2f} s of processors"
        )
    for against in ("the slower of cp and the verifying read", "both at once"):
        ratios = sorted(one["offload"].seconds / bar(one, against) for one in found)
        print(f"  offload beside {against}: {median(ratios):.2f}, between {ratios[0]:.2f} and {ratios[-1]:.2f}")


def bar(costs: dict[str, Cost], against: str) -> float:
    alone = max(costs["cp"].seconds, costs["the verifying read"].seconds)
    return costs[against].seconds if against in costs else alone


def measured(card: Path, folder: Path) -> dict[str, Cost]:
    """Each of them once, in turn, as the machine is then; the start of our workers is told apart as well."""
    folder.mkdir()
    peer, small = folder / "peer", folder / "small"
    small.mkdir()
    (small / "C0001.mov").write_bytes(b"1")
    costs = {"cp": cost(lambda: copy(card, peer))}
    forget(peer)
    costs["the verifying read"] = cost(lambda: read_back(peer))
    forget(card)
    costs["offload"] = cost(lambda: offloaded(card, folder / "ours"))
    forget(card)
    forget(peer)
    costs["both at once"] = cost(lambda: both(card, folder / "other", peer))
    costs["offload of one byte"] = cost(lambda: offloaded(small, folder / "start"))
    return costs
