"""Which words things are found by."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from sqlalchemy import select

from library import names
from library.database import dialect_of, one_of
from library.history import batches
from library.schema import tables
from library.search.wanted import FOREIGN, PLAIN

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.engine import Connection


def words_of_assets(connection: Connection, ids: list[int]) -> dict[int, list[str]]:
    """The tokens of assets: paths, caption, keywords, camera, reel, transcripts, clips, messages."""
    asset, copy, clip, line = tables.asset, tables.copy, tables.clip, tables.transcript_line
    found: defaultdict[int, list[str]] = defaultdict(list)
    facts = select(asset.c.id, asset.c.keywords, asset.c.caption, asset.c.make, asset.c.model, asset.c.reel)
    for key, keywords, *others in connection.execute(facts.where(one_of(connection, asset.c.id, ids))):
        for text in filter(None, (*keywords, *others)):
            found[key] += indexed(text)
    for column in (copy.c.path, clip.c.name, clip.c.note, line.c.text):
        owner = column.table.c.asset_id
        said = select(owner, column).where(one_of(connection, owner, ids), column.is_not(None))
        for key, text in dialect_of(connection).plain_rows(connection, said):
            found[key] += indexed(text)
    came = tables.message_asset
    said = select(came.c.asset_id, tables.message.c.text).join(tables.message).where(came.c.asset_id.in_(ids))
    for key, text in connection.execute(said.order_by(came.c.message_id)):
        found[key] += indexed(text)
    return dict(found)


def indexed(text: str | None) -> list[str]:
    """A text as an index holds it: its folded words, and the keys other spellings meet by."""
    if not text:
        return []
    # Of ten thousand paths the folders are the same; ASCII letters beyond a slash have no say in how others are read.
    parts = [_indexed(part) for part in text.split("/")] if text.isascii() else [_indexed(text)]
    words, keys = zip(*parts, strict=True)
    return [*chain.from_iterable(words), *sorted(frozenset().union(*keys))]


@lru_cache(maxsize=1 << 14)  # an ingest indexes the same keywords, cameras and captions thousands of times
def _indexed(text: str) -> tuple[list[str], frozenset[str]]:
    """The words of a text, and its keys."""
    return names.tokens(text), frozenset().union(*map(_marked_keys, text.split()))


def _marked_keys(part: str) -> frozenset[str]:
    mark = PLAIN if part.isascii() else FOREIGN
    return frozenset(f"{mark}{key}" for key in names.word_keys(part))


def refresh_keys(connection: Connection, authority_ids: Collection[int]) -> None:
    """Derives the keys of records from their names again; records that have none are found by nothing."""
    name, key = tables.authority_name, tables.authority_key
    for batch in batches(authority_ids):
        connection.execute(key.delete().where(key.c.authority_id.in_(batch)))
        spelt = connection.execute(select(name.c.authority_id, name.c.text).where(name.c.authority_id.in_(batch)))
        found = {(identity, word) for identity, spelling in spelt for word in _found_by(spelling)}
        if found:
            connection.execute(key.insert(), [{"authority_id": identity, "key": word} for identity, word in found])


def _found_by(spelling: str) -> frozenset[str]:
    """What a spelling is found by: each of its words, and the keys under which spellings of other systems meet."""
    return names.word_keys(spelling) | frozenset(names.fold(spelling).split())
