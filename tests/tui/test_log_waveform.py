"""Log's waveform: the columns of the filmstrip and the timeline, the one that is kept or one that grows, and words."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from tui_driving import first_in_log, press, settle, text_of, until

from library.model import MediaFacts
from mediavault.vault import waveforms
from mediavault.workers.dead_disks import DiskSilent
from tests.tui.fakes import FakeCatalogue, FakeDecoder
from tui.app import MediavaultApp
from tui.screens.log import LogScreen
from tui.widgets.frame_scale import GUTTER
from tui.widgets.waveform import bar, column_levels

ASSET = 1
"""A video of 275 frames."""
PARTS = waveforms.PARTS
LOUD, QUIET = waveforms.level(1.0), waveforms.level(0.01)
HALVES = bytes([QUIET] * (PARTS // 2) + [LOUD] * (PARTS // 2))


class FakeListener:
    """Gives the levels a test tells it, one piece when it may."""

    def __init__(self) -> None:
        self.asked: list[Path] = []
        self.more = threading.Semaphore(0)
        self.ended = threading.Event()
        self.error: Exception | None = None
        self.breaks_off: int | None = None
        """After how many levels."""

    def levels(self, path: Path, facts: MediaFacts) -> Generator[bytes]:
        self.asked.append(path)
        if self.breaks_off is not None:
            yield HALVES[: self.breaks_off]
        if self.error is not None:
            raise self.error
        if self.breaks_off is not None:
            return
        try:
            for first in range(0, PARTS, PARTS // 4):
                self.more.acquire()
                if self.ended.is_set():
                    return
                yield HALVES[first : first + PARTS // 4]
        finally:
            self.ended.set()

    def turn_away(self) -> None:
        self.ended.set()
        self.more.release(4)

    def close(self) -> None:
        self.turn_away()


@pytest.fixture
def listener() -> FakeListener:
    return FakeListener()


@pytest.fixture
def app(make_app: Callable[..., MediavaultApp], catalogue: FakeCatalogue, listener: FakeListener) -> MediavaultApp:
    """An app whose first asset is online and has sound."""
    catalogue.locations[ASSET] = Path("/card/A003C00001.MOV")
    catalogue.heard.add(ASSET)
    made = make_app()
    made.decoder, made.window, made.listener = FakeDecoder(), None, listener
    return made


@pytest.fixture(autouse=True)
def _no_previews(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to make pictures of."""
    monkeypatch.setattr("tui.room._made", lambda *_: False)


def keep(app: MediavaultApp, levels: bytes = HALVES) -> None:
    waveforms.keep(levels, app.vault.waveform_path(f"{ASSET:032x}"))


def lines_of(app: MediavaultApp) -> tuple[str, str, str]:
    """The last line of the filmstrip, the waveform and the timeline."""
    screen = app.screen
    assert isinstance(screen, LogScreen)
    regions = screen.filmstrip.region.bottom - 1, screen.waveform.region.y, screen.timeline.region.y
    lines = text_of(app).split("\n")
    strip, wave, line = (lines[y][1:-1] for y in regions)
    return strip, wave, line


@pytest.mark.parametrize(("size", "columns"), [((80, 24), 65), ((200, 60), 185)])
async def test_quiet_and_loud_stand_under_their_frames(
    app: MediavaultApp, size: tuple[int, int], columns: int, listener: FakeListener
) -> None:
    keep(app)
    async with app.run_test(size=size) as pilot:
        await first_in_log(pilot)
        half = columns // 2
        _, wave, _ = lines_of(app)
        assert wave == "┃" + "▃" * (half - 1) + "█" * (columns - half) + "-40 dB".rjust(GUTTER)
        await press(pilot, "end")
        strip, wave, line = lines_of(app)
        assert [one.index("┃") for one in (strip, wave, line)] == [columns - 1] * 3
        assert wave.endswith("  0 dB")
    assert listener.asked == []


async def test_the_playhead_stands_in_one_column_of_all_three(app: MediavaultApp) -> None:
    keep(app)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await first_in_log(pilot)
        for _ in range(9):
            await press(pilot, "right")
            strip, wave, line = lines_of(app)
            assert strip.index("┃") == wave.index("┃") == line.index("┃") == screen.marks.playhead * 65 // 275


