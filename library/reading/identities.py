"""Who senders are: read only where somebody asks for it, and changed outside the history, so that it can be let go."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from library.model import AuthorityId, Identity
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.engine import Connection

_COLUMNS = ("channel", "handle", "name", "phone")


def identities(connection: Connection) -> Mapping[AuthorityId, list[Identity]]:
    """Who the senders are, by their record."""
    table = tables.sender_identity
    found: defaultdict[AuthorityId, list[Identity]] = defaultdict(list)
    for key, *facts in connection.execute(
        select(table.c.authority_id, *(table.c[name] for name in _COLUMNS)).order_by(table.c.id)
    ):
        found[AuthorityId(key)].append(Identity(*facts))
    return found


def add(connection: Connection, authority: int, identity: Identity) -> None:
    """Notes who a sender is."""
    row = {name: getattr(identity, name) for name in _COLUMNS}
    connection.execute(tables.sender_identity.insert(), {"authority_id": authority, **row})


def forget_strays(connection: Connection) -> None:
    """Lets go what is known of records that are not there any more."""
    table = tables.sender_identity
    connection.execute(table.delete().where(table.c.authority_id.not_in(select(tables.authority.c.id))))
