"""What is found by words: assets in an FTS5 index of folded words, records of the authority files by their keys."""

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


def rebuild(connection: Connection) -> None:
    """Derives everything anew: after an upgrade, when the rules may be others."""
    connection.execute(text("DELETE FROM asset_search"))
    refresh(connection, connection.execute(select(tables.asset.c.id)).scalars().all())
    refresh_keys(connection, connection.execute(select(tables.authority.c.id)).scalars().all())


def refresh_keys(connection: Connection, authority_ids: Collection[int]) -> None:
    """Derives the keys of records from their names again; records that have none are found by nothing.

    Keys follow from the names and the rules, so history does not hold them.
    """
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


# Spellings meet by their keys (`names.keys`) only when one of the two is foreign: "wall" must not find "well".
_FOREIGN, _PLAIN = "zyk", "zxk"


def indexed(value: str | None) -> str:
    """A text as the index holds it: its folded words, and the keys other spellings meet by."""
    if not value:
        return ""
    keys = (f"{_PLAIN if part.isascii() else _FOREIGN}{key}" for part in value.split() for key in names.word_keys(part))
    return " ".join((names.fold(value), *sorted(set(keys))))


def matching(text: str) -> str:
    """The FTS5 expression for a word or phrase of a query; empty when it has no letters.

    It matches the phrase as it is folded, its last word maybe only begun, and texts of another script or spelling that
    hold all of its words by sound, in any order.
    """
    spelt = [word for word in names.words(text) if names.fold(word)]
    if not spelt:
        return ""
    by_sound = " AND ".join(f"({_by_sound(word)})" for word in spelt)
    return f'"{" ".join(map(names.fold, spelt))}"* OR ({by_sound})'


def _by_sound(word: str) -> str:
    if word.isdigit():
        return f'"{word}"'
    spaces = (_FOREIGN,) if word.isascii() else (_FOREIGN, _PLAIN)
    return (
        " OR ".join(f'"{space}{key}"' for space in spaces for key in sorted(names.keys(word)))
        or f'"{names.fold(word)}"'
    )
