"""Rounds of fixity: what came of looking whether a copy still holds what it did."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from library.model.assets import Digest, FileStamp, path_text
from library.model.ids import AssetId, CopyId, VolumeId


class CheckOutcome(StrEnum):
    """What came of a check (PREMIS 3.0, eventOutcome of a `fixity check`)."""

    INTACT = "intact"
    """Every byte is as it was."""
    DIGESTED = "digested"
    """It had no digest yet: this is the first, what later checks compare with."""
    DAMAGED = "damaged"
    """Other bytes, while size and time are as they were: nobody wrote them on purpose."""
    CHANGED = "changed"
    """Other bytes, and other size or time: it was written to."""
    RENAMED = "renamed"
    """It is not where it was; the same bytes stand in a file that was not known."""
    MISSING = "missing"
    """It is not where it was, on a volume that is there."""
    UNREADABLE = "unreadable"
    """It is there, and cannot be read to its end."""

    @property
    def is_good(self) -> bool:
        """Whether the bytes are what they should be."""
        return self in (CheckOutcome.INTACT, CheckOutcome.DIGESTED)


@dataclass(frozen=True, slots=True)
class Check:
    """One check of one copy, as it is kept for ever."""

    copy: CopyId
    outcome: CheckOutcome
    digest: Digest | None = None
    """Of the bytes that were read; None where they were not."""
    detail: str | None = None
    """What a person should know: `3 bytes shorter`, why it cannot be read, where it stands now."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A check as the record has it."""

    check: Check
    at: str
    """UTC, ISO 8601."""
    who: str
    program: str
    """Name and version of what checked."""


@dataclass(frozen=True, slots=True)
class DueCopy:
    """A copy that may be checked, and what it is to be compared with."""

    copy: CopyId
    asset: AssetId
    volume: VolumeId
    path_raw: bytes
    """Relative to the volume's mount point."""
    stamp: FileStamp
    digest: Digest | None
    """None while none has been taken."""
    quick_hex: str
    """Of its asset's fingerprint."""
    checked_at: str | None
    """When it was last found intact, UTC, ISO 8601; None: never."""

    @property
    def path(self) -> str:
        """The path as text."""
        return path_text(self.path_raw)


@dataclass(frozen=True, slots=True)
class FixityOverview:
    """How far the rounds are behind."""

    copies: int
    never: int
    """Copies no round has come to."""
    oldest: str | None
    """When the copy that waits longest was last found intact, of those that ever were; UTC, ISO 8601."""
