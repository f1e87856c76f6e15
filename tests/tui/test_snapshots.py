"""Every screen at three sizes, as it was looked at and found good: `tests/tui/snapshots` has what a terminal shows.

`make snapshots` writes them anew; what changed is read in the diff before it is committed. One run of the interface
goes through all screens.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import AsyncIterator, Generator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from rendered import rendered
from shown_archive import running_ingest, shown_archive, stop_clocks
from tui_driving import press, settle

from tui.app import MediavaultApp

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from library.model import MediaFacts

SIZES = [(80, 24), (120, 36), (200, 60)]
KEPT = Path(__file__).with_name("snapshots")
WRITING = bool(os.environ.get("MEDIAVAULT_SNAPSHOTS"))
"""Set by `make snapshots`."""
CARD_B = "/media/anna/CARD_B"
TOOLS = [("ffmpeg", "7.1", True), ("ffprobe", "Not found: install ffmpeg.", False)]


class Frames:
    """Decodes nothing: every frame is black."""

    def frame(self, _path: Path, _facts: MediaFacts, _number: int, size: tuple[int, int]) -> Image.Image:
        return Image.new("RGB", size)

    def run(self, *_: object) -> Generator[Image.Image]:
        yield from ()

    def turn_away(self) -> None:
        """Nothing is under way."""

    def close(self) -> None:
        """Nothing is open."""


async def screens(pilot: Pilot[None]) -> AsyncIterator[str]:
    """Goes through all screens by their keys; gives the name of each while it is shown."""
    app = pilot.app
    assert isinstance(app, MediavaultApp)

    async def keys(*pressed: str) -> None:
        for key in pressed:  # what the next one does may depend on what this one found
            await press(pilot, key)
            await settle(pilot)

    await keys("down", "x", "x")
    yield "library-list"
    await keys("tab")
    yield "library-counts"
    await keys("tab", "slash", *"hands")
    yield "library-search"
    await keys("escape", "escape", "ctrl+g")
    yield "library-grid"
    await keys("ctrl+g", "home", "enter", "right", "i", "right", "right", "o")
    yield "log"
    await keys("t", *"ba")
    yield "log-tag"
    await keys("escape", "f4")
    yield "shot-lists"
    await keys("ctrl+e")
    yield "export"
    await keys("escape", "f5")
    yield "ingest-nothing"
    app.ingest = running_ingest()
    await keys("f2", "f5")
    yield "ingest"
    await keys("f6")
    yield "catalogue-events"
    await keys("tab")
    yield "catalogue-places"
    await keys("f7")
    yield "suggestions"
    await keys("f8", "down")
    yield "history"
    await keys("question_mark")
    yield "keys"
    await keys("escape", "f2", "g")
    yield "chord"
    await keys("escape", "ctrl+p", *"un")
    yield "palette"
    await keys("escape")
    app.action_open_first_run()
    await settle(pilot)
    yield "first-run"
    await keys("a")
    yield "first-run-folder"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_screen_is_as_it_was_found_good(
    size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clocks(monkeypatch, tmp_path)
    monkeypatch.setattr("tui.screens.first_run.tool_checks", lambda: TOOLS)
    monkeypatch.setattr("tui.widgets.folder_prompt.cards", lambda: [CARD_B])
    monkeypatch.setattr("tui.chords.WAIT_S", 0.005)
    monkeypatch.setattr("textual.widgets.Input._toggle_cursor", lambda _: None)  # it does not blink
    catalogue, vault = shown_archive(tmp_path)
    folder = KEPT / f"{size[0]}x{size[1]}"
    others = []
    with catalogue:
        app = MediavaultApp(vault, catalogue, pictures="none", playback="cells")
        app.decoder = Frames()
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            async for name in screens(pilot):
                others += differences(folder / f"{name}.txt", rendered(app))
    assert not others, "\n".join(others) + "\nLook at these; when they are meant, `make snapshots` keeps them."


def differences(kept: Path, shown: str) -> list[str]:
    """What is another than it was kept, line by line; while writing, it is kept."""
    if WRITING:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(shown, encoding="utf-8")
    before = kept.read_text(encoding="utf-8") if kept.exists() else ""
    return list(difflib.unified_diff(before.splitlines(), shown.splitlines(), f"kept {kept.stem}", "shown", "", "", 1))
