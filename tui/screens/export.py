"""The export sheet: which format loses what, what stands in the way, where the file goes; then it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar, Final

from anyascii import anyascii
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from library.errors import MediavaultError
from library.model import ANY_PURPOSE
from tui.commands import Action, bindings
from tui.exporting import ExportStopped, Writing
from tui.folders import tilde
from tui.jobs import begin
from tui.room import Room
from tui.screens.shot_lists import totals
from tui.widgets.foot import Foot
from tui.widgets.key_strip import KeyStrip
from tui.widgets.prompt import LinePrompt
from tui.widgets.title_bar import TitleBar
from tui.wording import CURSOR, clean, counted, fitted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult

    from library import Catalogue, Edit
    from library.model import ShotList
    from mediavault.export import ExportReport, Finding, Format, People
    from mediavault.vault import Vault

WHERE: Final = ("export",)
FIRST_FORMAT: Final = "edl"
NAME_CELLS: Final = 12
FORMATS_SHOWN: Final = 3
"""At least; a format has two lines."""
OTHERS: Final = 18
"""Lines that title, findings and prompt have at least."""
STOPS, WARNS = "✗", "⚠"
DRAWN_EVERY_S: Final = 0.2
"""How often the bar is drawn while a film is rendered."""

ACTIONS: tuple[Action, ...] = (
    Action("step(-1)", "Format above", "up", "Choose the format above.", WHERE, strip="format", typing=True),
    Action("step(1)", "Format below", "down", "Choose the format below.", WHERE, typing=True),
    Action("scroll(-1)", "Findings up", "pageup", "Read the findings above.", WHERE, typing=True),
    Action("scroll(1)", "Findings down", "pagedown", "Read the findings below.", WHERE, strip="read on", typing=True),
    Action("purpose", "For what", "tab", "Choose what it is for, of what people were asked about.", WHERE, typing=True),
    Action("write", "Write", "enter", "Write the file; once it is written, go back.", WHERE, strip="write"),
    Action("back", "Back", "escape", "Back without writing; while a film is rendered, stop it.", WHERE, strip="back"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is shown before writing."""

    shot_list: ShotList
    people: People
    formats: Sequence[Format]
    findings: Mapping[str, Sequence[Finding]]
    """By the name of the format."""
    purpose: str | None
    """What it is for; None is for any use."""
    purposes: Sequence[str]
    """What people were asked about."""


