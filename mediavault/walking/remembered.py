"""What was there before, as a walk asks for it: folders that hold what is known; where one does not, rows of files.

Of a hundred thousand files a scan mostly has to say that nothing happened. A row for each would cost more than to look.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediavault.walking.listing import Listing

if TYPE_CHECKING:
    from library.reading.known import KnownCopies, PlainCopy, SeenFolder


@dataclass(slots=True, eq=False)
class Remembered:
    """What the catalogue knows of the files of a volume below the topmost folder of a walk."""

    folders: Mapping[bytes, SeenFolder]
    """Those that hold what is known of them, by path with a slash at its end."""
    read: Callable[[], KnownCopies]
    """Reads the rows of all files."""
    count: Callable[[], int]
    """How many files were there."""
    name_owners: Callable[[], dict[bytes, int]]
    """Reads the asset's key of each file that was there, by path."""
    met: int = 0
    """Files in the folders that were as they had been."""
    _copies: KnownCopies | None = None
    _owners: dict[bytes, int] | None = None

    def seen_again(self, folder: bytes, listing: Listing, known: int) -> SeenFolder | None:
        """The folder as it was seen before, when it holds the very same, and so many of that as are known."""
        seen = self.folders.get(folder)
        if seen is None or seen.files != known or seen.listing != listing.digest:
            return None
        self.met += known
        return seen

    def holds_others(self, folder: bytes, files: int) -> bool:
        """Whether the folder was seen with so many files that some of them are not known."""
        seen = self.folders.get(folder)
        return seen is not None and seen.files < files

    def same(self, folder: bytes, listing: Listing) -> set[str]:
        """The names of the files that look as their rows say."""
        rows = self.copies.plain
        looked = ((rows.get(folder + name), looks) for name, looks in listing)
        same = [copy is not None and copy[1:5] == looks for copy, looks in looked]
        return {name for name, is_same in zip(listing.names, same, strict=True) if is_same}

    @property
    def copies(self) -> KnownCopies:
        """The rows, without those that were taken out."""
        if self._copies is None:
            self._copies = self.read()
        return self._copies

    def take(self, paths: Iterable[bytes]) -> list[PlainCopy]:
        """Takes the rows out of files that look as they did; of what was changed meanwhile there may be none."""
        rows = self.copies.plain
        return [rows.pop(path) for path in paths if path in rows]

    @property
    def owners(self) -> Mapping[bytes, int]:
        """The asset's key of each file that was there, by path: all that is needed to tell of it."""
        if self._owners is None:
            self._owners = self.name_owners()
        return self._owners

    @property
    def is_met(self) -> bool:
        """Whether every file that was there stands in a folder that is as it was, so that no row is needed."""
        return self._copies is None and self.met == self.count()
