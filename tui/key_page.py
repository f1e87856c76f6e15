"""The page of keys in the documentation, made of the table of actions: `python -m tui.key_page` prints it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from tui.commands import key_label, table
from tui.keymap import FILE_NAME, PRESETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.commands import Action

TITLES: Final = {"": "Everywhere", "library": "Library (F2)", "log": "Log (F3)", "shot_lists": "Shot lists (F4)"}
HEAD: Final = f"""# Keys

Written by `make keys` from the table that the key strip, `?` and the command palette (Ctrl+P) are made of as well.

Keys go by their place on the keyboard: on a Belarusian, Russian, Ukrainian or Greek layout the key of J is still that
of J, and Ctrl+letter works, too. Where a terminal's own way of telling keys (kitty's protocol) makes trouble,
`TEXTUAL_DISABLE_KITTY_KEY=1` goes without it.

Other keys are chosen in `{FILE_NAME}`, in the folder of your `config.toml`: an action's id, and a key or a list of
keys.

```toml
preset = "vim"
mark_in = "b"
"frames(-1)" = [",", "Shift+F3"]
```

An action that is not known, or a key that would run two actions of a screen, is told by name when mediavault starts.
"""


def page() -> str:
    """All of it, in Markdown."""
    rooms = table()
    parts = [HEAD]
    for room, actions in rooms.items():
        title = TITLES.get(room, room.replace("_", " ").capitalize())
        parts.append(f"## {title}\n\n{_rows(actions)}")
    for name, keys in PRESETS.items():
        rows = "\n".join(f"| `{action}` | {_labels(key)} |" for action, key in keys.items())
        parts.append(f"## The preset {name}\n\n| action | keys |\n|---|---|\n{rows}\n")
    return "\n".join(parts)


def _rows(actions: Sequence[Action]) -> str:
    rows = (f"| {_labels(action.key)} | {action.title} | {action.help} | `{action.id}` |" for action in actions)
    return "| keys | does | | id |\n|---|---|---|---|\n" + "".join(f"{row}\n" for row in rows)


def _labels(keys: str) -> str:
    return " ".join(f"<kbd>{_escaped(key_label(key))}</kbd>" for key in keys.split(","))


def _escaped(label: str) -> str:
    return "".join(f"&#{ord(letter)};" if letter in "|<>\\`*[]" else letter for letter in label)


if __name__ == "__main__":
    sys.stdout.write(page())
