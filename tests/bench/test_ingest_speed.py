"""How long an ingest takes beside the programs that do parts of it, in turn in the same call; ratios, never seconds.

Each ratio is the median of those of some rounds. `MEDIAVAULT_BENCH_SCALE=1` takes the counts the bars are stated for
(10,000 photos and 500 clips, 100,000 files: 25 GB of disk, an hour); a twelfth is the default. Everything runs with
warm page caches: each side has read all of it before.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import pytest
from card_factory import Card, make_card
from media_factory import make_photo

from mediavault import tools

pytestmark = [pytest.mark.bench, pytest.mark.timeout(4 * 3600)]
SCALE = float(os.environ.get("MEDIAVAULT_BENCH_SCALE", "0.08"))
PHOTOS, CLIPS, FILES = round(10_000 * SCALE), max(4, round(500 * SCALE)), round(100_000 * min(1, 3 * SCALE))
FULL_SIZE = 1.0
COMPLETE_SHARE = 0.25
"""How much of the card is completed: previews take twenty times as long as metadata."""
ROUNDS = 2 if SCALE >= FULL_SIZE else 3
JOBS = len(os.sched_getaffinity(0))
ONCE = Path(__file__).with_name("ingest_once.py")
FFMPEG, FFPROBE = (shlex.quote(str(tools.find(name))) for name in ("ffmpeg", "ffprobe"))


@dataclass(slots=True)
class Table:
    """What was measured."""

    lines: list[str] = field(default_factory=lambda: [f"{'':58}{'ours':>10}{'peer':>10}{'ratio':>8}  bar"])

    def add(self, what: str, ours: Sequence[float], peer: Sequence[float], bar: str) -> None:
        ratio = median(one / other for one, other in zip(ours, peer, strict=True))
        self.lines.append(f"{what:58}{median(ours):10.2f}{median(peer):10.2f}{ratio:8.2f}  {bar}")

    def __str__(self) -> str:
        return "\n".join(self.lines)


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    table = Table()
    yield table
    print(f"\n\n{PHOTOS:,} photos, {CLIPS:,} clips; {FILES:,} small files; {JOBS} processors; seconds, or MiB\n{table}")


def say(what: str) -> None:
    """Says at once what is being done: a run of many minutes that is silent looks like one that hangs."""
    print(f"\n{what} …", end="", flush=True)


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Card:
    say(f"making a card of {PHOTOS:,} photos and {CLIPS:,} clips")
    card = make_card(tmp_path_factory.mktemp("card"), PHOTOS, CLIPS, quality=70)
    print(f" {card.size_bytes / 1e9:.1f} GB", end="")
    return card


def shell(script: str, **variables: str) -> None:
    environment = {**os.environ, "VIPS_CONCURRENCY": "1", **variables}
    subprocess.run(["/bin/sh", "-c", script], check=True, env=environment, stdout=subprocess.DEVNULL)


def once(vault: Path, folder: Path, *wanted: str, exiftool: str = "none") -> dict[str, float]:
    argv = [sys.executable, str(ONCE), str(vault), str(folder), *wanted]
    environment = {**os.environ, "MEDIAVAULT_EXIFTOOL": exiftool}
    told = subprocess.run(argv, check=True, env=environment, stdout=subprocess.PIPE)
    answer: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    assert answer["problems"] == 0
    return answer


def in_turn(*runs: Callable[[], object]) -> list[list[float]]:
    """Seconds of each in some rounds, one after the other in each round; one round more to warm up."""
    took: list[list[float]] = [[] for _ in runs]
    for number in range(ROUNDS + 1):
        print(f" round {number}" if number else " warming up", end="", flush=True)
        for seconds, run in zip(took, runs, strict=True):
            began = time.perf_counter()
            run()
            if number:
                seconds.append(time.perf_counter() - began)
    return took


def many(folder: Path, suffix: str, command: str, together: int) -> str:
    """A command over all files with a suffix, `together` of them at a time, on all processors."""
    return f"find {shlex.quote(str(folder))} -name '*{suffix}' -print0 | xargs -0 -P{JOBS} -n{together} {command}"


def many_exiftool(folder: Path) -> str:
    return many(folder, ".JPG", "exiftool -q -n -j -fast2", max(1, min(1000, -(-PHOTOS // (2 * JOBS)))))


def many_ffprobe(folder: Path) -> str:
    return many(folder, ".MP4", f"{FFPROBE} -v error -show_format -show_streams -of json", 1)


@pytest.mark.needs_program("exiftool")
def test_to_searchable_beside_exiftool_and_ffprobe(card: Card, table: Table, tmp_path: Path) -> None:
    numbers = iter(range(1000))

    def ours(exiftool: str) -> None:
        once(tmp_path / f"vault{next(numbers)}", card.folder, exiftool=exiftool)

    peer = f"{many_exiftool(card.folder)}; {many_ffprobe(card.folder)}"
    say("to searchable")
    took, alone, theirs = in_turn(lambda: ours("exiftool"), lambda: ours("none"), lambda: shell(peer))
    table.add("to searchable, beside exiftool -fast2 and ffprobe", took, theirs, "<= 0.5")
    table.add("the same, ExifTool not installed for us", alone, theirs, "<= 0.5")


@pytest.fixture(scope="module")
def part(card: Card, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A part of the card, in photos of the quality cameras have."""
    folder = tmp_path_factory.mktemp("part")
    photos, clips = max(20, round(len(card.photos) * COMPLETE_SHARE)), max(2, round(len(card.clips) * COMPLETE_SHARE))
    return make_card(folder, photos, clips, quality=88).folder


