"""What holds for a clip although nobody said it of that clip: it follows from what it belongs to, and is not copied."""

from __future__ import annotations

from dataclasses import dataclass

from library.model.authorities import AuthorityKind
from library.model.clearance import Clearance
from library.model.ids import AuthorityId

OF_ASSET = "asset"
"""What is said of the whole asset."""


@dataclass(frozen=True, slots=True)
class InheritedLink:
    """A record a clip has to do with through something else."""

    kind: AuthorityKind
    authority: AuthorityId
    name: str
    role: str
    """The role of the asset's link; or how the other record stands to this one: `at`, `part of`, `broader` …"""
    source_kind: str
    """Where it comes from: `asset`, or the kind of the record that leads here: `event`, `place`."""
    source_name: str | None = None
    """The name of that record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inheritance:
    """All that a clip inherits."""

    links: tuple[InheritedLink, ...] = ()
    rights: str | None = None
    """What a person said of the rights in the whole asset, or else what its file says; None when the clip says more."""
    clearance: Clearance | None = None
    """What the clearance of the whole asset adds to the clip's own."""
