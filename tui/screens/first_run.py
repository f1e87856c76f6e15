"""What to do first: add footage, open another vault, look at the demo; and whether the machine has what it takes."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from library.errors import MediavaultError
from tui.cells import Depth, Tier
from tui.commands import Action, bindings
from tui.folders import meant, tilde
from tui.jobs import Lane, begin
from tui.room import Room
from tui.widgets.folder_prompt import FolderPrompt
from tui.widgets.foot import Foot
from tui.widgets.key_strip import KeyStrip
from tui.widgets.picture import drawing_of
from tui.widgets.prompt import LinePrompt
from tui.widgets.title_bar import TitleBar
from tui.wording import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from library import Catalogue
    from mediavault.vault import Vault

WHERE: Final = ("first_run",)
ACTIONS: tuple[Action, ...] = (
    Action("add", "Add a folder", "a", "Catalogue a folder or a card; originals stay where they are.", WHERE, "add"),
    Action("open_vault", "Open a vault", "b", "Open another vault that is already there.", WHERE, "open"),
    Action("demo", "Try the demo", "d", "Make a library of stand-ins and open it.", WHERE, "demo"),
    Action("back", "To the library", "escape", "To the list, even though it is empty.", WHERE, "library"),
)
CHOICES: Final = (
    ("a", "Add a folder or a card", "read in place; originals are never touched"),
    ("b", "Open another vault", "the folder it stands in"),
    ("d", "Try the demo vault", "eleven stand-ins, made on this machine"),
)
TITLE_CELLS: Final = 26
DEMO: Final = "mediavault-demo"
"""The demo vault's folder, beside the vault that is open."""
OPTIONAL: Final = {
    "mpv": ("--version", "footage plays in the terminal"),
    "exiftool": ("-ver", "what files say of themselves is read without it"),
}
"""Programs that help where they are there, how they say their version, and what is without them."""
Check = tuple[str, str, bool]
"""What was looked at, what was found, and whether that is enough."""


class FirstRunScreen(Room):
    """Shown while the catalogue is empty."""

    ACTIONS = ACTIONS
    BINDINGS: ClassVar = bindings(ACTIONS)
    DEFAULT_CSS = """
    FirstRunScreen #first-run { height: 1fr; margin-bottom: 3; padding: 1 3; }
    FirstRunScreen #first-run Static { height: auto; margin-bottom: 1; }
    FirstRunScreen #first-run-progress { display: none; }
    FirstRunScreen.-telling #first-run-progress { display: block; }
    """

    @dataclass
    class DemoGoesOn(Message):
        """The demo vault is one step further."""

        sentence: str

    def __init__(self) -> None:
        """Nothing is asked yet."""
        super().__init__()
        self._asked = ""

    def compose(self) -> ComposeResult:
        """Choices, checks, keys."""
        yield TitleBar()
        with VerticalScroll(id="first-run", can_focus=False):
            yield Static(choices(), markup=False)
            yield Static("", id="first-run-progress", markup=False)
            yield Static("", id="first-run-checks", markup=False)
            yield Static(
                Content.styled("J K L  I O  Space as in your editing program · digits tag · Ctrl+Z undoes", "dim")
            )
        with Foot():
            yield FolderPrompt()
            yield KeyStrip(ACTIONS)

    def on_mount(self) -> None:
        """Look at the machine."""
        self.query_one(TitleBar).show("mediavault", "", tilde(str(self.vault.path)))
        tier, depth = drawing_of(self.app)
        self._show_checks(
            [
                *terminal_checks(tier, depth),
                ("ffmpeg", "…", True),
                ("ffprobe", "…", True),
                *((name, "…", True) for name in OPTIONAL),
            ]
        )
        begin(self, self._check_tools, exclusive=True)

    async def _check_tools(self) -> None:
        found = await self.host.read(tool_checks)
        self._show_checks([*terminal_checks(*drawing_of(self.app)), *found])

    def _show_checks(self, checks: list[Check]) -> None:
        self.query_one("#first-run-checks", Static).update(check_lines(checks))

    def on_catalogue_changed(self) -> None:
        """There is something now: the other screens show it."""

    # Choices ----------------------------------------------------------------------------------------------------------

    def action_add(self) -> None:
        """Ask for the folder."""
        self._ask("add", "Folder", "~/")

    def action_open_vault(self) -> None:
        """Ask for the library."""
        self._ask("open", "Vault", "~/")

    def _ask(self, about: str, title: str, text: str) -> None:
        self._asked = about
        self.query_one(FolderPrompt).open(title, text)

    def action_back(self) -> None:
        """To the list."""
        self.host.action_open_library()

    def on_line_prompt_answered(self, event: LinePrompt.Answered) -> None:
        """Take the folder that was typed."""
        folder = Path(meant(event.text.strip())).expanduser()
        if self._asked == "open":
            begin(self, partial(self._open, folder, event.prompt), exclusive=True)
        elif not folder.is_dir():
            event.prompt.trouble(f"There is no folder {folder}. Tab goes on with a name.")
        else:
            event.prompt.close()
            self._ingest(folder)

    def _ingest(self, folder: Path) -> None:
        from tui.screens.ingest import IngestScreen  # noqa: PLC0415  kept out of the first import for a quick start

        self.host.go_to(IngestScreen(folder))

    async def _open(self, folder: Path, prompt: LinePrompt) -> None:
        try:
            vault, catalogue = await self.host.read(opened, folder)
        except MediavaultError as error:
            prompt.trouble(str(error))
            return
        prompt.close()
        self._go_on_with(vault, catalogue)

    def _go_on_with(self, vault: Vault, catalogue: Catalogue) -> None:
        self.host.vault, self.host.catalogue = vault, catalogue
        self.host.current_shot_list, self.host.current_asset = None, None
        self.host.slots.clear()
        self.host.action_open_library()
        self.host.announce()

    def action_demo(self) -> None:
        """Make the demo vault and open it."""
        begin(self, self._demo, group="demo", exclusive=True)

    async def _demo(self) -> None:
        lane = Lane("demo")
        self._tell("Making the demo vault …")
        try:
            make = partial(made_demo, self.vault.path.parent, lambda text: self.post_message(self.DemoGoesOn(text)))
            vault, catalogue = await self.host.read(opened, await lane.run(make))
        except MediavaultError as error:
            self._tell(str(error), "$error")
            return
        finally:
            lane.close()
        self._go_on_with(vault, catalogue)

    def on_first_run_screen_demo_goes_on(self, message: DemoGoesOn) -> None:
        """Say how far it is."""
        self._tell(message.sentence)

    def _tell(self, sentence: str, style: str = "$accent") -> None:
        self.add_class("-telling")
        self.query_one("#first-run-progress", Static).update(Content.styled(clean(sentence), style))


