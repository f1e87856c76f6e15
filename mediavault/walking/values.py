"""What a walk tells of: what is walked, the entries it comes by, and what it is to leave out.

Names are bytes. This module must not ask the disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from library.model import FileStamp, Outcome, Problem
from mediavault.vault import VolumeIdentity
from mediavault.walking.listing import Listing
from mediavault.walking.remembered import Remembered

if TYPE_CHECKING:
    from library.reading.known import PlainCopy, SeenFolder

Identity = tuple[int, int]
"""Device and inode: what a folder is, by whatever path it is reached."""


@dataclass(slots=True, eq=False)
class Ground:
    """What is walked of one volume below one folder."""

    volume: VolumeIdentity
    prefix: bytes
    """The topmost folder, relative to the volume's mount point."""
    identity: Identity
    top: bytes
    """The topmost folder's path."""
    known: Remembered | None = None
    """What was there before; the walk takes out what it sees again and looks as it did."""
    folders: dict[bytes, bool] = field(default_factory=dict)
    """Folder, relative to the mount point, to whether everything in it was seen."""

    def would_have_seen(self, path_raw: bytes) -> bool:
        """Whether a file at `path_raw` cannot be there, because the walk did not come by it."""
        folder = path_raw
        while folder not in self.folders and folder:
            folder = folder.rpartition(b"/")[0]
        return self.folders.get(folder, False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One directory entry that is not a folder, or a folder that cannot be entered."""

    path: bytes
    """The absolute path as the walk came by it."""
    ground: Ground
    path_raw: bytes
    """Relative to the volume's mount point."""
    stamp: FileStamp | None = None
    """Of a regular file."""
    outcome: Outcome | None = None
    """What came of it already; None for a regular file that is worth a look."""
    problem: Problem | None = None

    @property
    def size_bytes(self) -> int:
        """How long the file is; nothing for what is none."""
        return self.stamp.size_bytes if self.stamp else 0


@dataclass(slots=True, eq=False)
class Unchanged:
    """The files of one folder that look as they did before: no values are made of them, for they may be very many."""

    path: bytes
    """The folder's absolute path, with a slash at its end."""
    path_raw: bytes
    """The same relative to the mount point; empty for that itself."""
    ground: Ground
    listing: Listing
    """The files."""
    seen: SeenFolder | None = None
    """The folder as a scan saw it before; None where the rows of its files were compared."""
    found: bytes | None = None
    """Digest of all that stands in it, when that is these files and what is left out by its kind or its name alone."""
    _files: list[PlainCopy] | None = None

    def take(self) -> list[PlainCopy]:
        """What is known of the files, taken out of what was there before."""
        if self._files is None:
            assert self.ground.known is not None  # noqa: S101 - they look as they did
            self._files = self.ground.known.take(self.path_raw + name for name, _ in sorted(self.listing))
        return self._files

    def told(self) -> Iterator[tuple[bytes, int]]:
        """The absolute path and the asset's key of each file, by name; of what was changed meanwhile there is none."""
        if self.seen is None:
            return ((self.path + copy[0][len(self.path_raw) :], copy[6]) for copy in self.take())
        assert self.ground.known is not None  # noqa: S101 - they look as they did
        owners, path, path_raw = self.ground.known.owners, self.path, self.path_raw
        names = sorted([name.encode("utf-8", "surrogateescape") for name in self.listing.names])
        return ((path + name, owners[path_raw + name]) for name in names if path_raw + name in owners)

    def __len__(self) -> int:
        """How many files there are."""
        return len(self.listing)

    @property
    def size_bytes(self) -> int:
        """Of all of them."""
        return self.listing.size_bytes

    def entries(self) -> Iterator[Entry]:
        """The files as entries, for when they are worth a closer look."""
        return (
            Entry(self.path + name, self.ground, self.path_raw + name, stamp) for name, stamp in self.listing.stamps()
        )


@dataclass(frozen=True, slots=True)
class Leaving:
    """What the walk leaves out without a word: the vault's own storage."""

    folders: frozenset[Identity] = frozenset()
    files: frozenset[tuple[Identity | None, bytes]] = frozenset()
    """Folder and the beginning of the name."""
    silent: frozenset[bytes] = frozenset()
    """Paths of folders that did not answer; these are told of."""
