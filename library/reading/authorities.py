"""The authority files: records by kind and by name, in any spelling."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import false, func, or_, select

from library import names
from library.database import one_of
from library.errors import MediavaultError
from library.history import batches
from library.model import (
    Authority,
    AuthorityId,
    AuthorityKind,
    Name,
    Protection,
    Related,
    Relation,
    Source,
)
from library.schema import tables

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.engine import Connection, RowMapping


class UnknownName(MediavaultError):
    """No record of an authority file, no shot list, has a name."""

    def __init__(self, kind: str, name: str, nearest: Sequence[str]) -> None:
        """Takes what was looked for, the name as it was given, and the nearest known names."""
        self.kind, self.name, self.nearest = kind, name, tuple(nearest)
        hint = " or ".join(f'"{near}"' for near in nearest)
        cure = f"did you mean {hint}?" if hint else f"mediavault {kind.replace(' ', '')} list shows those there are."
        super().__init__(f'No {kind} "{name}" in this catalogue: {cure}')


class AmbiguousName(MediavaultError):
    """A spelling belongs to more than one record."""

    def __init__(self, kind: str, name: str, found: Sequence[str]) -> None:
        """Takes what was looked for, the spelling as it was given, and the records it could mean."""
        self.kind, self.name, self.found = kind, name, tuple(found)
        meant = ", ".join(f'"{one}"' for one in found)
        super().__init__(f'"{name}" is the name of more than one {kind} ({meant}): give the full preferred name.')


_MOST_HINTS = 3
LAST = "\U0010ffff"
"""What no other character comes after."""


def ids_by_name(connection: Connection, text: str, kinds: Collection[AuthorityKind]) -> set[int]:
    """Records every word of `text` leads to, through any of their spellings; the last word may be a beginning."""
    found: set[int] | None = None
    for word in names.words(text):
        matching = _ids_by_word(connection, word, kinds)
        found = matching if found is None else found & matching
        if not found:
            return set()
    return found or set()


def ids_by_whole_name(connection: Connection, text: str, kind: AuthorityKind) -> set[int]:
    """Records of a kind that `text` names in full: spelt so, or else in another transliteration."""
    return set(_spelt_so(connection, kind, text) or _by_keys(connection, kind, text))


def _spelt_so(connection: Connection, kind: AuthorityKind, text: str) -> dict[int, str]:
    authority, name = tables.authority, tables.authority_name
    query = select(authority.c.id, authority.c.name).join(name)
    query = query.where(authority.c.kind == kind, name.c.folded == names.fold(text))
    return {row.id: row.name for row in connection.execute(query.distinct())}


def _ids_by_word(connection: Connection, word: str, kinds: Collection[AuthorityKind]) -> set[int]:
    name, key = tables.authority_name, tables.authority_key
    start = names.fold(word)
    if not start:
        return set()
    met = select(key.c.authority_id).where(key.c.key.in_({start, *names.keys(word)}))
    begun = select(name.c.authority_id).where(_with_word(name.c.folded, start))
    found = _of_kinds(connection, {*connection.execute(met).scalars(), *connection.execute(begun).scalars()}, kinds)
    return found or _of_kinds(connection, _ids_by_beginning(connection, word), kinds)


def _with_word(column: ColumnElement[str], start: str) -> ColumnElement[bool]:
    """Whether a word begins so; in a script without spaces, which folding leaves, whether it is in there."""
    if not start.isascii():
        return column.contains(start, autoescape=True)
    return (" " + column).contains(" " + start, autoescape=True)


def _ids_by_beginning(connection: Connection, word: str) -> set[int]:
    """Records with a word that sounds as if it began so: Ціха, when only Cichanouska is stored."""
    key = tables.authority_key.c.key
    begun = [key.between(start, start + LAST) for start in names.beginning_keys(word)]  # compared by code point
    return set(connection.execute(select(tables.authority_key.c.authority_id).where(or_(false(), *begun))).scalars())


def _of_kinds(connection: Connection, ids: set[int], kinds: Collection[AuthorityKind]) -> set[int]:
    if not kinds or not ids:
        return ids
    authority = tables.authority
    chosen = select(authority.c.id).where(authority.c.id.in_(ids), authority.c.kind.in_(kinds))
    return set(connection.execute(chosen).scalars())


def narrower(connection: Connection, ids: Collection[int]) -> set[int]:
    """The records themselves and all below them: a country's cities, a series' events, a wider keyword's narrower."""
    relation = tables.relation
    below = {Relation.BROADER.value, Relation.PART_OF.value}
    found, front = set(ids), set(ids)
    while front:
        query = select(relation.c.from_id).where(relation.c.to_id.in_(front), relation.c.relation.in_(below))
        front = set(connection.execute(query).scalars()) - found
        found |= front
    return found


def authority_id(connection: Connection, kind: AuthorityKind, text: str) -> AuthorityId:
    """The record of a kind that a spelling names.

    Raises:
        UnknownName: no record has that spelling; it carries the nearest.
        AmbiguousName: more than one has.
    """
    authority = tables.authority
    preferred = select(authority.c.id).where(authority.c.kind == kind, authority.c.name == text)
    exact = connection.execute(preferred).scalar()
    if exact is not None:
        return AuthorityId(exact)
    # Spellings of another transliteration meet by the keys of the whole name.
    found = _spelt_so(connection, kind, text) or _by_keys(connection, kind, text)
    if len(found) > 1:
        raise AmbiguousName(kind.value, text, sorted(found.values()))
    if not found:
        raise UnknownName(kind.value, text, nearest(connection, kind, text))
    return AuthorityId(next(iter(found)))


