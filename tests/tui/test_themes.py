"""Nothing is said by colour alone, and colours can be the terminal's own or none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.color import ColorType
from textual.pilot import Pilot
from tui_driving import press, settle, text_of

from tests.tui.fakes import FakeCatalogue, FakeVault
from tui.app import MediavaultApp
from tui.themes import THEMES


@pytest.mark.parametrize("theme", THEMES)
async def test_each_state_has_its_glyph(theme: str, catalogue: FakeCatalogue, tmp_path: Path) -> None:
    app = MediavaultApp(FakeVault(tmp_path), catalogue, theme=theme)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "r", "down", "f", "down", "x")
        await settle(pilot)
        rows = text_of(app).splitlines()

        def row(number: int) -> str:
            return next(line for line in rows if f"A003C{number:05}.MOV" in line)

        assert "✗" in row(1)
        assert "★★★★★" in row(2)
        assert "▣" in row(3)
        assert "▸" in row(4)  # the cursor
        assert "⚠" in row(11)
        assert not re.search("[✗▣▸⚠]", row(5))
        await press(pilot, "escape", "home", "enter")
        await settle(pilot)
        await press(pilot, "i", "right", "o")
        await settle(pilot)
        assert re.search(r"\[━+┃", text_of(app))


async def colours_of(pilot: Pilot[None]) -> set[ColorType]:
    await settle(pilot)
    found = set()
    for strip in pilot.app.screen._compositor.render_strips(pilot.app.size):
        for segment in strip:
            style = segment.style
            found |= {c.type for c in ((style.color, style.bgcolor) if style else ()) if c is not None}
    return found


async def test_the_theme_of_sixteen_uses_no_other_colour(catalogue: FakeCatalogue, tmp_path: Path) -> None:
    app = MediavaultApp(FakeVault(tmp_path), catalogue, theme="16", pictures="none")
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert await colours_of(pilot) <= {ColorType.DEFAULT, ColorType.STANDARD}
        assert app.native_ansi_color


async def test_without_colours_textual_is_told_so(
    catalogue: FakeCatalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    app = MediavaultApp(FakeVault(tmp_path), catalogue, theme="none")
    assert app.no_color
    assert "NoColor" in {type(one).__name__ for one in app._filters}
