"""Recording: what was read of files goes into the catalogue, a batch a commit, and is told once it is kept there."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Generic, TypeVar

from library import Catalogue, Edit
from library.model import AssetId, Fingerprint, FoundFile, OperationId, Outcome, Sidecar
from library.reading.known import KnownCopy
from mediavault.ingest.read import Reading
from mediavault.ingest.stamp import Stamping
from mediavault.ingest.structures import Assembly, Read
from mediavault.ingest.values import FileOutcome, PathBytes
from mediavault.progress import Meter
from mediavault.walking.values import Entry

BATCH = 48
"""Files in one commit: about as many as take 50 ms to write."""
BATCH_S = 0.25
"""Seconds after which a batch is kept although it is not full."""


Item = TypeVar("Item")


@dataclass(slots=True)
class Counts:
    """What has come of a run so far."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    bytes: int = 0
    gone: list[PathBytes] = field(default_factory=list)
    """Copies that are not there any more."""
    lacking: int = 0
    """Previews, filmstrips and digests that could not be made."""

    @property
    def problems(self) -> int:
        """Files that are unreadable, or could not be shown or digested."""
        return self.outcomes[Outcome.UNREADABLE] + self.lacking


@dataclass(frozen=True, slots=True)
class File:
    """A file of this run, and what came of reading it."""

    entry: Entry
    reading: Reading
    known: KnownCopy | None
    """What the catalogue remembers of it."""
    sidecars: tuple[Sidecar, ...] = ()

    @property
    def is_to_be_recorded(self) -> bool:
        """Whether there is content that may be new."""
        reading = self.reading
        described = reading.outcome is Outcome.UPDATED and self.known is not None
        return reading.facts is not None and reading.fingerprint is not None and not described

    @property
    def found(self) -> FoundFile:
        """It as the catalogue records it."""
        reading = self.reading
        assert reading.stamp is not None  # noqa: S101 - it is to be recorded
        assert reading.fingerprint is not None  # noqa: S101
        assert reading.facts is not None  # noqa: S101
        path_raw, sidecars = self.entry.path_raw, self.sidecars
        return FoundFile(path_raw, reading.stamp, reading.fingerprint, reading.facts, reading.digest, sidecars)


@dataclass(frozen=True, slots=True)
class Met:
    """An asset of this run."""

    quick_hex: str
    complete: bool
    """Whether its full digest has been taken."""
    size_bytes: int = 0


class Batch(Generic[Item]):
    """What waits to be kept together, in one short commit."""

    def __init__(self, keep: Callable[[Sequence[Item]], None], meter: Meter) -> None:
        """Takes what keeps them, and the meter of their stage."""
        self._keep, self._meter = keep, meter
        self._items: list[Item] = []
        self._since = time.monotonic()

    def append(self, item: Item) -> None:
        """Adds one."""
        if not self._items:
            self._since = time.monotonic()
        self._items.append(item)
        if len(self._items) >= BATCH:
            self.flush()
        self.look()

    def look(self) -> None:
        """Keeps what has waited long enough."""
        if self._items and time.monotonic() - self._since > BATCH_S:
            self.flush()
        self._meter.look()

    def flush(self) -> None:
        """Keeps what waits."""
        items, self._items = self._items, []
        if items:
            self._keep(items)
            self._meter.look(last=self._meter.is_complete)


