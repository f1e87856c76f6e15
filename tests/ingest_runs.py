"""What a test's ingest gives back."""

from __future__ import annotations

from collections.abc import Callable

from mediavault.ingest.values import FileOutcome, IngestSummary

Run = Callable[..., tuple[IngestSummary, dict[str, FileOutcome]]]
"""Ingests a folder; the summary, and what came of each file by its name."""
