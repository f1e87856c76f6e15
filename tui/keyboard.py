"""Keys by their position: what a Cyrillic or Greek layout types is read as the Latin key in the same place.

A terminal sends characters, not positions, so a shortcut such as J arrives as о on a Russian layout. Characters that
also stand on the Latin layout (full stop, comma, slash) cannot be told apart and keep their meaning.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from typing import Final

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.keys import Keys, _character_to_key
from textual.message import Message

from tui.pasting import Pasting

_ROWS = (
    ("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"),
    ("ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ", 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~'),
    ("ўіЎІ", "obOB"),  # Belarusian, where it differs from Russian; Ukrainian і stands under S and cannot be told apart
    ("їєґЇЄҐ", "]'`}\"~"),  # Ukrainian
    ("ςερτυθιοπασδφγηξκλζχψωβνμ", "wertyuiopasdfghjklzxcvbnm"),
    ("ΕΡΤΥΘΙΟΠΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ", "ERTYUIOPASDFGHJKLZXCVBNM"),
)
_LATIN = {theirs: ours for them, us in _ROWS for theirs, ours in zip(them, us, strict=True)} | {"ў": "o", "Ў": "O"}
_LATIN |= {"і": "b", "І": "B"}

RELEASED = "3"
"""The event, in kitty's protocol, of a key that is let go."""
ESCAPE_S: Final = 0.05
"""Seconds after an Esc within which more would make it another key; a terminal sends what one key is at one go, so that
it arrives at one go over a slow line, too. ESCDELAY (milliseconds, as ncurses has it) says otherwise."""
_SUB_FIELDS = re.compile(
    r"\x1b\[(?P<code>\d*)(?::[\d:]*)?(?P<modifiers>;\d*)(?::(?P<event>\d*)[\d:]*)?(?P<rest>(?:;[\d:]*)?[u~ABCDEFHPQRS])"
)
"""A key with sub-fields."""


def latin(event: events.Key, *, typing: bool) -> events.Key:
    """The key in the same place of the Latin layout; while `typing`, only chords such as Ctrl+Я are read so."""
    *modifiers, last = event.key.split("+")
    ours = _LATIN.get(last)
    if ours is None or (typing and not modifiers):
        return event
    return events.Key("+".join([*modifiers, _character_to_key(ours)]), ours if not modifiers else None)


class PatientParser(XTermParser):
    """Textual's reader of what a terminal sends, which also takes keys with sub-fields in kitty's protocol.

    The protocol allows `code:shifted:base ; modifiers:event ; text` (kitty, "Comprehensive keyboard handling"). Textual
    asks for none of the sub-fields, reads them as a number, fails, and hears no key from then on; terminals in which
    another program left them on send them all the same. What is pasted never is a key.
    """

    def __init__(self, debug: bool = False) -> None:  # noqa: FBT001, FBT002  as there
        self._pasting = Pasting()
        super().__init__(debug)

    def feed(self, data: str) -> Iterable[Message]:
        """What was sent; nothing is the end."""
        sent = self._pasting.harmless(data)
        return super().feed(sent) if sent or not data else ()

    def _parse_extended_key(self, sequence: str) -> list[events.Key] | None:  # type: ignore[override]  # cached there
        plain = _SUB_FIELDS.fullmatch(sequence)
        if plain is None:
            return super()._parse_extended_key(sequence)
        if plain["event"] == RELEASED:
            return [events.Key(Keys.Ignore, None)]  # without any, Textual takes what follows for more of the same
        return super()._parse_extended_key(f"\x1b[{plain['code']}{plain['modifiers']}{plain['rest']}")


def read_patiently(driver: type[Driver]) -> None:
    """Has a driver of Textual read keys by `PatientParser`; one that reads no terminal stays as it is.

    Where the environment says nothing else, an Esc waits `ESCAPE_S` for the rest of a longer key.
    """
    if "ESCDELAY" not in os.environ:
        constants.ESCAPE_DELAY = ESCAPE_S  # type: ignore[misc]  # Textual reads it at each Esc
    module = sys.modules[driver.__module__]
    if hasattr(module, "XTermParser"):
        module.XTermParser = PatientParser  # type: ignore[attr-defined]  # the name its reader looks up
