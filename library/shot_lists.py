"""What a catalogue tells of shot lists, and of what is used in them; `Catalogue` is the door."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from library.reading import shots

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sqlalchemy.engine import Connection

    from library.model import AssetId, ShotList, ShotListSummary, ShotListVersion, Use


class ShotListReads(ABC):
    """Reads of shot lists."""

    _mounts: Callable[[], Mapping[str, Path]]

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]:
        """Opens a connection to read with."""

    def shot_lists(self) -> list[ShotListSummary]:
        """All shot lists, newest first."""
        with self._reading() as connection:
            return shots.summaries(connection)

    def shot_list(self, name: str | int) -> ShotList:
        """A whole shot list, by its name or its id.

        Raises:
            UnknownName: there is no such list; it carries the nearest.
        """
        with self._reading() as connection:
            return shots.shot_list(connection, name, self._mounts())

    def versions(self, name: str | int) -> list[ShotListVersion]:
        """What a shot list held each time it was exported, oldest first.

        Raises:
            UnknownName: there is no such list; it carries the nearest.
        """
        with self._reading() as connection:
            return shots.list_versions(connection, name)

    def uses(self, assets: Collection[int]) -> dict[AssetId, list[Use]]:
        """Where footage is used already: by asset its shots in every list. An asset that is in none is not in it.

        `Use.touches` tells which of them have to do with one clip.
        """
        with self._reading() as connection:
            return shots.uses(connection, assets)
