"""A shot list as it runs: every shot in its place, frame by frame where its media is here, as a still where it is not.

It is drawn in cells, also where a window could be opened: a cut is judged by its order and its lengths.
"""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_right
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.containers import Vertical
from textual.widgets import Static

from library.errors import MediavaultError
from library.model import MediaKind
from tui import stills
from tui.commands import Action, bindings
from tui.describing import state_line
from tui.playback import SHOWN_PER_S, Footage, Run
from tui.room import Room
from tui.widgets.cut_bar import CutBar
from tui.widgets.frame_scale import label
from tui.widgets.key_strip import KeyStrip
from tui.widgets.picture import Picture
from tui.widgets.title_bar import TitleBar
from tui.wording import clean

if TYPE_CHECKING:
    from PIL.Image import Image
    from textual.app import ComposeResult

    from library.model import Shot, ShotList

HERE = ("play",)
STILL = (512, 384)
"""Pixels a still is decoded into."""
ACTIONS: tuple[Action, ...] = (
    Action("toggle_play", "Play or pause", "space", "Play from here; again pauses.", HERE, "play"),
    Action("play_on", "Play", "L,l", "Play from here on.", HERE),
    Action("pause", "Stop", "K,k", "Stop where it is.", HERE),
    Action("neighbour(-1)", "Shot before", "pageup,up", "To the beginning of the shot before.", HERE, "shot before"),
    Action("neighbour(1)", "Next shot", "pagedown,down", "To the beginning of the next shot.", HERE, "next"),
    Action("seconds(-1)", "One second back", "left", "One second back.", HERE),
    Action("seconds(1)", "One second on", "right", "One second on.", HERE),
    Action("frames(-1)", "One frame back", "comma", "To the frame before.", HERE),
    Action("frames(1)", "One frame on", "full_stop", "To the next frame.", HERE),
    Action("first", "First frame", "home", "To the first frame of the list.", HERE),
    Action("last", "Last frame", "end", "To the last frame of the list.", HERE),
    Action("open", "Open in Log", "enter", "Open the shot's media in Log, at this frame.", HERE, "open"),
    Action("back", "Back", "escape", "Back to the shots, to the one that is seen.", HERE, "back"),
)


