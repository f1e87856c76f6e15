"""What the parts of the interface tell each other. Messages carry values, never widgets."""

from __future__ import annotations

from textual.message import Message


class CatalogueChanged(Message):
    """Something was written: screens read again what they show. Sent to every open screen."""
