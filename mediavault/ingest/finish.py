"""What is done for an asset once it can be searched for: its full digest, its preview and its filmstrip.

One visit to its file does the first two: a disk reads it once, and what decodes it finds its bytes in memory.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from library.model import Asset, CopyState, Digest, Problem
from mediavault.fixity.visit import Digested, DigestTask
from mediavault.ingest.previews import PART, PictureTask, take_away
from mediavault.ingest.unchanged import Unchanged
from mediavault.vault import Vault
from mediavault.workers.flow import Answered
from mediavault.workers.tasks import CPU_S, reachable


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of a visit."""

    digest: Digest | None = None
    lacking: tuple[Problem, ...] = ()
    """Why there is no digest, no filmstrip or no preview."""


@dataclass(frozen=True, slots=True)
class FinishTask:
    """Does what is wanted for one asset; the digest first, for it reads every byte."""

    digest: DigestTask | None
    picture: Unchanged | None

    @property
    def path(self) -> bytes:
        """The file."""
        return next(task.path for task in (self.digest, self.picture) if task is not None)

    @property
    def cpu_s(self) -> float:
        """Seconds of processor time for all of it."""
        return self.digest.cpu_s if self.digest else CPU_S

    @property
    def limit_s(self) -> float:
        """Seconds for all of it."""
        return sum(task.limit_s for task in (self.digest, self.picture) if task is not None)

    def __call__(self) -> Finished:
        """Says the digest, and what is lacking."""
        digested = self.digest() if self.digest else Digested(None)
        problem = self.picture() if self.picture else None
        return Finished(digested.digest, tuple(one for one in (digested.problem, problem) if one is not None))


@dataclass(frozen=True, slots=True)
class RemakeTask:
    """Makes pictures again in place of those that cannot be read; none is taken away while the original is not there.

    A worker looks for that, too: whoever asks a dead disk waits for ever.
    """

    task: FinishTask
    preview: Path
    filmstrip: Path

    @property
    def path(self) -> bytes:
        """The original."""
        return self.task.path

    @property
    def limit_s(self) -> float:
        """Seconds it may take."""
        return self.task.limit_s

    def __call__(self) -> bool:
        """Says whether they were made."""
        try:
            with reachable(self.path) as path:
                path.lstat()
        except OSError:
            return False
        take_away(self.preview, self.filmstrip)
        return all(one.kind == PART for one in self.task().lacking)


def finish_task(
    asset: Asset, vault: Vault | None, *, digest: bool, poster_first: bool = False
) -> FinishTask | Answered[Finished]:
    """What is to be done for an asset: its pictures when there is a vault for them, and its digest.

    With `poster_first` the filmstrip of a video is left for later, and marked as wanted.
    """
    there = next((copy for copy in asset.copies if copy.location and copy.state is CopyState.ONLINE), None)
    if there is None or there.location is None:
        return Answered(Finished(None, (Problem("vanished", f"Cannot read {asset.name}: it went away."),)))
    path = os.fsencode(there.location)
    picture = Unchanged(_picture(asset, path, vault, poster_first), there.stamp) if vault is not None else None
    return FinishTask(DigestTask(path, there.stamp) if digest else None, picture)


def _picture(asset: Asset, path: bytes, vault: Vault, poster_first: bool) -> PictureTask:  # noqa: FBT001 - as above
    quick_hex = asset.fingerprint.quick_hex
    places = vault.preview_path(quick_hex), vault.filmstrip_path(quick_hex)
    return PictureTask(path, asset.facts, *places, poster_first=poster_first)
