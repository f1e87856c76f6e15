"""What a run sees of its folders, beside what the catalogue remembers of them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from library import Catalogue
from library.model import FileStamp
from library.reading.known import FoundFolder, KnownCopy, SeenFolder, known_copy
from library.shelf import is_within
from mediavault.progress import Meter
from mediavault.walking.absent import AbsenceTask, absolute, spread
from mediavault.walking.apart import walk_anywhere
from mediavault.walking.recognising import recognised
from mediavault.walking.remembered import Remembered
from mediavault.walking.values import Entry, Ground, Identity, Leaving, Unchanged

Known = dict[int, dict[bytes, KnownCopy]]
"""By the ground's `id`, what is remembered of its files, by path relative to the volume."""


@dataclass(slots=True)
class Sight:
    """All that was walked.

    A file that looks as it did is not worth a value of its own, as long as nothing else in the run is worth a look:
    what is new may belong to what is known, as a sidecar or a part of the same recording does.
    """

    catalogue: Catalogue
    patience_s: float
    """Seconds a disk that may never answer is waited for."""
    arrived: Callable[[bytes, FileStamp], bool] | None = None
    """As `IngestOptions.arrived`."""
    notes: bool = True
    """Whether what drives are known by now is kept."""
    grounds: list[Ground] = field(default_factory=list)
    unsurveyed: list[Ground] = field(default_factory=list)
    """Those in which it was never looked for what belongs together."""
    _found: list[Entry | Unchanged] = field(default_factory=list)
    _growing: set[tuple[str, bytes]] = field(default_factory=set)
    """Volume and path of the files that are left for another run."""

    def look(self, folders: Sequence[Path], leaving: Leaving, meter: Meter) -> None:
        """Walks all folders; only then can anybody say how much there is to do."""
        seen: set[Identity] = set()
        for folder in folders:
            for found in walk_anywhere(
                folder, leaving, seen, self._meet, patience_s=self.patience_s, waiting=meter.look
            ):
                if isinstance(found, Entry) and self._is_growing(found):
                    self._growing.add((found.ground.volume.uid, found.path_raw))
                    continue
                self._found.append(found)
                if isinstance(found, Unchanged):
                    meter.found(found.size_bytes, len(found))
                else:
                    meter.found(found.size_bytes)
        meter.look(last=True)

    def _is_growing(self, found: Entry) -> bool:
        return (
            self.arrived is not None
            and found.outcome is None
            and found.stamp is not None
            and not self.arrived(found.path, found.stamp)
        )

    def _meet(self, ground: Ground) -> None:
        self.grounds.append(ground)
        volume = recognised(self.catalogue, ground.volume, note=self.notes)
        if volume is not None:
            place = volume.id, ground.prefix
            ground.known = Remembered(
                self.catalogue.shelf.folders(*place),
                partial(self.catalogue.copies_below, *place),
                partial(self.catalogue.present_below, *place),
                partial(self.catalogue.owners_below, *place),
            )
        if volume is None or not is_within(ground.prefix, self.catalogue.shelf.surveyed(volume.id)):
            self.unsurveyed.append(ground)

    @property
    def is_unchanged(self) -> bool:
        """Whether no file is worth a look."""
        return not self.unsurveyed and all(isinstance(one, Unchanged) or one.outcome is not None for one in self._found)

    @property
    def unchanged(self) -> Iterator[Unchanged]:
        """The files that look as they did, by folder."""
        return (one for one in self._found if isinstance(one, Unchanged))

    @property
    def others(self) -> list[Entry]:
        """Everything else."""
        return [one for one in self._found if isinstance(one, Entry)]

    @property
    def entries(self) -> list[Entry]:
        """Everything."""
        found: list[Entry] = []
        for one in self._found:
            found += one.entries() if isinstance(one, Unchanged) else (one,)
        return found

    @property
    def known(self) -> Known:
        """What is remembered of everything."""
        known = {id(ground): self._left(ground) for ground in self.grounds}
        for one in self.unchanged:
            known[id(one.ground)].update((copy[0], known_copy(copy)) for copy in one.take())
        return known

    def _left(self, ground: Ground) -> dict[bytes, KnownCopy]:
        """What is remembered and was not seen as it was."""
        if ground.known is None:
            return {}
        for one in self.unchanged:
            if one.ground is ground:
                one.take()
        return ground.known.copies.by_path()

    @property
    def absences(self) -> Iterator[AbsenceTask]:
        """Of each volume and folder the files that stood there and were not seen, to be looked for once more."""
        there = self._growing | {(entry.ground.volume.uid, entry.path_raw) for entry in self.others}
        for ground in self.grounds:
            if ground.known is None or ground.known.is_met:
                continue
            uid = ground.volume.uid
            left = {path: copy for path, copy in self._left(ground).items() if not copy.missing}
            lost = {path: copy for path, copy in left.items() if (uid, path) not in there}
            files = tuple(
                (copy.id, absolute(ground, path)) for path, copy in lost.items() if ground.would_have_seen(path)
            )
            if files:
                witnesses = (
                    None
                    if self._is_recognised(uid, there)
                    else self._elsewhere(ground, {path for _, path in there} | lost.keys())
                )
                yield AbsenceTask(ground.top, uid, ground.identity, files, witnesses)

    def keep_folders(self) -> None:
        """Keeps which folders hold what is known of them, where that was not known."""
        for ground in self.grounds:
            found: dict[bytes, FoundFolder] = {}
            for one in self.unchanged:
                if one.ground is ground and one.found is not None:
                    seen = SeenFolder.of(one.found, one.take())
                    if seen is not None:
                        found[one.path_raw] = FoundFolder(seen, one.take())
            volume = recognised(self.catalogue, ground.volume, note=False) if found else None
            if volume is not None:
                self.catalogue.shelf.keep_folders(volume.id, ground.prefix, found)

    def _is_recognised(self, uid: str, there: set[tuple[str, bytes]]) -> bool:
        """Whether a file was seen that is known of the volume."""
        if any(one.ground.volume.uid == uid for one in self.unchanged):
            return True
        grounds = (ground for ground in self.grounds if ground.volume.uid == uid)
        return any((uid, path) in there for ground in grounds for path in self._left(ground))

    def _elsewhere(self, ground: Ground, but: Container[bytes]) -> tuple[bytes, ...]:
        """Files known of the ground's volume but these: what is lost, and what this run came by and has recorded."""
        volume = recognised(self.catalogue, ground.volume, note=False)
        assert volume is not None  # noqa: S101 - files are known of it
        known = self.catalogue.copies_below(volume.id, b"").by_path()
        mounted = bytes(ground.volume.mount_point).rstrip(b"/")
        return spread([mounted + b"/" + path for path in known if path not in but])
