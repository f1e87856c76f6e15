"""Searches that are kept."""

from __future__ import annotations

from dataclasses import dataclass

from library.model.ids import SearchId


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query under a name; in another query `search:NAME` stands for it."""

    id: SearchId
    name: str
    query: str
