"""From an empty folder to the first clip that is tagged and exported, pressing only what the screen names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pycmx
import pytest
from media_factory import make_photo, make_video
from tui_driving import press, settle, text_of, until

from mediavault.vault import Vault
from tui.app import MediavaultApp

if TYPE_CHECKING:
    from textual.pilot import Pilot

MOST_KEYS = 40
"""What it may cost."""
KEYS = 20
"""What it does cost, at most."""


class Walk:
    """Somebody who has never seen the program: every key is one that stands on the screen."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self._pilot, self.keys = pilot, 0

    async def press(self, key: str, said: str) -> None:
        """Press a key that the screen names."""
        assert said in text_of(self._pilot.app), f"{said!r} is not on\n{text_of(self._pilot.app)}"
        await self.type(key)

    async def type(self, *keys: str) -> None:
        """Type what only the person knows."""
        for key in keys:
            self.keys += 1
            await press(self._pilot, key)
            await settle(self._pilot)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with a card in it, and nothing else."""
    make_video(tmp_path / "home" / "CARD_A" / "A001C001.mov", timecode="10:00:00:00", seconds=2)
    make_photo(tmp_path / "home" / "CARD_A" / "P1020331.jpg", size=(64, 48))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


async def test_the_first_clip_is_tagged_and_exported_in_few_keys_that_the_screen_names(home: Path) -> None:
    vault = Vault.create(home / "vault")
    with vault.catalogue() as catalogue:
        app = MediavaultApp(vault, catalogue, playback="cells")
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            walk = Walk(pilot)
            await settle(pilot)
            await walk.press("a", "a   Add a folder")
            await walk.type("C")
            await walk.press("tab", "Tab completes")
            await walk.press("enter", "Enter take")
            await until(pilot, lambda: "2 files" in text_of(app))
            await walk.press("enter", "Enter goes to the library")
            await until(pilot, lambda: "A001C001.mov" in text_of(app))
            if "▸   A001C001.mov" not in text_of(app):
                await walk.type("down")
            await walk.press("t", "t tag")
            await walk.type(*"hands")
            await walk.press("enter", "Enter apply")
            assert "+ create hands" not in text_of(app)
            await walk.press("e", "e add")
            await walk.press("f4", "F4 opens it")
            await walk.press("ctrl+e", "Ctrl+E export")
            await walk.press("enter", "Enter write")
            assert "Wrote" in text_of(app)
        assert len(catalogue.find("keyword:hands")) == 1
    (edl,) = (vault.path / "exports").glob("*.edl")
    with edl.open(encoding="ascii") as file:
        ((edit,),) = (event.edits for event in pycmx.parse_cmx3600(file).events)
    assert (edit.source_in, edit.source_out) == ("10:00:00:00", "10:00:02:00")
    assert walk.keys <= KEYS <= MOST_KEYS
