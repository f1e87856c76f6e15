"""Every export of a shot list is kept, and compared with the list as it is or with another export."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from footage import LIST, footage, shot_list
from tui_driving import press, settle, text_of

from tui.app import MediavaultApp
from tui.screens.shot_lists import ShotListScreen
from tui.screens.versions import VersionsScreen

if TYPE_CHECKING:
    from pathlib import Path

    from library import Catalogue

EVIL = "\x1b]0;owned\x07[/b] \u202egrief\x9b31m"


def exported(catalogue: Catalogue, file: str) -> None:
    with catalogue.transaction("Export") as edit:
        edit.exported(catalogue.shot_list(LIST), "edl", file)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_versions_say_what_is_different_since_and_between_them(tmp_path: Path, size: tuple[int, int]) -> None:
    catalogue, vault = footage(tmp_path, pictures=False)
    with catalogue:
        shot_list(catalogue)
        exported(catalogue, "cut one.edl")
        shots = catalogue.shot_list(LIST).shots
        with catalogue.transaction("Change") as edit:
            edit.remove_shot(shots[0].id)
            edit.note_shot(shots[1].id, note=EVIL)
        exported(catalogue, f"{EVIL}.edl")
        with catalogue.transaction("Move") as edit:
            edit.move_shot(LIST, 4, 1)
        app = MediavaultApp(vault, catalogue)
        async with app.run_test(size=size) as pilot:
            await press(pilot, "f4")
            await settle(pilot)
            await press(pilot, "V")
            await settle(pilot)
            assert isinstance(app.screen, VersionsScreen)
            assert [one.version for one in app.screen.records.rows] == [2, 1]
            assert "Since v2: 1 moved" in text_of(app)
            await press(pilot, "down")
            await settle(pilot)
            assert "Since v1: 1 removed, 1 moved, 1 renoted" in text_of(app)
            assert "-   removed           1         A003C012.MOV" in text_of(app)
            await press(pilot, "x", "up")
            await settle(pilot)
            assert "From v1 to v2: 1 removed, 1 renoted" in text_of(app)
            assert not set(text_of(app)) & set("\x1b\x07\u202e\x9b")
            await press(pilot, "escape")
            await settle(pilot)
            assert "Since v2" in text_of(app)
            await press(pilot, "escape")
            await settle(pilot)
            assert isinstance(app.screen, ShotListScreen)


async def test_a_list_that_was_never_exported_says_so(tmp_path: Path) -> None:
    catalogue, vault = footage(tmp_path, pictures=False)
    with catalogue:
        shot_list(catalogue)
        app = MediavaultApp(vault, catalogue)
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, "f4")
            await settle(pilot)
            await press(pilot, "V")
            await settle(pilot)
            assert "This list was not exported yet." in text_of(app)


async def test_a_trimmed_shot_has_the_timecode_it_has_in_the_list(tmp_path: Path) -> None:
    catalogue, vault = footage(tmp_path, pictures=False)
    with catalogue:
        shot_list(catalogue)
        exported(catalogue, "cut one.edl")
        app = MediavaultApp(vault, catalogue)
        async with app.run_test(size=(80, 24)) as pilot:
            await press(pilot, "f4")
            await settle(pilot)
            await press(pilot, "home", "]", "V")
            await settle(pilot)
            assert "✂   trimmed           1         A003C012.MOV" in text_of(app)
            assert "    01:00:04:00–01:00:08:00 → 01:00:04:01–01:00:08:00" in text_of(app)