@pytest.mark.needs_program("exiftool", "vipsthumbnail", "xxhsum", "djpeg")
def test_complete_beside_a_script_and_the_floor(part: Path, table: Table, tmp_path: Path) -> None:
    numbers = iter(range(1000))
    poster = f'sh -c \'{FFMPEG} -v error -nostdin -threads 1 -ss 2 -noaccurate_seek -i "$1" -frames:v 1 '
    digests = "; ".join(many(part, suffix, "xxhsum -q -H2", 8) for suffix in (".JPG", ".MP4"))
    script = "; ".join((
        many_exiftool(part),
        many_ffprobe(part),
        digests,
        many(part, ".JPG", "vipsthumbnail -s 512 -o $OUT/%s.jpg", 8),
        many(part, ".MP4", poster + "-vf scale=512:-2 -y \"$OUT/$(basename \"$1\").jpg\"' sh", 1),
    ))  # fmt: skip
    floor = "; ".join((
        digests,
        many(part, ".JPG", "djpeg -scale 1/8 -outfile /dev/null", 1),
        many(part, ".MP4", poster + "-f null -' sh", 1),
    ))  # fmt: skip

    filmstrips: list[float] = []

    def ours() -> None:
        answer = once(tmp_path / f"vault{next(numbers)}", part, "previews", "digests")
        filmstrips.append(answer["filmstrips_s"])

    def start() -> None:
        empty = tmp_path / f"empty{next(numbers)}"
        empty.mkdir()
        once(tmp_path / f"vault{next(numbers)}", empty)

    out = {"OUT": str(tmp_path)}
    say("complete")
    runs = (ours, lambda: shell(script, **out), lambda: shell(floor, **out), start)
    took, theirs, least, starts = in_turn(*runs)
    # The filmstrips come last, when all else is complete; the programs beside us make none.
    complete = [all_of_it - last for all_of_it, last in zip(took, filmstrips[1:], strict=True)]
    table.add("complete, beside a script", complete, theirs, "<= 0.8")
    table.add("complete, beside decoding and digesting alone", complete, least, "<= 1.3")
    table.add("the same with filmstrips, which nobody else makes", took, least, "")
    table.add("of it: the start of Python, and an empty vault", starts, least, "")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A vault, and a folder of many small photos that is catalogued in it."""
    say(f"making {FILES:,} small photos")
    folder = tmp_path_factory.mktemp("crowd")
    photo = make_photo(folder / "one.jpg", Make="Canon", Model="EOS R6", ISOSpeedRatings=200).read_bytes()
    (folder / "one.jpg").unlink()
    for number in range(FILES):
        path = folder / "DCIM" / f"{100 + number // 500}" / f"IMG_{number:06}.JPG"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(photo + number.to_bytes(4, "big"))
    return folder.parent / "crowd-vault", folder / "DCIM"


def looked_at(folder: Path) -> int:
    """Looks at every file as plainly as Python can; how many there are."""
    count = 0
    for below, _, _ in os.walk(folder):
        with os.scandir(below) as entries:
            for entry in entries:
                entry.stat(follow_symlinks=False)
                count += 1
    return count


@pytest.mark.needs_program("find")
def test_a_scan_with_nothing_changed_beside_find(crowd: tuple[Path, Path], table: Table) -> None:
    vault, folder = crowd
    say("cataloguing them")
    first = once(vault, folder)
    say("scanning them again")
    alone: list[float] = []
    told: list[float] = []

    def ours() -> None:
        answer = once(vault, folder, "counted")
        assert (answer["told"], answer["files"]) == (0, FILES)
        alone.append(answer["seconds"])

    def ours_told() -> None:
        answer = once(vault, folder)
        assert answer["told"] == FILES
        told.append(answer["seconds"])

    peer = f"find {shlex.quote(str(folder))} -type f -printf '%s %T@ %C@ %i %p\\n'"
    ours()  # finds each folder to hold what is known, and keeps that
    alone.clear()
    took, _, theirs, floor = in_turn(ours, ours_told, lambda: shell(peer), lambda: looked_at(folder))
    table.add(f"a scan of {FILES:,} known files, beside find -printf", alone[1:], theirs, "<= 2")
    table.add("the same, told of each file by name, as a pipe is", told[1:], theirs, "")
    table.add("of it: os.scandir and a stat of each file in Python", floor, theirs, "")
    table.add("the same with the start of Python and its libraries", took, theirs, "")
    table.add(f"memory of the parent, first ingest of {FILES:,} files", [first["parent_mib"]], [250], "<= 1")
    table.add("memory of a worker", [first["worker_mib"]], [1536], "<= 1")
