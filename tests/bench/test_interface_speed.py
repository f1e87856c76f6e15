"""How quick the interface is on a terminal: from a key to the last byte of what it draws, on vaults of several sizes.

Beside it, in the same run: an app of Textual's own that shows nothing but a number, and its DataTable with a tenth of
the rows. Ratios and figures are printed beside the bars of the design; none is asserted. `MEDIAVAULT_BENCH_SCALE=1`
adds a vault of a million; where `MEDIAVAULT_BENCH_CATALOGUE_1000000` names a file that `large_catalogue.fill` wrote
earlier, a copy of it is taken (and likewise for the other sizes).
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

import large_catalogue
import pytest
from PIL import Image
from pty_run import Drawn, Pty, on_pty
from tmux_terminal import ours

from mediavault.vault import Vault

pytestmark = [pytest.mark.bench, pytest.mark.timeout(4 * 3600)]
FULL_SIZE = 1.0
SIZES = (1_000, 100_000, *((1_000_000,) if float(os.environ.get("MEDIAVAULT_BENCH_SCALE", "0")) >= FULL_SIZE else ()))
COLUMNS, ROWS = 120, 36
TIMES = 40
LIST_STILL_S = 0.045
"""Longer than the pauses within one repaint, shorter than the rest before which no picture is drawn."""
FRAME_S = 0.012
"""Longer than the pauses within one frame, shorter than those between two."""
HELD, BETWEEN_S = 60, 1 / 60
"""Keys that a held key sends, and how long the line is still before the next; with the repaint that is some thirty a
second."""
TICKS = os.sysconf("SC_CLK_TCK")
DOWN, PAGE_DOWN, END, HOME, GRID = b"\x1b[B", b"\x1b[6~", b"\x1b[F", b"\x1b[H", b"\x07"
ENTER, ESCAPE, MARK_ALL, UNDO = b"\r", b"\x1b", b"\x01", b"\x1a"
PICTURED = 400
"""Assets, from the first in the list, that have a preview: what a warm page of pictures shows."""

EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    BINDINGS = [("down", "on", "")]
    AUTO_FOCUS = None
    count = 0
    def compose(self):
        yield Static("ready 0")
    def action_on(self):
        self.count += 1
        self.query_one(Static).update(f"ready {self.count}")
Empty().run()
"""
TABLE = """
from textual.app import App
from textual.widgets import DataTable
class Table(App):
    def compose(self):
        yield DataTable(cursor_type="row")
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("name", "recorded", "dur", "rtg", "event", "tags")
        said = ("2020-08-09 18:42", "00:31", "**", "Day of Solidarity", "hands")
        table.add_rows((f"A001C{number:06}.mov", *said) for number in range(%d))
        table.focus()
Table().run()
"""


def say(what: str) -> None:
    """Says at once what is being done: a run of many minutes that is silent looks like one that hangs."""
    print(f"\n{what} …", end="", flush=True)


