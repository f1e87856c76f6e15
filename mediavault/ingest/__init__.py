"""Ingest: folders of media into the catalogue, read-only and in place. Walk, identify, read, record; resumable.

It must not print, ask, or open an original for writing. Problems of a batch are values; a run never ends on one file.
"""

from mediavault.ingest.arrivals import Arrivals
from mediavault.ingest.folders import refuse_unusable
from mediavault.ingest.keeping import remade
from mediavault.ingest.rounds import Rounds
from mediavault.ingest.run import ingest
from mediavault.ingest.values import (
    FileOutcome,
    FolderUnusable,
    IngestOptions,
    IngestSummary,
    Interrupted,
)

__all__ = [
    "Arrivals",
    "FileOutcome",
    "FolderUnusable",
    "IngestOptions",
    "IngestSummary",
    "Interrupted",
    "Rounds",
    "ingest",
    "refuse_unusable",
    "remade",
]
