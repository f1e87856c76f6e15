"""Finding known media again, moved, renamed or copied: by what they hold, never by their names alone.

A file of a known size is read at its beginning, middle and end; what that says is the confidence. A copy that is
missing has moved there; where the known copies are in place, or on a drive that is not connected, it is another one.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from library.model import CopyId, CopyState, FileStamp, Fingerprint, KnownPlace, Placed, Problem, VolumeId
from mediavault.fixity.digests import covers_all, fingerprint
from mediavault.fixity.visit import kept_open, sentence, stopped, why_not
from mediavault.progress import Course, Progress, Stage
from mediavault.tools import NotAFile
from mediavault.vault import Vault, VolumeIdentity
from mediavault.walking.apart import files_below
from mediavault.walking.plenty import plenty
from mediavault.walking.recognising import recognised
from mediavault.walking.stamps import is_same_state, stamp_of
from mediavault.walking.values import Entry
from mediavault.walking.walk import own_storage
from mediavault.workers.pool import LocalPool
from mediavault.workers.tasks import OutOfTime, limited, within_reach
from mediavault.workers.together import in_turn_together

if TYPE_CHECKING:
    from library import Catalogue

READ_LIMIT_S = 20.0


class Looked(NamedTuple):
    """What was seen of one file; nothing where it could not be read or changed meanwhile."""

    stamp: FileStamp | None = None
    fingerprint: Fingerprint | None = None
    problem: str | None = None


class LookTask(NamedTuple):
    """Takes the fingerprint of the file at `path`."""

    path: bytes
    limit_s: float = READ_LIMIT_S

    def __call__(self) -> Looked:
        """Says what was seen."""
        try:
            with limited(self.limit_s), within_reach(self.path) as path, kept_open(path) as fd:
                before = os.fstat(fd)
                seen = fingerprint(fd, before.st_size)
                if not is_same_state(before, os.fstat(fd)):
                    return Looked(problem=sentence(self.path, "it changed while it was read"))
                return Looked(stamp_of(before), seen)
        except (OSError, EOFError, NotAFile, MemoryError, OutOfTime) as error:
            return Looked(problem=why_not(error, self.path, self.limit_s)[1])


class Proposal(NamedTuple):
    """One file that holds known content."""

    placed: Placed
    volume: VolumeIdentity
    """Where the file is."""
    path: bytes
    """Absolute."""
    before: KnownPlace
    """The copy that is moved, or one that the content is known from."""
    confidence: float
    """0 to 1."""
    why: str
    """A clause: `every byte is the same`."""


@dataclass(frozen=True, slots=True)
class Relinking:
    """What a search came to."""

    proposals: tuple[Proposal, ...]
    still_missing: int
    """Missing copies of which nothing was found."""
    problems: tuple[str, ...]


SAME = (1.0, "every byte is the same")
ALIKE_AND_NAMED = (0.99, "same size, name, beginning, middle and end")
ALIKE = (0.98, "same size, beginning, middle and end")


@plenty()
def search(
    catalogue: Catalogue,
    vault: Vault,
    folder: Path,
    *,
    jobs: int,
    on_progress: Callable[[Progress], object] = lambda _: None,
) -> Relinking:
    """Looks through a folder for content the catalogue knows and does not know to be there. Changes nothing.

    Args:
        catalogue: What is known.
        vault: Whose own files are left out.
        folder: Where to look.
        jobs: Files read at once.
        on_progress: Told ten times a second; what it raises ends the search.
    """
    executor = LocalPool(jobs, loaded_once=("mediavault.fixity.relink",))
    try:
        executor.submit(os.getpid)  # until a worker has come up, a folder of thousands of files is looked through
        known = catalogue.shelf.places()
        run = _Search(known, cache(partial(_volume_of, catalogue)))
        course = Course([Stage.LOOK, Stage.READ], on_progress, lambda: len(run.problems))
        looking = course.meter(Stage.LOOK)
        leaving = own_storage(vault.path, vault.previews, vault.catalogue_path)
        walked = files_below(folder, leaving, set(), looking.look, run.unseen)
        candidates = [entry for entry in walked if run.is_candidate(entry)]
        looking.found(sum(entry.size_bytes for entry in candidates), len(candidates))
        meter = course.meter(Stage.READ, len(candidates), sum(entry.size_bytes for entry in candidates))
        work = ((entry, LookTask(entry.path, READ_LIMIT_S)) for entry in candidates)
        for entry, answer in in_turn_together(executor, work, meter.look, disk=lambda entry: entry.ground.identity):
            run.take(
                entry, answer if isinstance(answer, Looked) else Looked(problem=stopped(answer, entry.path).message)
            )
            meter.add(entry.size_bytes)
        meter.look(last=True)
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
    proposals = tuple(run.proposals())
    moved = {one.placed.moved for one in proposals}
    lost = sum(one.state is CopyState.MISSING and one.copy not in moved for one in known)
    return Relinking(proposals, lost, tuple(run.problems))


class _Found(NamedTuple):
    """A file that holds known content."""

    differs: int
    """In how much it differs from the likest of what is known, name and time."""
    entry: Entry
    stamp: FileStamp
    fingerprint: Fingerprint
    known: Sequence[KnownPlace]


class _Search:
    """What is known, and the files that hold some of it."""

    def __init__(self, known: Sequence[KnownPlace], volume_of: Callable[[VolumeIdentity], VolumeId | None]) -> None:
        self._volume_of = volume_of
        self._sizes = {one.fingerprint.size_bytes for one in known}
        # What is remembered of a path whose file is missing or was replaced does not tell what stands there now.
        self._places = {(one.volume, one.path_raw) for one in known if one.state is not CopyState.MISSING}
        self._by_content: defaultdict[Fingerprint, list[KnownPlace]] = defaultdict(list)
        for one in known:
            self._by_content[one.fingerprint].append(one)
        self._found: list[_Found] = []
        self.problems: list[str] = []

    def is_candidate(self, entry: Entry) -> bool:
        """Whether a file may hold something known and is not known to."""
        if entry.stamp is None or entry.size_bytes not in self._sizes or not entry.size_bytes:
            return False
        volume = self._volume_of(entry.ground.volume)
        return volume is None or (volume, entry.path_raw) not in self._places

    def unseen(self, problem: Problem) -> None:
        """Takes what could not even be looked at."""
        self.problems.append(problem.message)

    def take(self, entry: Entry, looked: Looked) -> None:
        """Takes what was seen of a candidate."""
        if looked.problem is not None:
            self.problems.append(looked.problem)
        elif looked.stamp and looked.fingerprint and (known := self._by_content.get(looked.fingerprint)):
            differs = min([_differs(one, entry) for one in known])
            self._found.append(_Found(differs, entry, looked.stamp, looked.fingerprint, known))

    def proposals(self) -> Iterator[Proposal]:
        """What stands where, the likeliest first; a missing copy moves to one place, the likeliest."""
        taken: set[CopyId] = set()
        for found in sorted(self._found, key=lambda one: (one.differs, one.entry.path)):
            entry, here = found.entry, self._volume_of(found.entry.ground.volume)
            lost = [one for one in found.known if one.state is CopyState.MISSING and one.copy not in taken]
            near = lost or found.known
            before = near[0] if len(near) == 1 else min(near, key=partial(_distance, here, entry))
            moved = before.copy if lost else None
            taken.update([before.copy] if lost else [])
            placed = Placed(before.asset, entry.path_raw, found.stamp, moved)
            yield Proposal(placed, entry.ground.volume, entry.path, before, *_confidence(found))


def _volume_of(catalogue: Catalogue, drive: VolumeIdentity) -> VolumeId | None:
    volume = recognised(catalogue, drive, note=True)
    return volume.id if volume is not None else None


def _distance(here: VolumeId | None, entry: Entry, known: KnownPlace) -> tuple[bool, int]:
    """How far what a file holds was from it, as far as that is known."""
    return known.volume != here, _differs(known, entry)


def _differs(known: KnownPlace, entry: Entry) -> int:
    """In how much a file and a known copy differ, name and time."""
    same_name = known.path_raw.rpartition(b"/")[2] == entry.path_raw.rpartition(b"/")[2]
    same_time = entry.stamp is not None and entry.stamp.mtime_ns == known.stamp.mtime_ns
    return 2 * (not same_name) + (not same_time)


def _confidence(found: _Found) -> tuple[float, str]:
    if covers_all(found.fingerprint):
        return SAME
    return ALIKE_AND_NAMED if found.differs < 2 else ALIKE  # noqa: PLR2004 - the name is the same


@plenty()
def apply(catalogue: Catalogue, proposals: Sequence[Proposal], what: str) -> None:
    """Records what was found, in one change that undo takes back."""
    by_volume: defaultdict[VolumeIdentity, list[Placed]] = defaultdict(list)
    for one in proposals:
        by_volume[one.volume].append(one.placed)
    with catalogue.transaction(what) as edit:
        for volume, placed in by_volume.items():
            edit.place(edit.add_volume(volume.uid, volume.label).id, placed)
