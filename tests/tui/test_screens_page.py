"""The page of pictures shows every screen there is, at every size, and each picture is there."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest
from drawn import CELL, FACES, FONTS, QUARTERS, drawn
from PIL import Image
from screens_page import SCREENS, SIZES, page, picture
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Static

import tui.screens

DOCS = Path(__file__).parents[2] / "docs"
UNPICTURED = {"TooSmallScreen", "JumpScreen"}
"""One says a sentence to a terminal that is too small; the other puts letters on what is there."""


def test_the_page_is_the_one_that_is_made() -> None:
    assert (DOCS / "SCREENS.md").read_text("utf-8") == page(), "stale: make screenshots writes it again"


def test_no_screen_is_missing() -> None:
    modules = [importlib.import_module(f"tui.screens.{one.name}") for one in pkgutil.iter_modules(tui.screens.__path__)]
    screens = {
        name
        for module in modules
        for name, one in vars(module).items()
        if isinstance(one, type) and issubclass(one, Screen) and one.__module__ == module.__name__
    }
    assert len(screens) > 10
    assert screens - {one.screen for one in SCREENS.values()} == UNPICTURED & screens


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_each_picture_is_there_in_its_size(size: tuple[int, int]) -> None:
    for name in SCREENS:
        with Image.open(DOCS / picture(name, size)) as image:
            assert image.size == (size[0] * CELL[0], size[1] * CELL[1]), name


def test_there_is_no_picture_without_a_screen_and_all_are_small() -> None:
    there = {path.relative_to(DOCS) for path in (DOCS / "screens").rglob("*.png")}
    assert there == {picture(name, size) for name in SCREENS for size in SIZES}
    assert sum((DOCS / path).stat().st_size for path in there) < 5_000_000


class Shown(App[None]):
    """Letters of several scripts, and every block pictures are made of."""

    def compose(self) -> ComposeResult:
        yield Static(f"Białystok Беласток ▸★✗⚠ {''.join(QUARTERS)}", markup=False)


@pytest.mark.skipif(not (FONTS / FACES[False][0]).exists(), reason="fonts-dejavu-core is not installed")
async def test_a_picture_has_its_letters_and_blocks_where_the_terminal_has_them() -> None:
    async with Shown().run_test(size=(50, 2)) as pilot:
        image = drawn(pilot.app)
    assert image.size == (450, 36)
    ground, full = image.getpixel((449, 35)), image.getpixel((38 * 9 + 4, 9))
    assert ground != full
    assert [image.getpixel((24 * 9 + x, y)) == ground for x, y in ((1, 1), (7, 1), (1, 16))] == [False, True, True]
    left = image.crop((0, 0, 9, 18)).getcolors()
    assert left is not None
    assert len(left) > 1  # the B
