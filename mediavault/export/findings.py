"""What stands in the way of an export, as values, and the errors that refuse one.

This room must not know how a file is written, nor print: a finding owns its sentence and its cure, others show them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from library.errors import MediavaultError


class Severity(StrEnum):
    """What a finding does to an export."""

    STOP = "stop"
    """Nothing is written."""
    WARN = "warn"
    """The file is written, and the person is told."""


class FindingKind(StrEnum):
    """What a finding is about; a word a script can match."""

    CONSENT_UNKNOWN = "consent-unknown"
    CONSENT_REFUSED = "consent-refused"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    CONSENT_RUN_OUT = "consent-run-out"
    DO_NOT_IDENTIFY = "do-not-identify"
    ALIAS_ONLY = "alias-only"
    EMBARGO = "embargo"
    RIGHTS_REFUSED = "rights-refused"
    RIGHTS_OVER = "rights-over"
    RIGHTS_PENDING = "rights-pending"
    NAME_IN_PATH = "name-in-path"
    NAME_IN_TEXT = "name-in-text"
    MEDIA_OFFLINE = "media-offline"
    MEDIA_MISSING = "media-missing"
    MEDIA_CHANGED = "media-changed"
    OUTSIDE_MEDIA = "outside-media"
    NO_TIMECODE = "no-timecode"
    MIXED_RATES = "mixed-rates"
    VARIABLE_FRAME_RATE = "variable-frame-rate"
    SOUND_ROUNDED = "sound-rounded"
    RATE_TOO_HIGH = "rate-too-high"
    RATE_NOT_OFFERED = "rate-not-offered"
    DROP_FRAME_DIFFERS = "drop-frame-differs"
    PAST_MIDNIGHT = "past-midnight"
    REEL_SHORTENED = "reel-shortened"
    REEL_DUPLICATE = "reel-duplicate"
    NOT_ASCII = "name-not-ascii"
    NAME_NOT_TEXT = "name-not-text"
    LEFT_OUT = "left-out"
    NOTHING_HELD = "nothing-held"
    SPLIT = "split"
    TARGET_TAKEN = "target-taken"


ACCEPTABLE = frozenset((FindingKind.CONSENT_UNKNOWN, FindingKind.DO_NOT_IDENTIFY))
"""What somebody's protection or silence says to an export, which a reason lets pass; the name stays out all the same.

A no that was said, or a yes that has run out, no reason overrules: whoever knows better records what was agreed since.
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know before a shot list leaves."""

    shot: int | None
    """The shot's number; None when it concerns the whole list."""
    kind: FindingKind
    sentence: str
    """What is so, of which thing."""
    cure: str
    """What a person can do about it, or what the export does."""
    severity: Severity = Severity.WARN

    @property
    def stops(self) -> bool:
        """Whether nothing is written because of it."""
        return self.severity is Severity.STOP

    @property
    def is_acceptable(self) -> bool:
        """Whether a reason lets it pass."""
        return self.kind in ACCEPTABLE


class ExportRefused(MediavaultError):
    """A shot list may not, or cannot exactly, leave in the format asked for. Nothing was written."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Take the findings that stop it; the first of them is told, the others are counted."""
        self.findings = tuple(findings)
        first, more = self.findings[0], len(self.findings) - 1
        others = f" ({more} more {'reason' if more == 1 else 'reasons'} to stop)" if more else ""
        super().__init__(f"Nothing was exported: {first.sentence} {first.cure}{others}")


class ConsentMissing(ExportRefused):
    """A shot shows or names a person who may not be identified, as far as is known."""


class RightsMissing(ExportRefused):
    """The rights in a shot, or an embargo on it, forbid that it leaves."""


class MediaChanged(ExportRefused):
    """The only files known for a shot hold other content now."""


class ShotOutsideMedia(ExportRefused):
    """A shot uses frames its media does not have."""


class ShotRateDiffers(ExportRefused):
    """A shot's media has another rate than the list, and the format has one rate for all."""


class ShotRateVaries(ExportRefused):
    """A shot's media has a variable frame rate, so that its frames have no timecode."""


class RateNotOffered(ExportRefused):
    """The format has no word for the rate of the list."""


class NameNotText(ExportRefused):
    """The path of a shot's media holds bytes the format cannot hold."""


class NothingHeld(ExportRefused):
    """The format can hold none of the shots."""


class ShotOffline(ExportRefused):
    """The media of a shot is needed now, and no copy of it can be read here."""


class TargetTaken(ExportRefused):
    """The file asked for is an original, or exists and is no such export."""


_REFUSALS = {
    FindingKind.CONSENT_UNKNOWN: ConsentMissing,
    FindingKind.CONSENT_REFUSED: ConsentMissing,
    FindingKind.CONSENT_WITHDRAWN: ConsentMissing,
    FindingKind.CONSENT_RUN_OUT: ConsentMissing,
    FindingKind.DO_NOT_IDENTIFY: ConsentMissing,
    FindingKind.EMBARGO: RightsMissing,
    FindingKind.RIGHTS_REFUSED: RightsMissing,
    FindingKind.RIGHTS_OVER: RightsMissing,
    FindingKind.NAME_IN_PATH: ConsentMissing,
    FindingKind.MEDIA_CHANGED: MediaChanged,
    FindingKind.OUTSIDE_MEDIA: ShotOutsideMedia,
    FindingKind.MIXED_RATES: ShotRateDiffers,
    FindingKind.VARIABLE_FRAME_RATE: ShotRateVaries,
    FindingKind.RATE_NOT_OFFERED: RateNotOffered,
    FindingKind.NAME_NOT_TEXT: NameNotText,
    FindingKind.NOTHING_HELD: NothingHeld,
    FindingKind.MEDIA_OFFLINE: ShotOffline,
    FindingKind.MEDIA_MISSING: ShotOffline,
    FindingKind.TARGET_TAKEN: TargetTaken,
}


def refuse_if_stopped(findings: Sequence[Finding]) -> None:
    """Raise the error of the first finding that stops an export, with all that stop it.

    Raises:
        ExportRefused: At least one finding stops.
    """
    stops = [finding for finding in findings if finding.stops]
    if stops:
        raise _REFUSALS.get(stops[0].kind, ExportRefused)(stops)
