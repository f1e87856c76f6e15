"""Which mounts do not answer any more, so that nobody is sent there again. Asks the kernel's list, never the disk."""

from __future__ import annotations

import math
import os
import time
from collections import Counter
from pathlib import Path

from library.errors import MediavaultError
from mediavault.vault.mounting import Mount, all_mounts, mount_above

IN_A_ROW = 3
"""So many workers stuck on one mount, with no answer from it between, and it is taken for dead."""


class DiskSilent(MediavaultError):
    """What a file is on does not answer."""

    def __init__(self, mount_point: str) -> None:
        """Takes where it is mounted."""
        super().__init__(mount_point)
        self.mount_point = mount_point

    def __str__(self) -> str:
        return f"The disk at {self.mount_point} does not answer any more: mount it again, then repeat this."


class DeadDisks:
    """The mounts that tasks got stuck on. One that is mounted again is another."""

    def __init__(self, in_a_row: int = IN_A_ROW, again_s: float = math.inf) -> None:
        """Takes how many have to get stuck in a row, and after how many seconds somebody is sent there again."""
        self._in_a_row, self._again_s = in_a_row, again_s
        self._stuck: Counter[Mount] = Counter()
        self._until: dict[Mount, float] = {}

    def got_stuck(self, path: bytes) -> None:
        """Notes that whoever was sent to `path` cannot even be ended."""
        mount = mount_by_name(path)
        self._stuck[mount] += 1
        self._until[mount] = time.monotonic() + self._again_s

    def answered(self, path: bytes) -> None:
        """Notes that somebody came back from `path`."""
        if self._stuck:
            self._stuck.pop(mount_by_name(path), None)

    def refuse(self, path: bytes) -> None:
        """Sends nobody to a dead disk.

        Raises:
            DiskSilent: `path` is on one.
        """
        if not self._stuck:
            return
        mount = mount_by_name(path)
        if self._stuck[mount] >= self._in_a_row and time.monotonic() < self._until[mount]:
            raise DiskSilent(str(mount.point))


def mount_by_name(path: bytes) -> Mount:
    """The mount that `path` is on, by its spelling alone: links are not looked up, as that would ask the disk."""
    return mount_above(all_mounts(), Path(os.fsdecode(path)))
