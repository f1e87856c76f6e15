"""A visit to one file in a worker, to digest every byte of it; what goes wrong is a value with its reason."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from library.model import Digest, FileStamp, Problem, path_text
from mediavault.fixity.digests import ALGORITHM, FileChanging, full_digest
from mediavault.tools import NotAFile, ToolMissing, open_regular
from mediavault.walking.stamps import is_as_stamped, is_same_state
from mediavault.workers.tasks import CPU_S, OutOfTime, limited, reachable

SLOWEST_BYTES_PER_S = 1_000_000
SLOWEST_DIGESTED_PER_CPU_S = 100_000_000
"""Bytes digested in a second of processor time."""


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
    algorithm: str = ALGORITHM

    @property
    def limit_s(self) -> float:
        """Seconds for the slowest disk worth waiting for."""
        return limit_for(self.stamp.size_bytes)

    @property
    def cpu_s(self) -> float:
        """Seconds of processor time, for the slowest processor worth waiting for."""
        return cpu_for(self.stamp.size_bytes)

    def __call__(self) -> Digested:
        """Says the digest, or why there is none."""
        try:
            with limited(self.limit_s), reachable(self.path) as path, kept_open(path) as fd:
                before = os.fstat(fd)
                as_stamped, path_shown = is_as_stamped(before, self.stamp), path_text(self.path)
                digest = full_digest(fd, path_shown, algorithm=self.algorithm) if as_stamped else None
                if digest is None or not is_same_state(before, path.lstat()):
                    raise FileChanging(path_text(self.path))  # noqa: TRY301 - one sentence for both ways to find out
                return Digested(digest)
        except FileChanging as error:
            return Digested(None, Problem("changing", str(error)))
        except (OSError, EOFError, NotAFile, MemoryError, OutOfTime) as error:
            return Digested(None, Problem(*why_not(error, self.path, self.limit_s)))


def limit_for(size_bytes: int) -> float:
    """Seconds that reading so many bytes may take, for the slowest disk worth waiting for."""
    return 60 + size_bytes / SLOWEST_BYTES_PER_S


def cpu_for(size_bytes: int) -> float:
    """Seconds of processor time for digesting so many bytes, for the slowest processor worth waiting for."""
    return CPU_S + size_bytes / SLOWEST_DIGESTED_PER_CPU_S


@contextmanager
def kept_open(path: Path | bytes) -> Iterator[int]:
    """The descriptor of a regular file, closed at the end. Raises as `open_regular` does."""
    fd = open_regular(path)
    try:
        yield fd
    finally:
        os.close(fd)


def sentence(path: bytes, reason: str) -> str:
    """Says why a file cannot be read."""
    return f"Cannot read {path_text(os.path.basename(path))}: {reason}."  # noqa: PTH119 - bytes


def stopped(problem: Problem, path: bytes) -> Problem:
    """What became of a task that was ended from outside, with the file it was for."""
    return Problem(problem.kind, sentence(path, problem.message.rstrip(".")))


def why_not(error: BaseException, path: bytes, limit_s: float) -> tuple[str, str]:
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
    return kind, sentence(path, reason)
