"""What is sent to the terminal: of each frame, what the terminal does not show already.

Textual sends every line that may have changed, and the colours of each piece of it in full. A list that is scrolled by
a line is eleven kilobytes then, a prompt that opens forty; over a slow line that is what one waits for. Terminals keep
what they show, so cells that stay the same are passed over, and colours are named when they change.

Nothing is assumed that the terminal was not told: where anything else than a frame is sent, all that is known of it is
forgotten, and the next frame goes out whole; so does every frame for a while after its size has changed, since nobody
says when it has moved what it shows.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import repeat
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.driver import Driver

Cell = tuple[str, str] | tuple[str, str, int] | None
"""A letter and its style; or, of letters that may be wider, all of them that follow each other, the style, and which of
their cells it is; or nothing that is known."""

_PLAIN = "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0377\u037a-\u0482\u048a-\u052f\u2500-\u259f]"
"""Letters, marks, boxes and blocks that every terminal draws in one cell."""
_SIGN = "[\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u24ff\u25a0-\u27bf]"
"""Signs that some terminals draw wider than others."""
PLAIN: Final = re.compile(f"{_PLAIN}*")
LINE: Final = re.compile(f"(?:{_PLAIN}|{_SIGN})*")
PART: Final = re.compile(f"{_PLAIN}+|{_SIGN}+")
_TOKEN: Final = re.compile(
    "\x1b\\[(?:(?P<row>[0-9]+);(?P<column>[0-9]+)H|(?P<style>[0-9;]*)m)|[\r\n]+|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
)
"""What a frame consists of: places, styles, and text without controls. Lines end before each next place."""
_BESIDE: Final = re.compile("\x1b\\[\\?2026[hl]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x07")
"""What changes nothing that is shown: the bounds of a frame, titles, the clipboard, a bell."""
SETTLES_S: Final = 0.5
"""Seconds in which a terminal of another size has moved what it shows."""
SHORT: Final = 4
"""Cells that are sent once more rather than passed over: passing over takes as many letters."""


class Run(NamedTuple):
    """Text of one style, and its place."""

    row: int
    column: int
    """From 1, as terminals count."""
    text: str
    style: str
    """The numbers of `CSI … m` (ECMA-48, 8.3.117) after a reset; empty where nothing is set."""


class Glass:
    """What a terminal shows, as far as it was told."""

    def __init__(self) -> None:
        """Nothing is known."""
        self._rows: dict[int, list[Cell]] = {}
        self._size: object = None
        self._trusted_from = 0.0

    def distrust(self, seconds: float = 0.0) -> None:
        """Assume no longer that the terminal shows what it was told, nor so soon; may be called from any thread."""
        self._trusted_from = max(self._trusted_from, monotonic() + seconds)

    def sent(self, data: str, size: object = None) -> str:
        """What to send, so that a terminal of that size shows what it would show after `data`."""
        if size != self._size:
            self._size = size
            self.distrust(SETTLES_S)
        if self._trusted_from:
            self._rows.clear()
            self._trusted_from = 0.0 if monotonic() >= self._trusted_from else self._trusted_from
        if _BESIDE.fullmatch(data):
            return data
        frame = _frame(data)
        if frame is None:
            self._rows.clear()
            return data
        runs, cursor = frame
        pen = Pen()
        for run in runs:
            self._show(run, pen)
        return pen.finished(cursor)

    def _show(self, run: Run, pen: Pen) -> None:
        cells, first = _cells(run.text, run.style), run.column - 1
        shown = self._rows.setdefault(run.row, [])
        end = first + len(cells)
        if len(shown) < end:
            shown.extend(repeat(None, end - len(shown)))
        old = shown[first:end]
        if old == cells:
            return
        _break(shown, first, end)
        shown[first:end] = cells
        for begin, stop in _changes(old, cells):
            pen.write(run.row, first + begin + 1, cells[begin:stop])


class Pen:
    """Writes cells one after the other, with as few controls as it takes."""

    def __init__(self) -> None:
        """Where the terminal's cursor is nobody knows; nothing is set."""
        self._parts: list[str] = []
        self._at: tuple[int, int] | None = None
        self._style = ""

    def write(self, row: int, column: int, cells: Sequence[Cell]) -> None:
        """Write cells of one row."""
        self._go(row, column)
        for cell in cells:
            if cell is None:
                continue
            text, style, *part = cell
            if part and part[0]:
                continue
            if style != self._style:
                self._parts.append(_change(self._style, style))
                self._style = style
            self._parts.append(text)
            if part:  # how far that went, terminals do not agree on
                self._at = None
                self._go(row, column + _width(text))
            column += _width(text) if part else 1
        self._at = (row, column)

    def _go(self, row: int, column: int) -> None:
        if self._at == (row, column):
            return
        if self._at is not None and self._at[0] == row and self._at[1] < column:
            self._parts.append(f"\x1b[{column - self._at[1]}C")
        else:
            self._parts.append(f"\x1b[{row};{column}H")
        self._at = (row, column)

    def finished(self, cursor: tuple[int, int] | None) -> str:
        """All that was written, with nothing set after it and the cursor where it is to be."""
        if self._style:
            self._parts.append("\x1b[0m")
        if cursor is not None:
            self._parts.append(f"\x1b[{cursor[0]};{cursor[1]}H")
        return "".join(self._parts)


