"""What a catalogue tells of what is allowed, and of what follows from what was said; `Catalogue` is the door."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from library.model import PARTIES, Name, Protection, objection, same_purpose
from library.reading import authorities, identities, inheritance, permissions, telling

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import date

    from sqlalchemy.engine import Connection

    from library.model import (
        Asset,
        AssetId,
        Authority,
        AuthorityId,
        Clearance,
        ClipId,
        Consent,
        Identity,
        Inheritance,
        Objection,
    )


class PermissionReads(ABC):
    """Reads of consents, rights and what is inherited."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]:
        """Opens a connection to read with."""

    def clearances(self) -> Mapping[ClipId, Clearance]:
        """What was settled about the rights in clips, by clip."""
        with self._reading() as connection:
            return permissions.all_clearances(connection)

    def parties(self, *, purpose: str | None = None, on: date | None = None) -> tuple[Authority, ...]:
        """All who can be identified, and how far: what an export asks before it names anybody (`library.withheld`).

        Whose consent does not cover the export (`objections`) is unknown in it, however open they are otherwise. What
        is kept apart of senders is among their names here: it is to be withheld, and never to be shown.
        """
        with self._reading() as connection:
            known = _all_parties(connection)
            against = _objections(permissions.consents(connection), known, purpose, on or today())
            apart = identities.identities(connection)
        known = [_with(one, apart[one.id]) if one.id is not None and one.id in apart else one for one in known]
        return tuple(_doubted(one) if one.id in against else one for one in known)

    def objections(self, *, purpose: str | None = None, on: date | None = None) -> dict[AuthorityId, Objection]:
        """Whose consent does not cover an export for a purpose on a day, today when none is given, and why not."""
        with self._reading() as connection:
            known = _all_parties(connection)
            return _objections(permissions.consents(connection), known, purpose, on or today())

    def told_elsewhere(self) -> list[AssetId]:
        """Assets whose captions, keywords, names or notes name somebody who is not open, in plain text.

        No role hides those (`library.database.roles`): who reads the catalogue reads them.
        """
        with self._reading() as connection:
            known = _all_parties(connection)
            return telling.naming(connection, known)

    def purposes(self) -> list[str]:
        """What people were asked about, each once."""
        said = (one.purpose for consents in self.consents().values() for one in consents)
        return sorted({same_purpose(purpose) for purpose in said})

    def consents(self, party: AuthorityId | None = None) -> dict[AuthorityId, list[Consent]]:
        """All that a party, or every party, ever said of what they allow: oldest first, by party.

        `library.model.standing` tells what of it counts.
        """
        with self._reading() as connection:
            return permissions.consents(connection, None if party is None else [party])

    def consents_due(self, on: date) -> list[Consent]:
        """The consents to be asked for again on a day, those that are longest due first."""
        with self._reading() as connection:
            return permissions.due(connection, on)

    def inherited(self, assets: Collection[Asset]) -> Mapping[ClipId, Inheritance]:
        """What each clip of the assets inherits: from its asset, from events, from their places and series."""
        with self._reading() as connection:
            return inheritance.inherited(connection, assets)


def _all_parties(connection: Connection) -> list[Authority]:
    return [one for kind in sorted(PARTIES) for one in authorities.authorities(connection, kind, "")]


def today() -> date:
    """The day it is here."""
    return datetime.now().astimezone().date()


def _objections(
    said: Mapping[AuthorityId, Sequence[Consent]], known: Iterable[Authority], purpose: str | None, on: date
) -> dict[AuthorityId, Objection]:
    ids = (one.id for one in known if one.id is not None)
    found = {identity: objection(said.get(identity, ()), purpose, on) for identity in ids}
    return {identity: one for identity, one in found.items() if one is not None}


def _with(party: Authority, apart: Iterable[Identity]) -> Authority:
    """A party with all that they are also known by."""
    texts = dict.fromkeys(text for one in apart for text in one.texts)
    return replace(party, names=(*party.names, *map(Name, texts)))


def _doubted(party: Authority) -> Authority:
    """A party that did not consent; what is stricter than unknown stays."""
    if party.protection is Protection.DO_NOT_IDENTIFY:
        return party
    return replace(party, protection=Protection.UNKNOWN)
