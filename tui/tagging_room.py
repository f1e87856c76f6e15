"""What the library and the Log screen share: tagging, rating, notes and the current shot list, on the target.

One rule for the target: what is marked, otherwise what is under the cursor; in Log the pending range, otherwise the
clip.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from library.errors import MediavaultError
from library.model import Authority, AuthorityKind
from tui import slots as slot_sets
from tui.commands import Action
from tui.room import Room
from tui.slots import MOST_USED, SLOTS
from tui.tagging import Choice, Target, Typed, apply, carries, sentence
from tui.widgets.key_strip import KeyStrip
from tui.widgets.list_prompt import ListPrompt, ListRow
from tui.widgets.prompt import LinePrompt
from tui.widgets.tag_prompt import TagPrompt
from tui.wording import clean, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from library import Edit
    from library.model import ClipId, Shot, ShotId

T = TypeVar("T")
Fact = str | float | bool | None
"""What is said of a clip: its rating, its note."""
BOTH = ("library", "log")
WITH = {
    AuthorityKind.EVENT: "an event",
    AuthorityKind.PLACE: "a place",
    AuthorityKind.PERSON: "a person",
}
"""What E, P and W ask for."""
FAVOURITE = 5
"""Stars."""
FIRST_SHOT_LIST = "Selects"
"""The shot list that is made when something is collected and there is none."""

NO_SHOT = "No shot is chosen: e adds one, or F4 has those that are there."

TAGGING: tuple[Action, ...] = (
    Action("tag", "Tag", "t", "Ask for tags: # keyword, @ person, ! event, ^ place, & organisation.", BOTH, "tag"),
    Action("tag_event", "Tag with an event", "E", "Ask for the event that is seen.", BOTH),
    Action("tag_place", "Tag with a place", "P", "Ask for the place it was recorded at.", BOTH),
    Action("tag_person", "Tag with a person", "W", "Ask for who is seen.", BOTH),
    Action("repeat", "Repeat the last tagging", "equals_sign", "Tag this with the same words again.", BOTH),
    Action("favourite", "Favourite", "f", "Give it five stars.", BOTH),
    Action("reject", "Reject", "r", "Mark it as not to be used; nothing is deleted.", BOTH),
    Action("unrate", "Clear rating", "u", "Take stars and rejection away.", BOTH),
    Action("note", "Note", "n", "Write a note on it.", BOTH),
    Action("append", "Add to the shot list", "e", "Append it to the current shot list.", BOTH, "add"),
    Action(
        "append_alternate",
        "Add as an alternate",
        "a",
        "Keep it for the shot added last, or chosen in F4.",
        BOTH,
    ),
    Action("choose_shot_list", "Choose shot list", "B", "The list that e appends to; a new name makes one.", BOTH),
    Action("export", "Export the shot list", "ctrl+e", "Write the current shot list for an editing program.", BOTH),
    Action("next_slots", "Next set of digits", "0,grave_accent", "Give the digits to the next set of keywords.", BOTH),
    Action("edit_slots", "Edit a set of digits", "D", "Name a set and its keywords: Interview: grief, hands.", BOTH),
    *(
        Action(f"slot({n})", f"Keyword {n}", str(n), f"Tag with the keyword of slot {n}; again takes it away.", BOTH)
        for n in range(1, SLOTS + 1)
    ),
)


class TaggingRoom(Room):
    """A screen with a target, a TagPrompt, a LinePrompt and a KeyStrip. Subclasses say what the target is."""

    def __init__(self) -> None:
        """Nothing is asked."""
        super().__init__()
        self.tag_prompt = TagPrompt(id="tag-prompt")
        self.line_prompt = LinePrompt(id="line-prompt")
        self.list_prompt = ListPrompt(self._shot_lists, FIRST_SHOT_LIST, id="list-prompt")
        self.key_strip = KeyStrip(self.ACTIONS)
        self._purpose = ""
        self._asked = Target()

    def target(self) -> Target | None:
        """What an action applies to now."""
        raise NotImplementedError

    def tagged(self, clips: Sequence[ClipId]) -> None:
        """Something was written on these clips."""

    # Tags -------------------------------------------------------------------------------------------------------------

    def action_tag(self) -> None:
        """Ask for tags of any kind."""
        self._ask(None)

    def action_tag_event(self) -> None:
        """Ask for an event."""
        self._ask(AuthorityKind.EVENT)

    def action_tag_place(self) -> None:
        """Ask for a place."""
        self._ask(AuthorityKind.PLACE)

    def action_tag_person(self) -> None:
        """Ask for a person."""
        self._ask(AuthorityKind.PERSON)

    def action_slot(self, number: int) -> None:
        """Tag with a slot's keyword, or take it away."""
        target = self.target()
        if target is None:
            return
        if number > len(self.host.slots):
            self.host.say(f"Slot {number} is empty: the keywords you use fill the slots.", severity="warning")
            return
        self.start(partial(self._toggle, target, self.host.slots[number - 1]), group="write")

    def action_repeat(self) -> None:
        """The last tagging, on this target."""
        target = self.target()
        if target and self.host.last_choices:
            self.start(partial(self._write, target, self.host.last_choices), group="write")

    def _ask(self, kind: AuthorityKind | None) -> None:
        target = self.target()
        if target is not None:
            title = f"Tag {target.words}" + (f" with {WITH[kind]}" if kind else "")
            self.tag_prompt.ask(title, partial(self._suggest, target), kind, about=target)

    async def _suggest(self, target: Target, typed: Typed) -> list[tuple[Authority, str]]:
        try:
            return await self.host.read(self._known, target, typed)
        except MediavaultError:
            return []

    def _known(self, target: Target, typed: Typed) -> list[tuple[Authority, str]]:
        catalogue = self.catalogue
        found = catalogue.suggest(typed.text, kinds=typed.kinds, limit=8)
        rows = catalogue.rows(target.assets[:200]) if target.clip is None and target.range is None else []
        return [(authority, _note(catalogue.usage(authority.id or 0), rows, authority)) for authority in found]

    def on_tag_prompt_chosen(self, message: TagPrompt.Chosen) -> None:
        """Write the tags that were chosen."""
        if isinstance(message.about, Target):
            self.host.last_choices = tuple(message.choices)
            self.start(partial(self._write, message.about, tuple(message.choices)), group="write")

    async def _toggle(self, target: Target, authority: Authority) -> None:
        remove = await self.host.read(self._carried, target, authority)
        await self._write(target, (Choice(authority, remove),))

    def _carried(self, target: Target, authority: Authority) -> bool:
        if target.range is not None:
            return False
        if target.clip is not None:
            return any(link.authority == authority.id for link in self.catalogue.clip(target.clip.id).links)
        # A range's tag shows in the row as well, but is not taken away with the asset's own.
        return self.catalogue.usage(authority.id or 0, target.assets) == len(target.assets)

    async def _write(self, target: Target, choices: tuple[Choice, ...]) -> None:
        what = sentence(target, choices)
        clips = await self.write_on(target, what, lambda edit: apply(edit, target, choices))
        if clips is not None:
            self.host.say(what)
            self.tagged(clips)

    async def write_on(self, target: Target, what: str, do: Callable[[Edit], T]) -> T | None:
        """Write something on a target; a range that became a clip in a refused operation is a range again."""
        made = bool(target.made)
        written = await self.host.write(what, do)
        if written is None and not made:
            target.made.clear()
        return written

    # Ratings, notes ---------------------------------------------------------------------------------------------------

    def action_favourite(self) -> None:
        """Five stars."""
        self._describe("Favourite", rating=FAVOURITE, rejected=False)

    def action_reject(self) -> None:
        """Not to be used."""
        self._describe("Reject", rejected=True)

    def action_unrate(self) -> None:
        """Neither."""
        self._describe("Clear rating of", rating=None, rejected=False)

    def _describe(self, verb: str, **facts: Fact) -> None:
        target = self.target()
        if target is not None:
            self.start(partial(self._write_facts, target, f"{verb} {target.words}", facts), group="write")

    async def _write_facts(self, target: Target, what: str, facts: dict[str, Fact]) -> None:
        def describe(edit: Edit) -> list[ClipId]:
            clips = target.clips(edit)
            for clip in clips:
                edit.describe_clip(clip, **facts)
            return clips

        clips = await self.write_on(target, what, describe)
        if clips is not None:
            self.tagged(clips)

    def action_note(self) -> None:
        """Ask for a note."""
        target = self.target()
        if target is not None:
            self._asked, self._purpose = target, "note"
            self.line_prompt.open(f"Note on {target.words}", self.note_now())

    def note_now(self) -> str:
        """The note the target has already."""
        return ""

    # The shot list ----------------------------------------------------------------------------------------------------

    def action_append(self) -> None:
        """Append the target to the current shot list."""
        target = self.target()
        if target is not None:
            self.start(partial(self._append, target), group="write")

    async def _append(self, target: Target) -> None:
        name = self.host.current_shot_list or await self.host.read(self._newest_shot_list)

        def add(edit: Edit) -> tuple[list[ClipId], str, ShotId]:
            listed = name or FIRST_SHOT_LIST
            if name is None:
                edit.add_shot_list(listed)
            clips = target.shots(edit)
            shots = [edit.append_shot(listed, clip) for clip in clips]
            return [clip.id for clip in clips], listed, shots[-1]

        written = await self.write_on(target, f"Add {target.words} to {clean(name or FIRST_SHOT_LIST)}", add)
        if written is not None:
            clips, self.host.current_shot_list, self.host.current_shot = written
            shots = counted(len((await self.host.read(self.catalogue.shot_list, written[1])).shots), "shot")
            self.host.say(f"Added {target.words} to {written[1]}: {shots}. F4 opens it.")
            self.tagged(clips)

    def action_append_alternate(self) -> None:
        """Keep the target as what could stand in the place of the current shot."""
        target = self.target()
        if target is not None:
            self.start(partial(self._append_alternate, target), group="write")

    async def _append_alternate(self, target: Target) -> None:
        shot = await self.host.read(self._current_shot)
        if shot is None:
            self.host.say(NO_SHOT, severity="warning")
            return

        def add(edit: Edit) -> list[ClipId]:
            clips = target.shots(edit)
            for clip in clips:
                edit.add_alternate(shot.id, clip)
            return [clip.id for clip in clips]

        what = f"Add {target.words} as an alternate of shot {shot.number}"
        clips = await self.write_on(target, what, add)
        if clips is not None:
            self.host.say(f"{what}, {clean(shot.clip.name or shot.asset.name)}. F4 shows both.")
            self.tagged(clips)

    def _current_shot(self) -> Shot | None:
        name = self.host.current_shot_list or self._newest_shot_list()
        shots = self.catalogue.shot_list(name).shots if name is not None else ()
        return next((shot for shot in shots if shot.id == self.host.current_shot), None)

    def _newest_shot_list(self) -> str | None:
        known = self.catalogue.shot_lists()
        return known[0].name if known else None

    def action_choose_shot_list(self) -> None:
        """Ask for the shot list to append to."""
        self.list_prompt.open("Shot list")

    async def _shot_lists(self) -> list[ListRow]:
        """All there are, first the one that `e` appends to."""
        rows = [
            ListRow(one.name, counted(one.shots, "shot")) for one in await self.host.read(self.catalogue.shot_lists)
        ]
        return sorted(rows, key=lambda row: row.name != self.host.current_shot_list)

    async def _take_shot_list(self, name: str) -> None:
        known = {listed.name.casefold(): listed.name for listed in await self.host.read(self.catalogue.shot_lists)}
        if name.casefold() not in known:
            made = await self.host.write(f"Make shot list {clean(name)}", lambda edit: edit.add_shot_list(name))
            if made is None:
                return
        self.host.current_shot_list = known.get(name.casefold(), name)
        self.host.say(f"e now adds to {self.host.current_shot_list}.")

    def action_export(self) -> None:
        """The export sheet of the current shot list."""
        self.start(self._export, group="export", exclusive=True)

    async def _export(self) -> None:
        from tui.screens.export import ExportScreen  # noqa: PLC0415  kept out of the first import for a quick start

        name = self.host.current_shot_list or await self.host.read(self._newest_shot_list)
        if name is None:
            self.host.say("There is no shot list yet: e collects the first shot.", severity="warning")
        else:
            self.app.push_screen(ExportScreen(name))

    # Prompts and slots ------------------------------------------------------------------------------------------------

    def on_line_prompt_answered(self, message: LinePrompt.Answered) -> None:
        """A note or a set of digits was typed, or a shot list chosen."""
        if message.prompt is self.list_prompt:
            self.start(partial(self._take_shot_list, message.text), group="write")
        if message.prompt is not self.line_prompt:
            return
        text = message.text.strip()
        message.prompt.close()
        if self._purpose == "note":
            words = f"Note on {self._asked.words}"
            self.start(partial(self._write_facts, self._asked, words, {"note": text or None}), group="write")
        elif self._purpose == "slots":
            self.start(partial(self._keep_slots, text), group="slots", exclusive=True)

    def action_next_slots(self) -> None:
        """Give the digits to the next set."""
        self.start(self._next_slots, group="slots", exclusive=True)

    async def _next_slots(self) -> None:
        sets = await self._sets()
        if not sets:
            self.host.say("There is one set of digits: D makes another.", severity="warning")
            return
        self.host.slot_set = slot_sets.after(sets, self.host.slot_set)
        self.host.slots.clear()
        await self.show_slots()
        self.host.say(f"Digits: {clean(self.host.slot_set) or 'the most used keywords'}")

    def action_edit_slots(self) -> None:
        """Ask for a set's name and keywords."""
        self._purpose = "slots"
        known = ", ".join(slot.name for slot in self.host.slots)
        text = f"{self.host.slot_set}: {known}" if self.host.slot_set else ""
        self.line_prompt.open("Digits 1-9", text, hint="Name: one, two, …  no keywords removes it")

    async def _keep_slots(self, text: str) -> None:
        try:
            name, words = slot_sets.parsed(text)
        except ValueError:
            self.host.say("A set has a name and keywords: Interview: grief, hands", severity="warning")
            return
        sets = {**await self._sets(), name: words}
        if not words:
            del sets[name]
        try:
            await self.host.lanes.writing.run(partial(slot_sets.write, self.vault.path, sets))
        except MediavaultError as error:
            self.host.say(str(error), severity="error")
            return
        self.host.slot_set = name if words else MOST_USED
        self.host.slots.clear()
        await self.show_slots()

    async def _sets(self) -> slot_sets.Sets:
        try:
            return await self.host.read(slot_sets.read, self.vault.path)
        except MediavaultError as error:
            self.host.say(str(error), severity="error")
            return {}

    def _named(self, words: list[str]) -> list[Authority]:
        """Keywords by their names; those that are new are made when they are first tagged with."""
        known = {one.name: one for word in words for one in self.catalogue.authorities(AuthorityKind.KEYWORD, word)}
        return [known.get(word, Authority(kind=AuthorityKind.KEYWORD, name=word)) for word in words]

    async def show_slots(self) -> None:
        """Fill the slots: with the set that was chosen, or with the most used keywords, which keep their place."""
        slots = self.host.slots
        if self.host.slot_set:
            words = (await self._sets()).get(self.host.slot_set, [])
            slots[:] = await self.host.read(self._named, words)
        elif len(slots) < SLOTS:
            most = partial(self.catalogue.suggest, "", kinds=(AuthorityKind.KEYWORD,), limit=2 * SLOTS)
            there = {authority.id for authority in slots}
            found = [authority for authority in await self.host.read(most) if authority.id not in there]
            slots.extend(found[: SLOTS - len(slots)])
        self.key_strip.show_first_line([(str(n), clean(slot.name)) for n, slot in enumerate(slots, 1)])

    async def on_catalogue_changed(self) -> None:
        """New keywords may fill slots."""
        await self.show_slots()


def _note(uses: int, rows: Sequence[object], authority: Authority) -> str:
    on = sum(carries(row, authority) for row in rows)  # type: ignore[arg-type]  # rows are AssetRow
    return f"on {on} of {len(rows)}" if on else counted(uses, "clip")
