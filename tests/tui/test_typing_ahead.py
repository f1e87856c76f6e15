"""Whoever types faster than the catalogue answers gets what they would have got by waiting."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Sequence

import pytest
from textual.pilot import Pilot
from tui_driving import press, settle, text_of, type_key

from library.model import AssetRow
from tests.tui.fakes import FakeCatalogue
from tui.app import MediavaultApp
from tui.screens.library import LibraryScreen


async def in_one_burst(pilot: Pilot[None], keys: Iterable[str]) -> None:
    """All of them are there before the first is dealt with."""
    for key in keys:
        type_key(pilot.app, key)
    await settle(pilot)


async def asked(pilot: Pilot[None], key: str) -> None:
    await settle(pilot)
    await press(pilot, key)
    await settle(pilot)


@pytest.mark.parametrize(
    ("keys", "searched"),
    [
        ((*"kind:photo", "enter"), "kind:photo"),
        ((*"kind:p", "tab", "enter"), "kind:photo"),
        ((*"k", "tab", *"ph", "tab", *"pl", "tab", "enter"), "kind:photo place:"),
        ((*"kind:", "down", "tab", "enter"), "kind:photo"),
        ((*"kind:", "down", "down", *"p", "tab", "enter"), "kind:photo"),
        ((*"no such word", "tab", "enter"), "no such word"),
    ],
)
async def test_a_query_and_enter_in_one_burst(app: MediavaultApp, keys: tuple[str, ...], searched: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await asked(pilot, "/")
        await in_one_burst(pilot, keys)
        assert app.library.query_text == searched
        assert not app.library.filter_prompt.is_open


async def test_a_query_that_is_dropped_in_the_same_burst_stays_dropped(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await asked(pilot, "/")
        await in_one_burst(pilot, (*"kind:audio", "escape"))
        assert app.library.query_text == ""
        assert len(app.library.assets.ids) == 40


@pytest.mark.parametrize(
    ("keys", "tags"),
    [
        ((*"hands", "enter"), ["hands"]),
        ((*"an", "down", "enter"), ["hands"]),
        ((*"b", "down", *"an", "enter"), ["banner"]),
        ((*"hand", "tab", *"fac", "tab", "enter"), ["hands", "faces"]),
        ((*"hand", ",", *"fac", "enter"), ["hands", "faces"]),
    ],
)
async def test_tags_and_enter_in_one_burst(
    app: MediavaultApp, catalogue: FakeCatalogue, keys: tuple[str, ...], tags: list[str]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await asked(pilot, "t")
        await in_one_burst(pilot, keys)
        assert [choice.authority.name for choice in app.last_choices] == tags


async def test_a_letter_is_drawn_before_anything_is_asked_for_it(
    app: MediavaultApp, catalogue: FakeCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await asked(pilot, "/")
        seen: list[str] = []
        search: Callable[[str], None] = app.library.search
        monkeypatch.setattr(app.library, "search", lambda query: (seen.append(text_of(app)), search(query))[1])
        answer = threading.Event()
        catalogue.slow = lambda: answer.wait(10) and None
        await press(pilot, "k")
        answer.set()
        await settle(pilot)
        assert seen
        assert "/  k" in seen[0]


async def test_what_is_found_comes_with_its_rows(app: MediavaultApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that came without them would be drawn twice for each letter."""

    async def never(_ids: Sequence[int]) -> list[AssetRow]:
        await asyncio.Event().wait()
        return []

    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "end")
        monkeypatch.setattr(app.library.assets, "_fetch", never)
        app.library.search("A003C0003")
        await until_found(pilot, 10)
        assert "A003C00030.MOV" in text_of(app)
        assert "A003C00039.MOV" in text_of(app)
        assert "▸   A003C00040.MOV" not in text_of(app)


async def until_found(pilot: Pilot[None], number: int) -> None:
    screen = pilot.app.screen
    assert isinstance(screen, LibraryScreen)
    for _ in range(200):
        await pilot._wait_for_screen()
        if len(screen.assets.ids) == number:
            break
        await asyncio.sleep(0.01)
    screen._on_timer_update()
