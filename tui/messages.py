"""What the parts of the interface tell each other. Messages carry values, never widgets."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class CatalogueChanged(Message):
    """Something was written: screens read again what they show. Sent to the app and to every open screen."""

    what: str
    """The operation's sentence: `Tag 3 clips: hands`."""
