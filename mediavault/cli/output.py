"""What is printed: data on standard output, talk on standard error, nothing a terminal would obey.

On a terminal tables are aligned; in a pipe they are tab-separated lines without a heading, for other programs.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal, TextIO

if TYPE_CHECKING:
    from rich.text import Text

    from library.model import JsonObject


CUT = "…"
"""How the heading of a column ends that is cut to the room there is."""
LEAST = 4
"""Cells of a column that is worth showing: three letters of it."""


def speak_utf8() -> None:
    """Makes both streams take any text: UTF-8 in a pipe, and what cannot be written as its escape."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding or stream.encoding, errors="backslashreplace")


def on_terminal(stream: TextIO | None = None) -> bool:
    """Whether a person reads standard output, or `stream`, as it is written."""
    chosen = stream or sys.stdout
    return chosen.isatty() and os.environ.get("TERM") != "dumb"


def terminals() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin is not None and sys.stdin.isatty() and on_terminal()


def say(sentence: str) -> None:
    """Tells the person at the terminal something, on standard error, one line."""
    from library.names import visible

    print(visible(sentence), file=sys.stderr)


def complain(sentence: str) -> None:
    """Tells what went wrong, in the form other programs use."""
    say(f"mediavault: {sentence}")


def text(page: str) -> None:
    """Prints a text of our own, as it is."""
    print(page)


def emit(value: JsonObject) -> None:
    """Prints one JSON object on a line: keys sorted, UTF-8, what a terminal obeys as the JSON escape of itself."""
    from library.names import inert

    print(inert(json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)))


def emit_all(values: Iterable[JsonObject]) -> None:
    """Prints JSON lines."""
    for value in values:
        emit(value)


def line(*cells: object) -> None:
    """Prints one tab-separated line; an absent value is an empty cell."""
    from library.names import visible

    print("\t".join("" if cell is None else visible(str(cell)) for cell in cells))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str = "") -> None:
    """Prints rows under headings, aligned; in a pipe tab-separated and without the headings.

    A column whose heading begins with `>` is set to the right. Of one whose heading ends with `…` a terminal shows what
    there is room for, so that a row stays a line. Columns in which nothing stands are left out there, as are those
    of which there would be no room for three letters; `empty` is said when there are no rows.
    """
    if not on_terminal():
        for row in rows:
            line(*row)
        return
    from rich.console import Console
    from rich.table import Table

    from library.names import visible

    cells = [["" if cell is None else visible(str(cell)) for cell in row] for row in rows]
    if not cells:
        if empty:
            say(empty)
        return
    console = Console(highlight=False, markup=False, emoji=False)
    filled = [one for one in zip(columns, zip(*cells, strict=True), strict=True) if any(one[1])]
    widths = _widths([column for column, _ in filled], [_needed(*one) for one in filled], console.width)
    shown = [(*one, width) for one, width in zip(filled, widths, strict=True) if width != 0]
    drawn = Table(box=None, pad_edge=False, header_style="bold", collapse_padding=True, show_header=any(columns))
    for column, _, width in shown:
        side: Literal["right", "left"] = "right" if column.startswith(">") else "left"
        drawn.add_column(_cell(column, _title(column)), justify=side, overflow="fold", width=width)
    for row in zip(*([_cell(column, said) for said in texts] for column, texts, _ in shown), strict=True):
        drawn.add_row(*row)
    console.print(drawn)


def _title(column: str) -> str:
    return column.removeprefix(">").removesuffix(CUT)


def _needed(column: str, cells: Iterable[str]) -> int:
    """Cells of the terminal in which nothing of a column is cut."""
    from rich.cells import cell_len

    return max(map(cell_len, (_title(column), *cells)))


def _widths(columns: Sequence[str], needed: Sequence[int], width: int) -> list[int | None]:
    """The cells for each column that is cut and, beside such, for the others, which are whole.

    What is left is divided in their order: half of it, or what it needs, for the first of three. One for which next to
    nothing is left has none.
    """
    cut = [number for number, column in enumerate(columns) if column.endswith(CUT)]
    if not cut:
        return [None for _ in columns]
    found: list[int | None] = list(needed)
    left = width - (len(columns) - 1) - sum(need for number, need in enumerate(needed) if number not in cut)
    for place, number in enumerate(cut):
        later = cut[place + 1 :]
        most = max(left * 2 // (len(later) + 2), left - sum(needed[other] for other in later), min(left, LEAST))
        found[number] = min(needed[number], most) if most >= LEAST or most >= needed[number] else 0
        left -= (found[number] or 0) or -1  # with a column goes the space before it
    return found


def _cell(column: str, said: str) -> Text:
    from rich.text import Text

    return Text(said, no_wrap=True, overflow="ellipsis") if column.endswith(CUT) else Text(said)


def facts(rows: Iterable[tuple[str, object]]) -> None:
    """Prints what is known of one thing, a line a fact; absent facts are left out."""
    table(("", ""), [(name, value) for name, value in rows if value not in (None, "", ())])


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 clip`, `3 clips`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def reader_left() -> None:
    """Nobody reads standard output any more: what is still buffered goes nowhere instead of raising at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