@contextmanager
def shown(*arguments: object, program: Sequence[str] | None = None, until: bytes) -> Iterator[tuple[Pty, float]]:
    """A program on a terminal once it shows a text, and the seconds that took."""
    environment = {**os.environ, **ours(), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    environment["TEXTUAL_ANIMATIONS"] = "none"
    chosen = {} if program is None else {"program": program}
    began = time.perf_counter()
    with on_pty(*arguments, environment=environment, columns=COLUMNS, rows=ROWS, **chosen) as running:
        running.read_until(until)
        took = time.perf_counter() - began
        settled(running)
        yield running, took


def settled(running: Pty, seconds: float = 1.5) -> None:
    """Takes what is still drawn of its own accord."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        running._read()


def again(running: Pty, key: bytes, times: int = TIMES) -> list[Drawn]:
    return [running.drawn_after(key) for _ in range(times)]


def p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def resident_mb(running: Pty) -> float:
    status = Path(f"/proc/{running.process.pid}/status").read_text(encoding="ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def processor_ms(running: Pty) -> float:
    """Milliseconds of processor time the program has used; beside others this says more than a clock."""
    fields = Path(f"/proc/{running.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS * 1e3


def told(what: str, ours_ms: float, bar: str, empty_ms: float | None = None) -> None:
    beside = "" if empty_ms is None else f"  {ours_ms / empty_ms:5.1f} x an empty app"
    print(f"\n  {what:44}{ours_ms:9.1f}  {bar:12}{beside}", end="", flush=True)


@pytest.fixture(scope="module")
def empty_ms() -> float:
    """Milliseconds from a key to the last byte in an app that shows a number."""
    with shown(program=[sys.executable, "-c", EMPTY], until=b"ready") as (running, took):
        drawn = again(running, DOWN)
        last = [one.last_s * 1e3 for one in drawn]
        say("Textual's empty app")
        told("start to the first text, ms", took * 1e3, "")
        told("resident, MB", resident_mb(running), "")
        told("a key, p50 ms", median(last), "")
        told("a key, p95 ms", p95(last), "")
    return median(last)


def test_textuals_own_table(empty_ms: float) -> None:
    rows = SIZES[1] // 10
    say(f"Textual's DataTable, {rows:,} rows")
    with shown(program=[sys.executable, "-c", TABLE % rows], until=b"A001C000000") as (running, took):
        settled(running, 5)
        told("start to the first row, ms", took * 1e3, "")
        for name, key, times in (("Down", DOWN, TIMES), ("PgDn", PAGE_DOWN, TIMES), ("End", b"\x1b[1;5F", 1)):
            last = [one.last_s * 1e3 for one in again(running, key, times)]
            told(f"{name}, p50 ms", median(last), "", empty_ms)
            told(f"{name}, p95 ms", p95(last), "", empty_ms)
        told("resident, MB", resident_mb(running), "")


@pytest.fixture(scope="module", params=SIZES)
def vault(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Vault:
    """A vault of so many assets; the first in the list have previews."""
    say(f"filling a vault of {request.param:,} assets")
    made = Vault.create(tmp_path_factory.mktemp("large") / "vault")
    made.catalogue_path.unlink()
    if prepared := os.environ.get(f"MEDIAVAULT_BENCH_CATALOGUE_{request.param}"):
        shutil.copyfile(prepared, made.catalogue_path)
    else:
        large_catalogue.fill(made.catalogue_path, request.param)
    made.previews.mkdir(exist_ok=True)
    with made.catalogue() as catalogue:
        for number, asset in enumerate(catalogue.assets(catalogue.find("", sort="recorded", folded=True)[:PICTURED])):
            path = made.preview_path(asset.fingerprint.quick_hex)
            path.parent.mkdir(parents=True, exist_ok=True)
            content = io.BytesIO()
            gradient = Image.linear_gradient("L").resize((512, 288)).rotate(number * 7)
            Image.merge("RGB", (gradient, gradient.transpose(Image.Transpose.ROTATE_180), gradient)).save(
                content, "JPEG"
            )
            path.write_bytes(content.getvalue())
    return made


def test_keys_in_the_library(vault: Vault, empty_ms: float) -> None:
    with library(vault) as (running, took):
        told("start to the list, ms", took * 1e3, "<= 1000")
        told("start, ms of processor", processor_ms(running), "")
        told("resident, MB", resident_mb(running), "<= 80")
        followed("Down", [apart(running, DOWN) for _ in range(TIMES)], "<= 33", empty_ms)
        pictured = again(running, DOWN)
        told("Down, p50 ms until the picture is there, too", middle(pictured), "", empty_ms)
        apart(running, HOME)
        pages = [apart(running, PAGE_DOWN) for _ in range(min(TIMES, len_of(vault) // ROWS - 1))]
        followed("PgDn", pages, "<= 100", empty_ms)
        apart(running, HOME)
        ends = [apart(running, key) for _ in range(10) for key in (END, HOME)]
        told("End and Home, p50 ms", middle(ends), "", empty_ms)
        told("End and Home, worst ms", max(one.last_s for one in ends) * 1e3, "<= 60", empty_ms)
        held(running)
        told("resident after all that, MB", resident_mb(running), "<= 80")


def test_marks_and_tags(vault: Vault, empty_ms: float) -> None:
    with library(vault) as (running, _):
        followed("x: a mark and a step", [apart(running, b"x") for _ in range(TIMES)], "", empty_ms)
        everything = [apart(running, MARK_ALL) for _ in range(6)]
        told("Ctrl+A: mark all, or none again, worst ms", max(one.last_s for one in everything) * 1e3, "", empty_ms)
        apart(running, ESCAPE)
        apart(running, HOME)
        tags = [apart(running, key) for _ in range(TIMES // 4) for key in (b"1", DOWN)][::2]
        told("1: a tag, until its row shows it, p95 ms", p95([one.last_s * 1e3 for one in tags]), "", empty_ms)
        undone = [apart(running, UNDO) for _ in range(TIMES // 4)]
        told("Ctrl+Z, p95 ms", p95([one.last_s * 1e3 for one in undone]), "", empty_ms)
        asked = []
        for word in (b"ha", b"day", b"bia"):
            running.drawn_after(b"t", 0.3)
            asked += [running.drawn_after(word[at : at + 1], LIST_STILL_S) for at in range(len(word))]
            running.drawn_after(ESCAPE, 0.5)
        told("t: a letter of a tag, p95 ms to its echo", p95([one.first_s * 1e3 for one in asked]), "<= 33", empty_ms)
        told("t: a letter, p95 ms to the suggestions", p95([one.last_s * 1e3 for one in asked]), "<= 200", empty_ms)


def test_log_opens(vault: Vault, empty_ms: float) -> None:
    with library(vault) as (running, _):
        opened, left = [], []
        for _ in range(10):
            opened.append(running.drawn_after(ENTER, 0.15, text=b"Log"))
            left.append(running.drawn_after(ESCAPE, 0.3, text=b"Library"))
            running.drawn_after(DOWN, 0.3)
    told("Enter: Log for the first time, ms", opened[0].last_s * 1e3, "", empty_ms)
    told("Enter: Log with its picture, p50 ms", middle(opened[1:]), "", empty_ms)
    told("Esc: back in the list, p50 ms", median(one.at_s(b"Library") * 1e3 for one in left), "", empty_ms)


def test_search_as_you_type(vault: Vault, empty_ms: float) -> None:
    echo, listed = [], []
    with library(vault) as (running, _):
        for word in (b"flag", b"dusk", b"bialy", b"hands"):
            running.drawn_after(b"/", 0.3)
            for end in range(1, len(word) + 1):
                titled = b"Library  " + word[:end] + b" "
                drawn = running.drawn_after(word[end - 1 : end], LIST_STILL_S, text=titled)
                echo.append(drawn.at_s(word[:end] + b"  ") * 1e3)
                listed.append(whole_s(drawn, titled) * 1e3)
                settled(running, 0.3)
            running.drawn_after(ESCAPE, 0.5)
            running.drawn_after(ESCAPE, 0.5)
    told("a letter typed, p95 ms to its echo", p95(echo), "<= 33", empty_ms)
    told("a letter typed, p50 ms to the ordered list", median(listed), "", empty_ms)
    told("a letter typed, p95 ms to the ordered list", p95(listed), "<= 200", empty_ms)


def test_pages_of_pictures(vault: Vault, empty_ms: float) -> None:
    with library(vault) as (running, _):
        first = running.drawn_after(GRID, 1.0)
        coming = running.drawn_after(PAGE_DOWN + b"/", LIST_STILL_S, text=b"Enter keep")
        running.drawn_after(ESCAPE, 1.0)
        for key in (PAGE_DOWN, HOME):
            running.drawn_after(key, 1.0)
        pages = [apart(running, key) for _ in range(10) for key in (PAGE_DOWN, HOME)]
        told("the grid for the first time, ms", first.last_s * 1e3, "", empty_ms)
        told("a key while pictures come, ms", coming.at_s(b"Enter keep") * 1e3, "", empty_ms)
        told("a warm page of pictures, p50 ms", middle(pages), "<= 100", empty_ms)
        told("a warm page of pictures, p95 ms", p95([one.last_s * 1e3 for one in pages]), "", empty_ms)
        told("a warm page of pictures, KB", median(len(one.content) for one in pages) / 1024, "<= 120")
        told("resident after that, MB", resident_mb(running), "<= 80")


@contextmanager
def library(vault: Vault) -> Iterator[tuple[Pty, float]]:
    """The interface with its list, once nothing more is drawn of its own accord, and the seconds to the list."""
    with shown("--vault", vault.path, until=b"shot at") as (running, took):
        settled(running, 3)
        yield running, took


def len_of(vault: Vault) -> int:
    with vault.catalogue() as catalogue:
        return catalogue.count(folded=True)


def middle(drawn: Sequence[Drawn]) -> float:
    """The median of the milliseconds to the last byte."""
    return median(one.last_s * 1e3 for one in drawn)


def apart(running: Pty, key: bytes) -> Drawn:
    """What a key leads to in the list; the picture, which comes after a rest, is taken and left out."""
    drawn = running.drawn_after(key, LIST_STILL_S)
    settled(running, 0.3)
    return drawn


def whole_s(drawn: Drawn, text: bytes) -> float:
    """Seconds until all is there that is drawn with a text, without a pause longer than those within a frame."""
    whole = drawn.at_s(text)
    for at, _ in drawn.pieces:
        if whole < at <= whole + FRAME_S:
            whole = at
    return whole


def followed(name: str, drawn: Sequence[Drawn], bar: str, empty_ms: float) -> None:
    """Says how long the list takes to follow a key, and how much of it is sent."""
    told(f"{name}, p50 ms", middle(drawn), "", empty_ms)
    told(f"{name}, p95 ms", p95([one.last_s * 1e3 for one in drawn]), bar, empty_ms)
    told(f"{name}, median bytes", median(len(one.content) for one in drawn), "<= 2048" if name == "Down" else "")


def held(running: Pty) -> None:
    """Down held, and what of the processor and the line each takes."""
    before, sent = processor_ms(running), len(running.sent)
    for _ in range(HELD):
        running.drawn_after(DOWN, BETWEEN_S, patience_s=0)
    told("Down held, ms of processor a key", (processor_ms(running) - before) / HELD, "")
    told("Down held, bytes a key", (len(running.sent) - sent) / HELD, "<= 2048")
