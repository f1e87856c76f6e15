"""How quick the interface is on a terminal: from a key to the last byte of what it draws, on vaults of several sizes.

Beside it, in the same run: an app of Textual's own that shows nothing but a number, and its DataTable with a tenth of
the rows. Ratios and figures are printed beside the bars of the design; none is asserted. `MEDIAVAULT_BENCH_SCALE=1`
adds a vault of a million.
"""

from __future__ import annotations

import io
import os
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
HELD, BETWEEN_S = 60, 1 / 60
"""Keys that a held key sends, and how long the line is still before the next; with the repaint that is some thirty a
second."""
TICKS = os.sysconf("SC_CLK_TCK")
DOWN, PAGE_DOWN, END, HOME, GRID = b"\x1b[B", b"\x1b[6~", b"\x1b[F", b"\x1b[H", b"\x07"
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
    with shown("--vault", vault.path, until=b"shot at") as (running, took):
        settled(running, 3)
        told("start to the list, ms", took * 1e3, "<= 1000")
        told("start, ms of processor", processor_ms(running), "")
        told("resident, MB", resident_mb(running), "<= 80")
        listed(running, "Down", DOWN, "<= 33", empty_ms)
        pictured = [drawn.last_s * 1e3 for drawn in again(running, DOWN)]
        told("Down, p50 ms until the picture is there, too", median(pictured), "", empty_ms)
        listed(running, "PgDn", PAGE_DOWN, "<= 100", empty_ms)
        ends = [apart(running, key).last_s * 1e3 for _ in range(5) for key in (END, HOME)]
        told("End and Home, worst ms", max(ends), "<= 60", empty_ms)
        held(running)
        told("resident after all that, MB", resident_mb(running), "<= 80")


def apart(running: Pty, key: bytes) -> Drawn:
    """What a key leads to in the list; the picture, which comes after a rest, is taken and left out."""
    drawn = running.drawn_after(key, LIST_STILL_S)
    settled(running, 0.3)
    return drawn


def listed(running: Pty, name: str, key: bytes, bar: str, empty_ms: float) -> None:
    """Says how long the list takes to follow a key, and how much of it is sent."""
    drawn = [apart(running, key) for _ in range(TIMES)]
    told(f"{name}, p50 ms", median(one.last_s * 1e3 for one in drawn), "", empty_ms)
    told(f"{name}, p95 ms", p95([one.last_s * 1e3 for one in drawn]), bar, empty_ms)
    told(f"{name}, median bytes", median(len(one.content) for one in drawn), "<= 2048" if key == DOWN else "")


def held(running: Pty) -> None:
    """Down held, and what of the processor and the line each takes."""
    before, sent = processor_ms(running), len(running.sent)
    for _ in range(HELD):
        running.drawn_after(DOWN, BETWEEN_S, patience_s=0)
    told("Down held, ms of processor a key", (processor_ms(running) - before) / HELD, "")
    told("Down held, bytes a key", (len(running.sent) - sent) / HELD, "<= 2048")


def test_search_as_you_type(vault: Vault, empty_ms: float) -> None:
    echo, listed = [], []
    with shown("--vault", vault.path, until=b"shot at") as (running, _):
        settled(running, 3)
        for words in (b"flag", b"dusk", b"bialy"):
            running.drawn_after(b"/", 0.3)
            for letter in words:
                drawn = running.drawn_after(bytes([letter]), 0.4)
                echo.append(drawn.first_s * 1e3)
                listed.append(drawn.last_s * 1e3)
            running.drawn_after(b"\x1b", 0.5)
            running.drawn_after(b"\x1b", 0.5)
    told("a letter typed, p95 ms to its echo", p95(echo), "<= 33", empty_ms)
    told("a letter typed, p95 ms to the ordered list", p95(listed), "<= 200", empty_ms)


def test_pages_of_pictures(vault: Vault, empty_ms: float) -> None:
    with shown("--vault", vault.path, until=b"shot at") as (running, _):
        settled(running, 3)
        first = running.drawn_after(GRID, 1.0)
        for key in (PAGE_DOWN, HOME):  # both pages are warm after this
            running.drawn_after(key, 1.0)
        pages = [running.drawn_after(key, 0.3) for _ in range(6) for key in (PAGE_DOWN, HOME)]
    told("the grid for the first time, ms", first.last_s * 1e3, "", empty_ms)
    told("a warm page of pictures, p50 ms", median(one.last_s * 1e3 for one in pages), "<= 100", empty_ms)
    told("a warm page of pictures, KB", median(len(one.content) for one in pages) / 1024, "<= 120")
