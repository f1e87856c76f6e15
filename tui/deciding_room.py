"""Deciding on what waits: one is accepted, refused or turned round, and is gone before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from library.model import Gathering, OfferedPart, Suggestion
from library.names import fold
from tui.list_room import ListRoom
from tui.suggested import Offered, alike, key_of, offer, subject, turned, why
from tui.wording import clean, counted, grouped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from library import Edit
    from library.model import LinkId
    from tui.widgets.record_list import RecordList


class DecidingRoom(ListRoom):
    """A screen with everything that waits, the surest first."""

    def __init__(self, records: RecordList[Any]) -> None:
        """Nothing is decided."""
        super().__init__(records)
        self._waiting: Sequence[Offered] = ()
        self._hidden: set[LinkId | str] = set()
        """Decided, and not written yet."""
        self._decided: set[LinkId | str] = set()
        """Decided last: the cursor goes there when an undo brings it back."""
        self._turned: dict[LinkId | str, OfferedPart] = {}
        """Of two versions the other was said to be the better one: as they were offered."""

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

    @property
    def current(self) -> Offered | None:
        """What stands under the cursor."""
        return self.records.current

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
