"""Operations of the history, and what comes of the files of a batch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from library.model.ids import OperationId


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of the catalogue, by somebody, at a time, reversible."""

    id: OperationId
    at: datetime
    """UTC."""
    who: str
    what: str
    """A sentence for a person: `Tag 3 clips: hands`."""
    undone: bool
    changes: int
    """How many rows it touched."""
    why: str | None = None
    """What was given as the reason."""
    digest: str | None = None
    """Of its newest step: what seals it, its undo or its redo (SHA-256 in hex, `library.history.chain`)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the history that is not as it was noted."""

    step: int | None
    """Number of the step, from 1; None when it is about no single one."""
    operation: OperationId | None
    what: str
    """A clause for a person."""


@dataclass(frozen=True, slots=True)
class HistoryCheck:
    """What came of a verification of the history."""

    head: str
    """Digest of the newest step: 64 hex digits of SHA-256."""
    steps: int
    since: int | None
    """Steps noted after the head that was given; None when none was given, or none of the history has it."""
    faults: tuple[Fault, ...] = ()
    unseen: int = 0
    """Steps whose content whoever asked may not see: only that they follow from each other was looked at."""


class Outcome(StrEnum):
    """What came of one file of a batch."""

    NEW = "new"
    KNOWN = "known"
    UPDATED = "updated"
    UNREADABLE = "unreadable"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file, or a part of it, could not be read."""

    kind: str
    """A word a script can match: `no-reader`, `damaged`, `permission`, `timeout`, `changing`, `not-a-file`, `name`."""
    message: str
    """A sentence for a person."""
    name: str = ""
    """The file the sentence is about, as it is named there, where others may lack the same for the same cause."""
    cause: str = ""
    """The kind of what stands behind a kind that says only what is lacking: `damaged` behind `no-preview`."""
