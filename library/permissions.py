"""What a catalogue tells of what is allowed, and of what follows from what was said; `Catalogue` is the door."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from library.model import PARTIES
from library.reading import authorities, inheritance, permissions

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from contextlib import AbstractContextManager
    from datetime import date

    from sqlalchemy.engine import Connection

    from library.model import Asset, Authority, AuthorityId, ClipId, Consent, Inheritance


class PermissionReads(ABC):
    """Reads of consents, rights and what is inherited."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]:
        """Opens a connection to read with."""

    def parties(self) -> tuple[Authority, ...]:
        """All who can be identified: what an export asks before it names anybody (`library.withheld`)."""
        with self._reading() as connection:
            return tuple(one for kind in sorted(PARTIES) for one in authorities.authorities(connection, kind, ""))

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
