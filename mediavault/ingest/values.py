"""What goes into an ingest, what comes out of it, and its errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from library.errors import MediavaultError
from library.model import AssetId, Digest, FileStamp, Outcome, Problem, path_text
from mediavault.workers.answering import PATIENCE_S

PathBytes = bytes
"""An absolute path, byte for byte."""


class FolderUnusable(MediavaultError):
    """A folder to look through is not there, or is none."""

    def __init__(self, path: Path, reason: str) -> None:
        """Takes the path and a clause that says what is the matter."""
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"Cannot look through {self.path}: {self.reason}. Name a folder with photos, videos or sound."


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions:
    """How to ingest."""

    jobs: int | None = None
    """How many files are read at once; one for each processor when nobody says."""
    previews: bool = True
    """Whether previews and filmstrips are made."""
    digests: bool = True
    """Whether the full digest of each file is taken in the same run."""
    dry_run: bool = False
    """Reads and tells, but writes nothing."""
    patience_s: float = PATIENCE_S
    """Seconds that reading a file, or listing a folder, may take."""
    event: str | None = None
    """Name of the event that all of it shows, in any spelling."""
    place: str | None = None
    """Name of the place all of it was recorded at."""
    contributor: str | None = None
    """Name of the person or organisation that sent all of it."""
    keywords: tuple[str, ...] = ()
    """Names of keywords all of it is about."""
    rights: str | None = None
    """Whose all of it is and what may be done with it, in words."""
    note: str | None = None
    """A note for all of it."""
    create: bool = False
    """Whether names that are not there yet are added."""
    what: str | None = None
    """What the history says of it, where the names of the folders should not stand there."""
    who: str | None = None
    """Who ingests, for the history; the login name when nobody says."""
    copied: Mapping[bytes, tuple[FileStamp, Digest | None]] | None = None
    """Files that were just written and verified, or received, by absolute path: nothing else is catalogued, and as long
    as they are as they were then, those with a digest are not digested again."""
    arrived: Callable[[PathBytes, FileStamp], bool] | None = None
    """Whether a file that is not catalogued as it looks is all there; what is not waits for another run, and nothing is
    said of files that were there before. None: whatever is there has arrived."""
    tells_known: bool = True
    """Whether files that look as they did are told of one by one, which takes a row of each, and not only counted."""


class FileOutcome(NamedTuple):
    """What came of one directory entry that is not a folder, or of a folder that could not be listed."""

    path_raw: bytes
    """The absolute path, byte for byte."""
    outcome: Outcome
    asset: AssetId | None = None
    problem: Problem | None = None
    """Why it is unreadable or was skipped; what is the matter with one that is catalogued."""

    @property
    def path(self) -> str:
        r"""The path as text; bytes that are not UTF-8 stand as `\xNN`."""
        return path_text(self.path_raw)


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestSummary:
    """What came of a run. `files` is the sum of the five outcomes."""

    new: int = 0
    known: int = 0
    updated: int = 0
    unreadable: int = 0
    skipped: int = 0
    bytes: int = 0
    """Bytes of all regular files the run came by."""
    seconds: float = 0.0
    gone: tuple[PathBytes, ...] = ()
    """Copies that stood in these folders before and are not there any more."""
    stamped: int = 0
    """Assets of which event, place, contributor, keywords, rights or note were said, known ones among them."""
    kept: int = 0
    """Assets that keep other rights, or another note."""
    problems: int = 0
    """Previews, filmstrips and digests that could not be made of files that are catalogued."""

    @property
    def missing(self) -> int:
        """How many are gone."""
        return len(self.gone)

    @property
    def files(self) -> int:
        """Every directory entry the run came by."""
        return sum(self.outcomes.values())

    @property
    def outcomes(self) -> dict[str, int]:
        """How many files came to each outcome, by its word."""
        return {one.value: getattr(self, one.value) for one in Outcome}


class Interrupted(MediavaultError):
    """A run was stopped before its end."""

    def __init__(self, summary: IngestSummary, again: str = "run the same command again") -> None:
        """Takes what came of the run until then, all of which is kept, and a clause that says how to go on."""
        super().__init__(summary, again)
        self.summary, self.again = summary, again

    def __str__(self) -> str:
        kept = f"{self.summary.files:,} file{'' if self.summary.files == 1 else 's'}"
        return f"Interrupted after {kept}; what was catalogued is kept. To go on: {self.again}"
