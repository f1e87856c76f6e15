"""What a shot list is asked on one line: a note, a heading, handles, the name of a list, words to find."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from library.names import fold
from tui.shot_room import ShotRoom
from tui.widgets.prompt import LinePrompt
from tui.wording import clean

if TYPE_CHECKING:
    from library import Edit
    from library.model import Shot, ShotList


class AskingRoom(ShotRoom):
    """A screen with a shot list, its table and one line to answer on."""

    def __init__(self) -> None:
        """Nothing is asked."""
        super().__init__()
        self._asked = ""
        self._asked_of: Shot | None = None
        """The shot a question is about, wherever the cursor goes meanwhile."""
        self._sought = ""

    def action_note(self) -> None:
        """Ask for the note."""
        shot = self.table.current
        if shot is not None:
            self._ask("note", f"Note on shot {shot.number}", shot.note or "")

    def action_heading(self) -> None:
        """Ask for the heading."""
        shot = self.table.current
        if shot is not None:
            self._ask("heading", f"Heading over shot {shot.number}", shot.heading or "")

    def action_handles(self) -> None:
        """Ask how many frames."""
        if self.shot_list is not None:
            self._ask("handles", "Handles in frames", str(self.shot_list.handles or ""))

    def action_new_list(self) -> None:
        """Ask for the name of a new list."""
        self._ask("list", "New shot list", "")

    def action_find(self) -> None:
        """Ask what to go to."""
        self._ask("find", "/", self._sought, hint="Enter next  Esc stop")

    def _ask(self, about: str, title: str, text: str, *, hint: str = "Enter keep  Esc stop") -> None:
        self._asked, self._asked_of = about, self.table.current
        self.query_one(LinePrompt).open(title, text, hint=hint)

    def on_line_prompt_changed(self, event: LinePrompt.Changed) -> None:
        """Go to what is typed."""
        if self._asked == "find":
            self._sought = event.text.strip()
            self._find(0)

    def on_line_prompt_answered(self, event: LinePrompt.Answered) -> None:
        """Write what was typed."""
        text, shot = event.text.strip(), self._asked_of
        if self._asked == "find":
            self._find(1)
        elif self._asked in {"list", "copy"}:
            if text:
                self.in_turn(partial(self._make_list, event.prompt, text))
        elif self._asked == "handles":
            self._keep_handles(event.prompt, text)
        elif shot is not None:
            event.prompt.close()
            do = partial(_describe, shot, {self._asked: text or None})
            self.in_turn(partial(self.change, f"{self._asked.capitalize()} on shot {shot.number}", do))

    def _find(self, step: int) -> None:
        """Go to the next shot that has the words, round at the end."""
        shots, wanted = self.shot_list.shots if self.shot_list else (), fold(self._sought)
        at = self.table.cursor + step
        found = next((shot for shot in (*shots[at:], *shots[:at]) if wanted in _said(shot)), None)
        if found is None or not wanted:
            self.query_one(LinePrompt).trouble("No shot has these words." if wanted else "")
        else:
            self.query_one(LinePrompt).trouble("")
            self.table.go_to(found.id)

    def _keep_handles(self, prompt: LinePrompt, text: str) -> None:
        shown = self.shot_list
        if text and not (text.isascii() and text.isdigit() and len(text) <= 4):  # noqa: PLR2004  frames: minutes of them
            prompt.trouble("Handles are a number of frames: 12. Nothing takes them away.")
        elif shown is not None:
            prompt.close()
            frames = int(text or 0)
            do = partial(_handles, shown, frames)
            self.in_turn(partial(self.change, f"Handles of {clean(shown.name)}: {frames}", do))

    async def _make_list(self, prompt: LinePrompt, name: str) -> None:
        before, self.host.current_shot_list = self.host.current_shot_list, name
        copied = self.shot_list if self._asked == "copy" else None
        what = f"Copy {clean(copied.name)} to {clean(name)}" if copied else f"New shot list: {clean(name)}"
        if await self.change(what, partial(_make_list, copied, name), cursor=0):
            prompt.close()
            self.remove_class("-choosing")
        else:
            self.host.current_shot_list = before


def _make_list(copied: ShotList | None, name: str, edit: Edit) -> None:
    if copied is None:
        edit.add_shot_list(name)
    else:
        edit.copy_shot_list(copied.id, name)


def _describe(shot: Shot, facts: dict[str, str | None], edit: Edit) -> None:
    edit.note_shot(shot.id, **facts)


def _handles(shown: ShotList, frames: int, edit: Edit) -> None:
    edit.describe_shot_list(shown.id, handles=frames)


def _said(shot: Shot) -> str:
    return fold(" ".join(filter(None, (shot.asset.name, shot.clip.name, shot.note, shot.heading))))
