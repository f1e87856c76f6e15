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
from tui.room import Room
from tui.widgets.folder_prompt import FolderPrompt
from tui.widgets.key_strip import KeyStrip
from tui.widgets.title_bar import TitleBar
from tui.wording import REJECTED, clean, clock, grouped

if TYPE_CHECKING:
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
    Action("stop", "Stop", "c", "Stop; what is in stays in.", HERE, "stop"),
    Action("back", "Back", "escape", "Back to the library; the ingest goes on.", HERE, "back"),
)
NOTHING_YET = (
    "\n   a   Add a folder or a card\n\n   Every photo, video and sound below it is catalogued where it stands."
    "\n   Nothing is copied, moved or changed."
)


class IngestScreen(Room):
    """What comes in."""

    ACTIONS: ClassVar = ACTIONS
    BINDINGS: ClassVar = bindings(ACTIONS)

    def __init__(self, folder: Path | None = None) -> None:
        """Take a folder to begin with at once, or none."""
        super().__init__()
        self._folder = folder
        self.title_bar = TitleBar()
        self.progress = Static("", id="ingest-progress", markup=False)

    def compose(self) -> ComposeResult:
        """Title, progress, prompt, keys."""
        yield self.title_bar
        yield self.progress
        with Vertical(id="foot"):
            yield FolderPrompt(id="folder-prompt")
            yield KeyStrip(ACTIONS)

    def on_mount(self) -> None:
        """Draw, and draw again while it runs."""
        if self._folder is not None:
            self.host.start_ingest(self._folder)
        self._draw()
        self.set_interval(FRAMES_S, self._draw)

    def _draw(self) -> None:
        job = self.host.ingest
        folder, lasted = (clean(str(job.folder)), clock(job.seconds)) if job else ("", "")
        self.title_bar.show("Ingest", folder, lasted)
        text = progress(job, max(10, self.size.height - 14)) if job else Text(NOTHING_YET)
        self.progress.update(text)

    def action_add_folder(self) -> None:
        """Ask for the folder."""
        job = self.host.ingest
        start = str(job.folder.parent if job else Path.home()) + "/"
        self.query_one(FolderPrompt).open("Folder", start)

    def on_line_prompt_answered(self, message: LinePrompt.Answered) -> None:
        """Begin."""
        folder = Path(message.text.strip()).expanduser()
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

    def action_back(self) -> None:
        """Back."""
        self.app.pop_screen()


def progress(job: IngestJob, room: int) -> Text:
    """The stage with a bar, counts, and the last problems."""
    counts = "   ".join(f"{one.value} {grouped(job.outcomes[one])}" for one in Outcome if job.outcomes[one])
    lines = [
        Text(),
        _bar(job),
        _stage(job),
        Text(),
        Text(f"  {counts or 'looking…'}"),
        Text(f"  {clean(job.latest) if job.running else clean(job.error) or 'done'}", "dim"),
        Text(),
    ]
    if job.problems:
        lines.append(Text(f"  Could not be read ({grouped(job.outcomes[Outcome.UNREADABLE])})", "bold"))
        lines += [_problem(path, sentence) for path, sentence in job.problems[-room:]]
        lines.append(Text())
    lines.append(Text("  You can keep working: F2 is the library.", "dim"))
    return Text("\n", no_wrap=True, overflow="ellipsis").join(lines)


def _bar(job: IngestJob) -> Text:
    now = job.progress
    share = 1.0 if not job.running else now.share if now else 0.0
    filled = int(BAR * share)
    reached = f"  {job.outcomes.total():,} files" if not job.running else f"  {share:.0%}  {_left(now)}" if now else ""
    return Text.assemble(("  " + "█" * filled, "bold"), ("░" * (BAR - filled), "dim"), reached.rstrip())


def _stage(job: IngestJob) -> Text:
    """What it is at, with the figures of that."""
    if not job.running or job.progress is None:
        return Text()
    from mediavault.progress import wording  # noqa: PLC0415  most sessions never ingest

    figures = " · ".join(wording.figures(job.progress)).replace(",", THIN_SPACE)
    return Text(f"  {wording.STAGES[job.progress.stage]}  {figures}")


def _left(now: Progress) -> str:
    from mediavault.progress import wording  # noqa: PLC0415  most sessions never ingest

    return wording.left(now)


def _problem(path: str, sentence: str) -> Text:
    return Text.assemble(f"  {REJECTED} ", clean(path).rsplit("/", 1)[-1], (f"  {clean(sentence)}", "dim"))
