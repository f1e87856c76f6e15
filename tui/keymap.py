"""The user's own keys: `keys.toml` in the settings folder says for an action by its id which keys run it.

    preset = "vim"
    mark_in = "b"
    "frames(-1)" = [",", "Shift+F3"]

What the file does not speak of keeps the keys of the table in `tui.commands`.
"""

from __future__ import annotations

import difflib
import tomllib
from typing import TYPE_CHECKING, Final

from textual.keys import _character_to_key

from library.errors import MediavaultError
from tui.commands import KEY_NAMES, key_label, table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE_NAME: Final = "keys.toml"
PRESETS: Final[Mapping[str, Mapping[str, str]]] = {
    "vim": {
        "step(1)": "down,j",
        "step(-1)": "up,k",
        "page(1)": "pagedown,ctrl+f",
        "page(-1)": "pageup,ctrl+b",
        "last": "end,G",
        "play": "space,L",
        "play_on": "L",
        "pause": "K",
        "play_back": "J",
        "seconds(1)": "right,l",
        "seconds(-1)": "left,h",
        "choose_range(1)": "down,j",
        "choose_range(-1)": "up,k",
    }
}
"""Sets of keys for hands that know another program; J K L steer the transport with Shift where j k l move."""
_NAMED = {label.casefold(): name for name, label in KEY_NAMES.items()}


class KeymapWrong(MediavaultError):
    """The user's `keys.toml` cannot be used."""

    def __init__(self, path: Path, reason: str) -> None:
        """Takes the file and a clause that says what is wrong with it."""
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"Cannot use {self.path}: {self.reason}. Correct it, or take the file away."


def load(path: Path) -> dict[str, str]:
    """Action id to Textual's names of its keys, with commas between; empty when there is no such file.

    Raises:
        KeymapWrong: It is no TOML, names an action, preset or key that there is not, or gives one key to two actions.
    """
    try:
        said = tomllib.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise KeymapWrong(path, error.strerror or str(error)) from error
    except ValueError as error:
        raise KeymapWrong(path, f"it is not TOML ({error})") from error
    keymap = dict(_preset(path, said.pop("preset", None)))
    known = {action.id for actions in table().values() for action in actions}
    for name, keys in said.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1, 0.0)[0]
            raise KeymapWrong(path, f'there is no action "{name}"; the nearest is "{near}"')
        keymap[name] = _keys(path, name, keys)
    _refuse_conflicts(path, keymap)
    return keymap


def key_name(label: str) -> str:
    """Textual's name of a key as a person writes it: `Ctrl+Z`, `,`, `PgDn`, `F9`, `J`. Raises ValueError."""
    head, plus, last = label.rpartition("+") if len(label) > 1 and not label.endswith("+") else ("", "", label)
    modifiers = [word.casefold() for word in head.split("+")] if plus else []
    if not set(modifiers) <= {"ctrl", "shift", "alt"}:
        raise ValueError(label)
    name = _NAMED.get(last.casefold(), last.casefold())
    if len(last) == 1 and name not in KEY_NAMES:
        name = last.lower() if modifiers and last.isalpha() else _character_to_key(last)
    elif name not in KEY_NAMES and not (last[:1] in "fF" and last[1:].isdigit()):
        raise ValueError(label)
    elif name not in KEY_NAMES:
        name = last.lower()
    return "+".join([*modifiers, name])


def _preset(path: Path, name: object) -> Mapping[str, str]:
    if name is None:
        return {}
    if name not in PRESETS:
        raise KeymapWrong(path, f'there is no preset "{name}"; there is: {", ".join(PRESETS)}')
    return PRESETS[str(name)]


def _keys(path: Path, action: str, said: object) -> str:
    labels = said if isinstance(said, list) else [said]
    names = []
    for label in labels:
        try:
            names.append(key_name(str(label) if isinstance(label, str) and label else ""))
        except (ValueError, TypeError) as error:
            raise KeymapWrong(path, f'"{label}" of {action} is no key; keys are written as in J, Ctrl+Z, F9') from error
    return ",".join(names)


def _refuse_conflicts(path: Path, keymap: Mapping[str, str]) -> None:
    """On one screen a key runs one action."""
    rooms = table()
    everywhere = rooms[""]
    for room, actions in rooms.items():
        taken: dict[str, str] = {}
        for action in (*actions, *(everywhere if room else ())):
            for key in keymap.get(action.id, action.key).split(","):
                other = taken.setdefault(key, action.id)
                if other != action.id:
                    raise KeymapWrong(path, f"{key_label(key)} would run both {other} and {action.id} ({room})")
