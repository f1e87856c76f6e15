"""What the screens with one list have in common: the list, its details, a search as one types, one question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Static

from library.errors import MediavaultError
from tui.commands import Action
from tui.room import Room
from tui.widgets.foot import Foot
from tui.widgets.key_strip import KeyStrip
from tui.widgets.prompt import LinePrompt
from tui.widgets.record_list import RecordHeading, RecordList
from tui.widgets.title_bar import TitleBar
from tui.wording import NOTHING_FOUND

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.app import ComposeResult
    from textual.widget import Widget


LISTING = ("suggestions", "catalogue", "history")
MOVING: tuple[Action, ...] = (
    Action("filter", "Search", "slash", "Only what matches what you type, in any spelling.", LISTING, "search"),
    Action("step(-1)", "Up", "up", "One up.", LISTING),
    Action("step(1)", "Down", "down", "One down.", LISTING),
    Action("page(-1)", "Page up", "pageup", "One page up.", LISTING),
    Action("page(1)", "Page down", "pagedown", "One page down.", LISTING),
    Action("first", "First", "home", "To the first.", LISTING),
    Action("last", "Last", "end", "To the last.", LISTING),
    Action("scroll_details(-3)", "Details up", "shift+up", "Scroll what is said of the one under the cursor.", LISTING),
    Action("scroll_details(3)", "Details down", "shift+down", "Scroll what is said of it on.", LISTING),
    Action("back", "Back", "escape", "Drop marks and the search, then back to the library.", LISTING),
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked on a line."""

    title: str
    now: str = ""
    """What stands there already."""
    hint: str = "Enter keep  Esc stop"
    check: Callable[[str], str] | None = None
    """What a text means, said while one types; it raises a MediavaultError where the text cannot be used."""


class ListRoom(Room):
    """A screen with one list. Subclasses give the list, and say what is read and what is shown of a row."""

    DEFAULT_CSS = """
    ListRoom #listing { height: 1fr; margin-bottom: 2; }
    ListRoom #listing-rows { width: 1fr; height: 1fr; }
    ListRoom #listing-empty { display: none; height: 1fr; padding: 1 3; color: $text-muted; }
    ListRoom.-empty #listing-empty { display: block; }
    ListRoom.-empty RecordList, ListRoom.-empty RecordHeading { display: none; }
    ListRoom #details { width: 1fr; height: 1fr; background: $surface; padding: 0 1; scrollbar-size-vertical: 1; }
    ListRoom #details-text { width: 100%; height: auto; }
    """
    EMPTY: ClassVar[str] = ""
    """What is said instead of an empty list, where nothing is searched."""

    def __init__(self, records: RecordList[Any]) -> None:
        """Take the list."""
        super().__init__()
        self.records = records
        self.title_bar = TitleBar()
        self.details = Static("", id="details-text", markup=False)
        self.filter_prompt = LinePrompt(id="filter-prompt")
        self.line_prompt = LinePrompt(id="line-prompt")
        self.key_strip = KeyStrip(self.ACTIONS)
        self.wanted = ""
        """What is searched."""
        self._answer: Callable[[str], object] | None = None
        self._check: Callable[[str], str] | None = None

    def compose(self) -> ComposeResult:
        """Title, list and details, prompts, keys."""
        yield self.title_bar
        yield from self.above()
        with Horizontal(id="listing"):
            with Vertical(id="listing-rows"):
                yield RecordHeading(self.records)
                yield self.records
                yield Static(self.EMPTY, id="listing-empty", markup=False)
            with Vertical(id="beside"):
                yield from self.beside()
        with Foot():
            yield self.line_prompt
            yield self.filter_prompt
            yield self.key_strip

    def above(self) -> list[Widget]:
        """What stands between title and list."""
        return []

    def beside(self) -> list[Widget]:
        """What stands beside the list: the details, and what else there is."""
        return [VerticalScroll(self.details, id="details", can_focus=False)]

    def on_mount(self) -> None:
        """Read what there is."""
        self.reload()

    def reload(self) -> None:
        """Read again."""
        self.start(self.read, group="records", exclusive=True)

    async def read(self) -> None:
        """Read what is searched, and `show_rows`."""
        raise NotImplementedError

    def show_rows(self, rows: list[Any]) -> None:
        """Show these rows, or say that there are none."""
        self.set_class(not rows, "-empty")
        self.query_one("#listing-empty", Static).update(NOTHING_FOUND if self.wanted else self.EMPTY)
        self.records.show(rows)

    def on_catalogue_changed(self) -> None:
        """Something was written: read again."""
        self.reload()

    def show_details(self, text: RenderableType) -> None:
        """Show what is known of the row under the cursor, from its beginning."""
        self.details.update(text)
        self.query_one("#details", VerticalScroll).scroll_home(animate=False)

    # Moving -----------------------------------------------------------------------------------------------------------

    def action_step(self, rows: int) -> None:
        """Move the cursor."""
        self.records.move(rows)

    def action_page(self, pages: int) -> None:
        """Move it by pages."""
        self.records.move_page(pages)

    def action_first(self) -> None:
        """To the first."""
        self.records.move_to(0)

    def action_last(self) -> None:
        """To the last."""
        self.records.move_to(len(self.records.rows) - 1)

    def action_last_mark(self) -> None:
        """To the last that is marked."""
        self.records.go_to_last_mark()

    def action_scroll_details(self, lines: int) -> None:
        """Scroll the details."""
        self.query_one("#details", VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_back(self) -> None:
        """Drop the marks, then the search, then leave."""
        if self.records.marked:
            self.records.marked.clear()
            self.records.refresh()
        elif self.wanted:
            self._search("")
        else:
            self.host.action_open_library()

    # Asking -----------------------------------------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Ask what to search."""
        self.filter_prompt.open("/", self.wanted, hint="Enter keep  Esc drop")

    def _search(self, text: str) -> None:
        if text != self.wanted:
            self.wanted = text
            self.reload()

    def ask(self, question: Question, answer: Callable[[str], object]) -> None:
        """Ask one thing on a line; `answer` gets what was typed, and closes the line when it has used it."""
        self._answer, self._check = answer, question.check
        self.line_prompt.open(question.title, question.now, hint=question.hint)

    def _understood(self, text: str) -> bool:
        """Whether what is typed can be used; the line says what it means, or what is wrong with it."""
        try:
            self.line_prompt.explain(self._check(text) if self._check and text else "")
        except MediavaultError as error:
            self.line_prompt.trouble(str(error))
            return False
        return True

    def on_line_prompt_changed(self, message: LinePrompt.Changed) -> None:
        """Search as one types."""
        if message.prompt is self.filter_prompt:
            self._search(message.text.strip())
        else:
            self._understood(message.text.strip())

    def on_line_prompt_answered(self, message: LinePrompt.Answered) -> None:
        """Keep the search, or hand the answer on."""
        if message.prompt is self.filter_prompt:
            message.prompt.close()
            self._search(message.text.strip())
        elif self._answer is not None and self._understood(message.text.strip()):
            self._answer(message.text.strip())

    def on_line_prompt_left(self, message: LinePrompt.Left) -> None:
        """Drop the search, or the question."""
        if message.prompt is self.filter_prompt:
            self._search("")
        else:
            self._answer = None
            self.left()

    def left(self) -> None:
        """The question was not answered."""
