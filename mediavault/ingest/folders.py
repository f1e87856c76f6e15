"""Whether a folder can be ingested at all."""

from __future__ import annotations

import os
from pathlib import Path

from mediavault import tools
from mediavault.ingest.values import FolderUnusable
from mediavault.walking.apart import PATIENCE_S, may_hang
from mediavault.workers.dead_disks import DiskSilent, mount_by_name

UNJAILED = tools.Limits(jailed=False)
"""It opens nothing; it asks whether something is there."""


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


def refuse_silent(path: Path, patience_s: float = PATIENCE_S) -> None:
    """Refuses what stands on a disk that does not answer, whether it is there or not.

    Somebody else asks first: whoever asks a dead disk can be ended by nobody.

    Raises:
        DiskSilent: Nothing came back in `patience_s`.
    """
    if not may_hang(path):
        return
    place = os.path.abspath(os.fsencode(path))  # noqa: PTH100 - bytes
    try:
        tools.run(["/bin/sh", "-c", 'test -e "$1"', "sh", os.fsdecode(place)], timeout_s=patience_s, limits=UNJAILED)
    except tools.ToolTimedOut as error:
        raise DiskSilent(str(mount_by_name(place).point)) from error
