"""Changing the catalogue: one `Edit` is one transaction and one operation that undo reverses."""

from __future__ import annotations

from library.edit.alternates import AlternateEdits
from library.edit.assets import AssetEdits
from library.edit.clocks import ClockEdits
from library.edit.messages import MessageEdits
from library.edit.permissions import PermissionEdits
from library.edit.ranges import RangeEdits
from library.edit.searches import SearchEdits
from library.edit.suggestions import SuggestionEdits
from library.edit.transcripts import TranscriptEdits
from library.edit.volumes import VolumeEdits

__all__ = ["Edit"]


class Edit(
    AssetEdits,
    ClockEdits,
    RangeEdits,
    SuggestionEdits,
    MessageEdits,
    PermissionEdits,
    SearchEdits,
    AlternateEdits,
    TranscriptEdits,
    VolumeEdits,
):
    """All that can be changed, inside `Catalogue.transaction()`; nothing is kept when the block raises."""
