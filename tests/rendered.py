"""What a terminal shows, as text that can be kept and compared: each line's characters, then the styles it has.

A line is `characters│runs`. A run is a letter and, where it is longer than one cell, how many cells have that style;
the letters are explained below. So a snapshot reads like the screen, and a diff shows what moved and what changed its
colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from string import ascii_letters

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.strip import Strip

ATTRIBUTES = ("bold", "dim", "italic", "underline", "reverse", "strike")


def rendered(app: App[None]) -> str:
    """The screen of a running app."""
    width, height = app.size
    strips = [strip.crop(0, width) for strip in app.screen._compositor.render_strips(app.size)[:height]]
    letters: dict[str, str] = {}
    lines = [f"{strip.text}│{_runs(strip, letters)}" for strip in strips]
    return "\n".join([*lines, "", *(f"{letter} {said}" for said, letter in letters.items()), ""])


def _runs(strip: Strip, letters: dict[str, str]) -> str:
    said = []
    for style, segments in groupby((one for one in strip if one.text), lambda one: described(one.style)):
        letter = letters.setdefault(style, ascii_letters[len(letters)])
        cells = sum(one.cell_length for one in segments)
        said.append(letter if cells == 1 else f"{letter}{cells}")
    return " ".join(said)


def described(style: Style | None) -> str:
    """`#d7dae0 on #131519 bold`."""
    if style is None:
        return "default"
    colours = " on ".join("default" if colour is None else colour.name for colour in (style.color, style.bgcolor))
    return " ".join([colours, *attributes_of(style)])


def attributes_of(style: Style | None) -> Iterator[str]:
    """What a terminal shows of a style without any colour."""
    return (name for name in ATTRIBUTES if style is not None and getattr(style, name))


def without_colours(segments: Iterable[Segment]) -> list[tuple[str, tuple[str, ...]]]:
    """The characters, each with what is left of its style where nobody sees colours."""
    return [(character, tuple(attributes_of(one.style))) for one in segments for character in one.text]
