"""Which words things are found by."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, cast, or_, select

from library import names
from library.database import dialect_of, one_of
from library.history import batches
from library.schema import tables
from library.search.wanted import FOREIGN, PLAIN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Select
    from sqlalchemy.engine import Connection


_DIGITS = re.compile("[0-9]+")
_ALL_ZERO = str.maketrans("123456789", "0" * 9)
_JOINING = re.compile("['\"`-]")
"""What may stand within one word of ASCII."""


def words_of_assets(connection: Connection, ids: Collection[int]) -> dict[int, list[str]]:
    """The tokens of assets: paths, caption, keywords, camera, reel, transcripts, clips, messages."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for key, *said in dialect_of(connection).plain_rows(connection, _facts(connection, ids)):
        for text in _with_keywords(*said):
            found[key] += indexed(text)
    for query in _sayings(connection, ids):
        for key, text in dialect_of(connection).plain_rows(connection, query):
            found[key] += indexed(text)
    return dict(found)


def _facts(connection: Connection, ids: Collection[int]) -> Select[Any]:
    """What is said of assets by their files; of those alone of which anything is said."""
    asset = tables.asset.c
    keywords = cast(asset.keywords, Text)  # few have any: JSON is read where there is some
    said = (keywords, asset.caption, asset.make, asset.model, asset.reel)
    there = or_(keywords != "[]", *(column.is_not(None) for column in said[1:]))
    return select(asset.id, *said).where(one_of(connection, asset.id, ids), there)


def _with_keywords(keywords: str, *others: str | None) -> Iterator[str]:
    if keywords != "[]":
        yield from filter(None, json.loads(keywords))
    yield from filter(None, others)


def _sayings(connection: Connection, ids: Collection[int]) -> Iterator[Select[Any]]:
    """What is said elsewhere of assets: the asset and the text in each row."""
    copy, clip, line, message, came = (
        one.c for one in (tables.copy, tables.clip, tables.transcript_line, tables.message, tables.message_asset)
    )
    for owner, text in (
        (copy.asset_id, copy.path),
        (clip.asset_id, clip.name),
        (clip.asset_id, clip.note),
        (line.asset_id, line.text),
    ):
        yield select(owner, text).where(one_of(connection, owner, ids), text.is_not(None))
    sent = select(came.asset_id, message.text).join(tables.message)
    yield sent.where(one_of(connection, came.asset_id, ids), message.text.is_not(None)).order_by(came.message_id)


def indexed(text: str | None) -> tuple[str, ...]:
    """A text as an index holds it: its folded words, and the keys other spellings meet by."""
    if not text:
        return ()
    folder, slash, name = text.rpartition("/")
    if not slash or not text.isascii():
        return _alone(text)
    # Of ten thousand paths the folders are the same; ASCII letters beyond a slash have no say in how others are read.
    above, keys_above = _indexed(folder)
    words, keys = _of_name(name)
    return (*above, *words, *dict.fromkeys((*keys_above, *keys)))


@lru_cache(maxsize=1 << 12)  # an ingest indexes the same keywords and cameras thousands of times
def _alone(text: str) -> tuple[str, ...]:
    words, keys = _indexed(text)
    return (*words, *keys)


def _of_name(name: str) -> tuple[list[str], list[str]]:
    """As `_indexed`, of a name in ASCII: C0001.MP4 and the ten thousand beside it differ in their digits alone."""
    shape = _of_shape(name.translate(_ALL_ZERO))
    if shape is None:
        return _indexed(name)
    digits = _DIGITS.findall(name)
    return shape[0].format(*digits).split(), shape[1].format(*digits).split()


@lru_cache(maxsize=1 << 12)
def _of_shape(shape: str) -> tuple[str, str] | None:
    """The words and keys of all names that have some digit where this has a 0, numbered braces in place of each run.

    None where letters of two words are also read as one word.
    """
    if _JOINING.search(shape):
        return None
    words, keys, before = names.tokens(shape), list[str](), 0
    for word in words:
        keys += [PLAIN + _numbered(key, before) for key in sorted(names.word_keys(word))]
        before += len(_DIGITS.findall(word))
    return _numbered(" ".join(words), 0), " ".join(keys)


def _numbered(text: str, first: int) -> str:
    number = count(first)
    return _DIGITS.sub(lambda _: f"{{{next(number)}}}", text)


@lru_cache(maxsize=1 << 12)  # and so it does folders
def _indexed(text: str) -> tuple[list[str], list[str]]:
    """The words of a text, and its keys."""
    if text.isascii():  # then what its words are read as does not depend on what stands beside them
        return names.tokens(text), sorted([PLAIN + key for key in names.word_keys(text)])
    return names.tokens(text), sorted(frozenset[str]().union(*map(_marked_keys, text.split())))


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
