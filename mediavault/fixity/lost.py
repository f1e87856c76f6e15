"""Copies that a round did not find where they stood: gone for certain, renamed, or the drive is another one."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from library.model import Digest, DueCopy, Volume
from mediavault.fixity.visit import Digested, DigestTask
from mediavault.walking.absent import AbsenceTask, spread
from mediavault.walking.apart import files_below
from mediavault.walking.values import Entry, Identity, Leaving
from mediavault.workers.flow import in_turn

if TYPE_CHECKING:
    from library import Catalogue


@dataclass(frozen=True, slots=True)
class Mounted:
    """A volume that is there."""

    volume: Volume
    point: Path
    identity: Identity
    """Of the mount point, when the round began."""

    def path(self, due: DueCopy) -> bytes:
        """Where a copy should stand."""
        return bytes(self.point).rstrip(b"/") + b"/" + due.path_raw


@dataclass(frozen=True, slots=True)
class Search:
    """Looks for what was lost on one volume."""

    catalogue: Catalogue
    executor: Executor
    mounted: Mounted
    leaving: Leaving
    """What on the volume is the vault's own."""
    waiting: Callable[[], None]

    def gone(self, lost: Sequence[DueCopy], *, recognised: bool) -> list[DueCopy]:
        """Those that are certainly not there any more.

        Args:
            lost: What was not found.
            recognised: Whether another copy of the volume was seen in this round, so that this is the drive.
        """
        keys = {due.copy for due in lost}
        others = [self.mounted.path(due) for due in self._known() if due.copy not in keys]
        task = AbsenceTask(
            bytes(self.mounted.point),
            self.mounted.volume.uid,
            self.mounted.identity,
            tuple((due.copy, self.mounted.path(due)) for due in lost),
            None if recognised else spread(others),
        )
        for _, answer in in_turn(self.executor, [(None, task)], self.waiting):
            if isinstance(answer, frozenset):
                return [due for due in lost if due.copy in answer]
        return []

    def renamed(self, lost: Sequence[DueCopy], prefix: bytes) -> dict[int, bytes]:
        """Of copies that are gone, where the same bytes stand in files that were not known; by the key of the copy.

        Args:
            lost: What is gone.
            prefix: Only below this folder of the volume.
        """
        wanted: defaultdict[tuple[int, Digest], list[DueCopy]] = defaultdict(list)
        for due in lost:
            if due.digest is not None:
                wanted[due.stamp.size_bytes, due.digest].append(due)
        sizes = {size for size, _ in wanted}
        strangers = (one for one in self._strangers(lost, prefix) if one.size_bytes in sizes)
        work = ((one, DigestTask(one.path, one.stamp)) for one in strangers if one.stamp is not None)
        found: dict[int, bytes] = {}
        for one, answer in in_turn(self.executor, work, self.waiting) if wanted else ():
            same = (
                wanted.get((one.size_bytes, answer.digest)) if isinstance(answer, Digested) and answer.digest else None
            )
            if same:
                found[same.pop(0).copy] = one.path_raw
        return found

    def _known(self, prefix: bytes = b"") -> list[DueCopy]:
        return self.catalogue.fixity.due(volume=self.mounted.volume.id, prefix=prefix)

    def _strangers(self, lost: Iterable[DueCopy], prefix: bytes) -> Iterator[Entry]:
        """Files that the catalogue does not know, below the folders it knows files in."""
        known = {due.path_raw for due in self._known()} - {due.path_raw for due in lost}
        seen: set[Identity] = set()
        for folder in tops([due.path_raw for due in self._known(prefix)]):
            place = self.mounted.point / os.fsdecode(folder)
            if not place.is_dir():
                continue
            for entry in files_below(place, self.leaving, seen, self.waiting):
                if entry.path_raw not in known:
                    yield entry


def tops(paths: Collection[bytes]) -> list[bytes]:
    """The folders that hold all of the paths, one for each name at the top of the volume."""
    groups: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for path in paths:
        groups[path.partition(b"/")[0] if b"/" in path else b""].append(path.rpartition(b"/")[0])
    return [b""] if b"" in groups else sorted(os.path.commonpath(group) for group in groups.values())
