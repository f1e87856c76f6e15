"""F7, suggestions: what rules and models offer, decided one by one or all alike; nothing counts before."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.containers import Horizontal

from library.model import Gathering, OfferedPart
from tui import pictures
from tui.commands import Action, bindings
from tui.deciding_room import DecidingRoom
from tui.describing import joined, picture_line, recorded_line
from tui.jobs import Lane, begin
from tui.likeness import LikenessJob
from tui.list_room import MOVING
from tui.suggested import Offered, asset_of, grounds, key_of, offer, subject, sure, why
from tui.widgets.picture import Picture
from tui.widgets.record_list import Column, RecordList
from tui.widgets.side_by_side import SideBySide
from tui.wording import counted

if TYPE_CHECKING:
    from textual.widget import Widget

    from library.model import Asset

HERE = ("suggestions",)
LARGE = (512, 384)
"""Pixels a version is decoded into to be looked at."""
LOOK_S = 0.5
"""Seconds between two sentences of how far a comparison is."""
ACTIONS: tuple[Action, ...] = (
    Action(
        "accept", "Accept", "a", "Make it a fact; versions become one family with its best original.", HERE, "accept"
    ),
    Action("reject", "Reject", "r", "Take it away; no rule suggests it again.", HERE, "reject"),
    Action(
        "accept_alike",
        "Accept all like this",
        "A",
        "Accept all that the same rule offers for it.",
        HERE,
        "all like this",
    ),
    Action(
        "better", "The other is better", "b", "Of two versions, the other is the best original.", HERE, "other better"
    ),
    Action("look", "Look at it", "s", "Look at the picture in full, and back.", HERE, "look"),
    Action("open", "Open in Log", "enter", "Watch it before deciding.", HERE, "open"),
    Action("play", "Play", "space,L,l", "Open it in Log and play.", HERE),
    *MOVING[:1],
    Action(
        "search_again",
        "Look for more",
        "n",
        "Look for events that assets may show, by time and place.",
        HERE,
        "look for more",
    ),
    Action("find_versions", "Look for duplicates", "d", "Compare all pictures; again stops that.", HERE, "duplicates"),
    *MOVING[1:],
)
COLUMNS: tuple[Column[Offered], ...] = (
    Column("asset", subject, share=3, dim=False),
    Column("may be", offer, share=4, dim=False),
    Column("sure", sure, width=6, right=True),
    Column("why", why, share=4),
)


class SuggestionsScreen(DecidingRoom):
    """What waits, with the picture and the reasons of the one under the cursor, or two versions side by side."""

    ACTIONS: ClassVar = ACTIONS
    BINDINGS: ClassVar = bindings(ACTIONS)
    EMPTY = (
        "Nothing waits for you here.\n\nn   looks for events that assets may show, by time and place"
        "\nd   looks for versions of one picture: smaller, cropped, recompressed"
    )
    DEFAULT_CSS = """
    SuggestionsScreen #listing { layout: vertical; }
    SuggestionsScreen #listing-rows { width: 100%; }
    SuggestionsScreen #beside { height: 7; width: 100%; background: $surface; }
    SuggestionsScreen #why { height: 1fr; }
    SuggestionsScreen #why Picture { width: 24; height: 1fr; }
    SuggestionsScreen.-h30 #beside, SuggestionsScreen.-h36 #beside { height: 14; }
    SuggestionsScreen.-h30 #why Picture, SuggestionsScreen.-h36 #why Picture { width: 48; }
    SuggestionsScreen.-empty #beside { display: none; }
    SuggestionsScreen.-looking #listing-rows { display: none; }
    SuggestionsScreen.-looking #beside { height: 1fr; }
    SuggestionsScreen.-looking #why Picture { width: 60%; }
    SuggestionsScreen SideBySide { display: none; }
    SuggestionsScreen.-pair SideBySide { display: block; }
    SuggestionsScreen.-pair #why { display: none; }
    SuggestionsScreen.-pair #beside { height: 11; }
    SuggestionsScreen.-pair.-h30 #beside, SuggestionsScreen.-pair.-h36 #beside { height: 17; }
    SuggestionsScreen.-pair.-looking #beside { height: 1fr; }
    """

    def __init__(self) -> None:
        """Nothing is decided."""
        self.picture = Picture(id="suggestions-picture")
        self.pair = SideBySide(id="suggestions-pair")
        super().__init__(RecordList(key_of, COLUMNS))

    def beside(self) -> list[Widget]:
        """The picture and the reasons, or two versions."""
        return [Horizontal(self.picture, *super().beside(), id="why"), self.pair]

    # The cursor -------------------------------------------------------------------------------------------------------

    def on_record_list_moved(self) -> None:
        """Show the asset, and why it is offered."""
        one = self.current
        self.set_class(isinstance(one, OfferedPart), "-pair")
        if one is None:
            self.picture.show(None)
            self.show_details(Text())
            return
        if isinstance(one, OfferedPart):
            self.host.current_asset = asset_of(one)
            self.start(partial(self._compare, one), group="explain", exclusive=True)
            return
        self.host.current_asset = asset_of(one)
        self.show_details(Text.assemble((f"{subject(one)}  {offer(one)}", "bold"), f"\n{why(one)}"))
        self.start(partial(self._explain, one), group="explain", exclusive=True)

    async def _explain(self, one: Offered) -> None:
        asset, said = await self.host.read(grounds, self.catalogue, one)
        if self.current != one:
            return
        may = "may be" if isinstance(one, Gathering) else "may show"
        title = Text(f"{subject(one)} {may} {offer(one)}", "bold")
        known = [Text(line, "dim") for line in _known(asset)]
        self.show_details(Text("\n").join([title, *map(Text, said), *known]))
        if asset is not None:
            path = self.vault.preview_path(asset.fingerprint.quick_hex)
            image = await self.cached(asset, partial(pictures.preview, path))
            if self.current == one:
                self.picture.show(image, "" if image else "no picture")

    async def _compare(self, one: OfferedPart) -> None:
        """Show two versions beside each other."""
        keys = [one.offer.whole, one.offer.member]
        found = {asset.id: asset for asset in await self.host.read(self.catalogue.assets, keys)}
        if self.current != one or len(found) < len(keys):
            return
        best, version = (found[key] for key in keys)
        self.pair.show_facts(f"{sure(one)} alike: {one.offer.role.value}", best, version)
        images = [
            await self.cached(
                each, partial(pictures.preview, self.vault.preview_path(each.fingerprint.quick_hex), LARGE)
            )
            for each in (best, version)
        ]
        if self.current == one:
            self.pair.show_pictures(*images)

    def action_scroll_details(self, lines: int) -> None:
        """Scroll what is said of the one under the cursor."""
        if isinstance(self.current, OfferedPart):
            self.pair.scroll_facts(lines)
        else:
            super().action_scroll_details(lines)

    def on_record_list_opened(self) -> None:
        """A second click opens as Enter does."""
        self.action_open()

    # Looking for more -------------------------------------------------------------------------------------------------

    def on_side_by_side_better(self, message: SideBySide.Better) -> None:
        """The picture at the right was said to be the better one."""
        if not message.left:
            self.action_better()

    def action_find_versions(self) -> None:
        """Compare all pictures, or stop that."""
        job = self.host.likeness
        if job is not None and job.running:
            job.stopping.set()
            return
        job = self.host.likeness = LikenessJob()
        begin(self.host, partial(self._find_versions, job), group="likeness")

    async def _find_versions(self, job: LikenessJob) -> None:
        ticking = self.host.set_interval(LOOK_S, self._tell_likeness)
        await Lane("likeness").run(partial(job.run, self.catalogue, self.vault))
        ticking.stop()
        self.host.announce()
        self.host.say(job.said, severity="error" if job.failed else "information", unasked=True)

    def _tell_likeness(self) -> None:
        """Say how far it is on whichever screen of suggestions is shown."""
        shown = self.host.screen
        if isinstance(shown, SuggestionsScreen):
            shown._show_title()  # noqa: SLF001  its own kind

    def action_search_again(self) -> None:
        """Look for what the rules offer now."""
        self.start(self._search_again, group="write")

    async def _search_again(self) -> None:
        offers = await self.host.read(self.catalogue.offers)
        if not offers:
            self.host.say("Nothing new: no asset was recorded on a day of an event, near a place of it.")
            return
        what = f"Suggest {counted(len(offers), 'link')} by time and place"
        if await self.host.write(what, lambda edit: (edit.suggest(offers),)) is not None:
            self.host.say(what)

    # Looking ----------------------------------------------------------------------------------------------------------

    def action_look(self) -> None:
        """The picture in full, or the list again."""
        self.toggle_class("-looking")
        self.pair.set_class(self.has_class("-looking"), "-large")

    def action_back(self) -> None:
        """The list first, then the search, then the screen."""
        if self.has_class("-looking"):
            self.action_look()
        else:
            super().action_back()

    def action_open(self) -> None:
        """Open the asset in Log."""
        if self.current is not None:
            self.host.action_open_log()

    def action_play(self) -> None:
        """Open it and play."""
        if self.current is not None:
            self.host.action_open_log(playing=True)


def _known(asset: Asset | None) -> list[str]:
    if asset is None:
        return []
    return [joined((picture_line(asset), recorded_line(asset)))]
