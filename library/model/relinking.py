"""Media found again: what stands where, and which known content it holds.

Tuples, for a frozen dataclass takes three times as long to make, and there may be a hundred thousand.
"""

from __future__ import annotations

from typing import NamedTuple

from library.model.assets import CopyState, FileStamp, Fingerprint, path_text
from library.model.ids import AssetId, CopyId, VolumeId


class KnownPlace(NamedTuple):
    """A copy as it is remembered, for a search that wants to find its content again."""

    copy: CopyId
    asset: AssetId
    volume: VolumeId
    path_raw: bytes
    """Relative to the volume's mount point."""
    state: CopyState
    stamp: FileStamp
    fingerprint: Fingerprint
    """Of its asset."""

    @property
    def path(self) -> str:
        """The path as text."""
        return path_text(self.path_raw)


class Placed(NamedTuple):
    """A file that holds the content of a known asset, or the same recording."""

    asset: AssetId
    path_raw: bytes
    """Relative to the volume's mount point."""
    stamp: FileStamp
    moved: CopyId | None
    """The copy that is not where it was, and stands here now; None: this is another copy."""
    other: Fingerprint | None = None
    """Of the file, where it is the same recording in other bytes: from now on the asset is those."""