async def test_it_grows_while_the_sound_is_gone_through_and_is_kept(app: MediavaultApp, listener: FakeListener) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await begun(pilot)
        assert lines_of(app)[1] == "┃" + "·" * 64 + "…".rjust(GUTTER)
        for heard, drawn in ((1, "▃" * 15 + "·" * 49), (2, "▃" * 31 + "·" * 33), (3, "▃" * 31 + "█" * 16 + "·" * 17)):
            listener.more.release()
            await grown(pilot, screen, heard * PARTS // 4)
            assert lines_of(app)[1] == "┃" + drawn + "-40 dB".rjust(GUTTER)
        assert waveforms.kept(app.vault.waveform_path(f"{ASSET:032x}")) is None
        listener.more.release()
        await settle(pilot)
        assert waveforms.kept(app.vault.waveform_path(f"{ASSET:032x}")) == HALVES
        await press(pilot, "escape", "enter")
        await settle(pilot)
        assert lines_of(app)[1].startswith("┃▃▃")
    assert listener.asked == [Path("/card/A003C00001.MOV")]


@pytest.mark.parametrize("key", ["escape", "pagedown"])
async def test_turning_to_something_else_ends_it_and_keeps_nothing(
    app: MediavaultApp, listener: FakeListener, key: str
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await begun(pilot)
        listener.more.release()
        await grown(pilot, screen, PARTS // 4)
        assert not listener.ended.is_set()
        await press(pilot, key)
        await until(pilot, listener.ended.is_set)
        assert listener.ended.is_set()
        assert waveforms.kept(app.vault.waveform_path(f"{ASSET:032x}")) is None


async def test_a_volume_that_is_away_shows_what_is_kept_or_says_so(
    app: MediavaultApp, catalogue: FakeCatalogue, listener: FakeListener
) -> None:
    del catalogue.locations[ASSET]
    async with app.run_test(size=(80, 24)) as pilot:
        await first_in_log(pilot)
        assert lines_of(app)[1].rstrip() == "no waveform: it is drawn when its volume is here"
        await press(pilot, "escape")
        keep(app)
        await press(pilot, "enter")
        await settle(pilot)
        assert lines_of(app)[1].startswith("┃▃▃")
    assert listener.asked == []


async def test_without_sound_a_word_stands_there(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    catalogue.heard.clear()
    async with app.run_test(size=(80, 24)) as pilot:
        await first_in_log(pilot)
        assert lines_of(app)[1].rstrip() == "no sound"


async def test_a_disk_that_does_not_answer_is_named(app: MediavaultApp, listener: FakeListener) -> None:
    listener.error = DiskSilent("/media/\x1b]0;share")
    async with app.run_test(size=(80, 24)) as pilot:
        await first_in_log(pilot)
        assert lines_of(app)[1].startswith("The disk at /media/")
        assert "\x1b" not in lines_of(app)[1]


async def test_a_file_that_is_gone_from_its_place_is_said_to_be(app: MediavaultApp, listener: FakeListener) -> None:
    listener.error = FileNotFoundError(2, "No such file or directory", b"/media/card/A003.MOV")
    async with app.run_test(size=(80, 24)) as pilot:
        await first_in_log(pilot)
        assert lines_of(app)[1].startswith("⚠ not where it was: mediavault relink finds it")


@pytest.mark.parametrize(
    ("part", "drawn"),
    [
        (PARTS // 2, "┃" + "▃" * 31 + "✗ breaks off here, sooner than t…"),
        (PARTS * 9 // 10, "┃" + "▃" * 31 + "█" * 26 + "✗ brea…"),
        (PARTS - 1, "┃" + "▃" * 31 + "█" * 32 + "✗"),
        (0, "✗ breaks off here, sooner than the file says".ljust(65)),
    ],
    ids=["half", "most", "all but a moment", "nothing"],
)
async def test_a_sound_that_breaks_off_is_drawn_until_there_and_said_to(
    app: MediavaultApp, listener: FakeListener, part: int, drawn: str
) -> None:
    listener.breaks_off = part
    async with app.run_test(size=(80, 24)) as pilot:
        await first_in_log(pilot)
        assert lines_of(app)[1] == drawn + ("-40 dB" if part else "").rjust(GUTTER)
        assert waveforms.kept(app.vault.waveform_path(f"{ASSET:032x}")) is None  # perhaps the disk is why
        await press(pilot, "end")
        assert lines_of(app)[1].endswith(" no sound") is bool(part)


async def test_a_disk_that_falls_silent_leaves_what_was_heard(app: MediavaultApp, listener: FakeListener) -> None:
    listener.breaks_off, listener.error = PARTS // 2, DiskSilent("/media/share")
    async with app.run_test(size=(80, 24)) as pilot:
        await first_in_log(pilot)
        assert lines_of(app)[1].startswith("┃" + "▃" * 31 + "The disk at /media/share")


async def test_pointing_at_it_seeks(app: MediavaultApp) -> None:
    keep(app)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await first_in_log(pilot)
        await pilot.click("#log-waveform", offset=(1 + 32, 0))
        assert screen.marks.playhead == -(-32 * 275 // 65)


def test_a_column_is_as_loud_as_its_loudest_part() -> None:
    levels = bytearray(PARTS)
    levels[PARTS // 2] = 200
    assert column_levels(bytes(levels), 4) == [0, 0, 200, 0]
    assert column_levels(bytes(levels[: PARTS // 2]), 4) == [0, 0, None, None]
    assert column_levels(bytes(levels), PARTS * 2).count(200) == 2


def test_bars_are_higher_the_louder_it_is() -> None:
    assert "".join(map(bar, (0, 1, 32, 64, 128, 224, 255))) == " ▁▂▃▅██"


async def begun(pilot: Pilot[None]) -> LogScreen:
    """Log, while the sound of its asset is gone through."""
    await settle(pilot)
    await press(pilot, "enter")
    await drawn(pilot, lambda: isinstance(pilot.app.screen, LogScreen) and bool(pilot.app.screen.waveform.display))
    screen = pilot.app.screen
    assert isinstance(screen, LogScreen)
    await drawn(pilot, lambda: "·" in lines_of(screen.host)[1])
    return screen


async def grown(pilot: Pilot[None], screen: LogScreen, levels: int) -> None:
    await drawn(pilot, lambda: len(screen.waveform._levels) == levels)


async def drawn(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait until something holds, beside a job that does not end."""
    for _ in range(2000):
        if holds():
            break
        await pilot.pause(0.002)
    pilot.app.screen._on_timer_update()
    assert holds()
