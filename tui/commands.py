"""What can be done, in one table: every binding, the key strip, the key help and the palette are made from it.

Each screen owns a tuple `ACTIONS` and binds it with `BINDINGS = bindings(ACTIONS)`; an action with the id `mark_in`
runs the screen's method `action_mark_in`. `EVERYWHERE` belongs to the app. This module must not know how anything is
drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY_NAMES = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "tab": "Tab",
    "delete": "Del",
    "backspace": "Backspace",
    "comma": ",",
    "full_stop": ".",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "slash": "/",
    "backslash": "\\",
    "question_mark": "?",
    "asterisk": "*",
    "equals_sign": "=",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "minus": "-",
    "plus": "+",
    "grave_accent": "`",
}
"""Textual's names of keys, and what stands on the key."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do."""

    id: str
    """The method it runs is `action_<id>`; arguments may follow in brackets: `slot(3)`."""
    title: str
    """A few words, as the palette and the key help list it: `Mark in`."""
    key: str
    """Textual key names, several with a comma: `i`, `less_than_sign`, `shift+up,K`."""
    help: str
    """One sentence that says what it does."""
    screens: tuple[str, ...] = ()
    """The screens it belongs to (`library`, `log`, `shot_lists`, `catalogue`, `export`, …); empty: all."""
    strip: str = ""
    """One word for the key strip: `in`; empty keeps it off the strip."""
    typing: bool = False
    """It works while a text field has the focus, too."""

    @property
    def keys(self) -> str:
        """Its first key as a person reads it: `Ctrl+Z`."""
        return key_label(self.key.split(",", maxsplit=1)[0])


def key_label(key: str) -> str:
    """A Textual key name as a person reads it: `ctrl+z` is `Ctrl+Z`."""
    *modifiers, last = key.split("+")
    shown = KEY_NAMES.get(last, last.upper() if modifiers or (last.startswith("f") and last[1:].isdigit()) else last)
    return "+".join([*(modifier.capitalize() for modifier in modifiers), shown])


def bindings(actions: Iterable[Action]) -> list[BindingType]:
    """Textual bindings for `actions`.

    Those of a chord have none: the key they begin with has, and `tui.chords` reads the second.
    """
    return [
        Binding(action.key, action.id, action.title, priority=action.typing, id=action.id)
        for action in actions
        if " " not in action.key
    ]


GOING: tuple[Action, ...] = (
    Action("goto('open_library')", "Go to the library", "g l", "Browse, search and tag everything."),
    Action("goto('open_shot_lists')", "Go to the shot lists", "g s", "Order, trim and export."),
    Action("goto('open_ingest')", "Go to the ingest", "g i", "See how it goes, or begin one."),
    Action("goto('open_catalogue')", "Go to the catalogue", "g c", "Events, places, people, …"),
    Action("goto('open_suggestions')", "Go to the suggestions", "g u", "What rules offer."),
    Action("goto('open_history')", "Go to the history", "g h", "Every change."),
    Action("goto('first')", "Go to the first", "g g", "To the first of what is listed here."),
    Action("goto('last_mark')", "Go to the last mark", "g m", "To the last that is marked."),
)
"""What may follow g."""


def keyed(actions: Iterable[Action], keymap: Mapping[str, str]) -> tuple[Action, ...]:
    """`actions` with the user's own keys."""
    return tuple(replace(action, key=keymap.get(action.id, action.key)) for action in actions)


EVERYWHERE: tuple[Action, ...] = (
    Action("open_library", "Library", "f2", "Browse, search and tag everything."),
    Action("open_log", "Log", "f3", "Watch one asset, mark ranges and tag them."),
    Action("open_shot_lists", "Shot lists", "f4", "Order, trim and export the shots you collected."),
    Action("open_ingest", "Ingest", "f5", "Catalogue a folder or a card; originals stay where they are."),
    Action("open_catalogue", "Catalogue", "f6", "Events, places, people, organisations, keywords: correct and merge."),
    Action("open_suggestions", "Suggestions", "f7", "Accept or reject what rules offer; nothing counts before."),
    Action("open_history", "History", "f8", "Every change, by whom and why; take any back, verify the seals."),
    Action("go", "Go to …", "g", "Then l, s, i, c, u, h, g or m; after a moment the strip says which is which."),
    *GOING,
    Action("undo", "Undo", "ctrl+z", "Take back the last change.", strip="undo"),
    Action("redo", "Redo", "ctrl+y", "Make the change again that was taken back."),
    Action("jump", "Jump", "ctrl+o", "A letter stands at each place that can be clicked; typing it clicks there."),
    Action("commands", "Commands", "ctrl+p", "Find any command by its name."),
    Action("keys", "Keys", "question_mark,f1", "List the keys of this screen; Enter runs one.", strip="help"),
    Action("redraw", "Draw anew", "ctrl+l", "Draw the whole screen, where another program wrote over it."),
    Action("leave", "Quit", "q,ctrl+q", "Close mediavault; everything is already saved.", strip="quit"),
)


def table() -> Mapping[str, tuple[Action, ...]]:
    """Every action by the screen that owns it; those of the app stand under the empty name."""
    from tui.screens import (  # noqa: PLC0415  screens import this module
        catalogue,
        export,
        first_run,
        history,
        ingest,
        library,
        log,
        play,
        shot_lists,
        suggestions,
        versions,
    )

    rooms = (library, log, shot_lists, play, versions, catalogue, suggestions, history, export, first_run, ingest)
    return {"": EVERYWHERE} | {room.__name__.rpartition(".")[2]: room.ACTIONS for room in rooms}
