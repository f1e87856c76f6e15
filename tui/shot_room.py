"""What is changed in a shot list, one operation after the other: of ten quick trims none is lost."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from tui import shot_edits
from tui.commands import Action
from tui.jobs import begin
from tui.room import Room
from tui.widgets.shot_table import ShotTable
from tui.wording import counted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from library import Edit
    from library.model import Alternate, Shot, ShotList

WHERE = ("shot_lists",)
CHOOSE_FIRST = "This could stand in the place of the shot: c chooses it first, a makes it a shot of its own."
EDITING: tuple[Action, ...] = (
    Action("move(-1)", "Move up", "alt+up", "Put the shots before the one above them.", WHERE, strip="move"),
    Action("move(1)", "Move down", "alt+down", "Put the shots behind the one below them.", WHERE),
    Action("trim(-1, 0)", "In earlier", "left_square_bracket", "Begin the shot one frame earlier.", WHERE, strip="in"),
    Action("trim(1, 0)", "In later", "right_square_bracket", "Begin the shot one frame later.", WHERE),
    Action("trim(0, -1)", "Out earlier", "left_curly_bracket", "End the shot one frame earlier.", WHERE, strip="out"),
    Action("trim(0, 1)", "Out later", "right_curly_bracket", "End the shot one frame later.", WHERE),
    Action("remove", "Remove", "delete,backspace", "Take the shots out, or the list; clips stay.", WHERE, "remove"),
    Action("duplicate", "Copy", "d", "Put a copy of the shot behind it, or copy the list.", WHERE, "copy"),
    Action(
        "alternate",
        "Alternate",
        "a",
        "Keep it as what could stand for the shot above, or for the first marked; again takes it out.",
        WHERE,
        "alternate",
    ),
    Action(
        "choose_alternate",
        "Choose the alternate",
        "c",
        "Put the alternate in the place of its shot.",
        WHERE,
    ),
)


class ShotRoom(Room):
    """A screen with a shot list and its table. Subclasses read the list again after each change."""

    def __init__(self) -> None:
        """No list is shown yet."""
        super().__init__()
        self.shot_list: ShotList | None = None
        self._own_changes = 0
        self._turn = asyncio.Lock()

    async def read(self, cursor: int | None = None) -> None:
        """Read the list and show it; the cursor goes to that place, or stays on its shot."""
        raise NotImplementedError

    @property
    def table(self) -> ShotTable:
        """The shots."""
        return self.query_one(ShotTable)

    @property
    def _is_at_alternate(self) -> bool:
        """Whether an alternate is meant: it is under the cursor, and no shots are marked."""
        return self.table.alternate is not None and not self.table.marked

    # Writing ----------------------------------------------------------------------------------------------------------

    def in_turn(self, job: Callable[[], Awaitable[object]]) -> None:
        """Do it when all before is done: no key waits for the disk."""

        async def turn() -> None:
            async with self._turn:
                await job()

        begin(self, turn, group="turn")

    async def change(self, what: str, do: Callable[[Edit], object], *, cursor: int | None = None) -> bool:
        """Write one operation and show what came of it; whether it was written."""

        def job(edit: Edit) -> bool:
            do(edit)
            return True

        self._own_changes += 1
        if not await self.host.write(what, job):
            self._own_changes -= 1
            return False
        await self.read(cursor)
        return True

    def _with_shots(self, job: Callable[[Sequence[Shot], ShotList], Awaitable[object]]) -> None:
        """Do it in turn with the shots that are meant now, as they will be then."""
        if self._is_at_alternate:
            self.host.say(CHOOSE_FIRST, severity="warning")
            return
        meant = {shot.id for shot in self.table.chosen}

        async def turn() -> None:
            shown = self.shot_list
            shots = [shot for shot in shown.shots if shot.id in meant] if shown else []
            if shown is not None and shots:
                await job(shots, shown)

        if meant:
            self.in_turn(turn)

    def _with_alternate(self, job: Callable[[Alternate, Shot], Awaitable[object]]) -> None:
        """Do it in turn with the alternate under the cursor, or the first of the shot there."""
        shot, one = self.table.current, self.table.alternate
        one = one or next(iter(shot.alternates if shot else ()), None)
        if shot is not None and one is not None:
            self.in_turn(partial(job, one, shot))

    # The actions ------------------------------------------------------------------------------------------------------

    def action_move(self, step: int) -> None:
        """Past the neighbour."""
        self._with_shots(partial(self._move, step))

    async def _move(self, step: int, shots: Sequence[Shot], shown: ShotList) -> None:
        if (shots[0].number > 1) if step < 0 else (shots[-1].number < len(shown.shots)):
            what = f"Move {_told(shots)} {'up' if step < 0 else 'down'}"
            await self.change(what, lambda edit: shot_edits.move(edit, shown, shots, step))

    def action_trim(self, first: int, last: int) -> None:
        """Move the in or the out of the shots by frames of the list."""
        self._with_shots(partial(self._trim, first, last))

    async def _trim(self, first: int, last: int, shots: Sequence[Shot], shown: ShotList) -> None:
        said = next(filter(None, (shot_edits.hindrance(shot, shown, first, last) for shot in shots)), "")
        if said:
            self.host.say(said, severity="warning")
            return
        spans = {shot.id: shot_edits.trimmed(shot, shown, first, last) for shot in shots}
        await self.change(f"Trim {_told(shots)}", lambda edit: shot_edits.trim(edit, spans))

    def action_duplicate(self) -> None:
        """Put a copy behind the shot."""
        self._with_shots(self._duplicate)

    async def _duplicate(self, shots: Sequence[Shot], shown: ShotList) -> None:
        shot = shots[-1]
        await self.change(
            f"Copy shot {shot.number}", lambda edit: shot_edits.copy(edit, shown, shot), cursor=shot.number
        )

    def action_remove(self) -> None:
        """Take the shots out of the list, or the alternate away."""
        if self._is_at_alternate:
            self._with_alternate(self._remove_alternate)
        else:
            self._with_shots(self._remove)

    async def _remove(self, shots: Sequence[Shot], shown: ShotList) -> None:
        await self.change(f"Remove {_told(shots)}", lambda edit: shot_edits.remove(edit, shown, shots))

    async def _remove_alternate(self, one: Alternate, shot: Shot) -> None:
        what = f"Remove alternate {one.number} of shot {shot.number}"
        await self.change(what, lambda edit: edit.remove_alternate(shot.id, one.number))

    # Alternates -------------------------------------------------------------------------------------------------------

    def action_alternate(self) -> None:
        """Make shots alternates of another, or an alternate a shot of its own."""
        if self._is_at_alternate:
            self._with_alternate(self._make_shot)
        else:
            self._with_shots(self._make_alternates)

    async def _make_alternates(self, shots: Sequence[Shot], shown: ShotList) -> None:
        if len(shots) == 1 and shots[0].number == 1:
            self.host.say("Nothing stands above: a makes a shot an alternate of the one above it.", severity="warning")
            return
        # Of several that are marked, the first stays.
        shot, *others = shots if len(shots) > 1 else (shown.shots[shots[0].number - 2], *shots)
        what = f"Keep {_told(others)} as {counted(len(others), 'alternate')} of shot {shot.number}"
        self.table.clear_marks()
        place = shot.number - 1
        await self.change(what, lambda edit: shot_edits.make_alternates(edit, shown, shot, others), cursor=place)

    async def _make_shot(self, one: Alternate, shot: Shot) -> None:
        shown = self.shot_list
        if shown is not None:
            what = f"Take alternate {one.number} of shot {shot.number} out as a shot"
            do = partial(shot_edits.make_shot, shown=shown, shot=shot, alternate=one)
            await self.change(what, do, cursor=shot.number)

    def action_choose_alternate(self) -> None:
        """Let the alternate and its shot change places."""
        if self.table.current is not None and not self.table.current.alternates:
            self.host.say("This shot has no alternate: a makes one of the shot below it.", severity="warning")
        self._with_alternate(self._choose)

    async def _choose(self, one: Alternate, shot: Shot) -> None:
        what = f"Choose alternate {one.number} of shot {shot.number}"
        await self.change(what, lambda edit: edit.choose_alternate(shot.id, one.number), cursor=shot.number - 1)


def _told(shots: Sequence[Shot]) -> str:
    """`shot 3`, `4 shots`."""
    return f"shot {shots[0].number}" if len(shots) == 1 else counted(len(shots), "shot")