class Recording:
    """One run's way into the catalogue: one operation of the history, in many short commits."""

    def __init__(self, catalogue: Catalogue, what: str, who: str | None, stamping: Stamping | None = None) -> None:
        """Takes the sentence for the history, who ingests, and what is said of everything."""
        self._catalogue, self._what, self._who, self.stamping = catalogue, what, who, stamping
        self._operation: OperationId | None = None
        self.met: dict[AssetId, Met] = {}
        """The assets of this run, by the order they were met in."""
        self.assembly: Assembly | None = None
        """Notes what belongs together."""
        self.unsurveyed: set[int] = set()
        """By `id`, the grounds in which that was never looked for, not among what is known either."""

    def keep(self, files: Sequence[File]) -> list[FileOutcome]:
        """Keeps what was read of files, in one commit."""
        with self.commit() as edit:
            kept = [outcome for group in _alike(files) for outcome in _kept(edit, group)]
            if self.assembly is not None:
                self.assembly.assemble(edit, self._read(files, kept))
        for file, outcome in zip(files, kept, strict=True):
            if outcome.asset is not None:
                self.met.setdefault(outcome.asset, _met(file))
        if self.stamping is not None:
            known = self.stamping.known
            both = zip(files, kept, strict=True)
            stamped = [one.asset for file, one in both if known or file.reading.fingerprint is not None]
            self.stamping.put_on([asset for asset in stamped if asset is not None])
        return kept

    def _read(self, files: Sequence[File], kept: Sequence[FileOutcome]) -> list[Read]:
        """The files that are kept and may belong to others: what was read in this run, and what never was looked at."""
        both = zip(files, kept, strict=True)
        return [
            Read(file.entry, one.asset, file.reading.facts)
            for file, one in both
            if one.asset is not None
            and (file.reading.fingerprint is not None or id(file.entry.ground) in self.unsurveyed)
        ]

    def size_bytes(self, keys: Iterable[AssetId]) -> int:
        """How long assets are together, as far as they are of this run."""
        return sum(self.met[key].size_bytes for key in keys if key in self.met)

    @contextmanager
    def commit(self) -> Iterator[Edit]:
        """One commit that belongs to the run."""
        with self._catalogue.transaction(self._what, who=self._who, by_ingest=True, continues=self._operation) as edit:
            yield edit
        self._operation = edit.operation or self._operation

    def settle(self) -> None:
        """Sees to it that the disk has all of the run. Raises as `Catalogue.settle` does."""
        if self._operation is not None:
            self._catalogue.settle()


class Rehearsal(Recording):
    """A recording that only says what it would keep."""

    def __init__(self, catalogue: Catalogue, stamping: Stamping | None = None) -> None:
        """Takes the catalogue that stays as it is, and what would be said of everything."""
        super().__init__(catalogue, "", None, stamping)
        self._seen: set[Fingerprint] = set()

    def keep(self, files: Sequence[File]) -> list[FileOutcome]:
        """Says what would come of files."""
        told = [self._foretold(file) for file in files]
        if self.stamping is not None:
            self.stamping.done += sum(one.outcome is Outcome.NEW for one in told)
            self.stamping.done += len(self.stamping.lacking([one.asset for one in told if one.asset is not None]))
        return told

    def _foretold(self, file: File) -> FileOutcome:
        reading, known = file.reading, file.known
        if reading.outcome is not None or reading.fingerprint is None:
            return _told(file, reading.outcome or Outcome.UNREADABLE, known.asset if known else None)
        twin = reading.fingerprint in self._seen or self._catalogue.same_fingerprint(reading.fingerprint)
        self._seen.add(reading.fingerprint)
        return _told(file, Outcome.UPDATED if known else Outcome.KNOWN if twin else Outcome.NEW, None)


def _alike(files: Sequence[File]) -> Iterator[list[File]]:
    """The files in their order, those that are recorded one after the other on one volume together."""
    for _, group in groupby(files, lambda file: (file.is_to_be_recorded, file.entry.ground.volume)):
        yield list(group)


def _kept(edit: Edit, files: Sequence[File]) -> Iterable[FileOutcome]:
    """What comes of files of one kind."""
    if not files[0].is_to_be_recorded:
        return (_noted(edit, file) for file in files)
    identity = files[0].entry.ground.volume
    volume = edit.add_volume(identity.uid, identity.label)
    told = edit.record_all(volume.id, [file.found for file in files])
    return (_told(file, *outcome) for file, outcome in zip(files, told, strict=True))


def _noted(edit: Edit, file: File) -> FileOutcome:
    """What comes of a file that is no new content, or could not be read."""
    reading, known = file.reading, file.known
    if reading.outcome is Outcome.UPDATED and known and reading.stamp and reading.facts:
        edit.describe(known.id, reading.stamp, reading.facts, file.sidecars)
        return _told(file, Outcome.UPDATED, known.asset)
    if reading.outcome is Outcome.KNOWN and known is not None:
        if known.missing:
            edit.seen([known.id])
        if reading.stamp is not None and reading.stamp != known.stamp:
            edit.restamp(known.id, reading.stamp)
        return _told(file, Outcome.KNOWN, known.asset)
    return _told(file, reading.outcome or Outcome.UNREADABLE, None)


def _told(file: File, outcome: Outcome, asset: AssetId | None) -> FileOutcome:
    return FileOutcome(file.entry.path, outcome, asset, file.reading.problem)


def _met(file: File) -> Met:
    seen, known = file.reading.fingerprint, file.known
    if seen is not None:
        return Met(seen.quick_hex, file.reading.digest is not None, file.entry.size_bytes)
    return Met(known.quick_hex if known else "", known is None or known.complete, file.entry.size_bytes)
