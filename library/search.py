"""The words an asset is found by, folded into one spelling and kept in an FTS5 index beside the rows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from library import names
from library.history import batches
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.engine import Connection


def refresh(connection: Connection, asset_ids: Collection[int]) -> None:
    """Indexes assets again; those that are gone leave the index."""
    for batch in batches(asset_ids):
        words = _words(connection, batch)
        connection.execute(text("DELETE FROM asset_search WHERE rowid = :id"), [{"id": key} for key in batch])
        rows = [{"id": key, "words": " ".join(words[key])} for key in batch if key in words]
        if rows:
            connection.execute(text("INSERT INTO asset_search (rowid, words) VALUES (:id, :words)"), rows)


def _words(connection: Connection, ids: list[int]) -> dict[int, list[str]]:
    asset, copy, clip = tables.asset, tables.copy, tables.clip
    found: defaultdict[int, list[str]] = defaultdict(list)
    facts = select(asset.c.id, asset.c.keywords, asset.c.caption, asset.c.make, asset.c.model, asset.c.reel)
    for key, keywords, *others in connection.execute(facts.where(asset.c.id.in_(ids))):
        found[key].extend(map(indexed, (*keywords, *others)))
    for column in (copy.c.path, clip.c.name, clip.c.note):
        owner = column.table.c.asset_id
        for key, words in connection.execute(select(owner, column).where(owner.in_(ids), column.is_not(None))):
            found[key].append(indexed(words))
    return dict(found)


# Spellings meet by their keys (`names.keys`) only when one of the two is foreign: "wall" must not find "well".
_FOREIGN, _PLAIN = "zyk", "zxk"


def indexed(value: str | None) -> str:
    """A text as the index holds it: its folded words, and the keys other spellings meet by."""
    if not value:
        return ""
    keys = (f"{_PLAIN if word.isascii() else _FOREIGN}{key}" for word in value.split() for key in names.keys(word))
    return " ".join((names.fold(value), *sorted(set(keys))))


def matching(word: str) -> str:
    """The FTS5 expression for one word of a query: its beginning, or a key it shares; empty when it has no letters."""
    parts = names.fold(word).split()
    if not parts:
        return ""
    whole = " AND ".join([f'"{part}"' for part in parts[:-1]] + [f'"{parts[-1]}"*'])
    spaces = (_FOREIGN,) if word.isascii() else (_FOREIGN, _PLAIN)
    keys = [f'"{space}{key}"' for space in spaces for key in sorted(names.keys(word))]
    return " OR ".join([f"({whole})", *keys])