class ExportScreen(Room):
    """One shot list, about to leave."""

    ACTIONS = ACTIONS
    BINDINGS: ClassVar = bindings(ACTIONS)
    DEFAULT_CSS = """
    ExportScreen #export { height: 1fr; margin-bottom: 3; }
    ExportScreen #export-formats { height: auto; padding: 1 1 0 1; }
    ExportScreen #export-heading { height: auto; margin-top: 1; padding: 0 1; }
    ExportScreen #export-findings { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    ExportScreen #export-result { height: auto; padding: 0 1; }
    """

    def __init__(self, shot_list_name: str) -> None:
        """Take the list to export."""
        super().__init__()
        self._name = shot_list_name
        self._sheet: Sheet | None = None
        self._chosen = 0
        self._target = ""
        self._asking_reason = False
        self._report: ExportReport | None = None
        self._written: Writing | None = None
        """What is being written now."""

    def compose(self) -> ComposeResult:
        """Formats, findings, result, and the line for the target or the reason."""
        yield TitleBar()
        with Vertical(id="export"):
            yield Static("", id="export-formats", markup=False)
            yield Static("", id="export-heading", markup=False)
            with VerticalScroll(id="export-findings", can_focus=False):
                yield Static("", markup=False)
            yield Static("", id="export-result", markup=False)
        with Foot():
            yield LinePrompt()
            yield KeyStrip(ACTIONS, typing=True)

    def on_mount(self) -> None:
        """Look at the list in every format."""
        self.query_one(TitleBar).show("Export", clean(self._name))
        begin(self, self._look, exclusive=True)
        self.set_interval(DRAWN_EVERY_S, self._draw_progress)

    async def _look(self) -> None:
        if not await self._read(None) or self._sheet is None:
            return
        shown = self._sheet.shot_list
        names = [one.name for one in self._sheet.formats]
        self._chosen = names.index(FIRST_FORMAT) if FIRST_FORMAT in names else 0
        self.query_one(TitleBar).show("Export", f"{clean(shown.name)}  v{shown.version}", totals(shown))
        self._target = str(self.vault.path / "exports" / file_name(shown, self._format.suffix, self._sheet.people))
        self._show()
        self._ask_target()

    @property
    def _format(self) -> Format:
        assert self._sheet is not None  # noqa: S101  nothing is chosen before the sheet is read
        return self._sheet.formats[self._chosen]

    @property
    def _findings(self) -> Sequence[Finding]:
        if self._report is not None:
            return self._report.findings
        return self._sheet.findings[self._format.name] if self._sheet else ()

    @property
    def _stops(self) -> list[Finding]:
        return [one for one in self._findings if one.stops]

    @property
    def _prompt(self) -> LinePrompt:
        return self.query_one(LinePrompt)

    # Showing ----------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        if self._sheet is None:
            return
        findings = self._findings
        width = max(20, self.size.width - 2)
        many = max(FORMATS_SHOWN, (self.size.height - OTHERS) // 2)
        self.query_one("#export-formats", Static).update(format_rows(self._sheet.formats, self._chosen, width, many))
        purpose = for_what(self._sheet.purpose, self._sheet.purposes)
        self.query_one("#export-heading", Static).update(Content.assemble(heading(findings), purpose))
        lines = [finding_lines(one, width - 1) for one in findings]
        self.query_one("#export-findings Static", Static).update(Content("\n").join(lines))

    def on_resize(self) -> None:
        """The formats are cut to the width."""
        self._show()

    def _say(self, sentence: str, style: str) -> None:
        self.query_one("#export-result", Static).update(Content.styled(clean(sentence), style))

    def _draw_progress(self) -> None:
        if self._written:
            self.query_one("#export-result", Static).update(self._written.drawn())

    # Choosing ---------------------------------------------------------------------------------------------------------

    def action_step(self, rows: int) -> None:
        """Choose another format; the file's name follows."""
        if self._sheet is None or self._asking_reason or self._report or self._written:
            return
        old = self._format.suffix
        self._chosen = min(max(self._chosen + rows, 0), len(self._sheet.formats) - 1)
        typed = self._prompt.field.value
        if typed.endswith(old):
            self._prompt.field.value = typed.removesuffix(old) + self._format.suffix
        self._show()
        self._say("", "")

    def action_purpose(self) -> None:
        """Look at people anew, for the next thing they were asked about."""
        sheet = self._sheet
        if sheet is None or self._asking_reason or self._report or self._written:
            return
        if not sheet.purposes:
            self._say("Nobody was asked yet what material may be used for (mediavault consent grant).", "dim")
            return
        all_of_them = [None, *sheet.purposes]
        following = all_of_them[(all_of_them.index(sheet.purpose) + 1) % len(all_of_them)]
        begin(self, partial(self._look_for, following), exclusive=True)

    async def _look_for(self, purpose: str | None) -> None:
        if await self._read(purpose):
            self._show()
            self._say("", "")

    async def _read(self, purpose: str | None) -> bool:
        """Whether the sheet could be read for a purpose; why not is said."""
        try:
            self._sheet = await self.host.read(read_sheet, self.catalogue, self._name, purpose)
        except MediavaultError as error:
            self._say(str(error), "$error")
            return False
        return True

    def action_scroll(self, pages: int) -> None:
        """Read on."""
        findings = self.query_one("#export-findings", VerticalScroll)
        findings.scroll_relative(y=pages * max(1, findings.size.height - 1), animate=False)

    def action_back(self) -> None:
        """Leave; what is being written is stopped first."""
        if self._written:
            self._written.stopping.set()
        else:
            self.dismiss()

    def action_write(self) -> None:
        """Once written, Enter goes on: back to where one was."""
        if self._report:
            self.dismiss()

    # Asking -----------------------------------------------------------------------------------------------------------

    def _ask_target(self) -> None:
        self._asking_reason = False
        self._prompt.open("To", tilde(self._target), hint="")

    def _ask_reason(self) -> None:
        self._asking_reason = True
        self._say("The names stay out of the file in any case. The reason is kept in the history.", "dim")
        self._prompt.open("Why may it leave all the same?", hint="Enter write  Esc stop")

    def on_line_prompt_left(self) -> None:
        """Esc: from the reason back to the target, from the target back to where one was."""
        if self._written:
            self._written.stopping.set()
        elif self._asking_reason:
            self._say("Nothing was written.", "dim")
            self._ask_target()
        else:
            self.dismiss()

    def on_line_prompt_answered(self, event: LinePrompt.Answered) -> None:
        """Write, or ask first what has to be asked."""
        if self._sheet is None or self._written or not event.text.strip():
            return
        if self._asking_reason:
            self._write(event.text.strip())
            return
        self._target = event.text.strip()
        stops = self._stops
        if not stops:
            self._write(None)
        elif all(one.is_acceptable for one in stops):
            self._ask_reason()
        else:
            first = next(one for one in stops if not one.is_acceptable)
            self._say(f"{STOPS} Nothing was written: {first.sentence} {first.cure}", "$error")

    # Writing ----------------------------------------------------------------------------------------------------------

    def _write(self, reason: str | None) -> None:
        begin(self, partial(self._writing, reason), group="export", exclusive=True)

    def _path(self) -> Path:
        return Path(self._target).expanduser()

    async def _looked_again(self) -> Sheet | None:
        """The sheet as it is now; None, and told, when more or less stands in the way than was shown."""
        assert self._sheet is not None  # noqa: S101  nothing is asked before the sheet is read
        before = self._stops
        try:
            self._sheet = await self.host.read(read_sheet, self.catalogue, self._name, self._sheet.purpose)
        except MediavaultError as error:
            self._say(f"{STOPS} {error}", "$error")
            self._ask_target()
            return None
        if self._stops == before:
            return self._sheet
        self._show()
        self._say("Nothing was written: what stands in the way is not what it was.", "$warning")
        self._ask_target()
        return None

    async def _writing(self, reason: str | None) -> None:
        self._written = writing = Writing()
        sheet = await self._looked_again()
        if sheet is None:
            self._written = None
            return
        target, shown = self._path(), sheet.shot_list
        job = partial(write_file, sheet, self._format.name, target, self.vault, reason=reason, writing=writing)
        # A film takes long: meanwhile the catalogue can be written.
        lane = self.host.lanes.making if self._format.renders else self.host.lanes.writing
        try:
            report = await lane.run(job)
        except ExportStopped:
            self._say("Stopped: nothing was written.", "$warning")
            self._ask_target()
            return
        except MediavaultError as error:
            self._say(f"{STOPS} {error}", "$error")
            self._ask_target()
            return
        finally:
            self._written = None
        self._report, self._asking_reason = report, False
        self._prompt.close()
        self._show()
        self._say(result(report), "$success")
        purpose = f" for {sheet.purpose}" if sheet.purpose else ""
        accepted = f", people accepted: {report.accepted}" if report.accepted else ""
        what = f"Export {shown.name} v{shown.version} to {target.name}{purpose}{accepted}"

        def note(edit: Edit) -> None:
            edit.exported(shown, report.format.name, target.name)

        await self.host.write(clean(what), note)


# Off the event loop ---------------------------------------------------------------------------------------------------


def read_sheet(catalogue: Catalogue, name: str, purpose: str | None) -> Sheet:
    """The list, the people as far as a purpose goes, the formats and what each of them would meet.

    Raises:
        MediavaultError: There is no such list.
    """
    from mediavault.export import FORMATS, People, check_each  # noqa: PLC0415  it loads OpenTimelineIO

    shown = catalogue.shot_list(name)
    people = People.of(catalogue, purpose=purpose)
    findings = check_each(shown, FORMATS.values(), people=people)
    purposes = [one for one in catalogue.purposes() if one != ANY_PURPOSE]
    return Sheet(shown, people, list(FORMATS.values()), findings, purpose, purposes)


def write_file(  # noqa: PLR0913  all but four are named
    sheet: Sheet, format_name: str, target: Path, vault: Vault, *, reason: str | None, writing: Writing
) -> ExportReport:
    """Write the file; the vault's own folder of exports is made when it is not there.

    Raises:
        ExportStopped: Somebody stopped it; nothing was written.
        MediavaultError: Nothing was written, and the sentence says why.
    """
    from mediavault.export import CannotWrite, Rendering, export  # noqa: PLC0415  it loads OpenTimelineIO

    own_folder = vault.path / "exports"
    if target.parent == own_folder:
        try:
            own_folder.mkdir(exist_ok=True)
        except OSError as error:
            raise CannotWrite(target, error.strerror or str(error)) from error
    handles = sheet.shot_list.handles
    way = Rendering(handles, writing.reached, preview_of=vault.preview_path, filmstrip_of=vault.filmstrip_path)
    people = sheet.people
    return export(sheet.shot_list, target, people=people, format=format_name, accept_unknown=reason, rendering=way)


# Wording --------------------------------------------------------------------------------------------------------------


def file_name(shown: ShotList, suffix: str, people: People) -> str:
    """A name every file system takes, and that names nobody who is not open: `Solidary_Bialystok-selects_v1.edl`."""
    joined = re.sub(r"\s*-\s*", "-", anyascii(people.withheld(shown).redacted(shown.name)))
    plain = re.sub(r"[^A-Za-z0-9.-]+", "_", joined).strip("._-")[:80] or "shots"
    return f"{plain}_v{shown.version}{suffix}"


def format_rows(formats: Sequence[Format], chosen: int, width: int, many: int = FORMATS_SHOWN) -> Content:
    """The chosen format in the middle of so many, and how many there are."""
    first = min(max(chosen - many // 2, 0), max(0, len(formats) - many))
    shown = range(first, min(first + many, len(formats)))
    rows = [format_lines(formats[row], width, chosen=row == chosen) for row in shown]
    others = ", ↑ and ↓ for the others" if len(shown) < len(formats) else ", ↑ and ↓ choose"
    place = f"{chosen + 1} of {counted(len(formats), 'format')}{others}"
    return Content("\n").join([*rows, Content.styled(" " * (NAME_CELLS + 2) + place, "dim")])


def format_lines(one: Format, width: int, *, chosen: bool) -> Content:
    """A format and what it loses: on one line more, or on as many as it takes of the chosen one."""
    name, _, readers = one.title.partition(" (")
    label = f"{CURSOR if chosen else ' '} {fitted(one.name.upper(), NAME_CELLS)}"
    readers = f"  {readers.removesuffix(')')}" if readers else ""
    room = width - NAME_CELLS - 2
    loses = wrap(f"loses {one.loses}", room) if chosen else [fitted(f"loses {one.loses}", room).rstrip()]
    return Content.assemble(
        (label, "bold $accent" if chosen else "bold"),
        (name, "" if chosen else "dim"),
        (fitted(readers, max(0, room - len(name))).rstrip(), "dim"),
        *(("\n" + " " * (NAME_CELLS + 2) + line, "dim") for line in loses),
    )


def heading(findings: Sequence[Finding]) -> Content:
    """How many findings there are of either kind."""
    stops = sum(one.stops for one in findings)
    if not findings:
        return Content.styled("✓ Nothing stands in the way.", "$success")
    warns = len(findings) - stops
    parts = [
        (f"{STOPS} {counted(stops, 'reason')} to stop", "bold $error") if stops else "",
        "   " if stops and warns else "",
        (f"{WARNS} {counted(warns, 'thing')} to know", "bold $warning") if warns else "",
    ]
    return Content.assemble(*(part for part in parts if part))


def for_what(purpose: str | None, purposes: Sequence[str]) -> Content:
    """What it is for, and what else it may be for; nothing where nobody was asked about anything."""
    if not purposes:
        return Content("")
    others = ", ".join(one or "any use" for one in (None, *purposes) if one != purpose)
    return Content.assemble(f"   for {purpose or 'any use'}", (f"   Tab: {others}", "dim"))


def finding_lines(one: Finding, width: int) -> Content:
    """What is so, and what to do about it; further lines stand under the first word."""
    mark, style = (STOPS, "$error") if one.stops else (WARNS, "$warning")
    text = Content.assemble(clean(one.sentence), (f" {clean(one.cure)}", "dim"))
    return Content.assemble((f"{mark} ", style), Content("\n  ").join(text.wrap(max(10, width - 2))))


def result(report: ExportReport) -> str:
    """Say what was written: `✓ Wrote ~/exports/selects_v1.edl: 14 shots`."""
    files = ", ".join(tilde(str(path)) for path in report.paths)
    known = f" {counted(len(report.findings), 'thing')} to know above." if report.findings else ""
    return f"✓ Wrote {files}: {counted(report.shots, 'shot')}.{known} Enter goes back."
