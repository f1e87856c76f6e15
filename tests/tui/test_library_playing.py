"""Footage is played, marked and tagged in the list, without a step into Log."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from tui_driving import press, settle, text_of, type_key, until

from tests.tui.fakes import FakeCatalogue, FakeDecoder, FakeWindow
from tui.app import MediavaultApp
from tui.screens.log import LogScreen


@pytest.fixture(autouse=True)
def _no_previews(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is nothing to make pictures of."""
    monkeypatch.setattr("tui.room._made", lambda *_: False)


@pytest.fixture
def app(make_app: Callable[..., MediavaultApp], catalogue: FakeCatalogue) -> MediavaultApp:
    """An app that draws frames in cells, whose first two assets are online."""
    catalogue.locations[1] = catalogue.locations[2] = Path("/card/A003C00001.MOV")
    made = make_app()
    made.decoder, made.window = FakeDecoder(), None
    return made


def ranges(catalogue: FakeCatalogue) -> list[tuple[int, int, int, list[str]]]:
    return [
        (clip.asset, clip.range.start, clip.range.end_exclusive, [link.name for link in clip.links])
        for clip in catalogue.books.clips.values()
        if clip.range is not None
    ]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
@pytest.mark.parametrize("pictures", [False, True], ids=["list", "grid"])
async def test_a_range_is_marked_and_tagged_under_the_cursor(
    app: MediavaultApp, catalogue: FakeCatalogue, size: tuple[int, int], *, pictures: bool
) -> None:
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, *(["ctrl+g"] if pictures else []), *["greater_than_sign"] * 3, "i")
        await settle(pilot)
        await press(pilot, *["full_stop"] * 5, "o")
        shown = text_of(app)
        assert "❚❚   01:00:01:10" in shown
        assert "In 01:00:01:05  Out 01:00:01:10  Dur 00:00:00:06" in shown
        await press(pilot, "t")
        await settle(pilot)
        assert "Tag the range" in text_of(app)
        await press(pilot, "escape", "1")
        await settle(pilot)
        assert ranges(catalogue) == [(1, 30, 36, [app.slots[0].name])]
        assert "In –" in text_of(app)
        assert app.library.assets.current == 1


async def test_j_k_and_l_play_in_place_and_stop(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        room = app.library
        await press(pilot, "L")
        await until(
            pilot, lambda: room._run is None and room.marks.playhead > 0
        )  # the fake footage is three frames long
        assert app.screen is room
        played = room.marks.playhead
        await press(pilot, "J")
        await until(pilot, lambda: room.marks.playhead < played)
        assert room.marks.playhead < played
        await press(pilot, "K")
        await settle(pilot)
        assert "❚❚" in text_of(app)


async def test_no_key_is_lost_while_the_asset_is_read(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for key in ("down", "i", "greater_than_sign", "o", "s"):
            type_key(app, key)
        await until(pilot, lambda: bool(ranges(catalogue)))
        assert ranges(catalogue) == [(2, 0, 11, [])]


async def test_whoever_goes_on_or_says_so_leaves_it(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for leaving in ("down", "escape"):
            await press(pilot, "home", "space", "i", leaving)
            await settle(pilot)
            assert app.library.asset is None
            target = app.library.target()
            assert target is not None
            assert target.range is None
            assert "In 01:00" not in text_of(app)


async def test_what_cannot_be_played_or_marked_says_so(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "down", "down", "space")
        await settle(pilot)
        assert "Only video that is online can be played here" in text_of(app)
        await press(pilot, "i")
        await settle(pilot)
        assert "A photo has no ranges" in text_of(app)


async def give(pilot: Pilot[None], window: FakeWindow, *numbers: int) -> None:
    """Have the window show frames; the interface has taken them when this returns."""
    for number in numbers:
        window.frames.put_nowait(number)
    for _ in range(10):
        await asyncio.sleep(0)
        await pilot._wait_for_screen()


async def test_a_window_plays_it_and_log_goes_on_where_it_was(app: MediavaultApp) -> None:
    windows = [FakeWindow(), FakeWindow()]
    unopened = iter(windows)
    app.window = lambda *_: next(unopened)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "L")
        await windows[0].opened.wait()
        await give(pilot, windows[0], 40, 41, 42)
        await press(pilot, "i")
        assert app.library.marks.mark_in == 42
        await press(pilot, "K")
        await settle(pilot)
        assert windows[0].asked[:2] == [("play", 0, 1), ("pause",)]
        assert app.library.marks.playhead == 43
        await press(pilot, "enter")
        await settle(pilot)
        assert isinstance(app.screen, LogScreen)
        assert app.screen.marks.playhead == 43
        assert windows[0].asked[-1] == ("close",)
        await press(pilot, "escape")
        await settle(pilot)
        assert app.library.marks.mark_in == 42
