"""The versions of a shot list: each export as it left, and what is different since, or between two of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text

from library.errors import MediavaultError
from library.model import differences, kept
from library.names import fold
from tui.commands import Action, bindings
from tui.describing import start_of
from tui.list_room import MOVING, ListRoom
from tui.widgets.frame_scale import label
from tui.widgets.record_list import Column, RecordList
from tui.wording import clean, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from library.model import AssetId, KeptShot, ShotChange, ShotList, ShotListVersion
    from library.timecode import Timecode

HERE = ("versions",)
ACTIONS: tuple[Action, ...] = (
    Action(
        "mark",
        "Compare with this",
        "x",
        "Compare this with the one under the cursor.",
        HERE,
        "compare",
    ),
    *MOVING[:-1],
    replace(MOVING[-1], strip="back"),
)


def exported_at(one: ShotListVersion) -> str:
    """When it left, on the clock of whoever reads it."""
    return f"{datetime.fromisoformat(one.exported_at).astimezone():%Y-%m-%d %H:%M}"


COLUMNS: tuple[Column[ShotListVersion], ...] = (
    Column("version", lambda one: f"v{one.version}", width=9),
    Column("exported", exported_at, width=18),
    Column("format", lambda one: clean(one.format), width=10),
    Column("shots", lambda one: str(len(one.shots)), width=7, right=True),
    Column("running", lambda one: str(one.running_time), width=14, right=True),
    Column("  file", lambda one: f"  {clean(one.file)}", dim=False),
)
KINDS = {"added": "+", "removed": "-", "moved": "↕", "trimmed": "✂", "renoted": "¶"}
"""What became of a shot, and a glyph for it; the word stands beside it."""


class VersionsScreen(ListRoom):
    """The newest first; below the list what has changed since the one under the cursor."""

    ACTIONS: ClassVar = ACTIONS
    BINDINGS: ClassVar = bindings(ACTIONS)
    EMPTY = "This list was not exported yet.\n\nCtrl+E exports it; each export is kept here as it left."
    DEFAULT_CSS = """
    VersionsScreen #listing { layout: vertical; }
    VersionsScreen #listing-rows { width: 100%; height: 1fr; }
    VersionsScreen #beside { width: 100%; height: 2fr; background: $surface; }
    VersionsScreen.-empty #beside { display: none; }
    """

    def __init__(self, name: str) -> None:
        """Take the list's name."""
        super().__init__(RecordList(_key, COLUMNS))
        self._name = name
        self._now: ShotList | None = None
        self._read: Sequence[ShotListVersion] = ()
        self._starts: dict[AssetId, Timecode | None] = {}
        """Where the media of each shot begin, so that a shot has the timecode it has in the list."""

    async def read(self) -> None:
        """The exports, and the list as it is."""
        try:
            self._read = (await self.host.read(self.catalogue.versions, self._name))[::-1]
            self._now = await self.host.read(self.catalogue.shot_list, self._name)
        except MediavaultError as error:  # it was renamed or removed meanwhile
            self.host.say(str(error), severity="warning")
            self.app.pop_screen()
            return
        keys = {shot.asset for shots in (kept(self._now), *(one.shots for one in self._read)) for shot in shots}
        self._starts = {asset.id: start_of(asset) for asset in await self.host.read(self.catalogue.assets, keys)}
        wanted = fold(self.wanted)
        self.show_rows([one for one in self._read if wanted in fold(f"{one.file} {one.format} {exported_at(one)}")])
        self.title_bar.show("Versions", clean(self._name), counted(len(self._read), "export"))

    def on_record_list_moved(self) -> None:
        """Say what is different since."""
        one: ShotListVersion | None = self.records.current
        if one is None or self._now is None:
            self.show_details(Text())
            return
        other = next((row for row in self._read if _key(row) in self.records.marked), None)
        if other is None or other is one:
            self.show_details(self._said(f"Since v{one.version}", one.shots, kept(self._now)))
        else:
            before, after = sorted((one, other), key=lambda row: (row.version, row.exported_at))
            self.show_details(self._said(f"From v{before.version} to v{after.version}", before.shots, after.shots))

    def action_mark(self) -> None:
        """Compare with this one, or with the list again."""
        one = self.records.current
        if one is not None:
            was = _key(one) in self.records.marked
            self.records.marked.clear()
            if not was:
                self.records.marked.add(_key(one))
            self.records.refresh()
            self.on_record_list_moved()

    def action_back(self) -> None:
        """Drop the mark and the search, then back to the shots."""
        if self.records.marked or self.wanted:
            super().action_back()
            self.on_record_list_moved()
        else:
            self.app.pop_screen()

    def _said(self, title: str, before: Sequence[KeptShot], after: Sequence[KeptShot]) -> Text:
        """Every difference, a line each; what is another than it was stands below."""
        found = differences(before, after)
        if not found:
            return Text(f"{title}: nothing is different.", "bold")
        counts = {kind: sum(kind in one.kinds for one in found) for kind in KINDS}
        told = ", ".join(f"{number} {kind}" for kind, number in counts.items() if number)
        return Text("\n").join(
            [Text(f"{title}: {told}", "bold"), *(line for one in found for line in self._lines(one))]
        )

    def _lines(self, change: ShotChange) -> Iterable[Text]:
        shot = change.after or change.before
        if shot is None:
            return
        marks = "".join(KINDS[kind] for kind in change.kinds).ljust(4)
        numbers = " → ".join(dict.fromkeys(str(one.number) for one in (change.before, change.after) if one))
        yield Text.assemble(f"{marks}{', '.join(change.kinds):<17} {numbers:<9} ", (clean(shot.name), "bold"))
        for detail in self._details(change):
            yield Text(f"    {detail}", "dim")

    def _details(self, change: ShotChange) -> Iterable[str]:
        before, after = change.before, change.after
        if before is None or after is None:
            return
        if "trimmed" in change.kinds:
            yield f"{self._span(before)} → {self._span(after)}"
        if "renoted" in change.kinds:
            yield f"«{_words(before)}» → «{_words(after)}»"

    def _span(self, shot: KeptShot) -> str:
        span, start = shot.source_range, self._starts.get(shot.asset)
        return f"{label(span.start, span.rate, start)}–{label(span.end_exclusive, span.rate, start)}"


def _key(one: ShotListVersion) -> tuple[int, str, str]:
    return one.version, one.exported_at, one.file


def _words(shot: KeptShot) -> str:
    return clean(" / ".join(filter(None, (shot.heading, shot.note))))