class PlayScreen(Room):
    """One list, played from a shot on. Positions are frames of the list, from 0."""

    ACTIONS: ClassVar = ACTIONS
    BINDINGS: ClassVar = bindings(ACTIONS)
    DEFAULT_CSS = """
    PlayScreen #play { height: 1fr; margin-bottom: 2; }
    PlayScreen Picture { width: 100%; height: 1fr; }
    PlayScreen CutBar { padding: 0 1; }
    PlayScreen #play-words { height: 1; padding: 0 1; background: $surface; }
    """

    def __init__(self, shown: ShotList, first: int) -> None:
        """Take the list, and the place of the shot it begins with."""
        super().__init__()
        self._list = shown
        self._beginnings = [span.start for span in shown.record_ranges]
        self.position = self._beginnings[first]
        self._run: Run | None = None
        self.title_bar, self.picture = TitleBar(), Picture(id="play-picture")
        self.bar = CutBar(self._beginnings, shown.duration)
        self.words = Static("", id="play-words", markup=False)

    def compose(self) -> ComposeResult:
        """Title, picture, the list as a line, words, keys."""
        yield self.title_bar
        with Vertical(id="play"):
            yield self.picture
            yield self.bar
            yield self.words
        with Vertical(id="foot"):
            yield KeyStrip(ACTIONS)

    def on_mount(self) -> None:
        """Play at once."""
        self._show()
        self.action_play_on()

    def on_unmount(self) -> None:
        """Stop."""
        self._stop()
        self.host.decoder.turn_away()

    # Where it stands --------------------------------------------------------------------------------------------------

    @property
    def shot(self) -> Shot:
        """The shot that is seen."""
        return self._list.shots[self._place]

    @property
    def _place(self) -> int:
        return bisect_right(self._beginnings, self.position) - 1

    @property
    def frame(self) -> int:
        """The frame of the shot's media that is seen."""
        span, into = self.shot.source_range, self.position - self._beginnings[self._place]
        return min(span.end_exclusive - 1, span.start + span.rate.frames(self._list.rate.seconds(into)))

    def _show(self) -> None:
        shown, shot, rate = self._list, self.shot, self._list.rate
        self.host.current_shot, self.host.current_asset = shot.id, shot.asset.id
        self.title_bar.show("Play", clean(shown.name), f"shot {shot.number} of {len(shown.shots)}")
        self.bar.show(self.position)
        state = "▶ " if self._run is not None else "❚❚"
        name = clean(shot.clip.name or shot.asset.name)
        times = f"{label(self.position, rate)} / {label(shown.duration, rate)}"
        said = "  ".join(filter(None, (clean(shot.heading or ""), clean(shot.note or ""))))
        self.words.update(Text.assemble((f"{state} {times}  {name}", "bold"), (f"  {said}", "dim"), no_wrap=True))

    def _seek(self, position: int) -> None:
        self._stop()
        self.position = min(max(0, position), max(0, self._list.duration - 1))
        self._show()
        self.start(self._show_frame, group="still", exclusive=True)

    async def _show_frame(self) -> None:
        shot, footage, image = self.shot, self._footage(self.shot), None
        if footage is not None:
            try:
                image = await self.host.lanes.originals.run(partial(footage.frame, self.frame))
            except (MediavaultError, OSError, ValueError):
                image = None  # its still stands for it
        image = image or await self._still(shot)
        if self._run is None and self.shot == shot:
            self.picture.show(image, state_line(shot.asset))

    async def _still(self, shot: Shot) -> Image | None:
        return await self.host.lanes.pictures.run(partial(stills.shot_still, self.vault, shot, STILL))

    def _footage(self, shot: Shot) -> Footage | None:
        asset = shot.asset
        playable = asset.location if asset.facts.kind is MediaKind.VIDEO else None
        return Footage(playable, asset.facts, self.host.decoder) if playable else None

    # Playing ----------------------------------------------------------------------------------------------------------

    def _stop(self) -> None:
        if self._run is not None:
            self._run.stopped.set()
            self._run = None

    def action_play_on(self) -> None:
        """From here, or from the beginning once it has ended."""
        if self._run is None:
            if self.position >= self._list.duration - 1:
                self.position = 0
            self.start(self._play, group="play", exclusive=True)

    async def _play(self) -> None:
        """Play shot after shot until somebody stops it."""
        for place in range(self._place, len(self._list.shots)):
            self.position = max(self.position, self._beginnings[place])
            span = self.shot.source_range
            run = self._run = Run(self.frame, span.end_exclusive - 1, 1, span.rate)
            self._show()
            await self._play_shot(run, self.shot, self._beginnings[place])
            if self._run is not run:
                return
        self._seek(self._list.duration - 1)

    async def _play_shot(self, run: Run, shot: Shot, beginning: int) -> None:
        """Play one; what of it no frame came for is stood for by its still."""
        loop, footage = asyncio.get_running_loop(), self._footage(shot)

        def show(number: int, image: Image | None) -> None:
            loop.call_soon_threadsafe(self._show_played, run, (number, beginning), image)

        if footage is not None:
            await self.host.lanes.originals.run(partial(footage.play, run, show))
            await asyncio.sleep(0)
        left = shot.source_range.end_exclusive - self.frame
        if self._run is run and left > shot.source_range.rate.fraction:  # more than a second of it was not seen
            self.picture.show(await self._still(shot), state_line(shot.asset))
            await self._hold(run, beginning)

    async def _hold(self, run: Run, beginning: int) -> None:
        start, began = self.frame, time.monotonic()
        while self._run is run:
            number = start + int((time.monotonic() - began) * float(run.rate.fraction))
            if number > run.last:
                return
            self._show_played(run, (number, beginning), None)
            await asyncio.sleep(1 / SHOWN_PER_S)

    def _show_played(self, run: Run, at: tuple[int, int], image: Image | None) -> None:
        if self._run is not run or not self.is_mounted:
            return
        number, beginning = at
        into = number - self._list.shots[bisect_right(self._beginnings, beginning) - 1].source_range.start
        self.position = beginning + self._list.rate.frames(run.rate.seconds(into))
        if image is not None:
            self.picture.show(image)
        self._show()
        self.call_after_refresh(run.ready.set)

    def action_pause(self) -> None:
        """Stop at the frame that is shown."""
        self._seek(self.position)

    def action_toggle_play(self) -> None:
        """Play, or pause."""
        (self.action_pause if self._run is not None else self.action_play_on)()

    # Moving -----------------------------------------------------------------------------------------------------------

    def action_neighbour(self, step: int) -> None:
        """To the beginning of another shot; it goes on playing."""
        played = self._run is not None
        place = min(max(self._place + step, 0), len(self._beginnings) - 1)
        self._seek(self._beginnings[place])
        if played:
            self.action_play_on()

    def action_seconds(self, seconds: int) -> None:
        """Step by seconds."""
        self._seek(self.position + self._list.rate.frames(seconds))

    def action_frames(self, frames: int) -> None:
        """Step by frames of the list."""
        self._seek(self.position + frames)

    def action_first(self) -> None:
        """To the first frame."""
        self._seek(0)

    def action_last(self) -> None:
        """To the last frame."""
        self._seek(self._list.duration - 1)

    def on_cut_bar_seek(self, message: CutBar.Seek) -> None:
        """Somebody pointed at a position."""
        self._seek(message.position)

    # Elsewhere --------------------------------------------------------------------------------------------------------

    def action_open(self) -> None:
        """Open the media in Log at this frame."""
        self._stop()
        self.host.action_open_log(start=self.frame)

    def action_back(self) -> None:
        """Back to the shots."""
        self._stop()
        self.app.pop_screen()
