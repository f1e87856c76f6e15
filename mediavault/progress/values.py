"""How far a long run is, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """What a run is at. Files can be searched for once they are read."""

    LOOK = "look"
    READ = "read"
    PREVIEWS = "previews"
    FILMSTRIPS = "filmstrips"
    DIGESTS = "digests"
    CHECK = "check"
    """Of a round of fixity; an ingest does not come to it."""
    COPY = "copy"
    """Of files that are copied and verified."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    stage: Stage
    done: int
    """Files of this stage that are through."""
    total: int
    """Files of this stage, as far as they are known yet."""
    bytes: int
    """Bytes of the files that are through."""
    bytes_per_s: float
    problems: int
    """Files of the run so far that are unreadable, or could not be shown or digested."""
    total_bytes: int = 0
    """Bytes of the files of this stage, as far as they are known yet."""
    share: float = 0.0
    """How much of the whole run is through, 0 to 1, by what each stage costs; it never falls."""
    left_s: float | None = None
    """Seconds the whole run is likely to take yet; None while nobody can tell."""
