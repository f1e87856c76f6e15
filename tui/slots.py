"""Sets of keywords for the digits 1 to 9: the most used, and those a team names for the work at hand.

They stand in `slots.toml` in the vault, so that whoever logs this footage has the same digits:

    Interview = ["grief", "hands", "she laughs"]

This module must not know how keywords are stored nor how digits are drawn.
"""

from __future__ import annotations

import os
import tomllib
from typing import TYPE_CHECKING, Final

import tomli_w

from library.errors import MediavaultError

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME: Final = "slots.toml"
MOST_USED: Final = ""
"""The set that fills itself."""
SLOTS: Final = 9
Sets = dict[str, list[str]]
"""The keywords of each set, by its name, in the order they were made."""


class SlotsWrong(MediavaultError):
    """The file of slot sets cannot be used."""

    def __init__(self, path: Path, reason: str) -> None:
        """Takes the file and a clause that says what is wrong with it."""
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"Cannot use {self.path}: {self.reason}. Correct it, or take the file away."


def read(vault: Path) -> Sets:
    """The sets of a vault; none where there is no file. Raises SlotsWrong."""
    path = vault / FILE_NAME
    try:
        said = tomllib.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SlotsWrong(path, f"it cannot be read ({error})") from error
    for name, words in said.items():
        if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
            raise SlotsWrong(path, f'"{name}" is no list of keywords')
    return {name: words[:SLOTS] for name, words in said.items()}


def write(vault: Path, sets: Sets) -> None:
    """Keeps the sets, in one step: an interruption leaves those before. Raises SlotsWrong."""
    path, fresh = vault / FILE_NAME, vault / f".{FILE_NAME}.{os.getpid()}"
    try:
        fresh.write_bytes(tomli_w.dumps(sets).encode("utf-8"))
        fresh.replace(path)
    except OSError as error:
        raise SlotsWrong(path, f"it cannot be written ({error.strerror})") from error


def parsed(text: str) -> tuple[str, list[str]]:
    """The name and the keywords of `Interview: grief, hands`; nine at most. Raises ValueError without a name."""
    name, colon, words = text.partition(":")
    if not colon or not name.strip():
        raise ValueError(text)
    found = dict.fromkeys(word.strip() for word in words.split(",") if word.strip())
    return name.strip(), list(found)[:SLOTS]


def after(sets: Sets, name: str) -> str:
    """The set after that one; after the last comes the one that fills itself."""
    names = [MOST_USED, *sets]
    return names[(names.index(name) + 1) % len(names)] if name in names else MOST_USED
