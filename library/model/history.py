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
