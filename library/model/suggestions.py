"""Links that wait for a person."""

from __future__ import annotations

from dataclasses import dataclass

from library.model.authorities import AuthorityKind
from library.model.ids import AssetId, AuthorityId, LinkId
from library.model.provenance import Provenance


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A link that somebody is to accept or to refuse."""

    id: LinkId
    asset: AssetId
    asset_name: str
    kind: AuthorityKind
    authority: AuthorityId
    name: str
    role: str
    provenance: Provenance
    by: str | None
    """The rule or the model, with its version."""
    confidence: float | None
    """0 to 1."""
