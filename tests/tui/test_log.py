"""Log: transport, exact marks, ranges with their tags, and a window that plays beside the cells."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from textual.app import ComposeResult
from textual.pilot import Pilot
from tui_driving import first_in_log, press, settle, text_of, until

from library.model import TranscriptLine
from library.timecode import FrameRate, TimeRange
from mediavault.playing import PlayerGone
from mediavault.tools import ToolMissing
from tests.tui.fakes import FakeCatalogue, FakeDecoder, FakeEdit, FakeWindow
from tui.app import MediavaultApp
from tui.screens.log import LogScreen
from tui.widgets.timeline import range_glyphs

ASSET = 1
"""A video of 11 seconds at 25 frames, whose first frame is labelled 01:00:00:00."""


@pytest.fixture(autouse=True)
def _no_previews(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to make pictures of."""
    monkeypatch.setattr("tui.room._made", lambda *_: False)


@pytest.fixture
def window() -> FakeWindow:
    return FakeWindow()


@pytest.fixture
def decoder() -> FakeDecoder:
    return FakeDecoder()


@pytest.fixture
def app(make_app: Callable[..., MediavaultApp], catalogue: FakeCatalogue, decoder: FakeDecoder) -> MediavaultApp:
    """An app that draws frames in cells, whose first assets are online."""
    catalogue.locations[ASSET] = catalogue.locations[2] = Path("/card/A003C00001.MOV")
    made = make_app()
    made.decoder, made.window = decoder, None
    return made


@pytest.fixture
def windowed(app: MediavaultApp, window: FakeWindow) -> MediavaultApp:
    app.window = lambda *_: window
    return app