def terse(driver: type[Driver]) -> type[Driver]:
    """Textual's driver of a terminal, which sends only what is not shown already; any other stays as it is."""
    if driver.__module__ != "textual.drivers.linux_driver":
        return driver

    def begin(self: Any, *args: Any, **options: Any) -> None:  # noqa: ANN401  whatever Textual gives it
        self.glass = Glass()
        driver.__init__(self, *args, **options)

    def write(self: Any, data: str) -> None:  # noqa: ANN401  a driver, made below
        driver.write(self, self.glass.sent(data, self._get_terminal_size()))

    return type("TerseDriver", (driver,), {"__init__": begin, "write": write})


def _frame(data: str) -> tuple[list[Run], tuple[int, int] | None] | None:
    """The text of a frame, and where the cursor is to be after it; None where it is no frame."""
    runs: list[Run] = []
    place: tuple[int, int] | None = None
    at, style = 0, ""
    for token in _TOKEN.finditer(data):
        if token.start() != at:
            return None
        at = token.end()
        if token["text"] is not None:
            if place is None or not _width(token["text"][0]):  # an accent would change the letter before it
                return None
            width = _width(token["text"])
            runs.append(Run(*place, token["text"], style))
            place = place[0], place[1] + width
        elif token["row"] is not None:
            place = int(token["row"]), int(token["column"])
        elif token["style"] is not None:
            new = token["style"]
            style = "" if new in {"", "0"} else f"{style};{new}" if style else new
    return (runs, place) if at == len(data) and place is not None else None


def _width(text: str) -> int:
    return len(text) if PLAIN.fullmatch(text) else cell_len(text)


def _cells(text: str, style: str) -> list[Cell]:
    """A cell for each plain letter; what terminals may draw wider stands together."""
    cells: list[Cell] = []
    for part in PART.findall(text) if LINE.fullmatch(text) else (text,):
        if PLAIN.fullmatch(part):
            cells += zip(part, repeat(style))
        else:
            cells += ((part, style, number) for number in range(cell_len(part)))
    return cells


def _break(shown: list[Cell], first: int, end: int) -> None:
    """Of letters that stand together and of which some cells are overwritten, no terminal says what is left."""
    at = first
    while at < len(shown) and _goes_on(shown[at]):
        at -= 1
        shown[at] = None
    at = end
    while at < len(shown) and _goes_on(shown[at]):
        shown[at] = None
        at += 1


def _goes_on(cell: Cell) -> bool:
    return cell is not None and len(cell) == 3 and cell[2] > 0  # noqa: PLR2004  the third tells


def _changes(old: Sequence[Cell], new: Sequence[Cell]) -> Iterator[tuple[int, int]]:
    """The first of each stretch of cells that differ, and the one behind its last."""
    begin = stop = None
    for at, (before, after) in enumerate(zip(old, new, strict=True)):
        if before == after:
            continue
        first = at - after[2] if after is not None and len(after) == 3 else at  # noqa: PLR2004  as above
        if begin is None or stop is None:
            begin = first
        elif first - stop > SHORT:
            yield begin, stop
            begin = first
        stop = at + 1
    if begin is not None and stop is not None:
        yield begin, stop


# Styles ---------------------------------------------------------------------------------------------------------------


class Parts(NamedTuple):
    """A style."""

    marks: frozenset[str]
    """Bold, reversed and the like."""
    ink: str
    ground: str


@lru_cache(maxsize=128)
def _change(old: str, new: str) -> str:
    """What turns one style into another."""
    if not new:
        return "\x1b[0m"
    before, after = _parts(old), _parts(new)
    if not before.marks <= after.marks:
        return f"\x1b[0;{new}m"
    numbers = sorted(after.marks - before.marks)
    if before.ink != after.ink:
        numbers.append(after.ink or "39")
    if before.ground != after.ground:
        numbers.append(after.ground or "49")
    return f"\x1b[{';'.join(numbers)}m" if numbers else ""


@lru_cache(maxsize=128)
def _parts(style: str) -> Parts:
    numbers, marks, ink, ground = style.split(";") if style else [], set[str](), "", ""
    while numbers:
        number = numbers.pop(0)
        if number in {"38", "48"}:
            count = 4 if numbers[0] == "2" else 2
            colour = ";".join((number, *numbers[:count]))
            del numbers[:count]
            ink, ground = (colour, ground) if number == "38" else (ink, colour)
        elif number.isdigit() and (30 <= int(number) <= 39 or 90 <= int(number) <= 97):  # noqa: PLR2004  ECMA-48, aixterm
            ink = number
        elif number.isdigit() and (40 <= int(number) <= 49 or 100 <= int(number) <= 107):  # noqa: PLR2004  as above
            ground = number
        else:
            marks.add(number)
    return Parts(frozenset(marks), ink, ground)
