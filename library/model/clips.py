"""Clips, and what they are linked to."""

from __future__ import annotations

from dataclasses import dataclass

from library.model.authorities import AuthorityKind
from library.model.clearance import Clearance
from library.model.ids import AssetId, AuthorityId, ClipId, LinkId
from library.model.provenance import Provenance
from library.model.region import Region
from library.timecode import TimeRange

ROLES = ("depicts", "recorded at", "speaks", "filmed by", "sent by", "about")
"""The roles of links that are in use everywhere; a person may type others."""


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
    stated_by: str | None = None
    """The rule or the model that says so, with its version."""
    suggested: bool = False
    """Whether nobody has accepted it yet: it is then a question, and no fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A named range or region of one asset; what gets tagged. Without either it is the whole asset."""

    id: ClipId
    asset: AssetId
    range: TimeRange | None
    name: str | None = None
    rating: int | None = None
    """0 to 5 stars."""
    rejected: bool = False
    """Not to be used; never picked as well."""
    picked: bool = False
    """Chosen among others for use."""
    region: Region | None = None
    """Of a photo: the part of it that is meant."""
    clearance: Clearance | None = None
    """What was settled about the rights in this very clip; `library.inheritance` has what holds for it besides."""
    note: str | None = None
    rights: str | None = None
    """Whose it is and what may be done with it, as a person says; `MediaFacts.rights` is what the file says."""
    links: tuple[Link, ...] = ()

    @property
    def key(self) -> str:
        """What people and scripts call it by: `c34`."""
        return f"c{self.id}"

    @property
    def is_whole(self) -> bool:
        """Whether it is all of its asset."""
        return self.range is None and self.region is None
