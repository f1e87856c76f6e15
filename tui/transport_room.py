"""What the library and the Log screen share: one asset that plays, its exact frames, and in and out marked on them."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text

from library.errors import MediavaultError
from library.model import MediaKind
from mediavault.vault.cache import tile_of
from mediavault.workers.dead_disks import DiskSilent
from tui import pictures, stills
from tui.commands import Action
from tui.describing import GONE, range_words, start_of, state_line
from tui.marks import Marks
from tui.playback import Footage, Run
from tui.playing_room import PlayingRoom, state_of, video_of
from tui.tagging import Target
from tui.tagging_room import BOTH, TaggingRoom
from tui.widgets.frame_scale import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image

    from library.model import Asset
    from library.timecode import FrameRate, TimeRange
    from tui.playback import Window
    from tui.widgets.picture import Drawing, Picture

SOON_S = 0.5
"""Seconds after which something near a frame is shown until it comes."""
SOUND_STEPS = 240
"""Steps a second of sound is gone through in; no picture has so many frames in a second."""
UNPLAYABLE = "Only video that is online can be played here, and sound where mpv can open a window."
NOWHERE = "–"
LARGE = (512, 384)
"""Pixels a still is decoded into."""

MARKING: tuple[Action, ...] = (
    Action("mark_in", "Mark in", "i", "The range begins at this frame; works while playing.", BOTH, "in"),
    Action("mark_out", "Mark out", "o", "The range ends with this frame; works while playing.", BOTH, "out"),
)
TRANSPORT: tuple[Action, ...] = (
    Action("save", "Save the range", "s", "Keep the marked range without tags.", BOTH, "save"),
    Action("toggle_play", "Play or pause", "space", "Play from here; again pauses.", BOTH, "play"),
    Action("play_on", "Play forward", "L,l", "Play; again twice, four and eight times as fast.", BOTH),
    Action("pause", "Stop", "K,k", "Stop where it is.", BOTH),
    Action("play_back", "Play backwards", "J,j", "Play backwards; again faster.", BOTH),
    Action("frames(-1)", "One frame back", "comma", "To the frame before.", BOTH),
    Action("frames(1)", "One frame on", "full_stop", "To the next frame.", BOTH),
    Action("frames(-10)", "Ten frames back", "less_than_sign", "Ten frames back.", BOTH),
    Action("frames(10)", "Ten frames on", "greater_than_sign", "Ten frames on.", BOTH),
    Action("go_in", "Go to in", "I", "To the first frame of the range.", BOTH),
    Action("go_out", "Go to out", "O", "To the last frame of the range.", BOTH),
    Action("mark_whole", "Mark everything", "X", "The range is all of it.", BOTH),
    Action("clear_marks", "Clear marks", "backslash", "Forget in and out.", BOTH),
)


class TransportRoom(PlayingRoom, TaggingRoom):
    """A screen that plays one asset. Subclasses `take` it, show it, and say of what `picture` its frames are."""

    picture: Picture
    """Where frames are drawn."""

    def __init__(self) -> None:
        """No asset is taken."""
        super().__init__()
        self.asset: Asset | None = None
        self.marks = Marks()
        self._footage: Footage | None = None
        self._strip: Image | None = None
        self._target: Target | None = None
        self._asked_frame = asyncio.Event()
        self._told = ""
        """What was said last of a disk that does not answer."""

    async def take(self, asset: Asset, playhead: int = 0) -> None:
        """Have this asset from now on, at a frame."""
        self._stop()
        await self._close_window()
        self.asset, self._strip, self._target = asset, None, None
        self.marks = Marks(asset.facts.available_range, playhead=playhead)
        playable = asset.location if asset.facts.kind is MediaKind.VIDEO else None
        self._footage = Footage(playable, asset.facts, self.host.decoder) if playable else None
        video = video_of(asset)
        self._window = self.host.window(video) if video and self.host.window else None
        self.start(self._draw_frames, group="frames", exclusive=True)

    async def ready(self) -> None:
        """Take the asset that is meant, where another is or none."""

    def show_position(self) -> None:
        """Show where the playhead is."""
        raise NotImplementedError

    def show_marks(self) -> None:
        """Show the marks, and where the playhead is."""
        self.show_position()

    @property
    def pending(self) -> Target | None:
        """The range that is marked and no clip yet; the same one as long as it is the same range."""
        if self.asset is None or self.marks.range is None:
            return None
        fresh = Target((self.asset.id,), range=self.marks.range)
        if self._target != fresh:
            self._target = fresh
        return self._target

    @property
    def span(self) -> TimeRange | None:
        """What in and out are gone to of."""
        return self.marks.range

    def position_words(self, available: TimeRange, *, end: bool = True) -> Text:
        """`▶ 2x  00:00:04:02 / 00:00:09:24`: where the playhead is, and where it ends."""
        last = (f" / {self._label(available.end_exclusive - 1, available.rate)}", "dim") if end else ""
        return Text.assemble(
            (f"{state_of(self._run):<5}", "bold"), self._label(self.marks.playhead, available.rate), last
        )

    def marked_words(self, available: TimeRange) -> Text:
        """`In 00:00:02:10  Out –  Dur 00:00:01:17`."""
        marks, rate = self.marks, available.rate
        return Text.assemble(
            ("In ", "dim"),
            NOWHERE if marks.mark_in is None else self._label(marks.mark_in, rate),
            ("  Out ", "dim"),
            NOWHERE if marks.mark_out is None else self._label(marks.mark_out - 1, rate),
            ("  Dur ", "dim"),
            label(marks.range.duration, rate) if marks.range else NOWHERE,
        )

    def _label(self, frame: int, rate: FrameRate) -> str:
        return label(frame, rate, start_of(self.asset) if self.asset else None)

    # Transport --------------------------------------------------------------------------------------------------------

    def seek(self, frame: int) -> None:
        """Put the playhead on a frame."""
        self._stop()
        self.marks.seek(frame)
        self.show_position()
        if self.marks.open:
            self.show_marks()
        self._asked_frame.set()
        if self._window is not None and self._window.is_open:
            self.start(partial(self._steer, self._window.seek, self.marks.playhead), group="window", exclusive=True)

    async def action_frames(self, frames: int) -> None:
        """Step by frames."""
        await self.ready()
        if self.marks.available is not None:
            self.seek(self.marks.playhead + frames * max(1, self.marks.available.rate.nominal // SOUND_STEPS))

    def action_pause(self) -> None:
        """Stop at the frame that is shown."""
        played = self._run is not None
        self._stop()
        self.show_position()
        self._asked_frame.set()
        if played and self._window is not None:
            self.start(partial(self._steer, self._pause_window), group="window", exclusive=True)

    async def _pause_window(self) -> None:
        """Take over the frame at which the window stands; none is shown there that was not the playhead's."""
        before = self.marks.playhead
        shown = await self._window.pause() if self._window is not None else before
        if self._run is None and self.marks.playhead == before:
            self.marks.seek(shown)
            self.show_position()
            self._asked_frame.set()

    async def play(self, speed: int) -> None:
        """From the playhead, or from the beginning once it has ended."""
        await self.ready()
        if (self._footage is None and self._window is None) or self.marks.available is None:
            self.host.say(UNPLAYABLE, severity="warning")
            return
        self._stop()
        last = self.marks.available.end_exclusive - 1
        start = 0 if self.marks.playhead >= last and speed > 0 else self.marks.playhead
        run = self._run = Run(start, last, speed, self.marks.available.rate)
        self.show_position()
        if self._window is not None:
            playing = partial(self._steer, partial(self._played_in_window, run, self._window))
        elif self._footage is not None:
            playing = partial(self._played, run, self._footage)
        self.start(playing, group="play", exclusive=True)

    async def _played_in_window(self, run: Run, window: Window) -> None:
        try:
            async with aclosing(window.play(run.start, run.speed)) as frames:
                async for number in frames:
                    if self._run is not run:
                        return
                    self._show_played(run, number, None)
        finally:
            if self._run is run:
                self.action_pause()

    async def _played(self, run: Run, footage: Footage) -> None:
        loop, canvas = asyncio.get_running_loop(), self.picture.canvas

        def show(number: int, image: Image | None) -> None:
            drawing = None if image is None else canvas.draw(image)
            loop.call_soon_threadsafe(self._show_played, run, number, drawing)

        await self.host.lanes.originals.run(partial(footage.play, run, show))
        if self._run is run:
            self.action_pause()

    def _show_played(self, run: Run, number: int, drawing: Drawing | None) -> None:
        if self._run is not run or not self.is_mounted:
            return
        self.marks.playhead = number
        if drawing is not None:
            self.picture.show_drawn(drawing)
        (self.show_marks if self.marks.open else self.show_position)()
        self.call_after_refresh(run.ready.set)

    # Frames -----------------------------------------------------------------------------------------------------------

    async def _draw_frames(self) -> None:
        """Draw the frame at the playhead, again and again when it has moved; only the newest wish counts."""
        while True:
            await self._asked_frame.wait()
            self._asked_frame.clear()
            if self._run is None and self.asset is not None:
                await self.draw(self.picture, *await self._still(self.asset, self.marks.playhead))

    async def _still(self, asset: Asset, frame: int) -> tuple[Image | None, str]:
        why = ""
        if self._footage is not None:
            exact = asyncio.ensure_future(self.host.lanes.originals.run(partial(self._footage.frame, frame)))
            try:
                await asyncio.wait({exact}, timeout=SOON_S)
                if not exact.done():
                    await self.draw(self.picture, await self._at_hand(asset, frame), "waiting for the disk …")
                return await exact, ""
            except (MediavaultError, OSError, ValueError) as error:
                self._tell(error)
                why = GONE if isinstance(error, FileNotFoundError) else ""
            finally:
                exact.cancel()  # whoever leaves meanwhile does not wait for it, nor for what goes wrong with it
        return await self._near(asset, frame, state_line(asset) or why)

    def _tell(self, error: Exception) -> None:
        """Say of a disk that does not answer, once: everything else is seen by what stands for the frame."""
        if isinstance(error, DiskSilent) and str(error) != self._told:
            self._told = str(error)
            self.host.say(self._told, severity="error")

    async def _near(self, asset: Asset, frame: int, why: str) -> tuple[Image | None, str]:
        """What stands for a frame that cannot be had, and what is said of it."""
        if self._strip is not None and self.marks.available is not None:
            return await self._at_hand(asset, frame), why or "near this frame"
        image = await self.cached(asset, self._preview_of(asset))
        missing = "sound" if asset.facts.kind is MediaKind.AUDIO else "no picture"
        return image, why if image or why == GONE else joined(missing, why)

    async def _at_hand(self, asset: Asset, frame: int) -> Image | None:
        """The tile of the filmstrip that is nearest to a frame; the preview where there is none."""
        if self._strip is not None and self.marks.available is not None:
            return stills.tile(self._strip, tile_of(frame, self.marks.available.duration))
        return await self.host.lanes.pictures.run(self._preview_of(asset))

    def _preview_of(self, asset: Asset) -> Callable[[], Image | None]:
        return partial(pictures.preview, self.vault.preview_path(asset.fingerprint.quick_hex), LARGE)

    # Marks ------------------------------------------------------------------------------------------------------------

    async def action_mark_in(self) -> None:
        """The range begins here."""
        await self._mark(Marks.set_in)

    async def action_mark_out(self) -> None:
        """The range ends with this frame."""
        await self._mark(Marks.set_out)

    async def action_mark_whole(self) -> None:
        """Everything."""
        await self._mark(Marks.set_whole)

    async def _mark(self, mark: Callable[[Marks], None]) -> None:
        await self.ready()
        if self.marks.available is None:
            self.host.say("A photo has no ranges: tags go to the whole of it.", severity="warning")
            return
        mark(self.marks)
        self.show_marks()

    def action_clear_marks(self) -> None:
        """Forget in and out."""
        self.marks.clear()
        self.show_marks()

    def action_go_in(self) -> None:
        """To the first frame of the range."""
        if self.span is not None:
            self.seek(self.span.start)

    def action_go_out(self) -> None:
        """To the last frame of the range."""
        if self.span is not None:
            self.seek(self.span.end_exclusive - 1)

    def action_save(self) -> None:
        """Keep the range."""
        target, span = self.pending, self.marks.range
        if target is None or span is None:
            self.host.say("Nothing is marked: i sets in, o sets out.", severity="warning")
        elif self.asset is not None:
            self.start(partial(self._save, target, range_words(span, start_of(self.asset))), group="write")

    async def _save(self, target: Target, words: str) -> None:
        clips = await self.write_on(target, f"Mark {words}", target.clips)
        if clips is not None:
            self.host.say(f"Saved {words}")
            self.tagged(clips)


def joined(*words: str) -> str:
    """Those that say something."""
    return "  ".join(filter(None, words))
