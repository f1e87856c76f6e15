"""What waits for a person: links that rules and models suggest, and days that may be new events.

Rules offer; a transaction keeps the offers as questions (`edit.suggest`), and answers them (`edit.accept_links`,
`edit.refuse`, `edit.make_event`, `edit.refuse_gathering`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from library import gathering, suggesting
from library.reading import suggestions

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from library.model import Gathering, Suggestion


class Waiting(ABC):
    """What a catalogue asks people."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]:
        """A transaction that changes nothing."""

    def offers(self) -> list[suggesting.Offer]:
        """The events that assets may show by time and place, without what is linked, suggested or refused already."""
        with self._reading() as connection:
            return list(suggesting.offers(connection))

    def suggestions(self, *, limit: int | None = None, skip: int = 0) -> list[Suggestion]:
        """The links that wait, the surest first: all, or a page of `limit` after the first `skip`."""
        with self._reading() as connection:
            return suggestions.suggestions(connection, limit=limit, skip=skip)

    def waiting(self) -> int:
        """How many links wait."""
        with self._reading() as connection:
            return suggestions.waiting(connection)

    def suggestion(self, number: int) -> Suggestion:
        """One link that waits.

        Raises:
            UnknownSuggestion: none has that number.
        """
        with self._reading() as connection:
            return suggestions.suggestion(connection, number)

    def like(self, one: Suggestion) -> list[Suggestion]:
        """The links that wait and ask the same: for the same record in the same role, by the same rule or model."""
        with self._reading() as connection:
            return suggestions.like(connection, one)

    def gatherings(self) -> list[Gathering]:
        """Days at one place that may be new events, the largest first, without what was refused."""
        with self._reading() as connection:
            return gathering.gatherings(connection)

    def gathering(self, key: str) -> Gathering:
        """The day that is offered under a key (`a12`).

        Raises:
            UnknownSuggestion: none is.
        """
        found = next((one for one in self.gatherings() if one.key == key), None)
        if found is None:
            raise suggestions.UnknownSuggestion(key)
        return found
