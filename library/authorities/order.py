"""An order in which every record stands after those it names, so that each can be stored at once."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from library import names
from library.authorities.records import Broken
from library.model import Authority, AuthorityKind

Key = tuple[AuthorityKind, str]
"""A kind and a folded preferred name."""


def after_those_they_name(records: Iterable[Authority]) -> list[Authority]:
    """The records, each after those among them that it is related to.

    Raises:
        Broken: Two records of a kind have one preferred name, or records name each other in a ring.
    """
    known: dict[Key, Authority] = {}
    for record in records:
        if (twin := known.setdefault(_key(record.kind, record.name), record)) is not record:
            message = f'there are two {record.kind} records "{names.visible(twin.name)}"'
            raise Broken(message)
    spelled = _by_spelling(known)
    named = {key: [found for one in record.related if (found := spelled.get(_key(one.kind, one.name)))]
             for key, record in known.items()}  # fmt: skip
    try:
        return [known[key] for key in TopologicalSorter(named).static_order()]
    except CycleError as error:
        ring = " > ".join(names.visible(known[key].name) for key in error.args[1])
        message = f"records name each other in a ring: {ring}"
        raise Broken(message) from error


def _key(kind: AuthorityKind, name: str) -> Key:
    return kind, names.fold(name)


def _by_spelling(known: dict[Key, Authority]) -> dict[Key, Key]:
    """Every spelling of every record; a preferred name goes before another record's spelling."""
    spelled = {_key(record.kind, name.text): key for key, record in reversed(known.items()) for name in record.names}
    return spelled | {key: key for key in known}
