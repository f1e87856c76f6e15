"""A shot list is played in its order; where a frame cannot be had its still stands for it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from footage import LIST, facts, footage, shot_list
from PIL import Image
from tui_driving import press, settle, text_of, type_key, until

from library.model import FileStamp, Fingerprint
from library.timecode import FrameRate, TimeRange
from mediavault.playing import PlayerGone
from mediavault.tools import ToolMissing
from tests.tui.fakes import FakeWindow
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


class Mpv(FakeWindow):
    """A window that shows the first and the last frame of what it is turned to, and ends there."""

    async def play(self, frame: int, speed: int) -> AsyncGenerator[int, None]:
        self.asked.append(("play", frame, speed))
        self.is_open = True
        first, last = self.span
        for number in (frame, last if speed > 0 else first):
            self.shown = number
            yield number

    async def cue(self, video: int, frame: int, last: int) -> None:
        await super().cue(video, frame, last)
        self.span = (0, last)


@asynccontextmanager
async def in_window(stocked: tuple[Catalogue, Vault], window: FakeWindow) -> AsyncIterator[Pilot[None]]:
    """The app on the screen that plays the list in a window."""
    app = MediavaultApp(stocked[1], stocked[0])
    app.decoder = Frames()
    app.window = lambda *_: window
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await press(pilot, "f4")
        await settle(pilot)
        await press(pilot, "space")
        yield pilot


async def test_a_window_plays_each_shot_from_in_to_out_and_what_it_skips_is_said(
    stocked: tuple[Catalogue, Vault],
) -> None:
    """One window for all files; a photo is shown here, as long as it runs."""
    catalogue, window = stocked[0], Mpv()
    with catalogue.transaction("Another card") as edit:
        away = edit.add_volume("uuid:card-z", "CARD_Z")
        _, asset = edit.record(
            away.id, b"AWAY.MOV", FileStamp(9, 1, 1, 9), Fingerprint(9, "9" * 32), facts("AWAY.MOV", 9)
        )
        edit.append_shot(LIST, edit.add_clip(asset, TimeRange(7, 5, PAL)))
        edit.move_shot(LIST, 6, 2)
    async with in_window(stocked, window) as pilot:
        await until(pilot, lambda: "Skipped" in text_of(pilot.app))
        assert "Skipped: 2, AWAY.MOV, ⚠ offline" in text_of(pilot.app)
        await until(pilot, lambda: "❚❚" in text_of(pilot.app))
        assert [asked for asked in window.asked if asked[0] != "foresee"] == [
            *[("cue", 0, 100, 104), ("play", 100, 1)],
            *[("cue", 1, 200, 204), ("play", 200, 1)],
            *[("cue", 2, 400, 404), ("play", 400, 1)],
            *[("cue", 3, 500, 504), ("play", 500, 1)],
            ("cue", 3, 504, 504),  # it stands on the last frame of the list
        ]
        assert "shot 6 of 6" in text_of(pilot.app)


async def test_backwards_it_goes_from_out_to_in_and_shot_before_shot(stocked: tuple[Catalogue, Vault]) -> None:
    window = Mpv()
    async with in_window(stocked, window) as pilot:
        await press(pilot, "K", "end")
        window.asked.clear()
        await press(pilot, "J")
        await until(pilot, lambda: "❚❚" in text_of(pilot.app))
        plays = [asked for asked in window.asked if asked[0] == "play"]
        assert plays == [("play", 504, -1), ("play", 404, -1), ("play", 204, -1), ("play", 104, -1)]
        assert "shot 1 of 5" in text_of(pilot.app)
        assert "00:00:00:00 /" in text_of(pilot.app)


async def test_a_window_that_is_closed_stops_the_list_where_it_was(stocked: tuple[Catalogue, Vault]) -> None:
    window = FakeWindow()
    async with in_window(stocked, window) as pilot:
        await window.opened.wait()
        for said in (101, 102, PlayerGone()):
            window.frames.put_nowait(said)
        await settle(pilot)
        assert "❚❚ 00:00:00:02 /" in text_of(pilot.app)
        assert "play opens it again" in text_of(pilot.app)


async def test_without_a_player_the_list_goes_on_in_cells(stocked: tuple[Catalogue, Vault]) -> None:
    window = FakeWindow()
    async with in_window(stocked, window) as pilot:
        await window.opened.wait()
        window.frames.put_nowait(ToolMissing("mpv"))
        await until(pilot, lambda: "Played in the terminal instead." in text_of(pilot.app))
        await until(pilot, lambda: "❚❚" in text_of(pilot.app))
        assert "shot 5 of 5" in text_of(pilot.app)
        assert window.asked[-1] == ("close",)


async def test_two_quick_presses_are_twice_as_fast(stocked: tuple[Catalogue, Vault]) -> None:
    async with in_window(stocked, FakeWindow()) as pilot:
        await press(pilot, "K")
        for key in ("L", "L"):
            type_key(pilot.app, key)
        await press(pilot, "F20")  # which does nothing: those before it are dealt with
        assert "▶ 2x" in text_of(pilot.app)


@pytest.mark.parametrize("keys", [("L", "L"), ("J", "J")])
async def test_in_cells_it_goes_faster_and_backwards(stocked: tuple[Catalogue, Vault], keys: tuple[str, ...]) -> None:
    async with playing(stocked) as (pilot, _):
        await press(pilot, "K", "home" if keys == ("L", "L") else "end", *keys)
        assert f"{'▶' if keys[0] == 'L' else '◀'} 2x" in text_of(pilot.app)
        await until(pilot, lambda: "❚❚" in text_of(pilot.app))
        assert f"shot {5 if keys[0] == 'L' else 1} of 5" in text_of(pilot.app)
