"""F6, the catalogue: events, places, people, organisations and keywords, to look up, correct and bring together."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text

from library import degrees
from library.model import PARTIES, Authority, AuthorityKind, Name, Protection
from library.names import fold
from tui.commands import Action, bindings
from tui.describing_records import date_meaning, position_words, protection_words, record_text
from tui.list_room import MOVING, ListRoom, Question
from tui.records import PLURALS, Entry, consents, merging, path, uses
from tui.widgets.kind_tabs import KINDS, KindTabs
from tui.widgets.place_map import PlaceMap, Spot
from tui.widgets.record_list import Column, RecordHeading, RecordList
from tui.wording import clean, counted, grouped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from textual.widget import Widget

    from library import Edit
    from library.model import AuthorityId

HERE = ("catalogue",)
ZOOM_STEP = 2.0
ACTIONS: tuple[Action, ...] = (
    Action("open", "Show its clips", "enter", "Search the library for what is linked to it.", HERE, "clips"),
    Action("kind(1)", "Next kind", "tab,right", "Events, places, people, organisations, keywords …", HERE, "kind"),
    Action("kind(-1)", "Kind before", "shift+tab,left", "The kind of records before this one.", HERE),
    *MOVING[:1],
    Action("new", "New", "n", "Add a record of this kind.", HERE, "new"),
    Action("rename", "Rename", "r", "Give it another name; all that is linked to it stays linked.", HERE, "rename"),
    Action("date", "Date", "d", "Say when an event was: 2020-07-01, 2021-08-31~, XXXX-02-07.", HERE, "date"),
    Action("position", "Position", "p", "Say where a place is: 53.1325 23.1688.", HERE, "position"),
    Action(
        "protect", "Protection", "o", "Say how far somebody may be identified; unknown means no.", HERE, "protection"
    ),
    Action("mark", "Mark", "x", "Mark it, to merge it into another.", HERE, "mark"),
    Action(
        "merge",
        "Merge",
        "m",
        "Make the marked one and this one the same; it is said first what comes of it.",
        HERE,
        "merge",
    ),
    Action("spell", "Another spelling", "s", "Add a name in another language or spelling: be=Мінск.", HERE),
    Action("remove", "Remove", "delete", "Take away a record that nothing refers to.", HERE),
    Action(f"zoom({ZOOM_STEP})", "Map nearer", "plus", "Go nearer to the chosen place.", HERE, "map"),
    Action(f"zoom({1 / ZOOM_STEP})", "Map farther", "minus", "Go away from it.", HERE),
    *MOVING[1:],
)
ONLY: Mapping[str, tuple[AuthorityKind, ...]] = {
    "date": (AuthorityKind.EVENT,),
    "position": (AuthorityKind.PLACE,),
    "protect": tuple(PARTIES),
    f"zoom({ZOOM_STEP})": (AuthorityKind.PLACE,),
}
"""Actions that only some kinds have; the key strip shows them with those."""
HOW_FAR = tuple(one.value for one in Protection)


def columns_for(kind: AuthorityKind, within: Callable[[Entry], str]) -> list[Column[Entry]]:
    """What is shown of records of a kind in the list."""
    columns: list[Column[Entry]] = [Column("name", lambda one: clean(one.record.name), share=3, dim=False)]
    columns.append(Column("used", lambda one: grouped(one.uses) if one.uses else "·", width=6, right=True))
    if kind is AuthorityKind.EVENT:
        columns.append(Column("date", lambda one: clean(one.record.date or "–"), least=16))
    if kind in PARTIES:
        columns.append(Column("named", lambda one: protection_words(one.record.protection), width=18))
    if kind in {AuthorityKind.PLACE, AuthorityKind.KEYWORD}:
        columns.append(Column("in", within, share=2))
    return columns


class CatalogueScreen(ListRoom):
    """One kind at a time."""

    ACTIONS: ClassVar = ACTIONS
    BINDINGS: ClassVar = bindings(ACTIONS)
    EMPTY = "Nothing here. n adds the first; mediavault keyword import, place import … bring in whole files."
    DEFAULT_CSS = """
    CatalogueScreen #beside { width: 42%; height: 1fr; background: $surface; }
    CatalogueScreen PlaceMap { display: none; height: 1fr; width: 100%; }
    CatalogueScreen.-places PlaceMap { display: block; }
    CatalogueScreen.-w120.-h36 #beside { width: 54%; }
    CatalogueScreen.-w120.-h36 PlaceMap { height: 2fr; }
    """

    def __init__(self, kind: AuthorityKind = KINDS[0], at: AuthorityId | None = None) -> None:
        """Start with the events, or with another kind, and there with the first or another record."""
        super().__init__(RecordList(lambda one: one.id, columns_for(kind, self._within)))
        self.kind = kind
        self._at = at
        """Where the cursor is to go, as soon as that is listed."""
        self._listed: AuthorityKind | None = None
        self.tabs = KindTabs()
        self.map = PlaceMap()
        self._known: Mapping[AuthorityId | None, Authority] = {}
        self._uses: Mapping[str, int] | None = None

    def above(self) -> list[Widget]:
        """The kinds."""
        return [self.tabs]

    def beside(self) -> list[Widget]:
        """The map over the details."""
        return [self.map, *super().beside()]

    # Reading ----------------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Show the kind."""
        self._show_kind()

    def on_catalogue_changed(self) -> None:
        """Read and count again."""
        self._uses = None
        self.reload()

    async def read(self) -> None:
        """The records of the kind that a text leads to, in any spelling."""
        kind = self.kind
        if self._uses is None:
            used, known = await self.host.read(self._all_of, kind)
            if kind is not self.kind:
                return
            self._uses, self._known = used, known
        counts = self._uses
        found = (
            await self.host.read(self.catalogue.authorities, kind, self.wanted) if self.wanted else self._known.values()
        )
        if kind is self.kind:
            self.show_rows([Entry(record, counts.get(record.name, 0)) for record in found])
            at, self._at, self._listed = self._at, None, kind
            if at is not None:
                self.records.go_to(at)
            self._title()
            self.host.call_later(self.host.turns.go_on)

    @property
    def is_ready(self) -> bool:
        """Whether the kind is listed that was asked for."""
        return self._listed is self.kind

    def _all_of(self, kind: AuthorityKind) -> tuple[Mapping[str, int], Mapping[AuthorityId | None, Authority]]:
        return uses(self.catalogue, kind), {one.id: one for one in self.catalogue.authorities(kind)}

    def _title(self) -> None:
        shown, known = len(self.records.rows), len(self._known)
        count = f"{grouped(shown)} of {grouped(known)}" if self.wanted else grouped(known)
        marks = f"   ▣ {len(self.records.marked)} marked" if self.records.marked else ""
        self.title_bar.show("Catalogue", clean(self.wanted), f"{PLURALS[self.kind].lower()}  {count}{marks}")

    def _show_kind(self) -> None:
        self.tabs.show(self.kind)
        self.set_class(self.kind is AuthorityKind.PLACE, "-places")
        self.key_strip.show_actions(one for one in ACTIONS if self.kind in ONLY.get(one.id, KINDS))
        self.records.marked.clear()
        self.records.show_columns(columns_for(self.kind, self._within))
        self.query_one(RecordHeading).refresh()
        self._uses = None
        self.reload()

    def _within(self, entry: Entry) -> str:
        return clean(" › ".join(path(entry.record, self._known)))

    def action_kind(self, step: int) -> None:
        """Go to the next kind, round at the ends."""
        self.wanted = ""
        self.kind = KINDS[(KINDS.index(self.kind) + step) % len(KINDS)]
        self._show_kind()

    def on_kind_tabs_chosen(self, message: KindTabs.Chosen) -> None:
        """Show the kind that was pointed at."""
        self.action_kind(KINDS.index(message.kind) - KINDS.index(self.kind))

    # The cursor -------------------------------------------------------------------------------------------------------

    @property
    def current(self) -> Entry | None:
        """What stands under the cursor."""
        return self.records.current

    def on_record_list_moved(self) -> None:
        """Show what is known of it, and come back to it."""
        self._show_current()
        if self.is_ready:
            self.host.current_record = self.kind, self.current.id if self.current else None

    def on_record_list_opened(self) -> None:
        """A second click opens as Enter does."""
        self.action_open()

    def _show_current(self) -> None:
        entry = self.current
        if entry is None:
            self.show_details(Text())
            self.map.show((), None)
            return
        self.show_details(record_text(entry, self._known))
        if entry.record.kind in PARTIES:
            self.start(partial(self._show_consents, entry), group="consents", exclusive=True)
        if self.kind is AuthorityKind.PLACE:
            spots = [spot for one in self.records.rows if (spot := _spot(one))]
            self.map.show(spots, _spot(entry))

    async def _show_consents(self, entry: Entry) -> None:
        said = await self.host.read(consents, self.catalogue, entry.record)
        if self.current == entry:
            self.show_details(record_text(entry, self._known, said))

    def action_zoom(self, times: float) -> None:
        """Go nearer on the map, or farther."""
        self.map.zoom(times)

    def action_open(self) -> None:
        """Search the library for what is linked to it."""
        if self.current is not None:
            self.host.action_open_library()
            self.host.library.search(self.current.query)

    # Changing ---------------------------------------------------------------------------------------------------------

    def _change(self, what: str, do: Callable[[Edit], object]) -> None:
        async def write() -> None:
            written = await self.host.write(what, lambda edit: (do(edit),))
            if written is not None:
                self.line_prompt.close()
                self.host.say(what)
                if isinstance(written[0], Authority):
                    self._uses = None
                    await self.read()
                    self.records.go_to(written[0].id)

        self.start(write, group="write")

    def _correct(self, entry: Entry, what: str, **facts: object) -> None:
        """Write facts of a record as it is by then, so that what somebody else wrote meanwhile stays."""

        def do(edit: Edit) -> Authority:
            now = self.catalogue.authority(entry.record.kind, entry.record.name)
            return edit.change_authority(replace(now, **facts))  # type: ignore[arg-type]  # fields of a record

        self._change(what, do)

    def _ask_of(self, entry: Entry | None, question: Question, answer: Callable[[Entry, str], object]) -> None:
        """Ask one thing of a record."""
        if entry is not None:
            title = f"{question.title} {clean(entry.record.name)}"
            self.ask(replace(question, title=title), partial(answer, entry))

    def action_new(self) -> None:
        """Ask for the name of a new one."""
        self.ask(Question(f"New {self.kind.value}", check=self._alike), self._add)

    def _alike(self, name: str, but: AuthorityId | None = None) -> str:
        """Which record has that name already, however it is spelt."""
        written = fold(name)
        for one in self._known.values():
            if one.id != but and written in {fold(other) for other in (one.name, *(spelt.text for spelt in one.names))}:
                return f"There is {clean(one.name)} already: x marks one of the two, m on the other merges them."
        return ""

    def _add(self, name: str) -> None:
        if name:
            protection = Protection.UNKNOWN if self.kind in PARTIES else None
            new = Authority(kind=self.kind, name=name, protection=protection)
            self._change(f"Add {self.kind.value} {clean(name)}", lambda edit: edit.add_authority(new))

    def action_rename(self) -> None:
        """Ask for another name."""
        entry = self.current
        now = entry.record.name if entry else ""
        alike = partial(self._alike, but=entry.id if entry else None)
        self._ask_of(entry, Question("Rename", now, "Enter rename  Esc stop", check=alike), self._rename)

    def _rename(self, entry: Entry, name: str) -> None:
        if name and name != entry.record.name:
            what = f"Rename {self.kind.value} {clean(entry.record.name)} to {clean(name)}"
            self._correct(entry, what, name=name)
        else:
            self.line_prompt.close()

    def action_spell(self) -> None:
        """Ask for another spelling."""
        question = Question("Another name of", hint="be=Мінск  Enter add  Esc stop")
        self._ask_of(self.current, question, self._spell)

    def _spell(self, entry: Entry, text: str) -> None:
        language, equals, name = text.partition("=")
        new = Name(name.strip(), language.strip() or None) if equals else Name(text)
        if new.text:
            what = f"Add a spelling to {self.kind.value} {clean(entry.record.name)}: {clean(new.text)}"
            self._correct(entry, what, names=(*entry.record.names, new))

    def action_date(self) -> None:
        """Ask when an event was."""
        if self._has("date"):
            now = (self.current.record.date if self.current else None) or ""
            question = Question("Date of", now, "EDTF  Enter keep  Esc stop", check=date_meaning)
            self._ask_of(self.current, question, self._date)

    def _date(self, entry: Entry, text: str) -> None:
        what = f"Date of {clean(entry.record.name)}: {clean(text) or 'none'}"
        self._correct(entry, what, date=text or None)

    def action_position(self) -> None:
        """Ask where a place is."""
        if self._has("position"):
            now = position_words(self.current.record) if self.current else ""
            question = Question("Position of", now, "53.1325 23.1688  Enter keep", check=self._look_at)
            self._ask_of(self.current, question, self._position)

    def _look_at(self, text: str) -> str:
        """Show on the map where a position would be."""
        at = degrees.parse(text)
        name = self.current.record.name if self.current else ""
        self.map.show(self.map.spots, Spot(name, at))
        return degrees.written(at)

    def _position(self, entry: Entry, text: str) -> None:
        north, east = degrees.parse(text) if text else (None, None)
        what = f"Position of {clean(entry.record.name)}: {clean(text) or 'none'}"
        self._correct(entry, what, latitude=north, longitude=east)

    def action_protect(self) -> None:
        """Ask how far somebody may be identified."""
        if self._has("protect"):
            self._ask_of(self.current, Question("How far to name", hint=" · ".join(HOW_FAR)), self._protect)

    def _protect(self, entry: Entry, text: str) -> None:
        found = [word for word in HOW_FAR if text and word.startswith(text.casefold())]
        if len(found) != 1:
            self.line_prompt.trouble(f"Write one of: {', '.join(HOW_FAR)}; its beginning is enough.")
            return
        what = f"Protection of {clean(entry.record.name)}: {found[0]}"
        self._correct(entry, what, protection=Protection(found[0]))

    def _has(self, action: str) -> bool:
        if self.kind in ONLY[action]:
            return True
        words = " and ".join(PLURALS[kind].lower() for kind in KINDS if kind in ONLY[action])
        self.host.say(f"Only {words} have one.", severity="warning")
        return False

    def left(self) -> None:
        """Show again what was shown before the question."""
        self._show_current()

    # Two that are one -------------------------------------------------------------------------------------------------

    def action_mark(self) -> None:
        """Mark, and step on."""
        self.records.toggle_mark()
        self.records.move(1)
        self._title()

    def action_back(self) -> None:
        """Marks first, then the search, then the screen."""
        super().action_back()
        self._title()

    def action_merge(self) -> None:
        """Say what would come of merging the marked one into this one, and ask."""
        kept, others = self.current, list(self._others())
        if kept is None or len(others) != 1:
            self.host.say(self._how_to_merge(len(others)), severity="warning")
            return
        gone = others[0]
        lines = merging(kept, gone)
        self.show_details(Text("\n").join([Text("Merge", "bold"), *map(Text, lines)]))
        title = f"Merge {clean(gone.record.name)} into {clean(kept.record.name)}?"
        self.ask(Question(title, hint="Enter merge  Esc stop"), partial(self._merge, kept, gone))

    def _how_to_merge(self, others: int) -> str:
        here = self.current
        if others > 1:
            return f"{counted(others, 'other')} are marked, and two become one at a time: x takes a mark away."
        if here is not None and here.id in self.records.marked:
            return f"{clean(here.record.name)} is marked: stand on the one that is to stay, and press m."
        return "Mark one with x, then stand on the one that is to stay, and press m."

    def _others(self) -> Iterator[Entry]:
        here = self.current
        for one in self.records.rows:
            if one.id in self.records.marked and (here is None or one.id != here.id):
                yield one

    def _merge(self, kept: Entry, gone: Entry, _: str) -> None:
        self.records.marked.clear()
        what = f"Merge {self.kind.value} {clean(gone.record.name)} into {clean(kept.record.name)}"
        self._change(what, lambda edit: edit.merge_authorities(kept.record, gone.record))

    def action_remove(self) -> None:
        """Remove what nothing refers to; the library says so where something does."""
        entry = self.current
        if entry is not None and entry.id is not None:
            identity = entry.id
            what = f"Remove {self.kind.value} {clean(entry.record.name)}"
            self._change(what, lambda edit: edit.remove_authority(identity))


def _spot(entry: Entry) -> Spot | None:
    record = entry.record
    if record.latitude is None or record.longitude is None:
        return None
    return Spot(record.name, (record.latitude, record.longitude))
