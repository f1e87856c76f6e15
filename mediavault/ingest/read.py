"""Reading one file in a worker: plain values in, plain values out, no bad file gets further than here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from library.model import Digest, FileStamp, Fingerprint, MediaFacts, Outcome, Problem, path_text
from mediavault import media
from mediavault.fixity.digests import (
    FileChanging,
    covers_all,
    digest_from,
    fingerprint,
    full_digest,
    is_hollow,
)
from mediavault.tools import NotAFile, ToolMissing, open_regular
from mediavault.walking.stamps import is_as_stamped, is_same_state, stamp_of
from mediavault.workers.tasks import CPU_S, OutOfTime, limited, reachable

READ_LIMIT_S = 20.0
SLOWEST_BYTES_PER_S = 1_000_000
SLOWEST_DIGESTED_PER_CPU_S = 100_000_000
"""Bytes digested in a second of processor time."""
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
            with limited(self.limit_s), reachable(self.path) as path, _kept_open(path) as fd:
                return self._read(fd, path)
        except media.NotMedia as error:
            return Reading(outcome=Outcome.SKIPPED, problem=Problem("not-media", str(error)))
        except media.Unreadable as error:
            return unreadable(error.kind, str(error))
        except FileChanging as error:
            return unreadable("changing", str(error))
        except (OSError, EOFError, NotAFile, ToolMissing, MemoryError, OutOfTime) as error:
            return unreadable(*_why(error, self.path, self.limit_s))

    def _read(self, fd: int, path: Path) -> Reading:
        before = os.fstat(fd)
        stamp = stamp_of(before)
        if is_hollow(fd):
            return unreadable("hollow", _sentence(self.path, f"{stamp.size_bytes:,} bytes long, but almost empty"))
        seen = fingerprint(fd, stamp.size_bytes)
        as_it_was = self._is_as_it_was(stamp, seen)
        if as_it_was and self.remembered and self.remembered.described:
            reading = Reading(stamp, seen, digest_from(seen), outcome=Outcome.KNOWN)
        else:
            beside = [Path(os.fsdecode(one)) for one in self.sidecars]
            facts = media.read(path, stamp=stamp, sidecars=beside)
            reading = Reading(stamp, seen, digest_from(seen), facts, Outcome.UPDATED if as_it_was else None)
        if not (is_same_state(before, os.fstat(fd)) and is_same_state(before, path.lstat())):
            raise FileChanging(path_text(os.path.basename(self.path)))  # noqa: PTH119 - bytes
        return reading

    def _is_as_it_was(self, stamp: FileStamp, seen: Fingerprint) -> bool:
        before = self.remembered
        if before is None or (before.stamp.size_bytes, before.quick_hex) != (stamp.size_bytes, seen.quick_hex):
            return False
        return covers_all(seen) or abs(before.stamp.mtime_ns - stamp.mtime_ns) <= SAME_TIME_NS


@dataclass(frozen=True, slots=True)
class Digested:
    """The digest of one file, or why there is none."""

    digest: Digest | None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class DigestTask:
    """Digests every byte of the file at `path`, which is to be as `stamp` says."""

    path: bytes
    stamp: FileStamp

    @property
    def limit_s(self) -> float:
        """Seconds for the slowest disk worth waiting for."""
        return 60 + self.stamp.size_bytes / SLOWEST_BYTES_PER_S

    @property
    def cpu_s(self) -> float:
        """Seconds of processor time, for the slowest processor worth waiting for."""
        return CPU_S + self.stamp.size_bytes / SLOWEST_DIGESTED_PER_CPU_S

    def __call__(self) -> Digested:
        """Says the digest, or why there is none."""
        try:
            with limited(self.limit_s), reachable(self.path) as path, _kept_open(path) as fd:
                before = os.fstat(fd)
                digest = full_digest(fd, path_text(self.path)) if is_as_stamped(before, self.stamp) else None
                if digest is None or not is_same_state(before, path.lstat()):
                    raise FileChanging(path_text(self.path))  # noqa: TRY301 - one sentence for both ways to find out
                return Digested(digest)
        except FileChanging as error:
            return Digested(None, Problem("changing", str(error)))
        except (OSError, EOFError, NotAFile, MemoryError, OutOfTime) as error:
            return Digested(None, Problem(*_why(error, self.path, self.limit_s)))


def unreadable(kind: str, message: str) -> Reading:
    """The reading of a file that could not be read."""
    return Reading(outcome=Outcome.UNREADABLE, problem=Problem(kind, message))


@contextmanager
def _kept_open(path: Path) -> Iterator[int]:
    fd = open_regular(path)
    try:
        yield fd
    finally:
        os.close(fd)


def _sentence(path: bytes, reason: str) -> str:
    return f"Cannot read {path_text(os.path.basename(path))}: {reason}."  # noqa: PTH119 - bytes


def _why(error: BaseException, path: bytes, limit_s: float) -> tuple[str, str]:
    """Kind and sentence for what stopped a task."""
    known: dict[type[BaseException], tuple[str, str]] = {
        PermissionError: ("permission", "the system does not allow it"),
        FileNotFoundError: ("vanished", "it went away before it was read"),
        NotAFile: ("not-a-file", f"it is {getattr(error, 'found', '')}, not a file"),
        EOFError: ("changing", "it became shorter while it was read"),
        OutOfTime: ("timeout", f"it was not read within {limit_s:g} seconds"),
        MemoryError: ("memory", "it needs more memory than a file is given"),
        ToolMissing: ("tool-missing", str(error).rstrip(".")),
        OSError: ("disk", f"the system says: {getattr(error, 'strerror', None) or error}"),
    }
    kind, reason = next(why for of, why in known.items() if isinstance(error, of))
    return kind, _sentence(path, reason)
