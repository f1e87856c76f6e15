"""Messages, with the assets that came with them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from library.history import batches
from library.model import AssetId, Message, MessageId
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Select
    from sqlalchemy.engine import Connection

_SAID = ("channel", "chat", "sent_at", "edited_at", "received_at", "text", "terms", "lacks")


def keys(connection: Connection, wanted: Collection[str]) -> dict[str, MessageId]:
    """Those of the keys that a message has, with its id."""
    table, found, left = tables.message, dict[str, MessageId](), list(wanted)
    for first in range(0, len(left), 10_000):
        some = table.c.key.in_(left[first : first + 10_000])
        found.update(
            (key, MessageId(one)) for key, one in connection.execute(select(table.c.key, table.c.id).where(some))
        )
    return found


def of_assets(connection: Connection, assets: Collection[int]) -> dict[AssetId, list[Message]]:
    """The messages each asset came with, in the order they were received."""
    came = tables.message_asset
    found: defaultdict[AssetId, list[Message]] = defaultdict(list)
    for batch in batches(assets):
        wanted = select(came.c.message_id).where(came.c.asset_id.in_(batch))
        for message in _messages(connection, wanted):
            for asset in dict.fromkeys(asset for asset, _ in message.assets if asset in set(batch)):
                found[asset].append(message)
    return dict(found)


def newest(connection: Connection, limit: int | None) -> list[Message]:
    """The messages that were kept last, in their order."""
    table = tables.message
    return _messages(connection, select(table.c.id).order_by(table.c.id.desc()).limit(limit))


def _messages(connection: Connection, wanted: Select[tuple[int]]) -> list[Message]:
    message, came = tables.message, tables.message_asset
    sender, origin = tables.authority.alias("sender"), tables.authority.alias("origin")
    query = (
        select(message.c.id, *(message.c[name] for name in _SAID))
        .add_columns(sender.c.name.label("sender"), origin.c.name.label("forwarded_from"))
        .outerjoin(sender, sender.c.id == message.c.sender_id)
        .outerjoin(origin, origin.c.id == message.c.forwarded_from_id)
        .where(message.c.id.in_(wanted))
    )
    assets: defaultdict[int, list[tuple[AssetId, str | None]]] = defaultdict(list)
    brought = select(came.c.message_id, came.c.asset_id, came.c.name).where(came.c.message_id.in_(wanted))
    for key, asset, name in connection.execute(brought.order_by(came.c.message_id, came.c.position)):
        assets[key].append((AssetId(asset), name))
    rows = connection.execute(query.order_by(message.c.id)).mappings()
    return [Message(**{**row, "id": MessageId(row["id"])}, assets=tuple(assets[row["id"]])) for row in rows]
