"""Which mounts do not answer any more, so that nobody is sent there again. Asks the kernel's list, never the disk."""

from __future__ import annotations

import os
from collections import Counter

from library.errors import MediavaultError
from mediavault.vault.mounting import Mount, all_mounts

IN_A_ROW = 3
"""So many workers stuck on one mount, with no answer from it between, and it is taken for dead."""


class DiskSilent(MediavaultError):
    """What a file is on does not answer."""

    def __init__(self, mount_point: str) -> None:
        """Takes where it is mounted."""
        super().__init__(mount_point)
        self.mount_point = mount_point

    def __str__(self) -> str:
        return f"The disk at {self.mount_point} does not answer any more: mount it again and repeat the ingest."


class DeadDisks:
    """The mounts of one run that tasks got stuck on."""

    def __init__(self) -> None:
        self._stuck: Counter[str] = Counter()

    def got_stuck(self, path: bytes) -> None:
        """Notes that whoever was sent to `path` cannot even be ended."""
        self._stuck[_mount_point(path)] += 1

    def answered(self, path: bytes) -> None:
        """Notes that somebody came back from `path`."""
        if self._stuck:
            self._stuck.pop(_mount_point(path), None)

    def refuse(self, path: bytes) -> None:
        """Sends nobody to a dead disk.

        Raises:
            DiskSilent: `path` is on one.
        """
        if self._stuck and self._stuck[point := _mount_point(path)] >= IN_A_ROW:
            raise DiskSilent(point)


def _mount_point(path: bytes) -> str:
    return str(mount_by_name(path).point)


def mount_by_name(path: bytes) -> Mount:
    """The mount that `path` is on, by its spelling alone: links are not looked up, as that would ask the disk."""
    place = os.fsdecode(path)
    above = [mount for mount in all_mounts() if os.path.commonpath([mount.point, place]) == str(mount.point)]
    return max(above, key=lambda mount: (len(mount.point.parts), mount.id))
