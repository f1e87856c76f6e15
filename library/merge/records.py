"""Records of the authority files of another catalogue: one with those here by an identifier, otherwise new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from library import names
from library.edit.joining import joined
from library.merge.choices import Choices, Conflict, Merged
from library.merge.origins import SCHEME, origins, successors
from library.model import PARTIES, SINGLE_FACTS, Authority, AuthorityId, AuthorityKind, Name, Protection
from library.reading import authorities
from library.schema import tables

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from library.edit import Edit

Keys = dict[int, int]
"""A key of the other catalogue to the key here."""
_SAID = (*SINGLE_FACTS, "protection")


def merge_records(edit: Edit, theirs: Connection, choices: Choices, merged: Merged) -> Keys:
    """Brings records in; those whose names alone they have in common are left out until somebody says what they are."""
    here, there = (_with_origins(connection) for connection in (edit.recorder.connection, theirs))
    known, keys, guarded = _Known(here), Keys(), _guarded(theirs, there)
    _know_those_that_are_gone(known, edit.recorder.connection)
    for record in there:
        same, alike = known.same(record, choices)
        if same is not None:
            keys[_key(record)] = _key(same)
        elif alike is not None:
            merged.conflicts.append(_same_name(alike, record))
            merged.left_out["authority"] += 1
            merged.unguarded += [record] if _key(record) in guarded else []
        else:
            added = edit.add_authority(replace(record, id=None, related=()))
            keys[_key(record)] = _key(added)
            merged.added["authority"] += 1
    by_key = {int(_key(one)): one for one in _all(edit.recorder.connection)}
    for record in there:
        if _key(record) in keys:
            key = keys[_key(record)]  # several of theirs may be one here
            by_key[key] = _tell(edit, by_key[key], _with_keys_here(record, keys), choices, merged)
    return keys


def _guarded(theirs: Connection, records: Iterable[Authority]) -> set[int]:
    """Who is linked to something and may keep it from leaving."""
    linked = set(theirs.execute(select(tables.link.c.authority_id).distinct()).scalars())
    asked = set(theirs.execute(select(tables.consent.c.authority_id).distinct()).scalars())
    parties = (one for one in records if one.kind in PARTIES and _key(one) in linked)
    return {_key(one) for one in parties if one.protection is not Protection.OPEN or _key(one) in asked}


def _all(connection: Connection) -> list[Authority]:
    return [one for kind in AuthorityKind for one in authorities.authorities(connection, kind, "")]


def _with_origins(connection: Connection) -> list[Authority]:
    """The records, each with its origin among its identifiers."""
    known = origins(connection)
    return [
        replace(one, identifiers={SCHEME: known[_key(one)], **one.identifiers}) if _key(one) in known else one
        for one in _all(connection)
    ]


def _know_those_that_are_gone(known: _Known, connection: Connection) -> None:
    """Records that were merged into another here are that one, also where they still stand by themselves."""
    were, records = origins(connection), {int(_key(one)): one for one in _all(connection)}
    for gone, heir in successors(connection).items():
        if gone in were and heir in records:
            known.add(records[heir], {SCHEME: were[gone]})


def _key(record: Authority) -> AuthorityId:
    if record.id is None:
        raise LookupError(record.name)
    return record.id


class _Known:
    """The records there are, by identifier and by spelling."""

    def __init__(self, records: Iterable[Authority]) -> None:
        self._by_identifier: dict[tuple[str, str, str], Authority] = {}
        self._by_spelling: defaultdict[tuple[str, str], list[Authority]] = defaultdict(list)
        for record in records:
            self.add(record, record.identifiers)
            for spelling in _spellings(record):
                self._by_spelling[record.kind, spelling].append(record)

    def add(self, record: Authority, identifiers: Mapping[str, str]) -> None:
        """Notes what else a record is known by."""
        for scheme, value in identifiers.items():
            self._by_identifier[record.kind, scheme, value] = record

    def same(self, record: Authority, choices: Choices) -> tuple[Authority | None, Authority | None]:
        """The record that is the same, or else one that has a name in common."""
        for scheme, value in record.identifiers.items():
            if found := self._by_identifier.get((record.kind, scheme, value)):
                return found, None
        alike = [one for spelling in _spellings(record) for one in self._by_spelling.get((record.kind, spelling), ())]
        same = next((one for one in alike if _says_the_same(one, record) or choices.same(one, record)), None)
        return same, alike[0] if alike else None


def _spellings(record: Authority) -> set[str]:
    return {names.fold(name) for name in (record.name, *(one.text for one in record.names))}


def _says_the_same(ours: Authority, theirs: Authority) -> bool:
    """Whether two records of no person say the very same, as those of the starter files do."""
    one, other = (replace(record, id=None, related=(), identifiers=_foreign(record)) for record in (ours, theirs))
    return ours.kind not in PARTIES and one == other


def _same_name(ours: Authority, theirs: Authority) -> Conflict:
    return Conflict(f'{theirs.kind} "{theirs.name}"', "name", _told(ours), _told(theirs), "left out")


def _foreign(record: Authority) -> dict[str, str]:
    return {scheme: value for scheme, value in record.identifiers.items() if scheme != SCHEME}


def _told(record: Authority) -> str:
    said = [record.name, record.date, record.note, *(f"{name}:{value}" for name, value in _foreign(record).items())]
    return ", ".join(one for one in said if one)


def _with_keys_here(record: Authority, keys: Mapping[int, int]) -> Authority:
    related = (
        replace(one, id=AuthorityId(keys[one.id])) for one in record.related if one.id is not None and one.id in keys
    )
    return replace(record, related=tuple(related))


def _tell(edit: Edit, ours: Authority, theirs: Authority, choices: Choices, merged: Merged) -> Authority:
    """Gives a record here what the other says of it besides; returns it as it is now."""
    both = joined(ours, replace(theirs, identifiers=_foreign(theirs)))
    for name in _SAID:
        one, other = getattr(ours, name), getattr(theirs, name)
        if one not in {None, other} and other is not None and not _contained(other, getattr(both, name)):
            taken = theirs if choices.theirs and name != "protection" else both
            both = replace(both, **{name: getattr(taken, name)})
            said = "theirs" if getattr(both, name) == other else "ours"
            merged.conflicts.append(Conflict(f'{ours.kind} "{ours.name}"', name, str(one), str(other), said))
    if _plain(both) != _plain(ours):
        merged.changed["authority"] += 1
        return edit.change_authority(both)
    return ours


def _contained(said: object, both: object) -> bool:
    return isinstance(said, str) and isinstance(both, str) and set(said.split("\n")) <= set(both.split("\n"))


def _plain(record: Authority) -> dict[str, object]:
    """What a record says, whatever the order, and its own name once."""
    said: dict[str, object] = {one.name: getattr(record, one.name) for one in fields(record)}
    own = Name(record.name)
    related = {(one.relation, one.id) for one in record.related}
    return said | {"names": set(record.names) - {own}, "related": related, "identifiers": dict(record.identifiers)}
