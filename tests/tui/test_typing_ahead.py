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
from tui.screens.log import LogScreen


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


@pytest.mark.parametrize(
    ("keys", "searched", "tags", "screen"),
    [
        ((*"/kind:photo", "enter"), "kind:photo", [], LibraryScreen),
        ((*"/rating:1", "escape", "down"), "", [], LibraryScreen),
        ((*"thands", "enter", *"/kind:photo", "enter"), "kind:photo", ["hands"], LibraryScreen),
        (("ctrl+o", "f", *"/rxp", "enter"), "rxp", [], LibraryScreen),
        ((*"gs", *"gl", *"/x", "enter"), "x", [], LibraryScreen),
        (("enter", *"thands", "enter"), "", ["hands"], LogScreen),
    ],
    ids=lambda value: (
        "".join(key if len(key) == 1 else f"[{key}]" for key in value) if isinstance(value, tuple) else ""
    ),
)
async def test_letters_that_follow_the_key_of_a_prompt_in_the_same_burst_are_no_commands(
    app: MediavaultApp, catalogue: FakeCatalogue, keys: tuple[str, ...], searched: str, tags: list[str], screen: type
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await in_one_burst(pilot, keys)
        await settle(pilot)
        assert app.library.query_text == searched
        assert [choice.authority.name for choice in app.last_choices or ()] == tags
        assert {clip.rejected for clip in catalogue.books.clips.values()} <= {False}
        assert isinstance(app.screen, screen)


@pytest.mark.parametrize(
    ("keys", "tagged"),
    [
        (("enter", "1"), 1),
        (("down", "down", "enter", "1"), 3),
        (("down", "f3", "1"), 2),
        (("enter", "pagedown", "1"), 2),
        (("enter", "pagedown", "pagedown", "1"), 3),
        ((*"/A003C00009", "enter", "1"), 9),
        ((*"/A003C00009", "enter", "enter", "1"), 9),
    ],
)
async def test_a_key_is_for_what_the_keys_before_it_ask_for(
    app: MediavaultApp, catalogue: FakeCatalogue, keys: tuple[str, ...], tagged: int
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await in_one_burst(pilot, keys)
        await settle(pilot)
        assert {clip.asset for clip in catalogue.books.clips.values() if clip.links} == {tagged}


async def test_a_key_whose_widget_is_gone_holds_up_no_other(
    app: MediavaultApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.turns.PATIENCE_S", 0.01)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        monkeypatch.setattr(app.turns, "_follow", lambda *_: None)  # it is never heard of again
        await in_one_burst(pilot, ("down", "down", "down"))
        await settle(pilot, 0.2)
        assert app.library.assets.cursor == 3


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
