"""The library as pictures, and the counts beside it: the same cursor, marks and target; what is seen is decoded."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from textual.pilot import Pilot
from textual.strip import Strip
from tui_driving import press, settle, text_of

from tests.hostile.names import NASTY
from tests.tui.fakes import FakeCatalogue
from tui.app import MediavaultApp
from tui.widgets.asset_grid import AssetGrid

HUGE = 100_000
SIZES = [(60, 20), (80, 24), (120, 36), (200, 60)]


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pictures that were decoded, by the name of their file; each is one grey area."""
    asked: list[str] = []

    def draw(path, cells, tier, depth):
        asked.append(path.stem)
        return [Strip.blank(cells.width)] * cells.height

    monkeypatch.setattr("tui.pictures.drawn", draw)
    return asked


def grid(pilot: Pilot[None]) -> AssetGrid:
    assert isinstance(pilot.app, MediavaultApp)
    shown = pilot.app.library.assets
    assert isinstance(shown, AssetGrid)
    return shown


async def test_arrows_move_by_picture_and_line(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+g")
        await settle(pilot)
        assert grid(pilot).across == 3
        steps = []
        for key in ("right", "down", "left", "up", "up", "end", "down", "home", "pagedown"):
            await press(pilot, key)
            steps.append(grid(pilot).cursor)
        assert steps == [1, 4, 3, 0, 0, 39, 39, 0, 9]
        assert "▸" in text_of(app)
        assert "A003C00010.MOV" in text_of(app)


async def test_a_search_that_ends_while_the_pictures_come_is_what_they_show(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        found = app.library.assets.ids[:5]
        app.library.action_grid()
        app.library._show(found)  # before the next repaint
        await settle(pilot)
        assert grid(pilot).ids == found


async def test_marks_tags_and_rating_are_the_same_and_shown_by_glyph(
    app: MediavaultApp, catalogue: FakeCatalogue
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "x", "ctrl+g")
        await settle(pilot)
        await press(pilot, "x", "2")
        await settle(pilot)
        assert {clip.asset for clip in catalogue.books.clips.values()} == {1, 2}
        assert "▣# A003C00001.MOV" in text_of(app)
        await press(pilot, "escape", "home", "f")
        await settle(pilot)
        assert "▸5★# A003C00001.MOV" in text_of(app)
        await press(pilot, "r")
        await settle(pilot)
        assert "▸✗# A003C00001.MOV" in text_of(app)
        await press(pilot, "shift+down", "ctrl+g")
        await settle(pilot)
        assert app.library.assets.marked == {1, 2, 3, 4}
        assert app.library.assets.cursor == 3


async def test_only_what_is_seen_is_decoded(make_app: Callable[..., MediavaultApp], drawn: list[str]) -> None:
    app = make_app(FakeCatalogue(HUGE))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert drawn == []
        await press(pilot, "ctrl+g")
        await settle(pilot)
        assert {int(name[:32], 16) for name in drawn} == set(range(1, 10))
        await press(pilot, "end")
        await settle(pilot)
        assert len(drawn) <= 9 + 9
        assert f"A003C{HUGE}.MOV" in text_of(app)
        await press(pilot, "home")
        await settle(pilot)
        assert len(drawn) <= 9 + 9  # those drawn before are kept


async def test_a_slow_picture_holds_up_no_key(app: MediavaultApp, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    monkeypatch.setattr("tui.pictures.drawn", lambda *_: gate.wait(10) and [])
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+g")
        await press(pilot, "right", "down", "right")
        assert app.library.assets.cursor == 5
        gate.set()
        await settle(pilot)


async def test_a_step_repaints_two_cells(app: MediavaultApp, monkeypatch: pytest.MonkeyPatch) -> None:
    async with app.run_test(size=(200, 60)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+g")
        await settle(pilot)
        regions = []
        monkeypatch.setattr(AssetGrid, "refresh", lambda self, *at, **_: regions.extend(at) or self)
        grid(pilot).move(1)
        assert [(at.width, at.height) for at in regions] == [tuple(grid(pilot).cell)] * 2


@pytest.mark.parametrize(("columns", "across", "width"), [(120, 3, 22), (80, 3, 24), (70, 3, 23), (65, 2, 24)])
async def test_pictures_give_way_so_that_one_more_stands_beside_them(
    make_app: Callable[..., MediavaultApp], columns: int, across: int, width: int
) -> None:
    async with make_app().run_test(size=(columns, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+g")
        await settle(pilot)
        assert (grid(pilot).across, grid(pilot).cell.width) == (across, width)
        first = grid(pilot)._cell_line(0, 0)
        assert first.cell_length == width


async def test_pictures_are_drawn_anew_in_another_width(app: MediavaultApp) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+g")
        await settle(pilot)
        await pilot.resize_terminal(80, 36)
        await settle(pilot)
        lines = {strip.cell_length for strips in grid(pilot)._drawn.values() for strip in strips}
        assert lines == {grid(pilot).cell.width - 2}


async def test_a_window_that_gets_too_small_shows_the_list(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+g")
        await settle(pilot)
        await pilot.resize_terminal(60, 18)
        await settle(pilot)
        assert app.library.assets is app.library.list
        await press(pilot, "ctrl+g")
        await settle(pilot)
        assert "Pictures need 60 x 20" in text_of(app)


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_names_reach_no_terminal(make_app: Callable[..., MediavaultApp], size: tuple[int, int]) -> None:
    names = [name.decode("utf-8", "surrogateescape") for name in NASTY]
    app = make_app(FakeCatalogue(len(names), name=lambda number: names[number - 1]))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+g")
        await settle(pilot)
        for _ in range(3):
            shown = text_of(app)
            assert not any(ord(letter) < 0x20 and letter != "\n" for letter in shown)
            assert not any(0x7F <= ord(letter) < 0xA0 or letter in "\u202e\u200b\ufeff" for letter in shown)
            await press(pilot, "pagedown")
            await settle(pilot)


# Counts ---------------------------------------------------------------------------------------------------------------


async def test_counts_stand_at_the_left_where_there_is_room_and_narrow(
    app: MediavaultApp, catalogue: FakeCatalogue
) -> None:
    async with app.run_test(size=(104, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "3")
        await settle(pilot)
        text = text_of(app)
        assert "Keywords" in text
        assert " crowd " in text
        await press(pilot, "tab", "enter")
        await settle(pilot)
        assert app.library.query_text == "keyword:crowd"
        assert not app.library.facet_bar.active
        assert catalogue.asked_facets[-1] == "keyword:crowd"


async def test_counts_are_asked_for_nothing_while_they_are_not_seen(
    app: MediavaultApp, catalogue: FakeCatalogue
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert catalogue.asked_facets == []
        await press(pilot, "tab")
        await settle(pilot)
        assert "Kinds" in text_of(app)
        before = app.library.assets.cursor
        await press(pilot, "down", "escape")
        await settle(pilot)
        assert app.library.assets.cursor == before
        assert "Kinds" not in text_of(app)


async def test_the_list_is_painted_before_anything_is_counted(
    app: MediavaultApp, catalogue: FakeCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()
    counted = catalogue.facets
    monkeypatch.setattr(catalogue, "facets", lambda *a, **k: gate.wait(10) and counted(*a, **k))
    async with app.run_test(size=(104, 30)) as pilot:
        for _ in range(30):
            await pilot.pause(0.01)
            if "A003C00001.MOV" in text_of(app):
                break
        await press(pilot, "down")
        assert app.library.assets.cursor == 1
        assert "Kinds" not in text_of(app)
        gate.set()
        await settle(pilot)
        assert "Kinds" in text_of(app)
