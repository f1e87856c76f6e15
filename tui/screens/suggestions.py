"""F7, suggestions: what rules and models offer, decided one by one or all alike; nothing counts before."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.containers import Horizontal

from library.model import Gathering, OfferedPart, Suggestion
from library.names import fold
from tui import pictures
from tui.commands import Action, bindings
from tui.describing import joined, picture_line, recorded_line
from tui.jobs import Lane, begin
from tui.likeness import LikenessJob
from tui.list_room import MOVING, ListRoom
from tui.suggested import Offered, alike, asset_of, grounds, key_of, offer, subject, sure, turned, why
from tui.widgets.picture import Picture
from tui.widgets.record_list import Column, RecordList
from tui.widgets.side_by_side import SideBySide
from tui.wording import clean, counted, grouped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.widget import Widget

    from library import Edit
    from library.model import Asset, LinkId

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


class SuggestionsScreen(ListRoom):
    """Everything that waits, the surest first."""

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
        self._waiting: Sequence[Offered] = ()
        self._hidden: set[LinkId | str] = set()
        """Decided, and not written yet."""
        self._decided: set[LinkId | str] = set()
        """Decided last: the cursor goes there when an undo brings it back."""
        self._turned: dict[LinkId | str, OfferedPart] = {}
        """Of two versions the other was said to be the better one: as they were offered."""

    def beside(self) -> list[Widget]:
        """The picture and the reasons, or two versions."""
        return [Horizontal(self.picture, *super().beside(), id="why"), self.pair]

    # Reading ----------------------------------------------------------------------------------------------------------

    async def read(self) -> None:
        """What waits."""
        hidden = set(self._hidden)  # as it is before the catalogue is asked: what is written by then is no longer there
        found: list[Offered] = list(await self.host.read(self.catalogue.suggestions))
        found += await self.host.read(self.catalogue.gatherings)
        found += map(self._turn, await self.host.read(self.catalogue.offered_parts))
        self._waiting = [one for one in found if key_of(one) not in hidden]
        self._show()

    def _turn(self, one: OfferedPart) -> OfferedPart:
        return turned(one) if key_of(one) in self._turned else one

    def _show(self) -> None:
        wanted = fold(self.wanted)
        shown = [
            one for one in self._waiting if not wanted or wanted in fold(f"{subject(one)} {offer(one)} {why(one)}")
        ]
        self.show_rows(shown)
        back = next((key for one in shown if (key := key_of(one)) in self._decided), None)
        if back is not None:
            self._decided.clear()
            self.records.go_to(back)
        self._show_title()

    def _show_title(self) -> None:
        count = grouped(len(self._waiting))
        count = f"{grouped(len(self.records.rows))} of {count}" if self.wanted else count
        job = self.host.likeness
        looking = f"{job.progress}   " if job is not None and job.running else ""
        self.title_bar.show("Suggestions", clean(self.wanted), f"{looking}{count} open")

    # The cursor -------------------------------------------------------------------------------------------------------

    @property
    def current(self) -> Offered | None:
        """What stands under the cursor."""
        return self.records.current

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

    # Deciding ---------------------------------------------------------------------------------------------------------

    def action_accept(self) -> None:
        """It is so."""
        one = self.current
        if one is not None:
            self._decide([one], f"Accept {offer(one)} for {subject(one)}", lambda edit: _accept(edit, [one]))

    def action_accept_alike(self) -> None:
        """It is so for all that the same rule offers for it."""
        if self.current is not None:
            chosen = alike(self.current, self._waiting)
            what = f"Accept {counted(len(chosen), 'suggestion')}: {offer(self.current)}"
            self._decide(chosen, what, lambda edit: _accept(edit, chosen))

    def action_reject(self) -> None:
        """It is not so."""
        one = self.current
        if one is not None:
            self._decide([one], f"Refuse {offer(one)} for {subject(one)}", lambda edit: _refuse(edit, one))

    def _decide(self, chosen: Sequence[Offered], what: str, do: Callable[[Edit], object]) -> None:
        """Takes the rows away at once, and writes; they come back where it was refused."""
        gone = {key_of(one) for one in chosen}
        self._hidden |= gone
        self._decided = set()
        self._waiting = [one for one in self._waiting if key_of(one) not in gone]
        self._show()
        self._decided = gone

        async def write() -> None:
            if await self.host.write(what, lambda edit: (do(edit),)) is not None:
                self.host.say(what)
            self._hidden -= gone
            self.reload()

        self.start(write, group="write")

    def action_better(self) -> None:
        """Of two versions the other is the better one."""
        one = self.current
        if isinstance(one, OfferedPart):
            # At once: what is accepted next is what is shown.
            offered = self._turned.pop(key_of(one), None)
            if offered is None:
                self._turned[key_of(one)] = one
            other = offered or turned(one)
            self._waiting = [other if each is one else each for each in self._waiting]
            self._show()
        else:
            self.host.say("That is of two versions of one picture: d looks for some.", severity="warning")

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
        self.host.announce(job.said)
        self.host.say(job.said, severity="error" if job.failed else "information")

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


def _accept(edit: Edit, chosen: Sequence[Offered]) -> None:
    edit.accept_links([one.id for one in chosen if isinstance(one, Suggestion)])
    edit.accept_parts([one for one in chosen if isinstance(one, OfferedPart)])
    for one in chosen:
        if isinstance(one, Gathering):
            edit.make_event(one)


def _refuse(edit: Edit, one: Offered) -> None:
    if isinstance(one, Gathering):
        edit.refuse_gathering(one)
    elif isinstance(one, OfferedPart):
        edit.refuse_parts([one])
    else:
        edit.refuse([one])


def _known(asset: Asset | None) -> list[str]:
    if asset is None:
        return []
    return [joined((picture_line(asset), recorded_line(asset)))]
