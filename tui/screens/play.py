"""A shot list as it runs: every shot in its place, in a window of mpv or drawn in cells.

In the window, what is not here is skipped; in cells, its still stands for it as long as it runs.
"""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_right
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.containers import Vertical
from textual.widgets import Static

from library.errors import MediavaultError
from library.model import MediaKind
from tui import stills
from tui.commands import Action, bindings
from tui.describing import GONE, state_line
from tui.playback import SHOWN_PER_S, Footage, Run
from tui.playing_room import PlayingRoom, state_of, video_of
from tui.widgets.cut_bar import CutBar
from tui.widgets.foot import Foot
from tui.widgets.frame_scale import label
from tui.widgets.key_strip import KeyStrip
from tui.widgets.picture import Picture
from tui.widgets.title_bar import TitleBar
from tui.wording import clean

if TYPE_CHECKING:
    from PIL.Image import Image
    from textual.app import ComposeResult

    from library.model import Shot, ShotList
    from tui.playback import Window
    from tui.widgets.picture import Drawing

HERE = ("play",)
UNSEEN = "could not be played: a still stands for it"
STILL = (512, 384)
"""Pixels a still is decoded into."""
NAMED = 3
"""Skipped shots that are named in one sentence."""
ACTIONS: tuple[Action, ...] = (
    Action("toggle_play", "Play or pause", "space", "Play from here; again pauses.", HERE, "play"),
    Action("play_on", "Play forward", "L,l", "Play from here on; again twice, four and eight times as fast.", HERE),
    Action("pause", "Stop", "K,k", "Stop where it is.", HERE),
    Action("play_back", "Play backwards", "J,j", "Play backwards, shot before shot; again faster.", HERE),
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


class PlayScreen(PlayingRoom):
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
        self._videos = {shot.asset.id: video for shot in shown.shots if (video := video_of(shot.asset))}
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
        with Foot():
            yield KeyStrip(ACTIONS)

    async def on_mount(self) -> None:
        """Play at once."""
        if self.host.window is not None and self._videos:
            self._window = self.host.window(*self._videos.values())
        self._show()
        await self.action_play_on()

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

    def _position_of(self, shot: Shot, frame: int) -> int:
        """Where in the list a frame of a shot's media stands."""
        into = shot.source_range.rate.seconds(frame - shot.source_range.start)
        return self._beginnings[shot.number - 1] + self._list.rate.frames(into)

    def _show(self) -> None:
        shown, shot, rate = self._list, self.shot, self._list.rate
        self.host.current_shot, self.host.current_asset = shot.id, shot.asset.id
        self.title_bar.show("Play", clean(shown.name), f"shot {shot.number} of {len(shown.shots)}")
        self.bar.show(self.position)
        name = clean(shot.clip.name or shot.asset.name)
        times = f"{label(self.position, rate)} / {label(shown.duration, rate)}"
        said = "  ".join(filter(None, (clean(shot.heading or ""), clean(shot.note or ""))))
        line = Text.assemble((f"{state_of(self._run)} {times}  {name}", "bold"), (f"  {said}", "dim"), no_wrap=True)
        self.words.update(line)

    def _seek(self, position: int) -> None:
        self._stop()
        self.position = min(max(0, position), max(0, self._list.duration - 1))
        self._stand()
        self.start(self._turn_window, group="play", exclusive=True)

    def _stand(self) -> None:
        self._show()
        self.start(self._show_frame, group="still", exclusive=True)

    async def _show_frame(self) -> None:
        shot, footage, image, why = self.shot, self._footage(self.shot), None, ""
        if footage is not None:
            try:
                image = await self.host.lanes.originals.run(partial(footage.frame, self.frame))
            except (MediavaultError, OSError, ValueError) as error:
                why = GONE if isinstance(error, FileNotFoundError) else UNSEEN
        image = image or await self._still(shot)
        if self._run is None and self.shot == shot:
            await self.draw(self.picture, image, state_line(shot.asset) or why)

    async def _show_still(self, run: Run, shot: Shot) -> None:
        image = await self._still(shot)
        if self._run is run:
            await self.draw(self.picture, image, state_line(shot.asset))

    async def _still(self, shot: Shot) -> Image | None:
        return await self.host.lanes.pictures.run(partial(stills.shot_still, self.vault, shot, STILL))

    def _footage(self, shot: Shot) -> Footage | None:
        asset = shot.asset
        playable = asset.location if asset.facts.kind is MediaKind.VIDEO else None
        return Footage(playable, asset.facts, self.host.decoder) if playable else None

    # Playing ----------------------------------------------------------------------------------------------------------

    async def play(self, speed: int) -> None:
        """From here, or from the beginning once it has ended."""
        if self._run is None and speed > 0 and self.position >= self._list.duration - 1:
            self.position = 0
        self._stop()
        self._run = self._run_here(speed)
        self.start(partial(self._play, self._run), group="play", exclusive=True)

    def _run_here(self, speed: int) -> Run:
        span = self.shot.source_range
        return Run(self.frame, span.end_exclusive - 1, speed, span.rate, span.start)

    async def _play(self, run: Run) -> None:
        """Play shot after shot until somebody stops it."""
        speed, here, skipped = run.speed, self._place, list["Shot"]()
        for place in range(here, len(self._beginnings)) if speed > 0 else range(here, -1, -1):
            if place != here:
                self.position = self._beginnings[place] if speed > 0 else self._beginnings[place + 1] - 1
            if self._is_skipped(self.shot):
                skipped.append(self.shot)
                continue
            self._say_skipped(skipped)
            run = self._run = run if place == here else self._run_here(speed)
            self._show()
            await self._play_shot(run, self.shot)
            if self._run is not run:
                return
        self._say_skipped(skipped)
        self._seek(self._list.duration - 1 if speed > 0 else 0)

    def _is_skipped(self, shot: Shot) -> bool:
        """Whether the window would stand still for it; of a photo the still is shown here."""
        return self._window is not None and shot.asset.facts.kind is not MediaKind.PHOTO and not video_of(shot.asset)

    def _say_skipped(self, shots: list[Shot]) -> None:
        if shots:
            named = "; ".join(f"{one.number}, {one.asset.name}, {state_line(one.asset)}" for one in shots[:NAMED])
            more = f"; and {len(shots) - NAMED} more" if len(shots) > NAMED else ""
            self.host.say(f"Skipped: {named}{more}.", severity="warning")
            shots.clear()

    async def _play_shot(self, run: Run, shot: Shot) -> None:
        """Play one, in the window or in cells; what of it no frame came for is stood for by its still."""
        window = self._window
        if window is not None and shot.asset.id in self._videos:
            self.start(partial(self._show_still, run, shot), group="still", exclusive=True)
            await self._steer(partial(self._play_in_window, run, shot, window))
            if self._run is run and self._window is not None and not window.is_open:  # somebody closed it
                self._seek(self.position)
            if self._window is not None:
                return
        footage = self._footage(shot)
        if footage is not None:
            loop, canvas = asyncio.get_running_loop(), self.picture.canvas

            def show(number: int, image: Image | None) -> None:
                drawing = None if image is None else canvas.draw(image)
                loop.call_soon_threadsafe(self._show_played, run, (shot, number), drawing)

            await self.host.lanes.originals.run(partial(footage.play, run, show))
            await asyncio.sleep(0)
        rest = Run(self.frame, run.last, run.speed, run.rate, run.first)
        if self._run is run and rest.frames > run.rate.fraction:  # more than a second of it was not seen
            await self.draw(self.picture, await self._still(shot), state_line(shot.asset) or UNSEEN)
            await self._hold(run, shot, rest)

    async def _hold(self, run: Run, shot: Shot, rest: Run) -> None:
        began = time.monotonic()
        while self._run is run and (passed := time.monotonic() - began) < rest.seconds:
            self._show_played(run, (shot, rest.at(passed)), None)
            await asyncio.sleep(1 / SHOWN_PER_S)

    def _show_played(self, run: Run, at: tuple[Shot, int], drawing: Drawing | None) -> None:
        if self._run is not run or not self.is_mounted:
            return
        self.position = self._position_of(*at)
        if drawing is not None:
            self.picture.show_drawn(drawing)
        self._show()
        self.call_after_refresh(run.ready.set)

    def action_pause(self) -> None:
        """Stop at the frame that is shown."""
        played = self._run is not None
        self._stop()
        if played and self._window is not None and self.shot.asset.id in self._videos:
            self._show()
            self.start(partial(self._steer, partial(self._pause_window, self.shot)), group="play", exclusive=True)
        else:
            self._seek(self.position)

    # The window -------------------------------------------------------------------------------------------------------

    def _number(self, shot: Shot) -> int:
        return list(self._videos).index(shot.asset.id)

    async def _turn_window(self) -> None:
        """Have the window stand where the list does."""
        shot, window = self.shot, self._window
        if window is not None and window.is_open and shot.asset.id in self._videos:
            await self._steer(window.cue, self._number(shot), self.frame, shot.source_range.end_exclusive - 1)

    async def _play_in_window(self, run: Run, shot: Shot, window: Window) -> None:
        await window.cue(self._number(shot), run.start, run.last)
        self._foresee(window, 1 if run.speed > 0 else -1)
        async with aclosing(window.play(run.start, run.speed)) as frames:
            async for number in frames:
                if self._run is not run:
                    return
                self._show_played(run, (shot, number), None)
                if run.speed < 0 and number <= run.first:
                    return

    def _foresee(self, window: Window, step: int) -> None:
        """Have the window get ready for the next shot while this one plays."""
        place = self._place + step
        shot = self._list.shots[place] if 0 <= place < len(self._list.shots) else None
        if shot is not None and shot.asset.id in self._videos:
            self.start(partial(window.foresee, self._number(shot)), group="foresee", exclusive=True)

    async def _pause_window(self, shot: Shot) -> None:
        """Take over the frame at which the window stands."""
        shown = await self._window.pause() if self._window is not None else self.frame
        if self._run is None and self.shot == shot:
            span = shot.source_range
            self.position = self._position_of(shot, min(max(shown, span.start), span.end_exclusive - 1))
            self._stand()

    # Moving -----------------------------------------------------------------------------------------------------------

    async def action_neighbour(self, step: int) -> None:
        """To the beginning of another shot; it goes on playing."""
        played = self._run is not None
        place = min(max(self._place + step, 0), len(self._beginnings) - 1)
        self._seek(self._beginnings[place])
        if played:
            await self.action_play_on()

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
