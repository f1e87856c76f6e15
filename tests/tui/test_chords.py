"""g and a second key go anywhere; the strip says where to after a moment."""

from __future__ import annotations

import pytest
from tui_driving import press, settle, text_of

from tests.tui.fakes import FakeCatalogue
from tui.app import MediavaultApp
from tui.commands import EVERYWHERE, GOING
from tui.screens.ingest import IngestScreen
from tui.screens.library import LibraryScreen
from tui.screens.shot_lists import ShotListScreen


async def test_two_keys_go_to_a_screen_and_back(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "s")
        await settle(pilot)
        assert isinstance(app.screen, ShotListScreen)
        await press(pilot, "g", "i")
        await settle(pilot)
        assert isinstance(app.screen, IngestScreen)
        await press(pilot, "g", "l")
        await settle(pilot)
        assert isinstance(app.screen, LibraryScreen)


async def test_two_keys_go_to_the_first_and_to_the_last_mark(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "g", "m")
        await settle(pilot)
        assert "Nothing is marked here." in text_of(app)
        await press(pilot, "down", "x", "x", "end", "g", "m")
        assert app.library.assets.cursor == 2
        await press(pilot, "g", "g")
        assert app.library.assets.cursor == 0


async def test_the_second_key_does_nothing_else_and_another_key_ends_it(
    app: MediavaultApp, catalogue: FakeCatalogue
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "f", "g", "escape", "g", "1")  # neither a favourite nor a keyword
        await settle(pilot)
        assert catalogue.books.clips == {}
        await press(pilot, "f")
        await settle(pilot)
        assert len(catalogue.books.clips) == 1


async def test_the_strip_says_what_may_follow_only_after_a_moment(
    app: MediavaultApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "g")
        assert "shot lists" not in text_of(app)
        await press(pilot, "escape")
        monkeypatch.setattr("tui.chords.WAIT_S", 0.01)
        await press(pilot, "g")
        await settle(pilot, 0.1)
        strip = "\n".join(text_of(app).splitlines()[-2:])
        assert all(f"{action.key[2:]} {action.title.removeprefix('Go to the ')}" in strip for action in GOING)
        await press(pilot, "escape")
        await settle(pilot)
        assert "shot lists" not in text_of(app)


async def test_the_keys_of_a_russian_layout_go_too(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "п", "ы")  # g s
        await settle(pilot)
        assert isinstance(app.screen, ShotListScreen)


def test_all_of_them_stand_in_the_one_table() -> None:
    assert set(GOING) <= set(EVERYWHERE)
    assert len({action.key for action in EVERYWHERE}) == len(EVERYWHERE)
