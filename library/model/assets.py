"""Assets, their copies, and the volumes those are on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from library.model.clips import Clip
from library.model.ids import AssetId, CopyId, VolumeId
from library.model.media import Certainty, MediaFacts, MediaKind
from library.model.parts import Part, PartRole
from library.timecode import TimeRange


def path_text(path_raw: bytes) -> str:
    r"""A path as text that can be stored and encoded anywhere; bytes that are not UTF-8 stand as `\xNN`.

    Control characters are still in it.
    """
    return path_raw.decode("utf-8", "backslashreplace")


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest of the whole content."""

    algorithm: str
    """`xxh128` (XXH3, 128 bits), as ASC MHL names it."""
    hex: str


class Fingerprint(NamedTuple):
    """What tells content apart at once: its size and a digest of its head, middle and tail."""

    size_bytes: int
    quick_hex: str
    """XXH3 (128 bits) of the first, middle and last 64 KiB; of everything when the file is no longer than those."""


class FileStamp(NamedTuple):
    """What `fstat` says of a file; as long as it stays the same, the content is taken to be the same."""

    size_bytes: int
    mtime_ns: int
    ctime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Sidecar:
    """A file beside a copy that describes it, as the last scan saw it."""

    name: str
    """Its file name; bytes that are not UTF-8 stand as their numbers."""
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class FoundFile:
    """What an ingest found at one path."""

    path_raw: bytes
    """Relative to the volume's mount point."""
    stamp: FileStamp
    fingerprint: Fingerprint
    facts: MediaFacts
    digest: Digest | None = None
    """When it has been taken."""
    sidecars: tuple[Sidecar, ...] = ()


class CopyState(StrEnum):
    """Where a copy stands. A copy whose volume is not mounted is offline, never missing."""

    ONLINE = "online"
    OFFLINE = "offline"
    MISSING = "missing"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Volume:
    """One mountable store: card, drive or share."""

    id: VolumeId
    uid: str
    """What it is known by wherever it is mounted: `uuid:…` of its file system."""
    label: str
    shelf: str | None = None
    """Where it stands when it is not mounted."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One file holding an asset on one volume at one path."""

    id: CopyId
    asset: AssetId
    volume: str
    """The volume's label."""
    path_raw: bytes
    """Bytes relative to the volume's mount point, exactly as on disk."""
    state: CopyState
    stamp: FileStamp
    location: Path | None
    """Where it can be opened now; None while the volume is not mounted."""
    sidecars: tuple[Sidecar, ...] = ()

    @property
    def path(self) -> str:
        r"""The path as text; bytes that are not UTF-8 stand as `\xNN`."""
        return path_text(self.path_raw)

    @property
    def name(self) -> str:
        """The file name as text."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One piece of media as content."""

    id: AssetId
    digest: Digest | None
    """None until the full digest has been taken."""
    fingerprint: Fingerprint
    facts: MediaFacts
    """`facts.raw` is empty here; `Catalogue.raw()` has it."""
    copies: tuple[Copy, ...]
    clips: tuple[Clip, ...]
    parts: tuple[Part, ...] = ()
    """Assets that belong to it, by role and position."""
    part_of: Part | None = None
    """The asset it belongs to."""

    @property
    def key(self) -> str:
        """What people and scripts call it by: `a12`."""
        return f"a{self.id}"

    @property
    def name(self) -> str:
        """The file name of its first copy, or its key when no copy is known."""
        return self.copies[0].name if self.copies else self.key

    @property
    def state(self) -> CopyState:
        """The best state among its copies; missing when it has none."""
        states = {copy.state for copy in self.copies}
        return next((state for state in CopyState if state in states), CopyState.MISSING)

    @property
    def whole(self) -> Clip | None:
        """The clip that is all of it, or None while nothing was said of all of it."""
        return next((clip for clip in self.clips if clip.is_whole), None)

    @property
    def location(self) -> Path | None:
        """Where an online copy can be opened, or None."""
        return next((copy.location for copy in self.copies if copy.state is CopyState.ONLINE), None)


class AssetRow(NamedTuple):
    """One line of a long list: just what a list shows, cheap to read by the hundred.

    A tuple, for a frozen dataclass of so many fields takes three times as long to make.
    """

    id: AssetId
    kind: MediaKind
    name: str
    recorded_local: str | None
    """ISO 8601 local time."""
    certainty: Certainty | None
    available_range: TimeRange | None
    rating: int | None
    rejected: bool
    state: CopyState
    quick_hex: str
    """`Fingerprint.quick_hex`: what previews are filed under."""
    events: tuple[str, ...]
    places: tuple[str, ...]
    tags: tuple[str, ...]
    """People, organisations and keywords."""
    ranges: int
    """How many clips of it are ranges."""
    parts: tuple[PartRole, ...] = ()
    """What the assets are that belong to it."""

    @property
    def shot_at(self) -> str:
        """Its local time to the minute; the day when only that is known, `?` behind what only the file system says."""
        if self.certainty is Certainty.DAY:
            return (self.recorded_local or "")[:10]
        shown = (self.recorded_local or "")[:16].replace("T", " ")
        return f"{shown}?" if self.certainty is Certainty.FILE else shown
