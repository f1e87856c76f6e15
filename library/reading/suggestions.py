"""Suggestions that wait for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from library.errors import MediavaultError
from library.model import AssetId, AuthorityId, AuthorityKind, LinkId, Provenance, Suggestion
from library.schema import tables

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


class UnknownSuggestion(MediavaultError):
    """No open suggestion has a number."""

    def __init__(self, number: int) -> None:
        """Takes the number that was asked for."""
        super().__init__(f"No open suggestion {number}: mediavault suggest lists those there are.")


def suggestions(connection: Connection) -> list[Suggestion]:
    """All that wait, the surest first."""
    asset, clip, link, authority = (table.c for table in (tables.asset, tables.clip, tables.link, tables.authority))
    columns = (link.id, clip.asset_id, asset.name, authority.kind, link.authority_id, authority.name)
    said = (link.role, link.provenance, link.stated_by, link.confidence)
    joined = tables.link.join(tables.clip).join(tables.asset).join(tables.authority)
    query = select(*columns, *said).select_from(joined).where(link.suggested)
    rows = connection.execute(query.order_by(link.confidence.desc().nulls_last(), link.id))
    return [
        Suggestion(
            *(LinkId(key), AssetId(of), called, AuthorityKind(kind), AuthorityId(record), name, role),
            *(Provenance(provenance), by, confidence),
        )
        for key, of, called, kind, record, name, role, provenance, by, confidence in rows
    ]


def suggestion(connection: Connection, number: int) -> Suggestion:
    """One that waits.

    Raises:
        UnknownSuggestion: none has that number.
    """
    found = next((one for one in suggestions(connection) if one.id == number), None)
    if found is None:
        raise UnknownSuggestion(number)
    return found
