"""Reading one file in a worker: plain values in, plain values out, no bad file gets further than here."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from library.model import Digest, FileStamp, Fingerprint, MediaFacts, Outcome, Problem, path_text
from mediavault import media
from mediavault.fixity.digests import (
    FileChanging,
    covers_all,
    digest_from,
    fingerprint,
    is_hollow,
)
from mediavault.fixity.visit import kept_open, sentence, why_not
from mediavault.media.reading import BREAKS_OFF
from mediavault.tools import NotAFile, ToolMissing
from mediavault.walking.stamps import is_same_state, stamp_of
from mediavault.workers.tasks import OutOfTime, limited, reachable

READ_LIMIT_S = 20.0
SAME_TIME_NS = 2_000_000_000
"""Times that far apart may be one: FAT keeps them in steps of two seconds."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the catalogue knows of the file at the same path."""

    stamp: FileStamp
    quick_hex: str
    described: bool = True
    """Whether the sidecars beside it are as they were."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one file."""

    stamp: FileStamp | None = None
    fingerprint: Fingerprint | None = None
    digest: Digest | None = None
    """When the fingerprint is as good."""
    facts: MediaFacts | None = None
    """None for a file that is as it was, and for one that could not be read."""
    outcome: Outcome | None = None
    """KNOWN, UNREADABLE or SKIPPED where that can be said without the catalogue; UPDATED for content that is as it was,
    while what stands beside it is not."""
    problem: Problem | None = None
    """Why there is nothing, or what is the matter with it."""


@dataclass(frozen=True, slots=True)
class ReadTask:
    """Reads the file at `path`."""

    path: bytes
    remembered: Remembered | None = None
    limit_s: float = READ_LIMIT_S
    sidecars: tuple[bytes, ...] = ()

    def __call__(self) -> Reading:
        """Says what was read; whatever the file does is a reading with a reason."""
        try:
            with limited(self.limit_s), reachable(self.path) as path, kept_open(path) as fd:
                return self._read(fd, path)
        except media.NotMedia as error:
            return Reading(outcome=Outcome.SKIPPED, problem=Problem("not-media", str(error)))
        except media.Unreadable as error:
            return unreadable(error.kind, str(error))
        except FileChanging as error:
            return unreadable("changing", str(error))
        except (OSError, EOFError, NotAFile, ToolMissing, MemoryError, OutOfTime) as error:
            return unreadable(*why_not(error, self.path, self.limit_s))

    def _read(self, fd: int, path: Path) -> Reading:
        before = os.fstat(fd)
        stamp = stamp_of(before)
        if is_hollow(fd):
            return unreadable("hollow", sentence(self.path, f"{stamp.size_bytes:,} bytes long, but almost empty"))
        seen = fingerprint(fd, stamp.size_bytes)
        as_it_was = self._is_as_it_was(stamp, seen)
        if as_it_was and self.remembered and self.remembered.described:
            reading = Reading(stamp, seen, digest_from(seen), outcome=Outcome.KNOWN)
        else:
            beside = [Path(os.fsdecode(one)) for one in self.sidecars]
            facts = media.read(path, stamp=stamp, sidecars=beside)
            outcome = Outcome.UPDATED if as_it_was else None
            reading = Reading(stamp, seen, digest_from(seen), facts, outcome, self._cut_off(facts))
        if not (is_same_state(before, os.fstat(fd)) and is_same_state(before, path.lstat())):
            raise FileChanging(path_text(os.path.basename(self.path)))  # noqa: PTH119 - bytes
        return reading

    def _cut_off(self, facts: MediaFacts) -> Problem | None:
        """What is the matter with a file that is catalogued, but not whole."""
        noted = facts.raw.get(BREAKS_OFF)
        name = path_text(os.path.basename(self.path))  # noqa: PTH119 - bytes
        return Problem("cut-off", f"{name} breaks off: {noted['said']}.") if noted else None

    def _is_as_it_was(self, stamp: FileStamp, seen: Fingerprint) -> bool:
        before = self.remembered
        if before is None or (before.stamp.size_bytes, before.quick_hex) != (stamp.size_bytes, seen.quick_hex):
            return False
        return covers_all(seen) or abs(before.stamp.mtime_ns - stamp.mtime_ns) <= SAME_TIME_NS


def unreadable(kind: str, message: str) -> Reading:
    """The reading of a file that could not be read."""
    return Reading(outcome=Outcome.UNREADABLE, problem=Problem(kind, message))
