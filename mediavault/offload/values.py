"""What is copied, where to, and what came of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum

from library.model import Digest, FileStamp, Problem, path_text

Identity = tuple[int, int]
"""Device and inode: what a folder is, whatever is mounted at its path later."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file that is to be copied."""

    source: bytes
    """Its absolute path."""
    stamp: FileStamp
    """As it was when it was decided upon."""
    name: bytes
    """Where it goes, relative to each destination."""
    digest: Digest | None = None
    """What it has to be, where that is known."""
    listed_by: str | None = None
    """Another algorithm that a list of the copies is to be by."""

    @property
    def folder(self) -> bytes:
        """The folder of `name`."""
        return os.path.dirname(self.name)  # noqa: PTH120 - bytes

    @property
    def base(self) -> bytes:
        """The last part of `name`."""
        return os.path.basename(self.name)  # noqa: PTH119 - bytes

    @property
    def text(self) -> str:
        """`name`, to be shown."""
        return path_text(self.name)


@dataclass(frozen=True, slots=True)
class Destination:
    """A folder that copies go to, as it was at the beginning: another drive at its path is another one."""

    path: bytes
    identity: Identity

    @property
    def text(self) -> str:
        """`path`, to be shown."""
        return path_text(self.path)


class Fate(StrEnum):
    """What came of a file at one destination."""

    COPIED = "copied"
    """Written, read back from the disk, and given its name."""
    THERE = "there"
    """It was there, and is what was read from the card."""
    OTHER = "other"
    """Another file has the name; it stays as it is."""
    MISMATCH = "mismatch"
    """What was written does not read back as it was read."""
    FAILED = "failed"
    """It could not be written, or not be read at its source."""

    @property
    def is_good(self) -> bool:
        """Whether a verified copy is there."""
        return self in (Fate.COPIED, Fate.THERE)


@dataclass(frozen=True, slots=True)
class Side:
    """One file at one destination."""

    fate: Fate
    problem: Problem | None = None
    stamp: FileStamp | None = None
    """Of the verified copy."""


@dataclass(frozen=True, slots=True)
class Copied:
    """One file, and what came of it everywhere."""

    wanted: Wanted
    digest: Digest | None
    """Of what was read; None where it could not be read."""
    problem: Problem | None
    """Why it could not be read."""
    sides: tuple[Side, ...]
    """In the order of the destinations."""
    listed: Digest | None = None
    """By the algorithm that was asked for besides."""

    @property
    def is_everywhere(self) -> bool:
        """Whether each destination has it."""
        return all(side.fate.is_good for side in self.sides)
