"""F5, ingest: choose a folder, and see how cataloguing it goes while one keeps working."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.containers import Vertical
from textual.widgets import Static

from library.model import Outcome
from tui.commands import Action, bindings
from tui.folders import meant
from tui.room import Room
from tui.widgets.folder_prompt import FolderPrompt
from tui.widgets.foot import Foot
from tui.widgets.key_strip import KeyStrip
from tui.widgets.record_list import Column, RecordHeading, RecordList
from tui.widgets.title_bar import TitleBar
from tui.wording import REJECTED, clean, clock, grouped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from mediavault.progress import Progress
    from tui.ingesting import IngestJob
    from tui.widgets.prompt import LinePrompt

HERE = ("ingest",)
FRAMES_S = 0.2
"""Seconds between two drawings of the progress."""
BAR = 40
"""Cells."""
THIN_SPACE = "\u202f"
"""What groups the digits of a number on a screen."""

ACTIONS: tuple[Action, ...] = (
    Action("add_folder", "Add a folder", "a", "Catalogue a folder or a card; nothing is copied.", HERE, "add"),
    Action("pause", "Pause or go on", "space", "Wait between two files; again goes on.", HERE, "pause"),
    Action("stop", "Stop", "c", "Stop this folder; what is in stays in.", HERE, "stop"),
    Action("retry", "Read again", "r", "Read again what could not be read in this folder.", HERE, "read again"),
    Action("done", "To the library", "enter", "To what is in; the ingest goes on.", HERE, "library"),
    Action("step(-1)", "Problem above", "up", "One problem up; the whole of it is said below.", HERE),
    Action("step(1)", "Problem below", "down", "One problem down.", HERE, "problems"),
    Action("page(-1)", "Page up", "pageup", "One page of problems up.", HERE),
    Action("page(1)", "Page down", "pagedown", "One page of problems down.", HERE),
    Action("back", "Back", "escape", "Back to the library; the ingest goes on.", HERE, "back"),
)
Trouble = tuple[str, str]
"""A file, when it is not in the sentence, and the sentence of what could not be read or made."""
LACKING = "⚠"
"""Before what is said of a file that is in, of which a preview or a digest could not be made: the sentence names it."""
COLUMNS: tuple[Column[Trouble], ...] = (
    Column("could not be read", lambda one: f"{REJECTED} {name_of(one[0])}" if one[0] else LACKING, share=2, dim=False),
    Column("why", lambda one: clean(one[1]), share=3),
)
NOTHING_YET = (
    "\n   a   Add a folder or a card\n\n   Every photo, video and sound below it is catalogued where it stands."
    "\n   Nothing is copied, moved or changed."
)


class IngestScreen(Room):
    """What comes in."""

    ACTIONS: ClassVar = ACTIONS
    BINDINGS: ClassVar = bindings(ACTIONS)
    DEFAULT_CSS = """
    IngestScreen #ingest { height: 1fr; margin-bottom: 2; }
    IngestScreen #ingest-progress { height: auto; width: 100%; }
    IngestScreen RecordList { height: 1fr; }
    IngestScreen #ingest-why { height: auto; max-height: 4; padding: 0 3; background: $surface; }
    IngestScreen.-clean RecordList, IngestScreen.-clean RecordHeading,
    IngestScreen.-clean #ingest-why { display: none; }
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Take a folder to begin with at once, or none."""
        super().__init__()
        self._folder = folder
        self.title_bar = TitleBar()
        self.progress = Static("", id="ingest-progress", markup=False)
        self.problems: RecordList[Trouble] = RecordList(lambda one: one, COLUMNS)
        self.why = Static("", id="ingest-why", markup=False)
        self.key_strip = KeyStrip(ACTIONS)
        self._useless: frozenset[str] = frozenset()
        """Actions that do nothing now: the strip does not name them."""

    def compose(self) -> ComposeResult:
        """Title, progress, problems, prompt, keys."""
        yield self.title_bar
        with Vertical(id="ingest"):
            yield self.progress
            yield RecordHeading(self.problems)
            yield self.problems
            yield self.why
        with Foot():
            yield FolderPrompt(id="folder-prompt")
            yield self.key_strip

    def on_mount(self) -> None:
        """Draw, and draw again while it runs."""
        self.add_class("-clean")
        if self._folder is not None:
            self.host.start_ingest(self._folder)
        self._draw()
        self.set_interval(FRAMES_S, self._draw)

    def _draw(self) -> None:
        job = self.host.ingest
        folder, lasted = (clean(str(job.folder)), clock(job.seconds)) if job else ("", "")
        queued, done = len(self.host.ingest_next), len(self.host.ingested)
        others = [f"{number} {word}" for number, word in ((queued, "queued"), (done, "done")) if number]
        self.title_bar.show("Ingest", folder, "   ".join([*others, lasted]))
        waiting = [clean(one.name) for one in self.host.ingest_next]
        self.progress.update(progress(job, waiting) if job else Text(NOTHING_YET))
        if job is not None and len(job.problems) != len(self.problems.rows):
            self.set_class(not job.problems, "-clean")
            self.problems.show(list(job.problems))
        self._show_keys(useless(job))

    def _show_keys(self, without: frozenset[str]) -> None:
        if without != self._useless:
            self._useless = without
            self.key_strip.show_actions(one for one in ACTIONS if one.id not in without)

    def on_record_list_moved(self) -> None:
        """Say the whole of the problem under the cursor."""
        path, sentence = self.problems.current or ("", "")
        if self.host.ingest is not None:
            path = path.removeprefix(f"{self.host.ingest.folder.absolute().parent}/")
        self.why.update(Text(clean(" ".join(filter(None, (path and f"{path}:", sentence))))))

    def action_add_folder(self) -> None:
        """Ask for the folder."""
        job = self.host.ingest
        start = str(job.folder.parent if job else Path.home()) + "/"
        self.query_one(FolderPrompt).open("Folder", start)

    def on_line_prompt_answered(self, message: LinePrompt.Answered) -> None:
        """Begin."""
        folder = Path(meant(message.text.strip())).expanduser()
        self.start(partial(self._begin, message.prompt, folder), group="begin", exclusive=True)

    async def _begin(self, prompt: LinePrompt, folder: Path) -> None:
        if not await self.host.read(folder.is_dir):
            prompt.trouble(f"No folder at {folder}: Tab completes names.")
            return
        prompt.close()
        self.host.start_ingest(folder)

    def action_stop(self) -> None:
        """Ask it to stop."""
        if self.host.ingest is not None:
            self.host.ingest.stopping.set()

    def action_pause(self) -> None:
        """Wait between two files, or go on."""
        job = self.host.ingest
        if job is not None and job.running:
            job.paused = not job.paused
            self._draw()

    def action_retry(self) -> None:
        """Read again what could not be read."""
        job = self.host.ingest
        if job is None or job.running or not job.problems:
            self.host.say("Nothing to read again yet.", severity="warning")
        else:
            self.host.start_ingest(job.folder)

    def action_done(self) -> None:
        """To what is in."""
        self.host.action_open_library()

    def action_step(self, rows: int) -> None:
        """Move among the problems."""
        self.problems.move(rows)

    def action_page(self, pages: int) -> None:
        """Move by pages."""
        self.problems.move_page(pages)

    def action_back(self) -> None:
        """Back."""
        self.app.pop_screen()


def useless(job: IngestJob | None) -> frozenset[str]:
    """What there is nothing for: stopping while nothing comes in, and reading again or choosing without problems."""
    running, problems = job is not None and job.running, job is not None and bool(job.problems)
    without = set() if running else {"pause", "stop"}
    if running or not problems:
        without.add("retry")
    return frozenset(without if problems else without | {"step(1)"})


def name_of(path: str) -> str:
    """The last part of a path."""
    return clean(path.rsplit("/", 1)[-1])


def progress(job: IngestJob, waiting: Sequence[str] = ()) -> Text:
    """The stage with a bar, counts, and what comes next."""
    counts = "   ".join(f"{one.value} {grouped(job.outcomes[one])}" for one in Outcome if job.outcomes[one])
    lines = [
        Text(),
        _bar(job),
        _stage(job),
        Text(),
        Text(f"  {counts or 'looking…'}"),
        Text(f"  {clean(job.latest) if job.running else clean(job.error) or 'done'}", "dim"),
        Text(f"  next: {', '.join(waiting)}" if waiting else "", "dim"),
        Text(f"  {'You can keep working: ' if job.running else ''}Enter goes to the library.", "dim"),
        Text(),
    ]
    return Text("\n", no_wrap=True, overflow="ellipsis").join(lines)


def _bar(job: IngestJob) -> Text:
    now = job.progress
    share = 1.0 if not job.running else now.share if now else 0.0
    filled = int(BAR * share)
    reached = f"  {job.outcomes.total():,} files" if not job.running else f"  {share:.0%}  {_left(now)}" if now else ""
    return Text.assemble(("  " + "█" * filled, "bold"), ("░" * (BAR - filled), "dim"), reached.rstrip())


def _stage(job: IngestJob) -> Text:
    """What it is at, with the figures of that."""
    if job.paused and job.running:
        return Text("  ❚❚ paused: Space goes on", "bold")
    if not job.running or job.progress is None:
        return Text()
    from mediavault.progress import wording  # noqa: PLC0415  most sessions never ingest

    figures = " · ".join(wording.figures(job.progress)).replace(",", THIN_SPACE)
    return Text(f"  {wording.STAGES[job.progress.stage]}  {figures}")


def _left(now: Progress) -> str:
    from mediavault.progress import wording  # noqa: PLC0415  most sessions never ingest

    return wording.left(now)
