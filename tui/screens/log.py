"""F3, Log: the exact frame at the playhead, ranges marked with i and o, and everything said of them."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from library.errors import MediavaultError
from library.model import MediaKind
from library.timecode import TimeRange
from mediavault.playing import PlayerGone
from mediavault.workers.dead_disks import DiskSilent
from tui import pictures, stills
from tui.commands import Action, bindings
from tui.describing import links_line, picture_line, range_words, ranges_of, state_line, whole_of
from tui.listening import listen
from tui.marks import Marks
from tui.playback import SPEEDS, Footage, Run, Window
from tui.tagging import Target
from tui.tagging_room import TAGGING, TaggingRoom
from tui.widgets.filmstrip import Filmstrip
from tui.widgets.frame_scale import label
from tui.widgets.picture import Drawing, Picture
from tui.widgets.range_panel import RangePanel
from tui.widgets.said import Said
from tui.widgets.timeline import Timeline
from tui.widgets.title_bar import TitleBar
from tui.widgets.waveform import Waveform
from tui.wording import clean, stars

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from PIL.Image import Image
    from textual.app import ComposeResult

    from library.model import Asset, AssetId, Clip, ClipId, Use
    from library.timecode import Timecode

HERE = ("log",)
WIDE = 90
"""Columns from which everything of the transport has room."""
SOUND_STEPS = 240
"""Steps a second of sound is gone through in; no picture has so many frames in a second."""
SOON_S = 0.5
"""Seconds after which something near a frame is shown until it comes."""
UNPLAYABLE = "Only video that is online can be played here, and sound where mpv can open a window."
LARGE = (512, 384)
"""Pixels a still is decoded into."""

ACTIONS: tuple[Action, ...] = (
    Action("mark_in", "Mark in", "i", "The range begins at this frame; works while playing.", HERE, "in"),
    Action("mark_out", "Mark out", "o", "The range ends with this frame; works while playing.", HERE, "out"),
    *TAGGING,
    Action("save", "Save the range", "s", "Keep the marked range without tags.", HERE, "save"),
    Action("toggle_play", "Play or pause", "space", "Play from here; again pauses.", HERE, "play"),
    Action("play_on", "Play forward", "L,l", "Play; again twice, four and eight times as fast.", HERE),
    Action("pause", "Stop", "K,k", "Stop where it is.", HERE),
    Action("play_back", "Play backwards", "J,j", "Play backwards; again faster.", HERE),
    Action("frames(-1)", "One frame back", "comma", "To the frame before.", HERE),
    Action("frames(1)", "One frame on", "full_stop", "To the next frame.", HERE),
    Action("frames(-10)", "Ten frames back", "less_than_sign", "Ten frames back.", HERE),
    Action("frames(10)", "Ten frames on", "greater_than_sign", "Ten frames on.", HERE),
    Action("seconds(-1)", "One second back", "left", "One second back.", HERE),
    Action("seconds(1)", "One second on", "right", "One second on.", HERE),
    Action("seconds(-10)", "Ten seconds back", "shift+left", "Ten seconds back.", HERE),
    Action("seconds(10)", "Ten seconds on", "shift+right", "Ten seconds on.", HERE),
    Action("first_frame", "First frame", "home", "To the first frame.", HERE),
    Action("last_frame", "Last frame", "end", "To the last frame.", HERE),
    Action("go_in", "Go to in", "I", "To the first frame of the range.", HERE),
    Action("go_out", "Go to out", "O", "To the last frame of the range.", HERE),
    Action("mark_whole", "Mark everything", "X", "The range is all of it.", HERE),
    Action("clear_marks", "Clear marks", "backslash", "Forget in and out.", HERE),
    Action("choose_range(-1)", "Range before", "up", "Choose the range before; above the first, the whole clip.", HERE),
    Action("choose_range(1)", "Next range", "down", "Choose the next range.", HERE),
    Action("remove_range", "Remove the range", "delete", "Remove it and its tags; Ctrl+Z brings it back.", HERE),
    Action("neighbour(-1)", "Asset before", "pageup", "The asset before in the list.", HERE),
    Action("neighbour(1)", "Next asset", "pagedown", "The next asset in the list.", HERE),
    Action("back", "Back", "escape", "Back to the library.", HERE),
)


class LogScreen(TaggingRoom):
    """One asset."""

    ACTIONS: ClassVar = ACTIONS
    BINDINGS: ClassVar = bindings(ACTIONS)

    def __init__(self, asset: AssetId, *, playing: bool = False, start: int = 0) -> None:
        """Take the asset, whether it plays at once, and the frame it opens at."""
        super().__init__()
        self.title_bar = TitleBar()
        self.picture = Picture(id="log-picture")
        self.panel = RangePanel(id="log-ranges")
        self._uses: Mapping[AssetId, Sequence[Use]] = {}
        self.filmstrip = Filmstrip(id="log-strip")
        self.waveform = Waveform(id="log-waveform")
        self.timeline = Timeline(id="log-timeline")
        self.said = Said(id="log-said")
        self.transport = Static("", id="log-transport", markup=False)
        self.asset_id = asset
        self.asset: Asset | None = None
        self.marks = Marks()
        self._open_at = start
        self.chosen: ClipId | None = None
        self._footage: Footage | None = None
        self._window: Window | None = None
        self._strip: Image | None = None
        self._run: Run | None = None
        self._play_at_once = playing
        self._target: Target | None = None
        self._asked_frame = asyncio.Event()
        self._told = ""
        """What was said last of a disk that does not answer."""

    def compose(self) -> ComposeResult:
        """Title, frame and ranges, filmstrip, waveform, timeline, transport, prompts, keys."""
        yield self.title_bar
        with Vertical(id="log"):
            with Horizontal(id="log-body"):
                yield self.picture
                yield self.panel
            yield self.filmstrip
            yield self.waveform
            yield self.timeline
            yield self.said
            yield self.transport
        with Vertical(id="foot"):
            yield self.tag_prompt
            yield self.line_prompt
            yield self.key_strip

    async def on_mount(self) -> None:
        """Read the asset and show its frame."""
        self.start(self.show_slots, group="slots")
        self.start(self._draw_frames, group="frames", exclusive=True)
        self.start(partial(self._open, self.asset_id), group="open", exclusive=True)

    async def on_unmount(self) -> None:
        """Stop playing."""
        self._stop()
        self.host.decoder.turn_away()
        await self._close_window()

    async def _close_window(self) -> None:
        window, self._window = self._window, None
        if window is not None:
            await window.close()

    async def _open(self, key: AssetId) -> None:
        self.host.decoder.turn_away()
        found = await self.host.read(self.catalogue.assets, [key])
        if not found:
            self.host.say("That asset is no longer in the catalogue.", severity="warning")
            self.action_back()
            return
        asset = self.asset = found[0]
        self._uses = await self.host.read(self.catalogue.uses, [key])
        self.asset_id = self.host.current_asset = key
        self.marks = Marks(asset.facts.available_range, playhead=self._open_at)
        self._open_at = 0
        playable = asset.location if asset.facts.kind is MediaKind.VIDEO else None
        self._footage = Footage(playable, asset.facts, self.host.decoder) if playable else None
        await self._close_window()
        heard = asset.location if asset.facts.kind is not MediaKind.PHOTO and asset.facts.available_range else None
        self._window = self.host.window(heard, asset.facts) if heard and self.host.window else None
        self.said.show(await self.host.read(self.catalogue.transcript, key))
        path = self.vault.filmstrip_path(asset.fingerprint.quick_hex)
        look = partial(pictures.filmstrip, path)
        self._strip = await self.host.lanes.pictures.run(look)
        self.filmstrip.show(self._strip, asset.facts.available_range)
        self._show()
        self._asked_frame.set()
        self.start(partial(self._listen, asset), group="sound", exclusive=True)
        if self._play_at_once:
            self._play_at_once = False
            self.action_toggle_play()
        # A video of unknown length has a preview, but no filmstrip.
        if self._strip is None and (path.exists() or not self.vault.preview_path(path.name.partition(".")[0]).exists()):
            self._strip = await self.cached(asset, look)
            self.filmstrip.show(self._strip, asset.facts.available_range)

    async def _listen(self, asset: Asset) -> None:
        """Show the waveform of an asset; with the next one this ends, and what goes through the sound with it."""

        def show(levels: bytes, words: str) -> None:
            if self.asset_id == asset.id:
                self.waveform.show(levels, words, asset.facts.available_range)

        await listen(self.host, asset, self.vault, show)

    async def on_catalogue_changed(self) -> None:
        """Read the asset again; playhead and marks stay."""
        found = await self.host.read(self.catalogue.assets, [self.asset_id])
        if found:
            self.asset = found[0]
            self._uses = await self.host.read(self.catalogue.uses, [self.asset_id])
            if self.chosen_clip is None:
                self.chosen = None
            self._show()

    # What is shown ----------------------------------------------------------------------------------------------------

    @property
    def chosen_clip(self) -> Clip | None:
        """The range under the cursor of the panel."""
        return next((clip for clip in self._ranges if clip.id == self.chosen), None)

    @property
    def _ranges(self) -> list[Clip]:
        return ranges_of(self.asset) if self.asset else []

    @property
    def _start(self) -> Timecode | None:
        start = self.asset.facts.start_timecode if self.asset else None
        return start.timecode if start else None

    def _show(self) -> None:
        asset = self.asset
        if asset is None:
            return
        self._show_title(asset)
        self.panel.show(asset, self.chosen_clip, self.marks.range, self._uses.get(asset.id, ()))
        self._show_position()

    def _show_title(self, asset: Asset) -> None:
        whole = whole_of(asset)
        rating = stars(whole.rating, rejected=whole.rejected) if whole and (whole.rating or whole.rejected) else ""
        place = self.host.library.place_of(asset.id)
        words = "  ".join(filter(None, (clean(asset.name), rating, links_line(asset.clips))))
        self.title_bar.show("Log", words, place)

    def _show_position(self) -> None:
        asset, marks = self.asset, self.marks
        if asset is None or marks.available is None:
            self.transport.update(Text(picture_line(asset) if asset else "", "dim"))
            return
        self.filmstrip.playhead = self.waveform.playhead = marks.playhead
        self.timeline.show(
            marks.available,
            self._ranges,
            playhead=marks.playhead,
            mark_in=marks.mark_in,
            mark_out=marks.mark_out,
            start=self._start,
        )
        self.said.at(float(marks.available.rate.seconds(marks.playhead)) * 1000)
        self.transport.update(self._transport(marks.available))

    def _transport(self, available: TimeRange) -> Text:
        run, marks, rate = self._run, self.marks, available.rate
        if run is None:
            state = "❚❚ "
        else:
            state = f"{'▶' if run.speed > 0 else '◀'} {'' if abs(run.speed) == 1 else f'{abs(run.speed)}x'}"

        def at(frame: int | None) -> str:
            return "–" if frame is None else label(frame, rate, self._start)

        last = None if marks.mark_out is None else marks.mark_out - 1
        span = marks.range
        parts: list[str | tuple[str, str]] = [
            (f" {state:<5}", "bold"),
            at(marks.playhead),
            (f" / {at(available.end_exclusive - 1)}", "dim"),
            ("   In ", "dim"),
            at(marks.mark_in),
            ("  Out ", "dim"),
            at(last),
            ("  Dur ", "dim"),
            label(span.duration, rate) if span else "–",
        ]
        if marks.mark_in is not None and self.transport.size.width < WIDE:
            del parts[2]  # the last frame's label stands beside the filmstrip, too
        return Text.assemble(*parts, no_wrap=True, overflow="ellipsis")

    # Frames -----------------------------------------------------------------------------------------------------------

    async def _draw_frames(self) -> None:
        """Draw the frame at the playhead, again and again when it has moved; only the newest wish counts."""
        while True:
            await self._asked_frame.wait()
            self._asked_frame.clear()
            if self._run is None and self.asset is not None:
                await self.draw(self.picture, *await self._still(self.asset, self.marks.playhead))

    async def _still(self, asset: Asset, frame: int) -> tuple[Image | None, str]:
        if self._footage is not None:
            exact = asyncio.ensure_future(self.host.lanes.originals.run(partial(self._footage.frame, frame)))
            try:
                await asyncio.wait({exact}, timeout=SOON_S)
                if not exact.done():
                    await self.draw(self.picture, await self._at_hand(asset, frame), "waiting for the disk …")
                return await exact, ""
            except (MediavaultError, OSError, ValueError) as error:
                self._tell(error)
            finally:
                exact.cancel()  # whoever leaves meanwhile does not wait for it, nor for what goes wrong with it
        return await self._near(asset, frame)

    def _tell(self, error: Exception) -> None:
        """Say of a disk that does not answer, once: everything else is seen by what stands for the frame."""
        if isinstance(error, DiskSilent) and str(error) != self._told:
            self._told = str(error)
            self.host.say(self._told, severity="error")

    async def _near(self, asset: Asset, frame: int) -> tuple[Image | None, str]:
        """What stands for a frame that cannot be had, and what is said of it."""
        if self._strip is not None and self.marks.available is not None:
            return await self._at_hand(asset, frame), state_line(asset) or "near this frame"
        image = await self.cached(asset, self._preview_of(asset))
        missing = "sound" if asset.facts.kind is MediaKind.AUDIO else "no picture"
        return image, state_line(asset) if image else joined_words(missing, state_line(asset))

    async def _at_hand(self, asset: Asset, frame: int) -> Image | None:
        """The tile of the filmstrip that is nearest to a frame; the preview where there is none."""
        if self._strip is not None and self.marks.available is not None:
            tile = frame * stills.TILES // self.marks.available.duration
            return stills.tile(self._strip, min(stills.TILES - 1, tile))
        return await self.host.lanes.pictures.run(self._preview_of(asset))

    def _preview_of(self, asset: Asset) -> Callable[[], Image | None]:
        return partial(pictures.preview, self.vault.preview_path(asset.fingerprint.quick_hex), LARGE)

    def _seek(self, frame: int) -> None:
        self._stop()
        self.marks.seek(frame)
        self._show_position()
        if self.marks.open:
            self._show()
        self._asked_frame.set()
        if self._window is not None and self._window.is_open:
            self.start(partial(self._steer, self._window.seek, self.marks.playhead), group="window", exclusive=True)

    def on_timeline_seek(self, message: Timeline.Seek) -> None:
        """Somebody pointed at a frame."""
        self._seek(message.frame)

    def action_frames(self, frames: int) -> None:
        """Step by frames."""
        available = self.marks.available
        if available is not None:
            self._seek(self.marks.playhead + frames * max(1, available.rate.nominal // SOUND_STEPS))

    def action_seconds(self, seconds: int) -> None:
        """Step by seconds."""
        if self.marks.available is not None:
            self._seek(self.marks.playhead + self.marks.available.rate.frames(seconds))

    def action_first_frame(self) -> None:
        """To the first."""
        self._seek(0)

    def action_last_frame(self) -> None:
        """To the last."""
        if self.marks.available is not None:
            self._seek(self.marks.available.end_exclusive - 1)

    # Transport --------------------------------------------------------------------------------------------------------

    def action_toggle_play(self) -> None:
        """Play, or pause."""
        if self._run is not None:
            self.action_pause()
        else:
            self._play(1)

    def action_play_on(self) -> None:
        """Forward, faster when it already plays forward."""
        self._play(_faster(self._run.speed if self._run and self._run.speed > 0 else 0))

    def action_play_back(self) -> None:
        """Backwards, faster when it already plays backwards."""
        self._play(-_faster(-self._run.speed if self._run and self._run.speed < 0 else 0))

    def action_pause(self) -> None:
        """Stop at the frame that is shown."""
        played = self._run is not None
        self._stop()
        self._show_position()
        self._asked_frame.set()
        if played and self._window is not None:
            self.start(partial(self._steer, self._pause_window), group="window", exclusive=True)

    async def _pause_window(self) -> None:
        """Take over the frame at which the window stands; none is shown there that was not the playhead's."""
        before = self.marks.playhead
        shown = await self._window.pause() if self._window is not None else before
        if self._run is None and self.marks.playhead == before:
            self.marks.seek(shown)
            self._show_position()
            self._asked_frame.set()

    async def _steer(self, wish: Callable[..., Awaitable[object]], *args: int) -> None:
        """Do something with the window; without one that works, footage plays in cells from now on."""
        try:
            await wish(*args)
        except PlayerGone as error:
            self.host.say(str(error), severity="warning")
        except (MediavaultError, OSError) as error:
            self.host.say(f"{error} Played in the terminal instead.", severity="warning")
            await self._close_window()

    def _stop(self) -> None:
        if self._run is not None:
            self._run.stopped.set()
            self._run = None

    def _play(self, speed: int) -> None:
        if (self._footage is None and self._window is None) or self.marks.available is None:
            self.host.say(UNPLAYABLE, severity="warning")
            return
        self._stop()
        last = self.marks.available.end_exclusive - 1
        start = 0 if self.marks.playhead >= last and speed > 0 else self.marks.playhead
        run = self._run = Run(start, last, speed, self.marks.available.rate)
        self._show_position()
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
        (self._show if self.marks.open else self._show_position)()
        self.call_after_refresh(run.ready.set)

    # Marks ------------------------------------------------------------------------------------------------------------

    def action_mark_in(self) -> None:
        """The range begins here."""
        self._mark(self.marks.set_in)

    def action_mark_out(self) -> None:
        """The range ends with this frame."""
        self._mark(self.marks.set_out)

    def action_mark_whole(self) -> None:
        """Everything."""
        self._mark(self.marks.set_whole)

    def action_clear_marks(self) -> None:
        """Forget in and out."""
        self.marks.clear()
        self._show()

    def _mark(self, mark: object) -> None:
        if self.marks.available is None:
            self.host.say("A photo has no ranges: tags go to the whole of it.", severity="warning")
            return
        mark()  # type: ignore[operator]  # one of the methods above
        self.chosen = None
        self._show()

    def action_go_in(self) -> None:
        """To the first frame of the range."""
        span = self._span
        if span is not None:
            self._seek(span.start)

    def action_go_out(self) -> None:
        """To the last frame of the range."""
        span = self._span
        if span is not None:
            self._seek(span.end_exclusive - 1)

    @property
    def _span(self) -> TimeRange | None:
        clip = self.chosen_clip
        return self.marks.range or (clip.range if clip else None)

    def action_choose_range(self, step: int) -> None:
        """Another range; above the first stands the whole."""
        ids = [None, *(clip.id for clip in self._ranges)]
        at = ids.index(self.chosen) if self.chosen in ids else 0
        self.chosen = ids[min(max(at + step, 0), len(ids) - 1)]
        clip = self.chosen_clip
        if clip is not None and clip.range is not None:
            self._seek(clip.range.start)
        self._show()

    def action_save(self) -> None:
        """Keep the range."""
        target, span = self.target(), self.marks.range
        if target is None or span is None:
            self.host.say("Nothing is marked: i sets in, o sets out.", severity="warning")
        else:
            self.start(partial(self._save, target, range_words(span, self._start)), group="write")

    async def _save(self, target: Target, words: str) -> None:
        clips = await self.write_on(target, f"Mark {words}", target.clips)
        if clips is not None:
            self.host.say(f"Saved {words}")
            self.tagged(clips)

    def action_remove_range(self) -> None:
        """Remove the chosen range."""
        clip = self.chosen_clip
        if clip is not None and clip.range is not None:
            words = range_words(clip.range, self._start)
            self.start(
                partial(self.host.write, f"Remove {words}", lambda edit: edit.remove_clip(clip.id)), group="write"
            )

    # The target -------------------------------------------------------------------------------------------------------

    def target(self) -> Target | None:
        """The pending range, otherwise the chosen one, otherwise all of it."""
        if self.asset is None:
            return None
        chosen = self.chosen_clip
        if self.marks.range is None and chosen is not None:
            return Target((self.asset_id,), clip=chosen)
        fresh = Target((self.asset_id,), range=self.marks.range)
        if self._target != fresh or fresh.range is None:
            self._target = fresh
        return self._target

    def tagged(self, clips: Sequence[ClipId]) -> None:
        """The pending range is a clip now: choose it."""
        if self.marks.range is not None:
            self.marks.clear()
            self.chosen = clips[0]
        self._target = None
        self._show()

    def note_now(self) -> str:
        """The note there is."""
        clip = self.chosen_clip or (whole_of(self.asset) if self.asset else None)
        return "" if self.marks.range or clip is None else clip.note or ""

    # Elsewhere --------------------------------------------------------------------------------------------------------

    def action_neighbour(self, step: int) -> None:
        """Another asset of the list."""
        key = self.host.library.neighbour(self.asset_id, step)
        if key is not None:
            self._stop()
            self.marks, self.chosen = Marks(), None
            self.start(partial(self._open, key), group="open", exclusive=True)

    def action_back(self) -> None:
        """Back."""
        self._stop()
        self.app.pop_screen()


def _faster(speed: int) -> int:
    return next((faster for faster in SPEEDS if faster > speed), SPEEDS[-1])


def joined_words(*words: str) -> str:
    """Those that say something."""
    return "  ".join(filter(None, words))
