"""What stands on a terminal after what it was sent: text in its places. Colours and modes are passed over."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder

from rich.cells import get_character_cell_size

_TOKEN = re.compile(
    "\x1b\\[(?P<place>[0-9;]*)H|\x1b\\[(?P<right>[0-9]*)C|\x1b\\[[0-?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)"
    "|\x1b[^\\[\\]]|(?P<line>[\r\n])|[\x00-\x1f\x7f]|(?P<text>[^\x00-\x1f\x7f]+)"
)
_BEGUN = re.compile("\x1b(?:\\[[0-?]*[ -/]*|\\][^\x07\x1b]*\x1b?)?$")
"""A control whose end was not read yet."""


class Shown:
    """The rows of a terminal, and which of them were drawn since somebody asked."""

    def __init__(self) -> None:
        self._rows: dict[int, list[str]] = {}
        self._touched: set[int] = set()
        self._row = self._column = 1
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    def feed(self, data: bytes) -> None:
        """Takes what the terminal was sent next."""
        text = self._rest + self._decoder.decode(data)
        begun = _BEGUN.search(text)
        self._rest = begun.group() if begun else ""
        for token in _TOKEN.finditer(text.removesuffix(self._rest)):
            if token["text"] is not None:
                self._write(token["text"])
            elif token["place"] is not None:
                row, _, column = token["place"].partition(";")
                self._row, self._column = int(row or 1), int(column or 1)
            elif token["right"] is not None:
                self._column += int(token["right"] or 1)
            elif token["line"] is not None:
                self._row, self._column = self._row + (token["line"] == "\n"), 1

    def _write(self, text: str) -> None:
        row = self._rows.setdefault(self._row, [])
        self._touched.add(self._row)
        for letter in text:
            width = get_character_cell_size(letter)
            row.extend(" " * (self._column - 1 + width - len(row)))
            row[self._column - 1 : self._column - 1 + width] = [letter, *[""] * (width - 1)] if width else []
            self._column += width

    def copy(self) -> Shown:
        """The same terminal, on which nothing was drawn since."""
        copied = Shown()
        copied._rows = {number: list(row) for number, row in self._rows.items()}
        copied._row, copied._column, copied._rest = self._row, self._column, self._rest
        return copied

    @property
    def whole(self) -> bytes:
        """All rows."""
        return "\n".join("".join(self._rows[number]) for number in sorted(self._rows)).encode()

    @property
    def drawn(self) -> bytes:
        """The rows on which something was drawn."""
        return "\n".join("".join(self._rows[number]) for number in sorted(self._touched)).encode()