async def give(pilot: Pilot[None], window: FakeWindow, *numbers: int | Exception) -> None:
    """Have the window show frames; the interface has taken them when this returns."""
    for number in numbers:
        window.frames.put_nowait(number)
    for _ in range(10):
        await asyncio.sleep(0)
        await pilot._wait_for_screen()


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_frame_the_transport_and_the_ranges_are_seen(app: MediavaultApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await first_in_log(pilot)
        shown = text_of(app)
        for words in ("Log", "A003C00001.MOV", "01:00:00:00", "In –", "Ranges", "i in", "o out", "? help"):
            assert words in shown


async def test_frames_are_stepped_exactly(app: MediavaultApp, decoder: FakeDecoder) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await first_in_log(pilot)
        for key, frame in [
            ("full_stop", 1),
            ("greater_than_sign", 11),
            ("right", 36),
            ("less_than_sign", 26),
            ("comma", 25),
            ("left", 0),
            ("comma", 0),
            ("end", 274),
            ("full_stop", 274),
            ("home", 0),
        ]:
            await press(pilot, key)
            assert screen.marks.playhead == frame, key
        await press(pilot, "right")
        await settle(pilot)
        assert decoder.decoded[-1] == 25
        assert "01:00:01:00" in text_of(app)


async def test_a_range_is_three_keys_and_its_tag_stands_on_its_bar(
    app: MediavaultApp, catalogue: FakeCatalogue
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await first_in_log(pilot)
        await press(pilot, "right", "i", *["right"] * 6, "o", "3")
        await settle(pilot)
        (clip,) = catalogue.books.clips.values()
        assert clip.range is not None
        assert (clip.range.start, clip.range.end_exclusive) == (25, 176)
        assert [link.name for link in clip.links] == ["crowd"]
        assert "[1 crowd━" in text_of(app)
        assert screen.chosen == clip.id
        await press(pilot, "end", "I")
        assert screen.marks.playhead == 25
        await press(pilot, "O")
        assert screen.marks.playhead == 175
        await press(pilot, "delete")
        await settle(pilot)
        assert not catalogue.books.clips


async def test_everything_is_marked_and_forgotten_and_a_range_kept_without_tags(
    app: MediavaultApp, catalogue: FakeCatalogue
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await first_in_log(pilot)
        await press(pilot, "X")
        assert screen.marks.range is not None
        assert screen.marks.range.duration == 275
        await press(pilot, "backslash")
        assert screen.marks.range is None
        await press(pilot, "X", "s")
        await settle(pilot)
        assert [clip.range.duration for clip in catalogue.books.clips.values() if clip.range] == [275]


async def test_in_cells_it_plays_to_the_end_of_what_is_decoded(app: MediavaultApp, decoder: FakeDecoder) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await first_in_log(pilot)
        await press(pilot, "L")
        await until(pilot, lambda: screen._run is None)
        assert {0, 1, 2} <= set(decoder.decoded)
        assert "❚❚" in text_of(app)


async def test_a_window_plays_at_the_speeds_of_the_keys(windowed: MediavaultApp, window: FakeWindow) -> None:
    async with windowed.run_test(size=(80, 24)) as pilot:
        screen = await first_in_log(pilot)
        assert not window.is_open  # nothing opens before somebody plays
        await press(pilot, "L")
        await give(pilot, window, 1, 2, 3)
        assert screen.marks.playhead == 3
        assert "▶" in text_of(windowed)
        await press(pilot, "L")
        await give(pilot, window, 5)
        assert "▶ 2x" in text_of(windowed)
        await press(pilot, "J")
        await give(pilot, window, 4)
        assert [one for one in window.asked if one[0] == "play"] == [("play", 0, 1), ("play", 3, 2), ("play", 5, -1)]
        await press(pilot, "K")
        await settle(pilot)
        assert screen.marks.playhead == window.shown == 5  # what the window shows is what counts
        assert "❚❚" in text_of(windowed)


async def test_marks_are_the_frames_that_the_window_shows(
    windowed: MediavaultApp, window: FakeWindow, catalogue: FakeCatalogue
) -> None:
    async with windowed.run_test(size=(80, 24)) as pilot:
        screen = await first_in_log(pilot)
        await press(pilot, "L")
        await give(pilot, window, 10)
        await press(pilot, "i")
        await give(pilot, window, 40)
        await press(pilot, "o", "3")
        await give(pilot, window, 41)
        assert screen._run is not None  # it goes on while one logs
        await press(pilot, "space")
        await settle(pilot)
        (clip,) = catalogue.books.clips.values()
        assert clip.range is not None
        assert (clip.range.start, clip.range.end_exclusive) == (10, 41)


async def test_the_window_follows_steps_and_closes_with_the_screen(windowed: MediavaultApp, window: FakeWindow) -> None:
    async with windowed.run_test(size=(80, 24)) as pilot:
        await first_in_log(pilot)
        await press(pilot, "full_stop")
        await settle(pilot)
        assert window.asked == []
        await press(pilot, "L")
        await give(pilot, window, 7)
        await press(pilot, "comma")
        await settle(pilot)
        assert window.asked[-1] == ("seek", 6)
        await press(pilot, "escape")
        await settle(pilot)
        assert window.asked[-1] == ("close",)


async def test_at_the_end_it_stands(windowed: MediavaultApp, window: FakeWindow) -> None:
    async with windowed.run_test(size=(80, 24)) as pilot:
        screen = await first_in_log(pilot)
        await press(pilot, "L")
        await give(pilot, window, 272, 273, -1)
        await settle(pilot)
        assert screen._run is None
        assert screen.marks.playhead == 274


async def test_a_window_that_was_closed_opens_again(windowed: MediavaultApp, window: FakeWindow) -> None:
    async with windowed.run_test(size=(100, 24), notifications=True) as pilot:
        await first_in_log(pilot)
        await press(pilot, "L")
        await give(pilot, window, 3, PlayerGone())
        await settle(pilot)
        assert "play opens it again" in text_of(windowed)
        await press(pilot, "L")
        await give(pilot, window, 4)
        assert window.is_open
        await press(pilot, "K")
        await settle(pilot)


async def test_without_mpv_the_cells_play(windowed: MediavaultApp, window: FakeWindow, decoder: FakeDecoder) -> None:
    async with windowed.run_test(size=(100, 24), notifications=True) as pilot:
        screen = await first_in_log(pilot)
        await press(pilot, "L")
        await give(pilot, window, ToolMissing("mpv"))
        await settle(pilot)
        assert "mpv was not found" in text_of(windowed)
        await press(pilot, "L")
        await until(pilot, lambda: screen._run is None)
        assert {0, 1, 2} <= set(decoder.decoded)


async def test_what_is_not_here_is_not_played_but_marked(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    del catalogue.locations[ASSET]
    async with app.run_test(size=(100, 24), notifications=True) as pilot:
        screen = await first_in_log(pilot)
        await press(pilot, "L")
        await settle(pilot)
        assert "online" in text_of(app)
        await press(pilot, "X", "3")
        await settle(pilot)
        assert screen.chosen is not None


async def test_what_is_said_at_the_playhead_is_read(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    catalogue.transcripts[ASSET] = [
        TranscriptLine(start_ms=1000, end_ms=1900, text="мы стоим\nздесь\x1b[31m", speaker="Анна К."),
        TranscriptLine(start_ms=3000, end_ms=4000, text="and nobody leaves"),
    ]
    async with app.run_test(size=(80, 24)) as pilot:
        await first_in_log(pilot)
        assert "стоим" not in text_of(app)
        await press(pilot, "right")
        await settle(pilot)
        assert "Анна К.: мы стоим здесь" in text_of(app)
        assert "\x1b" not in text_of(app)
        await press(pilot, "right", "right")
        await settle(pilot)
        assert "and nobody leaves" in text_of(app)


@pytest.mark.parametrize(
    ("width", "words", "bar"),
    [
        (12, "crowd", "[7 crowd━━━]"),
        (9, "crowd", "[7 crowd]"),
        (8, "crowd", "[7 cro…]"),
        (6, "crowd", "[7━━━]"),
        (12, "群衆", "[7━━━━━━━━━]"),
        (12, "", "[7━━━━━━━━━]"),
        (3, "crowd", "[7]"),
        (2, "crowd", "7]"),
        (1, "crowd", "7"),
    ],
)
def test_a_bar_says_what_is_on_it_where_there_is_room(width: int, words: str, bar: str) -> None:
    assert range_glyphs(7, width, words) == bar


async def test_a_range_that_is_clicked_in_the_panel_is_chosen(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    edit = FakeEdit(catalogue)
    clips = [edit.add_clip(ASSET, TimeRange(first, 25, FrameRate(25))) for first in (50, 100, 150)]
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await first_in_log(pilot)
        for number, clip in [(2, clips[1]), (3, clips[2]), (1, clips[0])]:
            lines = text_of(app).splitlines()
            y = next(y for y, line in enumerate(lines) if f" {number} 01:00:0" in line)
            await pilot.click(offset=(lines[y].index(f" {number} 01:00:0") + 4, y))
            await settle(pilot)
            assert (screen.chosen, screen.marks.playhead) == (clip.id, clip.range.start if clip.range else None)
            assert f"▸ {number} 01:00:0" in text_of(app).splitlines()[y]
        await pilot.click("#log-ranges", offset=(4, 0))  # the title
        await pilot.click("#log-ranges", offset=(4, 4))  # below the last
        assert screen.chosen == clips[0].id
        await press(pilot, "3")
        await settle(pilot)
    assert [len(catalogue.books.clips[clip.id].links) for clip in clips] == [1, 0, 0]


async def test_a_file_that_is_gone_from_its_place_is_said_to_be(app: MediavaultApp, decoder: FakeDecoder) -> None:
    def gone(path: Path, *_: object) -> Image.Image:
        raise FileNotFoundError(2, "No such file or directory", bytes(path))

    decoder.frame = gone  # type: ignore[method-assign]
    async with app.run_test(size=(80, 24)) as pilot:
        await first_in_log(pilot)
        await settle(pilot)
        assert "⚠ not where it was: mediavault relink finds it" in text_of(app)
        assert "Errno" not in text_of(app)


@pytest.mark.parametrize(("size", "classes"), [((80, 24), {"-w60", "-h15"}), ((120, 36), {"-w120", "-h36"})])
async def test_a_screen_knows_its_room_before_anything_stands_on_it(
    app: MediavaultApp, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], classes: set[str]
) -> None:
    known, compose = [], LogScreen.compose

    def composed(screen: LogScreen) -> ComposeResult:
        known.append(set(screen.classes))
        return compose(screen)

    monkeypatch.setattr(LogScreen, "compose", composed)
    async with app.run_test(size=size) as pilot:
        await first_in_log(pilot)
    assert known == [classes]
