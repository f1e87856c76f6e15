"""Whatever can be done is reached by its key, by its name in the palette, and by pointing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from footage import LIST, footage, shot_list
from textual import events
from textual.command import CommandPalette
from textual.widgets import OptionList
from tui_driving import press, settle, text_of

from tests.tui.fakes import FakeCatalogue
from tui.app import MediavaultApp
from tui.commands import EVERYWHERE, table
from tui.keyboard import latin
from tui.palette import ActionCommands
from tui.room import Room
from tui.screens.first_run import FirstRunScreen
from tui.screens.keys import KeysScreen
from tui.screens.log import LogScreen
from tui.widgets.key_strip import KeyStrip

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.pilot import Pilot

    from library import Catalogue
    from mediavault.vault import Vault

WAYS = {
    "library": ("f2",),
    "log": ("f3",),
    "shot_lists": ("f4",),
    "play": ("f4", "space", "K"),
    "versions": ("f4", "V"),
    "catalogue": ("f6",),
    "suggestions": ("f7",),
    "history": ("f8",),
    "export": ("f4", "ctrl+e"),
    "ingest": ("f5",),
}
"""The keys that lead to each screen; the first run comes by itself."""
LAYOUTS = (
    ("qwertyuiop[]asdfghjkl;'zxcvbnm,.", "йцукенгшщзхъфывапролджэячсмитьбю"),
    ('QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>', "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ"),
)
"""What the same keys type on a Latin and on a Russian layout."""


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[tuple[Catalogue, Vault]]:
    """Five assets and a list with a shot of each."""
    catalogue, vault = footage(tmp_path, pictures=False)
    with catalogue:
        shot_list(catalogue)
        assert catalogue.shot_list(LIST).shots
        yield catalogue, vault


async def click(pilot: Pilot[None], label: str) -> None:
    """Point at a key of the strip."""
    strip = pilot.app.screen.query_one(KeyStrip)
    for y in range(strip.size.height):
        text = strip.render_line(y).text
        if label in text:
            inside = strip.content_region.offset - strip.region.offset
            await pilot.click(KeyStrip, offset=(text.index(label) + inside.x, y + inside.y))
            await settle(pilot)
            return
    raise AssertionError((label, [strip.render_line(y).text for y in range(strip.size.height)]))


def test_there_is_a_way_to_every_screen() -> None:
    assert {"", "first_run", *WAYS} == set(table())


async def test_the_palette_and_a_click_on_help_list_all_that_each_screen_does(stocked: tuple[Catalogue, Vault]) -> None:
    app = MediavaultApp(stocked[1], stocked[0], playback="cells")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for room, keys in WAYS.items():
            await press(pilot, "f2")
            for key in keys:
                await press(pilot, key)
                if key.startswith("f"):
                    await settle(pilot)
            await settle(pilot)
            await _lists_all(pilot, room)


async def test_so_they_do_at_first_run(make_app: Callable[..., MediavaultApp]) -> None:
    async with make_app(FakeCatalogue()).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert isinstance(pilot.app.screen, FirstRunScreen)
        await _lists_all(pilot, "first_run")


async def _lists_all(pilot: Pilot[None], room: str) -> None:
    wanted = [action.id for action in (*table()[room], *EVERYWHERE)]
    screen = pilot.app.screen
    assert isinstance(screen, Room)
    assert table()[room] == screen.ACTIONS
    offered = [action.id for action, _ in ActionCommands(screen)._actions()]
    assert offered == wanted
    for action, node in ActionCommands(screen)._actions():
        assert hasattr(node, "action_" + action.id.partition("(")[0]), action.id
    await click(pilot, "F1 help" if room == "export" else "? help")
    assert isinstance(pilot.app.screen, KeysScreen)
    options = pilot.app.screen.query_one(OptionList)
    assert [options.get_option_at_index(at).id for at in range(options.option_count)] == wanted
    await pilot.click(offset=(0, 0))
    assert pilot.app.screen is screen


async def test_every_sentence_of_help_is_read_to_its_end_in_80_columns(stocked: tuple[Catalogue, Vault]) -> None:
    app = MediavaultApp(stocked[1], stocked[0], playback="cells")
    actions = (*table()["shot_lists"], *EVERYWHERE)
    unread = {action.help for action in actions}
    async with app.run_test(size=(80, 24)) as pilot:
        for key in ("f4", "question_mark"):
            await press(pilot, key)
            await settle(pilot)
        column = next(line.index("Put the") for line in text_of(app).splitlines() if "Put the" in line)
        for _ in actions:
            shown = " ".join(word for line in text_of(app).splitlines() for word in line[column:77].split())
            unread -= {sentence for sentence in unread if sentence in shown}
            await press(pilot, "down")
    assert not unread


async def test_a_click_on_a_row_of_help_runs_it(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await click(pilot, "? help")
        await press(pilot, *"pictures")
        await settle(pilot)
        await pilot.click(OptionList, offset=(3, 0))
        await settle(pilot)
        assert app.library.assets is app.library.grid


async def test_a_click_on_the_strip_is_a_press_of_the_key(app: MediavaultApp, catalogue: FakeCatalogue) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await click(pilot, "2 ")
        tagged = [link.name for clip in catalogue.books.clips.values() for link in clip.links]
        assert tagged == [app.slots[1].name]
        await click(pilot, "Ctrl+Z undo")
        assert not catalogue.books.clips
        await click(pilot, "x mark")
        assert len(app.library.assets.marked) == 1
        await click(pilot, "t tag")
        assert app.library.tag_prompt.is_open
        await click(pilot, "e add")
        assert app.library.tag_prompt.field.value == ""
        await press(pilot, "escape", "g")
        await settle(pilot, 0.5)
        await click(pilot, "s shot lists")
        assert "Shot list" in text_of(app).splitlines()[0]


async def test_a_name_typed_into_the_palette_runs_it(app: MediavaultApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+p")
        assert isinstance(app.screen, CommandPalette)
        await press(pilot, *"open in log")
        await settle(pilot, 0.3)
        await press(pilot, "enter")
        await settle(pilot, 0.2)
        assert isinstance(app.screen, LogScreen)


@pytest.mark.parametrize("room", table())
def test_every_key_is_under_the_same_finger_on_a_russian_layout(room: str) -> None:
    theirs = {ours: them for us, them_row in LAYOUTS for ours, them in zip(us, them_row, strict=True)}
    for action in table()[room]:
        for key in action.key.split(","):
            typed = theirs.get(key)
            if typed is not None:
                assert latin(events.Key(typed, typed), typing=False).key == key, action.id