# Off the event loop ---------------------------------------------------------------------------------------------------


def opened(folder: Path) -> tuple[Vault, Catalogue]:
    """The vault in a folder and its catalogue.

    Raises:
        MediavaultError: It is none, or a newer program made it.
    """
    from mediavault.vault import Vault  # noqa: PLC0415  kept out of the first import for a quick start

    vault = Vault.open(folder)
    return vault, vault.catalogue()


def made_demo(beside: Path, tell: Callable[[str], object]) -> Path:
    """The folder of the demo vault, made when it is not there yet.

    Raises:
        MediavaultError: It could not be made.
    """
    from mediavault.demo import make_demo  # noqa: PLC0415  kept out of the first import for a quick start

    folder = beside / DEMO
    make_demo(folder, tell)
    return folder


def tool_checks() -> list[Check]:
    """The programs that read video, and their versions."""
    from mediavault import tools  # noqa: PLC0415  kept out of the first import for a quick start

    checks: list[Check] = []
    for name in ("ffmpeg", "ffprobe"):
        try:
            checks.append((name, tools.version(tools.find(name)), True))
        except MediavaultError as error:
            checks.append((name, str(error), False))
    for name, (option, without) in OPTIONAL.items():
        try:
            checks.append(
                (
                    name,
                    tools.version(tools.find(name), option).partition(" Copyright")[0].removeprefix(f"{name} "),
                    True,
                )
            )
        except MediavaultError:
            checks.append((name, f"not here: {without}", False))
    return checks


def terminal_checks(tier: Tier, depth: Depth) -> list[Check]:
    """What the terminal shows."""
    encoding = (getattr(sys.__stdout__, "encoding", None) or "utf-8").lower()
    colours = "24 bit" if depth is Depth.TRUE else "256; COLORTERM=truecolor gives more"
    pictures = {Tier.GREY: "grey: this terminal shows few colours", Tier.TEXT: "off"}.get(tier, f"{tier} cells")
    return [
        ("letters", encoding, encoding.replace("-", "") == "utf8"),
        ("colours", colours if tier is not Tier.GREY else "16 or none", tier is not Tier.GREY),
        ("pictures", pictures, tier in {Tier.QUADRANT, Tier.HALF}),
    ]


# Wording --------------------------------------------------------------------------------------------------------------


def choices() -> Content:
    """The three ways to begin."""
    lines = [
        Content.assemble((f"{key}   ", "bold $accent"), (title.ljust(TITLE_CELLS), "bold"), (what, "dim"))
        for key, title, what in CHOICES
    ]
    return Content("\n").join([Content.styled("No footage yet.\n", "bold"), *lines])


def check_lines(checks: list[Check]) -> Content:
    """One line a check: a mark, its name and what was found."""
    lines = [
        Content.assemble(
            ("✓ " if good else "– ", "$success" if good else "$warning"), f"{name:<10}", (clean(found), "dim")
        )
        for name, found, good in checks
    ]
    return Content("\n").join(lines)