def _by_keys(connection: Connection, kind: AuthorityKind, text: str) -> dict[int, str]:
    keys = names.keys(text)
    return {
        int(record.id or 0): record.name
        for record in _records(connection, ids_by_name(connection, text, (kind,)))
        if any(keys & names.keys(spelling) for spelling in (record.name, *(name.text for name in record.names)))
    }


def nearest(connection: Connection, kind: AuthorityKind, text: str) -> list[str]:
    """The nearest spelling of each of the nearest records; of those that hold all its words, if there are, the name."""
    longer = _records(connection, ids_by_name(connection, text, (kind,)))
    if longer:
        return sorted((record.name for record in longer), key=lambda one: (len(one), one))[:_MOST_HINTS]
    name, authority = tables.authority_name, tables.authority
    query = select(name.c.text, name.c.authority_id).join(authority).where(authority.c.kind == kind)
    owners = {row.text: row.authority_id for row in connection.execute(query)}
    spelt: dict[int, str] = {}
    for spelling in names.nearest(text, owners, limit=len(owners)):
        spelt.setdefault(owners[spelling], spelling)
    return list(spelt.values())[:_MOST_HINTS]


def authorities(connection: Connection, kind: AuthorityKind, match: str) -> list[Authority]:
    """All records of a kind by preferred name, or those a text leads to."""
    if match.strip():
        ids: Collection[int] = ids_by_name(connection, match, (kind,))
    else:
        ids = connection.execute(select(tables.authority.c.id).where(tables.authority.c.kind == kind)).scalars().all()
    return sorted(_records(connection, ids), key=lambda record: (names.fold(record.name), record.name))


def by_ids(connection: Connection, ids: Sequence[int]) -> list[Authority]:
    """Records in the order of `ids`; ids that are not there are left out."""
    found = {record.id: record for record in _records(connection, ids)}
    return [found[AuthorityId(key)] for key in ids if key in found]


def suggest(connection: Connection, text: str, kinds: Collection[AuthorityKind], limit: int) -> list[Authority]:
    """Records a beginning of a name may mean, most used first; with no text, the most used."""
    authority, link = tables.authority, tables.link
    uses = select(func.count()).where(link.c.authority_id == authority.c.id, ~link.c.suggested).scalar_subquery()
    query = select(authority.c.id)
    if text.strip():
        query = query.where(authority.c.id.in_(ids_by_name(connection, text, kinds)))
    if kinds:
        query = query.where(authority.c.kind.in_(kinds))
    # Names that begin with the text come before those that hold it further in.
    begins = authority.c.name.ilike(text.strip().replace("%", "") + "%")
    query = query.order_by(begins.desc(), uses.desc(), authority.c.name).limit(limit)
    return by_ids(connection, connection.execute(query).scalars().all())


def usage(connection: Connection, identity: int, wholes_of: Collection[int] | None = None) -> int:
    """How many clips are linked to a record; where assets are given, how many of these are as a whole."""
    link, clip = tables.link, tables.clip
    linked = select(func.count(link.c.clip_id.distinct())).where(link.c.authority_id == identity, ~link.c.suggested)
    if wholes_of is not None:
        linked = linked.join(clip, clip.c.id == link.c.clip_id)
        linked = linked.where(clip.c.start.is_(None), one_of(connection, clip.c.asset_id, wholes_of))
    return connection.execute(linked).scalar_one()


def _records(connection: Connection, ids: Collection[int]) -> list[Authority]:
    found: list[Authority] = []
    for batch in batches(ids):
        spellings = _spellings(connection, batch)
        related = _related(connection, batch)
        query = select(tables.authority).where(tables.authority.c.id.in_(batch))
        found.extend(
            _authority(row, spellings[row["id"]], related[row["id"]]) for row in connection.execute(query).mappings()
        )
    return found


def _authority(row: RowMapping, spellings: list[Name], related: list[Related]) -> Authority:
    return Authority(
        kind=AuthorityKind(row["kind"]),
        name=row["name"],
        id=AuthorityId(row["id"]),
        names=tuple(spellings),
        note=row["note"],
        related=tuple(related),
        sources=tuple(Source(**source) for source in row["sources"]),
        date=row["date"],
        count=row["count"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        protection=Protection(row["protection"]) if row["protection"] else None,
        alias=row["alias"],
        roles=tuple(row["roles"]),
        identifiers=row["identifiers"],
    )


def _spellings(connection: Connection, ids: list[int]) -> Mapping[int, list[Name]]:
    name = tables.authority_name
    query = select(name).where(name.c.authority_id.in_(ids), ~name.c.preferred).order_by(name.c.id)
    spellings: defaultdict[int, list[Name]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        spellings[row["authority_id"]].append(Name(row["text"], row["language"]))
    return spellings


def _related(connection: Connection, ids: list[int]) -> Mapping[int, list[Related]]:
    relation, authority = tables.relation, tables.authority
    query = (
        select(relation.c.from_id, relation.c.relation, authority.c.kind, authority.c.name, authority.c.id)
        .join(authority, authority.c.id == relation.c.to_id)
        .where(relation.c.from_id.in_(ids))
        .order_by(relation.c.id)
    )
    related: defaultdict[int, list[Related]] = defaultdict(list)
    for row in connection.execute(query):
        other = Related(Relation(row.relation), AuthorityKind(row.kind), row.name, AuthorityId(row.id))
        related[row.from_id].append(other)
    return related
