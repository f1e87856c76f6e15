"""What is pasted is text and nothing else: an Esc in it would have what follows read as keys, and keys act.

Most terminals leave Esc out of what they paste between the marks of a bracketed paste; tmux does not.
"""

from __future__ import annotations

from typing import Final

ESC: Final = "\x1b"
BEGIN: Final = "\x1b[200~"
END: Final = "\x1b[201~"


class Pasting:
    """Reads what a terminal sends in pieces of any length, and knows whether it is being pasted."""

    def __init__(self) -> None:
        """Nothing is pasted yet."""
        self._inside = False
        self._mark = ""
        """What may become the mark of the beginning or the end."""

    def harmless(self, sent: str) -> str:
        """The same, without the Esc inside a paste; what may become the mark of its end comes when that is known."""
        return "".join(map(self._heard, sent))

    def _heard(self, character: str) -> str:
        self._mark = mark = self._mark + character
        whole = END if self._inside else BEGIN
        if mark == whole:
            self._mark, self._inside = "", not self._inside
            return character if self._inside else END
        if not whole.startswith(mark):
            self._mark = ESC if character == ESC else ""
            return mark.replace(ESC, "") if self._inside else character
        return "" if self._inside else character
