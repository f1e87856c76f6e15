"""What everything of an ingest is linked to, because whoever ingests says so."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from library import Catalogue
from library.edit import Edit
from library.model import AssetId, Authority, AuthorityKind
from library.reading.authorities import UnknownName
from mediavault.ingest.values import IngestOptions

SENT_BY = "sent by"
"""The role of a contributor."""


@dataclass(frozen=True, slots=True)
class Link:
    """An authority, and in what role it is linked."""

    authority: Authority
    role: str | None = None
    """None for the role usual for its kind."""


def links_of(catalogue: Catalogue, options: IngestOptions) -> list[Link]:
    """The links the options ask for.

    Raises:
        UnknownName, AmbiguousName: a name leads to no record, or to several.
    """
    found = []
    if options.event is not None:
        found.append(Link(catalogue.authority(AuthorityKind.EVENT, options.event)))
    if options.place is not None:
        found.append(Link(catalogue.authority(AuthorityKind.PLACE, options.place)))
    if options.contributor is not None:
        found.append(Link(_contributor(catalogue, options.contributor), SENT_BY))
    return found


def _contributor(catalogue: Catalogue, name: str) -> Authority:
    try:
        return catalogue.authority(AuthorityKind.PERSON, name)
    except UnknownName:
        if not catalogue.authorities(AuthorityKind.ORGANISATION, name):
            raise
        return catalogue.authority(AuthorityKind.ORGANISATION, name)


def link(edit: Edit, assets: Collection[AssetId], links: Collection[Link]) -> None:
    """Links whole assets; what is linked already stays as it is."""
    if not assets or not links:
        return
    clips = edit.whole_clips(sorted(set(assets)))
    for one in links:
        edit.link_all(clips, one.authority, role=one.role)
