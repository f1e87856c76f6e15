"""What a catalogue knows of what contributors sent. Who they are is told only where somebody asks for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from library.changing import login
from library.history import custody
from library.reading import identities, messages

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from contextlib import AbstractContextManager

    from sqlalchemy.engine import Connection

    from library.model import AssetId, AuthorityId, Custody, Identity, Message

    Connecting = Callable[[], AbstractContextManager[Connection]]


class IntakeRecord:
    """Messages, senders, custody."""

    def __init__(self, reading: Connecting, person: str | None = None) -> None:
        """Takes the way to a connection, and who receives when nobody else is named."""
        self._reading, self.receiver = reading, person or login()

    def known(self, keys: Collection[str]) -> set[str]:
        """Those of the keys that a message has."""
        with self._reading() as connection:
            return set(messages.keys(connection, keys))

    def messages(self, limit: int | None = None) -> list[Message]:
        """The messages that were kept last, in their order."""
        with self._reading() as connection:
            return messages.newest(connection, limit)

    def of_assets(self, assets: Collection[int]) -> dict[AssetId, list[Message]]:
        """The messages each asset came with."""
        with self._reading() as connection:
            return messages.of_assets(connection, assets)

    def custody(self, keys: Collection[str] | None = None) -> list[Custody]:
        """The record of custody in order: of messages by their keys, or all of it."""
        with self._reading() as connection:
            return custody.lines(connection, keys)

    def identities(self) -> Mapping[AuthorityId, list[Identity]]:
        """Who the senders are. To be shown to nobody who did not ask for just that."""
        with self._reading() as connection:
            return identities.identities(connection)
