"""The course of an ingest: walk, read and record; then twins, previews and digests.

Workers get plain values and return plain values; this process alone writes. Files are recorded in the order the walk
came by them, so that a folder gets the same ids wherever it is ingested.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from library import Catalogue
from library.model import Asset, AssetId, CopyId, Digest, FileStamp, Outcome, Problem, path_text
from library.reading.known import KnownCopy
from mediavault.config import processors
from mediavault.fixity.visit import Digested, DigestTask
from mediavault.ingest.finish import finish_task
from mediavault.ingest.folders import refuse_unusable
from mediavault.ingest.keeping import keep_within
from mediavault.ingest.previews import give_up, is_filmstrip_wanted, is_tried, tried_previews
from mediavault.ingest.read import Reading, ReadTask, Remembered, unreadable
from mediavault.ingest.record import Batch, Counts, File, Met, Recording, Rehearsal
from mediavault.ingest.sidecars import Described, with_sidecars
from mediavault.ingest.sight import Known, Sight
from mediavault.ingest.stamp import Stamping, stamp_of
from mediavault.ingest.structures import Assembly, survey
from mediavault.ingest.twins import Twins
from mediavault.ingest.values import (
    FileOutcome,
    FolderUnusable,
    IngestOptions,
    IngestSummary,
    Interrupted,
)
from mediavault.progress import Course, Meter, Progress, Stage
from mediavault.vault import Vault, capacity_bytes
from mediavault.walking.absent import drive_unsure
from mediavault.walking.plenty import plenty
from mediavault.walking.values import Entry, Unchanged
from mediavault.walking.walk import own_storage
from mediavault.workers.flow import Answered, in_turn
from mediavault.workers.pool import LocalPool

ASSETS_AT_ONCE = 100
STAGES = (Stage.LOOK, Stage.READ, Stage.PREVIEWS, Stage.DIGESTS, Stage.FILMSTRIPS)
READERS = ("mediavault.ingest.read", "mediavault.ingest.previews", "mediavault.media.still")
"""What every worker needs, loaded once."""


def _quiet(_: object) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class _Listener:
    """Whom a run tells."""

    outcome: Callable[[FileOutcome], object]
    progress: Callable[[Progress], object]
    lacking: Callable[[Problem], object]


def ingest(  # noqa: PLR0913, PLR0917 - one run is these six things
    catalogue: Catalogue,
    vault: Vault,
    folders: Sequence[Path],
    options: IngestOptions | None = None,
    on_outcome: Callable[[FileOutcome], object] = _quiet,
    on_progress: Callable[[Progress], object] = _quiet,
    *,
    on_lacking: Callable[[Problem], object] = _quiet,
    executor: Executor | None = None,
) -> IngestSummary:
    """Catalogues what is in folders, in place; files are opened for reading only.

    A run may be ended at any moment, by Ctrl+C or by an exception of what it tells: what was told of is kept, and the
    next run goes on from there.

    Args:
        catalogue: Written to by this thread alone, in short commits.
        vault: Where previews go; its own files are left out.
        folders: Walked one after the other; what lies in two of them is met once.
        options: What is wanted.
        on_outcome: Told of every file once, when it is kept.
        on_progress: Told how far the run is, about ten times a second.
        on_lacking: Told of each preview, filmstrip and digest that could not be made of a file that is catalogued.
        executor: Runs the tasks and is shut down; a pool of processes on this machine when none is given.

    Raises:
        FolderUnusable: a folder is not there, or is none.
        DiskSilent: a folder does not answer.
        UnknownName, AmbiguousName: the options name no event, place or contributor that is known.
        Interrupted: Ctrl+C; it carries the summary so far.
    """
    options = options or IngestOptions()
    for folder in folders:
        refuse_unusable(folder, options.patience_s)
        if folder.resolve().is_relative_to(vault.previews.resolve()):
            raise FolderUnusable(folder, "the vault keeps its previews there")
    recording = _recording(catalogue, folders, options)
    vault.previews.mkdir(exist_ok=True)
    executor = executor or LocalPool(options.jobs or processors(), [vault.previews], loaded_once=READERS)
    run = _Run(catalogue, vault, options, recording, executor, _Listener(on_outcome, on_progress, on_lacking))
    try:
        run.go(folders)
    except KeyboardInterrupt:
        raise Interrupted(run.summary) from None
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
    return run.summary


def _recording(catalogue: Catalogue, folders: Sequence[Path], options: IngestOptions) -> Recording:
    stamp = stamp_of(catalogue, options)
    names = ", ".join(path_text(os.fsencode(folder.absolute().name or folder)) for folder in folders)
    known = options.arrived is None
    stamping = Stamping(catalogue, stamp, f"Stamp {names}: {stamp}", options.who, known=known) if stamp else None
    if options.dry_run:
        return Rehearsal(catalogue, stamping)
    return Recording(catalogue, options.what or f"Ingest {names}", options.who, stamping)


@dataclass(slots=True)
class _Run:
    """One run, from the walk to the last digest."""

    catalogue: Catalogue
    vault: Vault
    options: IngestOptions
    recording: Recording
    executor: Executor
    listener: _Listener
    counts: Counts = field(default_factory=Counts)
    started: float = field(default_factory=time.monotonic)
    course: Course = field(init=False)

    def __post_init__(self) -> None:
        self.course = Course(_stages(self.options), self.listener.progress, lambda: self.counts.problems)

    @property
    def summary(self) -> IngestSummary:
        """What has come of it so far."""
        counts = self.counts
        return IngestSummary(
            **{outcome.value: counts.outcomes[outcome] for outcome in Outcome},
            bytes=counts.bytes,
            seconds=time.monotonic() - self.started,
            gone=tuple(counts.gone),
            stamped=stamping.done if (stamping := self.recording.stamping) else 0,
            kept=stamping.kept if stamping else 0,
            problems=counts.lacking,
        )

    def go(self, folders: Sequence[Path]) -> None:
        sight = Sight(self.catalogue, self.options.patience_s, self.options.arrived, notes=not self.options.dry_run)
        leaving = own_storage(self.vault.path, self.vault.previews, self.vault.catalogue_path)
        with plenty():
            sight.look(folders, leaving, self.course.meter(Stage.LOOK))
        twins = self._read(sight)
        if self.options.dry_run:
            return
        self._note_missing(sight)
        points = {ground.volume.uid: ground.volume.mount_point for ground in sight.grounds}
        self.catalogue.shelf.saw({uid: capacity_bytes(point) for uid, point in points.items()})
        for ground in sight.unsurveyed:
            self.catalogue.shelf.survey(ground.volume.uid, ground.prefix)
        self._settle(twins)
        self._finish()
        sight.keep_folders()
        self.recording.settle()

    def _note_missing(self, sight: Sight) -> None:
        gone: set[CopyId] = set()
        work = ((task, task) for task in sight.absences)
        for task, answer in in_turn(self.executor, work, lambda: None):
            certain = frozenset[CopyId]() if isinstance(answer, Problem) else answer
            gone |= certain
            self.counts.gone += [path for copy, path in task.files if copy in certain]
            if not certain:
                self.listener.lacking(drive_unsure(task))
        if gone:
            with self.recording.commit() as edit:
                edit.missing(sorted(gone))

    # Read and record

    def _read(self, sight: Sight) -> list[File]:
        """Reads and records all but the twins: files that may hold what another holds, and are too long to tell yet."""
        stamping = self.recording.stamping
        if sight.is_unchanged and (stamping is None or not stamping.known):
            with plenty():
                self._know(sight.unchanged)
            entries, known = sight.others, {id(ground): dict[bytes, KnownCopy]() for ground in sight.grounds}
        else:
            entries, known = sight.entries, sight.known
        copied = self.options.copied
        entries = [one for one in entries if copied is None or one.path in copied]
        meter = self.course.meter(Stage.READ, len(entries), sum(one.size_bytes for one in entries))
        twins = Twins(self.catalogue if self.options.digests else None)
        batch: Batch[File] = Batch(lambda files: self._keep(twins.without(files), meter), meter)
        surveyed = survey(entries)
        self.recording.assembly = Assembly(surveyed, lambda entry: _of(entry, known))
        self.recording.unsurveyed = {id(ground) for ground in sight.unsurveyed}
        described = with_sidecars(entries, surveyed)
        patience_s = self.options.patience_s
        work = ((one, _task(one, _of(one.entry, known), patience_s)) for one in described)
        try:
            for one, answer in in_turn(self.executor, work, batch.look):
                reading = _with_digest(one.entry, _reading(one.entry, answer), copied or {})
                batch.append(File(one.entry, reading, _of(one.entry, known), one.remembered))
        finally:
            batch.flush()
        return twins.found

    def _know(self, unchanged: Iterable[Unchanged]) -> None:
        """Tells of files that look as they did, and remembers those that lack something."""
        tried = tried_previews(self.vault.previews) if self.options.previews else None
        tell, known = self.listener.outcome, Outcome.KNOWN
        for group in unchanged:
            self.counts.outcomes[known] += len(group)
            self.counts.bytes += group.size_bytes
            if self.options.tells_known:
                for path, asset in group.told():
                    tell(FileOutcome(path, known, AssetId(asset)))
            if group.seen is not None and (tried is None or tried.issuperset(group.seen.contents.split())):
                continue
            for _, size_bytes, _, _, _, _, owner, quick_hex, complete in group.take():
                if not complete or (tried is not None and quick_hex not in tried):
                    self.recording.met.setdefault(AssetId(owner), Met(quick_hex, bool(complete), size_bytes))

    def _keep(self, files: Sequence[File], meter: Meter) -> None:
        kept = self.recording.keep(files)
        for file, outcome in zip(files, kept, strict=True):
            self.counts.outcomes[outcome.outcome] += 1
            self.counts.bytes += file.entry.size_bytes
        for outcome in kept:
            self.listener.outcome(outcome)
        for file in files:
            meter.add(file.entry.size_bytes, fresh=file.reading.facts is not None)

    def _settle(self, twins: Sequence[File]) -> None:
        """Records the twins, by the digest of all their bytes: equal content is one asset."""
        fingerprints = {file.reading.fingerprint for file in twins if file.reading.fingerprint}
        alike = [asset for one in fingerprints for asset in self.catalogue.same_fingerprint(one)]
        self._visit(Stage.DIGESTS, [asset.id for asset in alike if asset.digest is None], digests=True)
        meter = self.course.meter(Stage.READ, len(twins), sum(one.entry.size_bytes for one in twins))
        batch: Batch[File] = Batch(lambda files: self._keep(files, meter), meter)
        work = ((file, DigestTask(file.entry.path, file.reading.stamp)) for file in twins if file.reading.stamp)
        try:
            for file, answer in in_turn(self.executor, work, batch.look):
                batch.append(replace(file, reading=_digested(file.reading, answer)))
        finally:
            batch.flush()

    # Previews and digests

    def _finish(self) -> None:
        """Makes previews and takes digests, both in one visit to a file; then digests that lack, and filmstrips."""
        met, options = self.recording.met, self.options
        wanted = [key for key in met if options.previews and not is_tried(self._places(key)[0])]
        tried = self._visit(Stage.PREVIEWS, wanted, pictures=True, digests=options.digests)
        if options.digests:
            left = [key for key, one in met.items() if not one.complete and key not in tried]
            self._visit(Stage.DIGESTS, left, digests=True)
        strips = [key for key in met if options.previews and is_filmstrip_wanted(self._places(key)[1])]
        self._visit(Stage.FILMSTRIPS, strips, pictures=True, digests=False)
        if wanted or strips:
            keep_within(self.catalogue, self.vault)

    def _places(self, key: AssetId) -> tuple[Path, Path]:
        """Where preview and filmstrip are to be."""
        quick_hex = self.recording.met[key].quick_hex
        return self.vault.preview_path(quick_hex), self.vault.filmstrip_path(quick_hex)

    def _visit(
        self, stage: Stage, wanted: Collection[AssetId], *, pictures: bool = False, digests: bool
    ) -> set[AssetId]:
        """Makes what is wanted of assets; those whose visit came to its end."""
        meter = self.course.meter(stage, len(wanted), self.recording.size_bytes(wanted))
        batch: Batch[tuple[AssetId, Digest]] = Batch(self._keep_digests, meter)
        task = partial(
            finish_task,
            vault=self.vault if pictures else None,
            digest=digests,
            poster_first=stage is not Stage.FILMSTRIPS,
        )
        work = ((asset, task(asset)) for asset in self._assets(wanted))
        tried: set[AssetId] = set()
        try:
            for asset, answer in in_turn(self.executor, work, batch.look):
                if isinstance(answer, Problem):
                    self._tell_lacking(answer)
                    if pictures:
                        give_up(*self._places(asset.id), answer.message)
                else:
                    tried.add(asset.id)
                    for problem in answer.lacking:
                        self._tell_lacking(problem)
                    if answer.digest is not None:
                        batch.append((asset.id, answer.digest))
                meter.add(asset.fingerprint.size_bytes)
        finally:
            batch.flush()
        meter.look(last=True)
        return tried

    def _keep_digests(self, digests: Sequence[tuple[AssetId, Digest]]) -> None:
        with self.recording.commit() as edit:
            edit.set_digests(dict(digests))

    def _tell_lacking(self, problem: Problem) -> None:
        self.counts.lacking += 1
        self.listener.lacking(problem)

    def _assets(self, keys: Collection[AssetId]) -> Iterator[Asset]:
        ordered = list(keys)
        for first in range(0, len(ordered), ASSETS_AT_ONCE):
            yield from self.catalogue.assets(ordered[first : first + ASSETS_AT_ONCE])


def _stages(options: IngestOptions) -> list[Stage]:
    """What a run with these options comes to."""
    # One visit to a file makes its previews and takes its digest.
    later = {
        Stage.PREVIEWS: options.previews,
        Stage.DIGESTS: options.digests and not options.previews,
        Stage.FILMSTRIPS: options.previews,
    }
    return [stage for stage in STAGES if stage not in later or (later[stage] and not options.dry_run)]


def _of(entry: Entry, known: Known) -> KnownCopy | None:
    return known[id(entry.ground)].get(entry.path_raw)


def _task(described: Described, known: KnownCopy | None, limit_s: float) -> ReadTask | Answered[Reading]:
    """What is to be done for an entry: nothing, when it and its sidecars are as they were."""
    entry, beside = described.entry, tuple(one.path for one in described.sidecars)
    if entry.outcome is not None or entry.stamp is None:
        return Answered(Reading(outcome=entry.outcome or Outcome.UNREADABLE, problem=entry.problem))
    if known is None:
        return ReadTask(entry.path, limit_s=limit_s, sidecars=beside)
    same = known.sidecars == described.remembered
    if known.stamp == entry.stamp and same:
        return Answered(Reading(stamp=known.stamp, outcome=Outcome.KNOWN))
    return ReadTask(entry.path, Remembered(known.stamp, known.quick_hex, same), limit_s, beside)


def _reading(entry: Entry, answer: Reading | Problem) -> Reading:
    if isinstance(answer, Reading):
        return answer
    return unreadable(answer.kind, f"Cannot read {path_text(entry.path.rpartition(b'/')[2])}: {answer.message}")


def _with_digest(entry: Entry, reading: Reading, copied: Mapping[bytes, tuple[FileStamp, Digest | None]]) -> Reading:
    """A reading with the digest that was taken when the file was written."""
    stamp, digest = copied.get(entry.path, (None, None))
    as_it_was = reading.facts is not None and reading.stamp == stamp
    return replace(reading, digest=digest) if as_it_was and digest is not None else reading


def _digested(reading: Reading, answer: Digested | Problem) -> Reading:
    """A reading with its digest; that of a file that changed since is none."""
    problem = answer.problem if isinstance(answer, Digested) else answer
    if problem is not None and problem.kind == "changing":
        return unreadable(problem.kind, problem.message)
    return replace(reading, digest=answer.digest if isinstance(answer, Digested) else None)
