"""Whether a disk answers: asked by a program of its own, for whoever asks a dead disk can be ended by nobody.

A file system behind a network or a program can leave whoever asks it waiting for ever. The driver of a disk in this
machine gives up by itself: there nobody is asked. This module must be quick to load: every verb that is given a path
asks here first.
"""

from __future__ import annotations

import os
from pathlib import Path

from mediavault.vault.mounting import NETWORK_TYPES, PSEUDO_TYPES, Mount, all_mounts, mount_above
from mediavault.workers.dead_disks import DiskSilent, mount_by_name

PATIENCE_S = 20.0
"""Seconds that listing a folder, or reading a file, may take unless somebody says otherwise."""


def may_hang(path: Path) -> bool:
    """Whether `path`, or something below it, is served over a network or by a program."""
    place, mounts = _place(path), all_mounts()
    below = (mount for mount in mounts if mount.point.is_relative_to(place))
    return any(map(_is_served, (mount_above(mounts, place), *below)))


def refuse_silent(path: Path, patience_s: float = PATIENCE_S) -> None:
    """Refuses what stands on a disk that does not answer, whether it is there or not.

    Raises:
        DiskSilent: Nothing came back in `patience_s`.
    """
    if not may_hang(path):
        return
    from mediavault import tools  # noqa: PLC0415 - few paths need it

    place = _place(path)
    unjailed = tools.Limits(jailed=False)  # it opens nothing; it asks whether something is there
    try:
        tools.run(["/bin/sh", "-c", 'test -e "$1"', "sh", str(place)], timeout_s=patience_s, limits=unjailed)
    except tools.ToolTimedOut as error:
        raise DiskSilent(str(mount_by_name(bytes(place)).point)) from error


def _place(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - links are not followed: that would be a question already


def _is_served(mount: Mount) -> bool:
    return mount.kind in NETWORK_TYPES or (mount.kind.startswith("fuse") and mount.kind not in PSEUDO_TYPES)
