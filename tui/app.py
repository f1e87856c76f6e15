"""The terminal interface: its screens, its keys, and the way to the catalogue.

Nothing here blocks the event loop: reads and writes run in the lanes of `tui.jobs`, and come back as values.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import events
from textual.app import App
from textual.filter import NoColor
from textual.widgets import Input

from library.asking import Question
from library.errors import MediavaultError
from library.names import visible
from tui.chords import Chord
from tui.commands import EVERYWHERE, bindings, key_label, keyed
from tui.ingesting import IngestJob
from tui.jobs import Lane, Lanes, begin
from tui.keyboard import latin, read_patiently
from tui.messages import CatalogueChanged
from tui.palette import ActionCommands
from tui.playback import Apart, Decoder, Listener, window
from tui.room import Room
from tui.screens.keys import KeysScreen
from tui.screens.library import LibraryScreen
from tui.screens.too_small import TooSmallScreen
from tui.slots import MOST_USED
from tui.terse import terse
from tui.themes import THEMES
from tui.turns import Turns, Typed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.driver import Driver
    from textual.screen import Screen

    from library import Catalogue, Edit
    from library.model import AssetId, Authority, AuthorityId, AuthorityKind, ShotId
    from mediavault.vault import Vault
    from tui.likeness import LikenessJob
    from tui.playback import Window
    from tui.tagging import Choice

T = TypeVar("T")
NEWS_S = 2.0
"""Seconds between two looks at what a running ingest has added."""
HUNG_UP_S = 5.0
"""Seconds to close in, once the terminal is gone."""
ORPHANED_S = 1.0
"""Seconds between two looks at whether the web server, or the terminal, is still there."""
AGAIN_S = 5.0
"""Seconds within which quitting twice means it."""
SAID_S, READ_S = 3, 6
"""Seconds that is shown what came of a key, and what has to be read whatever one does."""
SMALLEST = (60, 15)
"""Columns and rows below which only a sentence is shown."""


class MediavaultApp(App[None]):
    """mediavault in a terminal."""

    TITLE = "mediavault"
    CSS_PATH = Path(__file__).with_name("theme.tcss")
    AUTO_FOCUS = None
    COMMANDS: ClassVar = {ActionCommands}
    BINDINGS: ClassVar = bindings(EVERYWHERE)
    HORIZONTAL_BREAKPOINTS = [(0, "-w60"), (100, "-w100"), (120, "-w120")]  # noqa: RUF012  as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-h15"), (30, "-h30"), (36, "-h36")]  # noqa: RUF012  as above

    current_record: tuple[()] | tuple[AuthorityKind, AuthorityId | None] = ()
    """What the catalogue screen showed last."""

    def __init__(  # noqa: PLR0913  settings have names
        self,
        vault: Vault,
        catalogue: Catalogue,
        *,
        pictures: str = "auto",
        playback: str = "auto",
        theme: str = "default",
        keymap: Mapping[str, str] | None = None,
        server: int = 0,
    ) -> None:
        """Take an open vault and its catalogue; whoever opened them closes them. A web server shows it, if any."""
        super().__init__(ansi_color=THEMES[theme].ansi)
        if theme == "none" and not self.no_color:
            self.no_color = True
            self._filters.append(NoColor())
        self.vault = vault
        self.catalogue = catalogue
        self.pictures = pictures
        """The setting `pictures`, as `cells.tier_for` takes it."""
        self.server = server
        """The process number of the web server that shows this in a browser; 0 in a terminal."""
        self._before_hang_up: Any = None
        """What a terminal that goes away did before this app heeded it."""
        self.lanes = Lanes()
        self.current_shot_list: str | None = None
        """Where `e` appends to."""
        self.current_shot: ShotId | None = None
        """The shot last under the cursor of that list, or added last: where `a` adds an alternate."""
        self.slots: list[Authority] = []
        """What the digits 1 to 9 tag with."""
        self.slot_set = MOST_USED
        """The set of keywords that the digits have."""
        self.current_asset: AssetId | None = None
        """The asset last under a cursor; what F3 opens."""
        self.decoder: Decoder = Apart()
        """What decodes frames; tests give their own."""
        self.listener: Listener = Apart()
        """What goes through sound, in a process of its own: frames do not wait for it."""
        self._playback = playback
        self.last_choices: tuple[Choice, ...] = ()
        """The last tagging, for `=`."""
        self.library = LibraryScreen()
        self.chord = Chord(self, self.run_action)
        """g, and whether its second key is awaited."""
        self.turns = Turns(self, self._deal, self._is_ready)
        self.keymap = dict(keymap or {})
        """The user's own keys: action id to Textual's key names."""
        self.set_keymap(self.keymap)
        self.ingest: IngestJob | None = None
        """The ingest that runs, or the last that ran."""
        self.ingested: list[IngestJob] = []
        """All that ran before it."""
        self.ingest_next: list[Path] = []
        """Folders that wait for their turn."""
        self._asked_to_leave = float("-inf")
        self.likeness: LikenessJob | None = None
        """The comparison of all pictures that runs, or the last that ran."""
        for one in THEMES.values():
            self.register_theme(one)
        self.theme = THEMES[theme].name

    # Coming and going -------------------------------------------------------------------------------------------------

    async def on_mount(self) -> None:
        """Show the library, or the first-run screen while the catalogue is empty."""
        loop = asyncio.get_running_loop()
        # Only the main thread may, and not on Windows.
        with suppress(ValueError, RuntimeError, NotImplementedError):
            loop.add_signal_handler(signal.SIGTERM, self.exit)
        with suppress(ValueError, AttributeError):  # not through the loop, which may be the one that waits
            self._before_hang_up = signal.signal(signal.SIGHUP, partial(self._hang_up, loop))
        if self.server:
            self.set_interval(ORPHANED_S, self._leave_when_alone)
        elif os.isatty(0):
            self.set_interval(ORPHANED_S, partial(self._look_for_terminal, loop))
        if not await self.read(self.catalogue.count):
            self.action_open_first_run()

    def _hang_up(self, loop: asyncio.AbstractEventLoop, *_: object) -> None:
        """Close when the terminal went away, and draw into nothing from then on; one that is there still is put right.

        An error while drawing ends the thread that writes for Textual, or keeps the one that reads keys; either would
        keep this process for ever. What was done is written; after a while it ends whatever waits.
        """
        if not os.isatty(0):  # asked of the system anew: no longer, once it has hung up
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nowhere, stream)
            os.close(nowhere)
        last = threading.Timer(HUNG_UP_S, os._exit, (128 + signal.SIGHUP,))
        last.daemon = True
        last.start()
        loop.call_soon_threadsafe(self.exit)

    def _look_for_terminal(self, loop: asyncio.AbstractEventLoop) -> None:
        """Close when the terminal is gone and nobody said so: SIGHUP goes to what began the session, such as make."""
        if not os.isatty(0):
            self._hang_up(loop)

    def _leave_when_alone(self) -> None:
        """Close when the server is gone, however it ended."""
        if os.getppid() != self.server:
            self.exit()

    def get_driver_class(self) -> type[Driver]:
        """Textual's own, which takes every key a terminal may send, and sends it nothing twice."""
        driver = super().get_driver_class()
        read_patiently(driver)
        return terse(driver)

    def get_default_screen(self) -> Screen[Any]:
        """The library stands below everything."""
        return self._shaped(self.library)

    def _shaped(self, screen: Room) -> Room:
        """The screen with the classes of the size there is; Textual sets them later, and styles all of it anew."""
        for room, steps in zip(self.size, (self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS), strict=True):
            _, name = max(step for step in steps if step[0] <= room)
            screen.add_class(name, update=False)
        return screen

    def on_unmount(self) -> None:
        """Let the lanes end, and leave behind whoever waits for a disk."""
        if self._before_hang_up is not None:
            signal.signal(signal.SIGHUP, self._before_hang_up)
        self.decoder.close()
        self.listener.close()
        self.lanes.close()

    async def on_event(self, event: events.Event) -> None:
        """Let keys take turns."""
        if isinstance(event, Typed) and not event.is_forwarded:
            await self.turns.take(event)
        else:
            await super().on_event(event)

    def _is_ready(self) -> bool:
        """Whether what is shown is what a key would mean."""
        screen = self.screen
        return isinstance(self.focused, Input) or not isinstance(screen, Room) or screen.is_ready

    async def _deal(self, event: Typed) -> Typed:
        """Hand a key to whatever has the focus; those of other layouts are read by their position."""
        if isinstance(event, events.Key):
            event = latin(event, typing=isinstance(self.focused, Input))
            if self.chord.open:
                await self.chord.end(event.key)
                return event
        await super().on_event(event)
        return event

    def on_resize(self, event: events.Resize) -> None:
        """Say so when there is too little room, and come back when there is enough."""
        cramped = event.size.width < SMALLEST[0] or event.size.height < SMALLEST[1]
        shown = isinstance(self.screen, TooSmallScreen)
        if cramped and not shown:
            self.push_screen(TooSmallScreen(*SMALLEST))
        elif shown and not cramped:
            self.pop_screen()

    @cached_property
    def window(self) -> Callable[..., Window] | None:
        """What opens videos in a window; None where it plays in cells. Nobody looks for a player before Log opens."""
        return window(self._playback, served=bool(self.server))

    # The catalogue ----------------------------------------------------------------------------------------------------

    async def read(self, ask: Callable[..., T], *args: object) -> T:
        """What `ask(*args)` gives, asked in a reader thread. Errors come to whoever awaits.

        When nobody awaits it any more, the catalogue stops looking for it, and the thread is there for what is.
        """
        question = Question()
        try:
            return await self.lanes.reading.run(partial(question.ask, partial(ask, *args)))
        except asyncio.CancelledError:
            # In a thread of its own: a server may be far away, and no key waits for it.
            threading.Thread(target=question.take_back, daemon=True).start()
            raise

    async def write(self, what: str, do: Callable[[Edit], T]) -> T | None:
        """What `do(edit)` gives inside one operation called `what`; None when it was refused, and a toast said why."""

        def job() -> T:
            with self.catalogue.transaction(what) as edit:
                return do(edit)

        try:
            value = await self.lanes.writing.run(job)
        except MediavaultError as error:
            self.say(str(error), severity="error")
            return None
        self.announce()
        return value

    def announce(self) -> None:
        """Tell every open screen that the catalogue is another one now."""
        for screen in self.screen_stack:
            screen.post_message(CatalogueChanged())

    def say(self, sentence: str, *, severity: str = "information", unasked: bool = False) -> None:
        """Show one sentence for a few seconds, in the place of the last.

        Errors, and what is said `unasked` by what runs beside, stay until they were read.
        """
        kind = "error" if severity == "error" else "warning" if severity == "warning" else "information"
        for said in [one for one in self._notifications if one.timeout <= SAID_S]:
            self._unnotify(said, refresh=False)
        seconds = READ_S if unasked or kind == "error" else SAID_S
        self.notify(visible(sentence), severity=kind, timeout=seconds, markup=False)  # type: ignore[arg-type]  # one of the three words

    # Actions of every screen ------------------------------------------------------------------------------------------

    def action_redraw(self) -> None:
        """Draw all that is seen, whatever the terminal shows."""
        glass = getattr(self._driver, "glass", None)
        if glass is not None:
            glass.distrust()
        self.screen.refresh()

    on_app_focus = action_redraw
    """Somebody looks at the terminal again; other programs may have written there meanwhile."""

    def action_help_quit(self) -> None:
        """Say how to quit; Ctrl+C, which ends other programs, would end what is being typed or played as well."""
        keys = [key for key, one in self.active_bindings.items() if one.binding.action in {"leave", "app.leave"}]
        if keys:
            self.say(f"{key_label(min(keys, key=len))} quits; everything is saved already.")

    async def action_undo(self) -> None:
        """Take back the last change made by a person."""
        await self.step_history(partial(self.catalogue.undo, skip_ingest=True), "Undone")

    async def action_redo(self) -> None:
        """Make the last undone change again."""
        await self.step_history(self.catalogue.redo, "Redone")

    async def step_history(self, step: Callable[[], object], word: str) -> None:
        """Undo or redo something, and say what it was or why not."""
        try:
            operation = await self.lanes.writing.run(step)
        except MediavaultError as error:
            self.say(str(error), severity="warning")
            return
        what = str(getattr(operation, "what", ""))
        self.announce()
        self.say(f"{word}: {what}")

    def action_go(self) -> None:
        """Await the key that says where to."""
        self.chord.begin()

    async def action_goto(self, action: str) -> None:
        """What the screen or the app has under that name; a screen without it says so."""
        node = next((node for node in (self.screen, self) if hasattr(node, f"action_{action}")), None)
        if node is None:
            self.say("There is nothing of that on this screen.", severity="warning")
        else:
            await self.run_action(action, default_namespace=node)

    def action_open_library(self) -> None:
        """Back to the list."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def action_open_log(self, *, playing: bool = False, start: int = 0) -> None:
        """Watch the asset last under a cursor."""
        if self.screen is self.library:  # its word of a new cursor may still be on its way
            self.current_asset = self.library.assets.current or self.current_asset
        if self.current_asset is None:
            self.say("Nothing to watch yet: choose an asset in the library first.", severity="warning")
            return
        from tui.screens.log import LogScreen  # noqa: PLC0415  kept out of the first import for a quick start

        self.go_to(LogScreen(self.current_asset, playing=playing, start=start))

    def action_open_shot_lists(self) -> None:
        """The shot lists."""
        from tui.screens.shot_lists import ShotListScreen  # noqa: PLC0415  kept out of the first import

        self.go_to(ShotListScreen())

    def action_open_ingest(self) -> None:
        """The ingest screen."""
        from tui.screens.ingest import IngestScreen  # noqa: PLC0415  kept out of the first import

        self.go_to(IngestScreen())

    def action_open_catalogue(self) -> None:
        """The authority files."""
        from tui.screens.catalogue import CatalogueScreen  # noqa: PLC0415  kept out of the first import

        self.go_to(CatalogueScreen(*self.current_record))

    def action_open_suggestions(self) -> None:
        """What waits for a person."""
        from tui.screens.suggestions import SuggestionsScreen  # noqa: PLC0415  kept out of the first import

        self.go_to(SuggestionsScreen())

    def action_open_history(self) -> None:
        """Every change."""
        from tui.screens.history import HistoryScreen  # noqa: PLC0415  kept out of the first import

        self.go_to(HistoryScreen())

    def action_open_first_run(self) -> None:
        """What to do with an empty catalogue."""
        from tui.screens.first_run import FirstRunScreen  # noqa: PLC0415  kept out of the first import

        self.go_to(FirstRunScreen())

    def start_ingest(self, folder: Path) -> None:
        """Catalogue a folder while one keeps working, and show how it goes; another waits for its turn."""
        job = self.ingest
        if job is not None and job.running:
            if folder not in (job.folder, *self.ingest_next):
                self.ingest_next.append(folder)
            self.say(f"{folder.name} comes next, after {job.folder.name}.")
        else:
            if job is not None:
                self.ingested.append(job)
            self.ingest = IngestJob(folder)
            begin(self, partial(self._ingest, self.ingest), group="ingest")
        self.action_open_ingest()

    async def _ingest(self, job: IngestJob) -> None:
        ticking = self.set_interval(NEWS_S, lambda: self._tell_ingest(job))
        await Lane("ingest").run(partial(job.run, self.catalogue, self.vault))
        ticking.stop()
        self.announce()
        self.say(job.sentence, severity="error" if job.error else "information", unasked=True)
        if self.ingest_next and job is self.ingest:
            self.ingested.append(job)
            self.ingest = IngestJob(self.ingest_next.pop(0))
            begin(self, partial(self._ingest, self.ingest), group="ingest")

    def _tell_ingest(self, job: IngestJob) -> None:
        if job.fresh():
            self.announce()

    def go_to(self, screen: Room) -> None:
        """Show `screen` over the library; the screen that stood there is left."""
        if type(self.screen) is type(screen) and not getattr(screen, "asset_id", None):
            return
        self.action_open_library()
        self.push_screen(self._shaped(screen))

    def action_jump(self) -> None:
        """Letters at whatever can be clicked."""
        from tui.screens.jump import JumpScreen, places  # noqa: PLC0415  kept out of the first import

        found = list(places(self.screen))
        if found:
            self.push_screen(JumpScreen(found), callback=lambda place: place.click() if place else None)
        else:
            self.say("There is nothing to jump to on this screen.", severity="warning")

    def action_commands(self) -> None:
        """The command palette."""
        self.action_command_palette()

    def action_keys(self) -> None:
        """The keys of this screen, to read and to run."""
        from tui.room import Room  # noqa: PLC0415  a cycle otherwise: rooms know the app's type

        screen = self.screen
        if isinstance(screen, Room):
            actions = keyed((*screen.ACTIONS, *EVERYWHERE), self.keymap)
            self.push_screen(KeysScreen(actions), callback=partial(self._run_action_on, screen))

    async def _run_action_on(self, screen: Room, action: str | None) -> None:
        if action:
            await self.run_action(action, default_namespace=screen if hasattr(screen, _method(action)) else self)

    def action_leave(self) -> None:
        """Close; every change was written when it was made. While an ingest runs, only when asked twice."""
        job, now = self.ingest, time.monotonic()
        if job is None or not job.running or now - self._asked_to_leave < AGAIN_S:
            if job is not None:
                job.stopping.set()
            self.exit()
            return
        self._asked_to_leave = now
        self.say(f"{job.folder.name} is still being catalogued. Again stops it, keeps what is in, and quits.")


def _method(action: str) -> str:
    return "action_" + action.partition("(")[0]
