"""Whether a disk answers: asked by a program of its own, for whoever asks a dead disk can be ended by nobody.

A file system behind a network or a program can leave whoever asks it waiting for ever. The driver of a disk in this
machine gives up by itself: there nobody is asked. This module must be quick to load: every verb that is given a path
asks here first.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from mediavault.vault.mounting import NETWORK_TYPES, PSEUDO_TYPES, Mount, all_mounts, mount_above
from mediavault.workers.dead_disks import DiskSilent, mount_by_name

PATIENCE_S = 20.0
"""Seconds that listing a folder, or reading a file, may take unless somebody says otherwise."""
MOST_LINKS = 40
"""Symbolic links that the system itself follows on the way to a file (path_resolution(7))."""


def may_hang(path: Path) -> bool:
    """Whether `path`, or something below it, is served over a network or by a program."""
    mounts = all_mounts()
    place = _place(path, mounts)
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

    place = _place(path, all_mounts())
    unjailed = tools.Limits(jailed=False)  # it opens nothing; it asks whether something is there
    try:
        tools.run(["/bin/sh", "-c", 'test -e "$1"', "sh", str(place)], timeout_s=patience_s, limits=unjailed)
    except tools.ToolTimedOut as error:
        raise silence_at(place) from error


def silence_at(path: Path) -> DiskSilent:
    """What is said when nothing comes back from where `path` leads."""
    return DiskSilent(str(mount_by_name(bytes(_place(path, all_mounts()))).point))


class SilentDisks:
    """Which disks do not answer: each is asked once, when something on it is first asked for."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        """Takes the seconds after which a disk is taken for silent."""
        self._patience_s, self._mounts = patience_s, all_mounts()
        self._none = not any(map(_is_served, self._mounts))
        self._silent: dict[Path, bool] = {}

    def hold(self, path: Path) -> bool:
        """Whether what is at `path`, which no link leads to, is on one of them."""
        if self._none:
            return False
        point = mount_above(self._mounts, path).point
        if point not in self._silent:
            self._silent[point] = self._is_silent(point)
        return self._silent[point]

    def _is_silent(self, point: Path) -> bool:
        try:
            refuse_silent(point, self._patience_s)
        except DiskSilent:
            return True
        return False


def _place(path: Path, mounts: Sequence[Mount]) -> Path:
    """Where `path` leads: links on disks that are sure to answer are followed; of others nothing is asked."""
    served = [mount.point for mount in mounts if _is_served(mount)]
    place, links = Path("/"), 0
    left = [*path.absolute().parts[:0:-1]]  # the last first
    while left:
        name = left.pop()
        place = place.parent if name == ".." else place / name
        if links < MOST_LINKS and (target := _target(place, served)) is not None:
            links += 1
            left += (place.parent / target).parts[:0:-1]
            place = Path("/")
    return place


def _target(place: Path, served: Iterable[Path]) -> str | None:
    """Where the link at `place` leads; None where none is, or where to ask may take for ever."""
    if any(map(place.is_relative_to, served)):
        return None
    try:
        return os.readlink(place)  # noqa: PTH115 - the text itself is wanted
    except OSError:
        return None


def _is_served(mount: Mount) -> bool:
    return mount.kind in NETWORK_TYPES or (mount.kind.startswith("fuse") and mount.kind not in PSEUDO_TYPES)
