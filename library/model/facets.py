"""How what a query finds divides."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of one field among the assets found."""

    field: str
    """One of `library.reading.facets.FACETS`."""
    value: str
    count: int
    """Assets; of a record of the authority files those linked to itself, not to what is narrower."""
    query: str
    """What narrows a search to this value."""
