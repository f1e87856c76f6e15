"""A shot list is played in its order; where a frame cannot be had its still stands for it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from footage import LIST, footage, shot_list
from PIL import Image
from tui_driving import press, settle, text_of, until

from library.timecode import FrameRate, TimeRange
from tui.app import MediavaultApp
from tui.screens.log import LogScreen
from tui.screens.play import PlayScreen
from tui.screens.shot_lists import ShotListScreen
from tui.widgets.shot_table import ShotTable

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from library import Catalogue
    from library.model import MediaFacts
    from mediavault.vault import Vault

PAL = FrameRate(25)


class Frames:
    """A decoder that gives grey frames at once, and notes which were asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.begun: list[tuple[str, int]] = []

    def frame(self, path: Path, facts: MediaFacts, number: int, size: tuple[int, int]) -> Image.Image:
        self.asked.append(number)
        return Image.new("RGB", size, "grey")

    def run(
        self, path: Path, facts: MediaFacts, first: int, size: tuple[int, int], fps: Fraction
    ) -> Generator[Image.Image]:
        self.begun.append((path.name, first))
        while True:
            yield Image.new("RGB", size, "grey")

    def turn_away(self) -> None: ...

    def close(self) -> None: ...


@pytest.fixture
def stocked(tmp_path: Path) -> Iterator[tuple[Catalogue, Vault]]:
    """Five assets and a list with a shot of each; a shot of a video takes 0.2 s, a still as long as all of them."""
    catalogue, vault = footage(tmp_path)
    (tmp_path / "card" / "DCIM").mkdir(parents=True)
    with catalogue:
        shot_list(catalogue)
        with catalogue.transaction("Trim") as edit:
            for shot in catalogue.shot_list(LIST).shots:
                edit.trim_shot(shot.id, replace(shot.source_range, duration=5))
                (tmp_path / "card" / "DCIM" / shot.asset.name).touch()
        yield catalogue, vault


@asynccontextmanager
async def playing(stocked: tuple[Catalogue, Vault], key: str = "space") -> AsyncIterator[tuple[Pilot[None], Frames]]:
    """The app on the screen that plays the list."""
    app = MediavaultApp(stocked[1], stocked[0], playback="cells")
    frames = app.decoder = Frames()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f4")
        await settle(pilot)
        await press(pilot, key)
        assert isinstance(app.screen, PlayScreen)
        yield pilot, frames


async def test_all_shots_are_played_from_their_in_to_the_end_of_the_list(stocked: tuple[Catalogue, Vault]) -> None:
    async with playing(stocked) as (pilot, frames):
        assert isinstance(pilot.app, MediavaultApp)
        await until(pilot, lambda: "❚❚" in text_of(pilot.app))
        assert "shot 5 of 5" in text_of(pilot.app)
        assert "❚❚ 00:00:00:24 / 00:00:01:00  A003C021.MOV" in text_of(pilot.app)
        shots = stocked[0].shot_list(LIST).shots
        videos = [shot for shot in shots if shot.asset.name.endswith("MOV")]
        assert frames.begun == [(shot.asset.name, shot.source_range.start) for shot in videos]
        assert frames.asked == [videos[-1].source_range.end_exclusive - 1]


async def test_it_steps_by_frames_seconds_and_shots_and_leads_back_to_the_shot_that_was_seen(
    stocked: tuple[Catalogue, Vault],
) -> None:
    async with playing(stocked) as (pilot, frames):
        await press(pilot, "K", "home", "full_stop", "full_stop")
        await settle(pilot)
        assert "00:00:00:02 /" in text_of(pilot.app)
        assert frames.asked[-1] == stocked[0].shot_list(LIST).shots[0].source_range.start + 2
        await press(pilot, "pagedown")
        assert "shot 2 of 5" in text_of(pilot.app)
        await press(pilot, "right")
        assert "shot 5 of 5" in text_of(pilot.app)
        await press(pilot, "pageup", "pageup", "pageup", "escape")
        assert isinstance(pilot.app.screen, ShotListScreen)
        assert pilot.app.screen.query_one(ShotTable).cursor == 1


async def test_a_shot_is_opened_in_log_at_the_frame_that_is_seen(stocked: tuple[Catalogue, Vault]) -> None:
    async with playing(stocked) as (pilot, _):
        await press(pilot, "K", "home", "comma", "full_stop", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, LogScreen)
        assert pilot.app.screen.marks.playhead == stocked[0].shot_list(LIST).shots[0].source_range.start + 1


async def test_a_still_stands_for_what_is_not_here_as_long_as_it_runs(stocked: tuple[Catalogue, Vault]) -> None:
    catalogue, _ = stocked
    catalogue._mounts = catalogue.shelf._mounts = dict
    with catalogue.transaction("Trim") as edit:
        for shot in catalogue.shot_list(LIST).shots:
            edit.trim_shot(shot.id, TimeRange(shot.source_range.start, 30 if shot.number == 1 else 1, PAL))
    async with playing(stocked) as (pilot, frames):
        await settle(pilot)
        assert "offline" in text_of(pilot.app)
        await until(pilot, lambda: "❚❚" in text_of(pilot.app))
        assert frames.begun == []
        assert "shot 5 of 5" in text_of(pilot.app)
