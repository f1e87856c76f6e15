"""Clips, and what they are linked to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from library.model.authorities import AuthorityKind
from library.model.ids import AssetId, AuthorityId, ClipId, LinkId
from library.timecode import TimeRange


class Provenance(StrEnum):
    """Who says so."""

    PERSON = "person"
    RULE = "rule"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Link:
    """A typed tie from a clip to an authority."""

    id: LinkId
    authority: AuthorityId
    kind: AuthorityKind
    name: str
    """The authority's preferred name."""
    role: str
    """`depicts`, `recorded at`, `speaks`, `filmed by`, `about` …"""
    provenance: Provenance = Provenance.PERSON
    confidence: float | None = None
    """0 to 1, when a model says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A named range of one asset; what gets tagged. Without a range it is the whole asset."""

    id: ClipId
    asset: AssetId
    range: TimeRange | None
    name: str | None = None
    rating: int | None = None
    """0 to 5 stars."""
    rejected: bool = False
    note: str | None = None
    rights: str | None = None
    """Whose it is and what may be done with it, as a person says; `MediaFacts.rights` is what the file says."""
    links: tuple[Link, ...] = ()

    @property
    def key(self) -> str:
        """What people and scripts call it by: `c34`."""
        return f"c{self.id}"
