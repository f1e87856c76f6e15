"""What a catalogue tells of what is allowed; `Catalogue` is the door."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from library.reading import permissions

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import date

    from sqlalchemy.engine import Connection

    from library.model import AuthorityId, Consent


class PermissionReads(ABC):
    """Reads of consents and rights."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]:
        """Opens a connection to read with."""

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
