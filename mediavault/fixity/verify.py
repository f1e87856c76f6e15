"""A round of fixity: copies are read again, those first that were read longest ago, and what came of it is kept.

What is not there is told apart: a volume that is not mounted, or does not answer, is offline; on any other a file whose
bytes stand under a name that was not known is renamed, and only what is certainly gone is missing.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from library.model import Check, CheckOutcome, DueCopy, Volume, VolumeId, path_text
from mediavault import PROGRAM
from mediavault.fixity.check import CheckTask, Look
from mediavault.fixity.lost import Mounted, Search
from mediavault.progress import Course, Progress, Stage
from mediavault.vault import Vault, capacity_bytes
from mediavault.walking.walk import own_storage
from mediavault.workers.answering import SilentDisks
from mediavault.workers.flow import in_turn
from mediavault.workers.pool import LocalPool

if TYPE_CHECKING:
    from library import Catalogue

KEPT_AT_ONCE = 200
KEPT_EVERY_S = 1.0
"""What was seen waits no longer than that to be written into the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a round is of."""

    assets: Collection[int] | None = None
    """Only copies of these; None: of all."""
    volume: VolumeId | None = None
    prefix: bytes = b""
    """Only what stands below this folder of the volume."""
    seconds: float | None = None
    """The round takes up no further copy after so many; what it did not come to is first in the next."""
    limit: int | None = None
    """At most so many copies."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one copy, once the record has it."""

    due: DueCopy
    volume: Volume
    check: Check


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What came of a round."""

    outcomes: Mapping[CheckOutcome, int]
    bytes: int
    seconds: float
    offline: Mapping[str, int]
    """Copies that were not checked because their volume is not mounted, or does not answer, by its label."""
    left: int
    """Copies in scope and within reach that the round did not come to."""
    unsure: int
    """Copies not found on what may be another drive: nothing is said of them."""

    @property
    def checked(self) -> int:
        """Copies something is said of."""
        return sum(self.outcomes.values())


@dataclass(slots=True)
class _Round:
    """A round while it runs."""

    catalogue: Catalogue
    tell: Callable[[Finding], object]
    volumes: Mapping[VolumeId, Mounted]
    outcomes: Counter[CheckOutcome] = field(default_factory=Counter)
    unsure: int = 0
    vanished: list[DueCopy] = field(default_factory=list)
    answered: set[VolumeId] = field(default_factory=set)
    """Volumes a copy of which was seen."""
    _waiting: list[tuple[DueCopy, Look]] = field(default_factory=list)
    _kept_at: float = field(default_factory=time.monotonic)

    @property
    def problems(self) -> int:
        """Copies that are not what they should be."""
        return sum(number for outcome, number in self.outcomes.items() if not outcome.is_good)

    def take(self, due: DueCopy, look: Look) -> None:
        """Takes what was seen of a copy; soon it is kept."""
        if look.problem is not None and look.problem.kind == "vanished":
            self.vanished.append(due)
            return
        self.answered.add(due.volume)
        self._waiting.append((due, look))
        if len(self._waiting) >= KEPT_AT_ONCE or time.monotonic() - self._kept_at > KEPT_EVERY_S:
            self.keep()

    def keep(self) -> None:
        """Writes what was seen into the record, and tells it."""
        seen, self._waiting, self._kept_at = self._waiting, [], time.monotonic()
        self._note_states(seen)
        self._record([(due, Check(due.copy, look.outcome, look.digest, _detail(due, look))) for due, look in seen])

    def _note_states(self, seen: Iterable[tuple[DueCopy, Look]]) -> None:
        """What is known of assets and copies follows what was seen."""
        first = {due.asset: look.digest for due, look in seen if look.outcome is CheckOutcome.DIGESTED and look.digest}
        other = [due.copy for due, look in seen if look.outcome in (CheckOutcome.DAMAGED, CheckOutcome.CHANGED)]
        if first or other:
            with self.catalogue.transaction("Verify copies", by_ingest=True) as edit:
                edit.set_digests(first)
                edit.changed(other)

    def _record(self, checks: Sequence[tuple[DueCopy, Check]]) -> None:
        self.catalogue.fixity.record([check for _, check in checks], PROGRAM)
        for due, check in checks:
            self.outcomes[check.outcome] += 1
            self.tell(Finding(due, self.volumes[due.volume].volume, check))

    def settle(self, lost: Sequence[DueCopy], search: Search, prefix: bytes) -> None:
        """Says what became of copies of one volume that were not found."""
        gone = search.gone(lost, recognised=lost[0].volume in self.answered)
        self.unsure += len(lost) - len(gone)
        if not gone:
            return
        renamed = search.renamed(gone, prefix)
        with self.catalogue.transaction("Verify: copies not found", by_ingest=True) as edit:
            edit.missing([due.copy for due in gone])
        self._record([(due, _lost(due, renamed.get(due.copy))) for due in gone])


def verify(  # noqa: PLR0913 - a round, and who is told
    catalogue: Catalogue,
    vault: Vault,
    scope: Scope,
    mounts: Mapping[str, Path],
    *,
    jobs: int = 1,
    on_finding: Callable[[Finding], object] = lambda _: None,
    on_progress: Callable[[Progress], object] = lambda _: None,
) -> Round:
    """Checks the copies in scope. Whatever ends the round, what it came to is in the record.

    Args:
        catalogue: What is known.
        vault: Whose own files are no media.
        scope: Which copies.
        mounts: Where volumes are mounted now, by their uid.
        jobs: Files read at once: more than one only helps where the disk is not what is waited for.
        on_finding: Told of each copy once the record has it.
        on_progress: Told ten times a second; what it raises ends the round.
    """
    began = time.monotonic()
    run = _Round(catalogue, on_finding, _mounted(catalogue, mounts))
    catalogue.shelf.saw({one.volume.uid: capacity_bytes(one.point) for one in run.volumes.values()})
    due = catalogue.fixity.due(assets=scope.assets, volume=scope.volume, prefix=scope.prefix)
    here = [one for one in due if one.volume in run.volumes]
    taken = here[: scope.limit]
    course = Course([Stage.CHECK], on_progress, lambda: run.problems)
    meter = course.meter(Stage.CHECK, len(taken), sum(one.stamp.size_bytes for one in taken))
    executor = LocalPool(jobs, loaded_once=("mediavault.fixity.check",))
    try:
        work = ((one, CheckTask(run.volumes[one.volume].path(one), one)) for one in _until(taken, began, scope.seconds))
        for one, answer in in_turn(executor, work, meter.look, ahead=2 * jobs):
            run.take(one, answer if isinstance(answer, Look) else Look(CheckOutcome.UNREADABLE, problem=answer))
            meter.add(one.stamp.size_bytes)
        run.keep()
        _settle_vanished(run, executor, vault, scope.prefix, meter.look)
        meter.look(last=True)
    finally:
        run.keep()
        executor.shutdown(wait=True, cancel_futures=True)
    return Round(
        outcomes=dict(run.outcomes),
        bytes=meter.bytes,
        seconds=time.monotonic() - began,
        offline=_offline(catalogue, due, run.volumes),
        left=len(here) - meter.done,
        unsure=run.unsure,
    )


def _mounted(catalogue: Catalogue, mounts: Mapping[str, Path]) -> dict[VolumeId, Mounted]:
    found, silent = dict[VolumeId, Mounted](), SilentDisks()
    for one in catalogue.volumes():
        if one.uid in mounts and not silent.hold(mounts[one.uid]):
            status = mounts[one.uid].stat()
            found[one.id] = Mounted(one, mounts[one.uid], (status.st_dev, status.st_ino))
    return found


def _offline(catalogue: Catalogue, due: Iterable[DueCopy], volumes: Collection[VolumeId]) -> dict[str, int]:
    labels = {one.id: one.label for one in catalogue.volumes()}
    return dict(Counter(labels[one.volume] for one in due if one.volume not in volumes))


def _until(taken: Iterable[DueCopy], began: float, seconds: float | None) -> Iterator[DueCopy]:
    """Copies, as long as there is time to take one up."""
    for one in taken:
        if seconds is not None and time.monotonic() - began >= seconds:
            return
        yield one


def _settle_vanished(run: _Round, executor: Executor, vault: Vault, prefix: bytes, waiting: Callable[[], None]) -> None:
    lost: defaultdict[VolumeId, list[DueCopy]] = defaultdict(list)
    for due in run.vanished:
        lost[due.volume].append(due)
    leaving = own_storage(vault.path, vault.previews, vault.catalogue_path)
    for volume, copies in lost.items():
        run.settle(copies, Search(run.catalogue, executor, run.volumes[volume], leaving, waiting), prefix)


def _lost(due: DueCopy, found: bytes | None) -> Check:
    if found is None:
        return Check(due.copy, CheckOutcome.MISSING)
    return Check(due.copy, CheckOutcome.RENAMED, due.digest, f"now {path_text(found)}")


def _detail(due: DueCopy, look: Look) -> str | None:
    if look.problem is not None:
        return look.problem.message
    if look.stamp is None or look.outcome.is_good:
        return None
    longer = look.stamp.size_bytes - due.stamp.size_bytes
    if not longer:
        return "other bytes, the same size"
    return f"{abs(longer):,} byte{'' if abs(longer) == 1 else 's'} {'longer' if longer > 0 else 'shorter'}"
