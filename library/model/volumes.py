"""Volumes as a shelf of drives: what stands on each, where it is, and when it was last connected."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from library.model.assets import Volume


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
    capacity_bytes: int | None
    """Of the volume's file system, when it was last connected."""
    seen_at: str | None
    """When an ingest or a round of fixity last found it connected: UTC, ISO 8601."""
    point: Path | None
    """Where it is mounted now; None: it is not connected."""
