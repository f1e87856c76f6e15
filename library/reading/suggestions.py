"""Suggestions that wait for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from library.errors import MediavaultError
from library.model import AssetId, AuthorityId, AuthorityKind, LinkId, Provenance, Suggestion
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Select
    from sqlalchemy.engine import Connection


class UnknownSuggestion(MediavaultError):
    """No open suggestion has a number or a key."""

    def __init__(self, wanted: str) -> None:
        """Takes the number or the key that was asked for."""
        super().__init__(f"No open suggestion {wanted}: mediavault suggest lists those there are.")


def suggestions(connection: Connection, *, limit: int | None = None, skip: int = 0) -> list[Suggestion]:
    """Those that wait, the surest first: all, or `limit` of them after the first `skip`."""
    link = tables.link.c
    order = (link.confidence.desc().nulls_last(), link.id)
    return list(_found(connection, _open().order_by(*order).limit(limit).offset(skip)))


def like(connection: Connection, one: Suggestion) -> list[Suggestion]:
    """Those that wait and ask the same of other assets: the same record, role, and rule or model; itself too."""
    link = tables.link.c
    said = link.stated_by.is_(None) if one.by is None else link.stated_by == one.by
    same = (link.authority_id == one.authority, link.role == one.role, said)
    return list(_found(connection, _open().where(*same).order_by(link.id)))


def suggestion(connection: Connection, number: int) -> Suggestion:
    """One that waits.

    Raises:
        UnknownSuggestion: none has that number.
    """
    found = next(_found(connection, _open().where(tables.link.c.id == number)), None)
    if found is None:
        raise UnknownSuggestion(str(number))
    return found


def waiting(connection: Connection) -> int:
    """How many wait."""
    return connection.execute(select(func.count()).where(tables.link.c.suggested)).scalar_one()


def _open() -> Select[Any]:
    asset, clip, link, authority = (table.c for table in (tables.asset, tables.clip, tables.link, tables.authority))
    columns = (link.id, clip.asset_id, asset.name, authority.kind, link.authority_id, authority.name)
    said = (link.role, link.provenance, link.stated_by, link.confidence)
    joined = tables.link.join(tables.clip).join(tables.asset).join(tables.authority)
    return select(*columns, *said).select_from(joined).where(link.suggested)


def _found(connection: Connection, query: Select[Any]) -> Iterator[Suggestion]:
    for key, of, called, kind, record, name, role, provenance, by, confidence in connection.execute(query):
        yield Suggestion(
            *(LinkId(key), AssetId(of), called, AuthorityKind(kind), AuthorityId(record), name, role),
            *(Provenance(provenance), by, confidence),
        )
