"""Keys by their position: what a Cyrillic or Greek layout types is read as the Latin key in the same place.

A terminal sends characters, not positions, so a shortcut such as J arrives as о on a Russian layout. Characters that
also stand on the Latin layout (full stop, comma, slash) cannot be told apart and keep their meaning.
"""

from __future__ import annotations

from textual import events
from textual.keys import _character_to_key

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


def latin(event: events.Key, *, typing: bool) -> events.Key:
    """The key in the same place of the Latin layout; while `typing`, only chords such as Ctrl+Я are read so."""
    *modifiers, last = event.key.split("+")
    ours = _LATIN.get(last)
    if ours is None or (typing and not modifiers):
        return event
    return events.Key("+".join([*modifiers, _character_to_key(ours)]), ours if not modifiers else None)
