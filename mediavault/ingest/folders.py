"""Whether a folder can be ingested at all."""

from __future__ import annotations

import os
from pathlib import Path

from mediavault.ingest.values import FolderUnusable
from mediavault.workers.answering import PATIENCE_S, refuse_silent


def refuse_unusable(folder: Path, patience_s: float = PATIENCE_S) -> None:
    """Refuses what is no folder, or is not there, or does not answer.

    Raises:
        FolderUnusable: It is not there, or is none.
        DiskSilent: Nothing came back in `patience_s`.
    """
    refuse_silent(folder, patience_s)
    try:
        folder.stat()
    except OSError as error:
        gone = isinstance(error, FileNotFoundError)
        raise FolderUnusable(folder, "there is no such folder" if gone else error.strerror or str(error)) from error
    if not folder.is_dir():
        raise FolderUnusable(folder, "it is not a folder")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise FolderUnusable(folder, "the system does not let you read it; ask whoever owns it")
