"""Volumes as a shelf of drives: what stands on each, where it is, and when it was last connected."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from library.model.assets import Volume
from library.model.ids import AssetId


class KnownName(NamedTuple):
    """What one copy of an asset, or an asset without one, is called and known by."""

    asset: AssetId
    reel: str | None
    size_bytes: int
    quick_hex: str
    digest_hex: str | None
    volume: str | None
    """The label of the volume of the copy; None: no copy is known."""
    point: Path | None
    """Where that volume is mounted now."""
    path_raw: bytes | None
    """Below the mount point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a volume holds of the assets that were asked for."""

    volume: Volume
    files: int
    """Copies that stand on it, as far as the last look at it saw."""
    missing: int
    """Copies that stood on it and were not found by the last look."""
    changed: int
    """Copies in whose place other content stands."""
    size_bytes: int
    """Of the files."""
    only_here: int
    """Assets of which no other volume holds a copy."""
    needed: int
    """Assets this volume is to be connected for, as no connected one holds a copy; of several that do, one is named."""
    capacity_bytes: int | None
    """Of the volume's file system, when it was last connected."""
    seen_at: str | None
    """When an ingest or a round of fixity last found it connected: UTC, ISO 8601."""
    point: Path | None
    """Where it is mounted now; None: it is not connected."""
