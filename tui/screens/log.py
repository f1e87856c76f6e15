"""F3, Log: the exact frame at the playhead, ranges marked with i and o, and everything said of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from tui import pictures
from tui.commands import Action, bindings
from tui.describing import links_line, picture_line, range_words, ranges_of, start_of
from tui.listening import listen
from tui.marks import Marks
from tui.tagging import Target
from tui.tagging_room import TAGGING
from tui.transport_room import MARKING, TRANSPORT, TransportRoom
from tui.widgets.filmstrip import Filmstrip
from tui.widgets.foot import Foot
from tui.widgets.picture import Picture
from tui.widgets.range_panel import RangePanel
from tui.widgets.said import Said
from tui.widgets.timeline import Timeline
from tui.widgets.title_bar import TitleBar
from tui.widgets.waveform import Waveform
from tui.wording import clean, stars

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.app import ComposeResult

    from library.model import Asset, AssetId, Clip, ClipId, Use
    from library.timecode import TimeRange

HERE = ("log",)
WIDE = 90
"""Columns from which everything of the transport has room."""
ACTIONS: tuple[Action, ...] = (
    *MARKING,
    *TAGGING,
    *TRANSPORT,
    Action("seconds(-1)", "One second back", "left", "One second back.", HERE),
    Action("seconds(1)", "One second on", "right", "One second on.", HERE),
    Action("seconds(-10)", "Ten seconds back", "shift+left", "Ten seconds back.", HERE),
    Action("seconds(10)", "Ten seconds on", "shift+right", "Ten seconds on.", HERE),
    Action("first_frame", "First frame", "home", "To the first frame.", HERE),
    Action("last_frame", "Last frame", "end", "To the last frame.", HERE),
    Action("choose_range(-1)", "Range before", "up", "Choose the range before; above the first, the whole clip.", HERE),
    Action("choose_range(1)", "Next range", "down", "Choose the next range.", HERE),
    Action("remove_range", "Remove the range", "delete", "Remove it and its tags; Ctrl+Z brings it back.", HERE),
    Action("neighbour(-1)", "Asset before", "pageup", "The asset before in the list.", HERE),
    Action("neighbour(1)", "Next asset", "pagedown", "The next asset in the list.", HERE),
    Action("back", "Back", "escape", "Back to the library.", HERE),
)


class LogScreen(TransportRoom):
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
        self.asset_id = self._wanted = asset
        self._open_at = start
        self.chosen: ClipId | None = None
        self._play_at_once = playing

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
        with Foot():
            yield self.tag_prompt
            yield self.line_prompt
            yield self.list_prompt
            yield self.key_strip

    @property
    def is_ready(self) -> bool:
        """Whether the asset is there that was opened."""
        return self.asset is not None and self.asset.id == self._wanted

    async def on_mount(self) -> None:
        """Read the asset and show its frame."""
        self.start(self.show_slots, group="slots")
        self.start(partial(self._open, self.asset_id), group="open", exclusive=True)

    async def _open(self, key: AssetId) -> None:
        self.host.decoder.turn_away()
        found = await self.host.read(self.catalogue.assets, [key])
        if not found:
            self.host.say("That asset is no longer in the catalogue.", severity="warning")
            self.action_back()
            return
        asset = found[0]
        self._uses = await self.host.read(self.catalogue.uses, [key])
        self.asset_id = self.host.current_asset = key
        await self.take(asset, self._open_at)
        self._open_at = 0
        self.host.call_later(self.host.turns.go_on)
        self.said.show(await self.host.read(self.catalogue.transcript, key))
        path = self.vault.filmstrip_path(asset.fingerprint.quick_hex)
        look = partial(pictures.filmstrip, path)
        self._strip = await self.host.lanes.pictures.run(look)
        self.filmstrip.show(self._strip, asset.facts.available_range)
        self.show_marks()
        self._asked_frame.set()
        self.start(partial(self._listen, asset), group="sound", exclusive=True)
        if self._play_at_once:
            self._play_at_once = False
            await self.action_toggle_play()
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
        if found and found[0].id == self.asset_id:  # the next one may have come meanwhile
            self.asset = found[0]
            self._uses = await self.host.read(self.catalogue.uses, [self.asset_id])
            if self.chosen_clip is None:
                self.chosen = None
            self.show_marks()

    # What is shown ----------------------------------------------------------------------------------------------------

    @property
    def chosen_clip(self) -> Clip | None:
        """The range under the cursor of the panel."""
        return next((clip for clip in self._ranges if clip.id == self.chosen), None)

    @property
    def _ranges(self) -> list[Clip]:
        return ranges_of(self.asset) if self.asset else []

    def show_marks(self) -> None:
        """Show what is known of the asset, the marks, and where the playhead is."""
        asset = self.asset
        if asset is None:
            return
        self._show_title(asset)
        self.panel.show(asset, self.chosen_clip, self.marks.range, self._uses.get(asset.id, ()))
        self.show_position()

    def _show_title(self, asset: Asset) -> None:
        whole = asset.whole
        rating = stars(whole.rating, rejected=whole.rejected) if whole and (whole.rating or whole.rejected) else ""
        place = self.host.library.place_of(asset.id)
        words = "  ".join(filter(None, (clean(asset.name), rating, links_line(asset.clips))))
        self.title_bar.show("Log", words, place)

    def show_position(self) -> None:
        """Show where the playhead is, on everything that has one."""
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
            start=start_of(asset),
        )
        self.said.at(float(marks.available.rate.seconds(marks.playhead)) * 1000)
        room = (
            marks.mark_in is None or self.transport.size.width >= WIDE
        )  # the end's label stands beside the filmstrip, too
        line = Text("   ").join([self.position_words(marks.available, end=room), self.marked_words(marks.available)])
        self.transport.update(line)

    def on_timeline_seek(self, message: Timeline.Seek) -> None:
        """Somebody pointed at a frame."""
        self.seek(message.frame)

    def action_seconds(self, seconds: int) -> None:
        """Step by seconds."""
        if self.marks.available is not None:
            self.seek(self.marks.playhead + self.marks.available.rate.frames(seconds))

    def action_first_frame(self) -> None:
        """To the first."""
        self.seek(0)

    def action_last_frame(self) -> None:
        """To the last."""
        if self.marks.available is not None:
            self.seek(self.marks.available.end_exclusive - 1)

    def action_choose_range(self, step: int) -> None:
        """Another range; above the first stands the whole."""
        ids = [None, *(clip.id for clip in self._ranges)]
        at = ids.index(self.chosen) if self.chosen in ids else 0
        self._choose(ids[min(max(at + step, 0), len(ids) - 1)])

    def on_range_panel_chosen(self, message: RangePanel.Chosen) -> None:
        """Somebody pointed at a range."""
        self._choose(message.clip)

    def _choose(self, key: ClipId | None) -> None:
        self.chosen = key
        clip = self.chosen_clip
        if clip is not None and clip.range is not None:
            self.seek(clip.range.start)
        self.show_marks()

    def action_remove_range(self) -> None:
        """Remove the chosen range."""
        clip = self.chosen_clip
        if self.asset is not None and clip is not None and clip.range is not None:
            words = range_words(clip.range, start_of(self.asset))
            self.start(
                partial(self.host.write, f"Remove {words}", lambda edit: edit.remove_clip(clip.id)), group="write"
            )

    @property
    def span(self) -> TimeRange | None:
        """The pending range, otherwise the chosen one."""
        clip = self.chosen_clip
        return super().span or (clip.range if clip else None)

    async def _mark(self, mark: Callable[[Marks], None]) -> None:
        self.chosen = None
        await super()._mark(mark)

    # The target -------------------------------------------------------------------------------------------------------

    def target(self) -> Target | None:
        """The pending range, otherwise the chosen one, otherwise all of it; none while the next asset is on its way."""
        if not self.is_ready:
            return None
        return self.pending or Target((self.asset_id,), clip=self.chosen_clip)

    def tagged(self, clips: Sequence[ClipId]) -> None:
        """The pending range is a clip now: choose it."""
        if self.marks.range is not None:
            self.marks.clear()
            self.chosen, self._target = clips[0], None
        self.show_marks()

    def note_now(self) -> str:
        """The note there is."""
        clip = self.chosen_clip or (self.asset.whole if self.asset else None)
        return "" if self.marks.range or clip is None else clip.note or ""

    # Elsewhere --------------------------------------------------------------------------------------------------------

    def action_neighbour(self, step: int) -> None:
        """Another asset of the list."""
        key = self.host.library.neighbour(self._wanted, step)
        if key is not None:
            self._stop()
            self.marks, self.chosen, self._wanted = Marks(), None, key
            self.start(partial(self._open, key), group="open", exclusive=True)

    def action_back(self) -> None:
        """Back."""
        self._stop()
        self.app.pop_screen()
