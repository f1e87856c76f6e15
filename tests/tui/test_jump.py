"""Ctrl+O: letters stand at whatever can be clicked; a letter clicks there, any other key does nothing."""

from __future__ import annotations

from textual.widgets import Static
from tui_driving import press, settle, text_of

from tests.tui.fakes import FakeCatalogue
from tui.app import MediavaultApp
from tui.screens.jump import LETTERS, JumpScreen
from tui.screens.library import LibraryScreen


async def test_a_letter_goes_to_the_row_it_stands_at(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+o")
        await settle(pilot)
        assert isinstance(app.screen, JumpScreen)
        assert "A003C00004.MOV" in text_of(app)
        lines = text_of(app).splitlines()
        top = app.library.list.region.y
        assert [line[0] for line in lines[top : top + 6]] == list(LETTERS[:6])
        await press(pilot, "f")
        await settle(pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert app.library.assets.cursor == LETTERS.index("f")


async def test_any_other_key_takes_the_letters_away(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for key in ("escape", "f2", "1"):
            await press(pilot, "home", "down", "ctrl+o", key)
            await settle(pilot)
            assert isinstance(app.screen, LibraryScreen)
            assert app.library.assets.cursor == 1


async def test_letters_stand_at_counts_and_pictures_too(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "1")
        await settle(pilot)
        await press(pilot, "ctrl+o")
        await settle(pilot)
        assert len(app.screen.query(Static)) == len([*app.library.list.spots(), *app.library.facet_bar.spots()])
        await press(pilot, "a")
        await settle(pilot)
        assert app.library.query_text == "keyword:b-roll"
        await press(pilot, "escape", "ctrl+g")
        await settle(pilot)
        app.library.facet_bar.display = False
        await settle(pilot)
        await press(pilot, "ctrl+o")
        await settle(pilot)
        await press(pilot, "ы")
        await settle(pilot)
        assert app.library.assets is app.library.grid
        assert app.library.assets.cursor == 1
