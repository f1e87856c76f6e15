"""What the rights in the shots of a list say to its leaving. No reason overrules them: only another record does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from library.model import Clearance, ClearanceState, Shot, ShotList
from mediavault.export.findings import Finding, FindingKind, Severity
from mediavault.export.people import People

_CURE = "Take the shot out, or record what was agreed since: mediavault rights set."


def rights_findings(shot_list: ShotList, people: People) -> Iterator[Finding]:
    """Embargoes, terms that are over or have not begun, rights that were refused or are not settled."""
    for shot in shot_list.shots:
        what = f"shot {shot.number} ({shot.asset.name})"
        for kind, clause in _against(_clearance(shot, people), people.on):
            stops = kind is not FindingKind.RIGHTS_PENDING
            sentence = f"{clause.format(what=what)}."
            yield Finding(shot.number, kind, sentence, _CURE, Severity.STOP if stops else Severity.WARN)


def _clearance(shot: Shot, people: People) -> Clearance:
    """What holds for the frames a shot uses, or else for another version; of what shares them the longest embargo."""
    whole = shot.asset.whole
    own = (shot.clip.clearance or Clearance()).completed_from((whole and whole.clearance) or Clearance())
    for version in people.versions.of(shot.asset):
        other = version.asset.whole
        own = own.completed_from((other and other.clearance) or Clearance())
    for clip in people.concerned(shot):
        if clip.clearance and clip.clearance.embargo_until:
            own = own.completed_from(Clearance(embargo_until=clip.clearance.embargo_until))
    return own


def _against(held: Clearance, on: date) -> Iterator[tuple[FindingKind, str]]:
    if held.embargo_until and on < held.embargo_until:
        yield FindingKind.EMBARGO, f"There is an embargo on {{what}} until {held.embargo_until}"
    if held.state is ClearanceState.REFUSED:
        yield FindingKind.RIGHTS_REFUSED, "The rights in {what} were refused"
    if held.term_until and held.term_until < on:
        yield FindingKind.RIGHTS_OVER, f"The rights in {{what}} ended with {held.term_until}"
    if held.term_from and on < held.term_from:
        yield FindingKind.RIGHTS_OVER, f"The rights in {{what}} begin with {held.term_from}"
    if held.state is ClearanceState.PENDING:
        yield FindingKind.RIGHTS_PENDING, "The rights in {what} are not settled yet"
