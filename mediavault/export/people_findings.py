"""What the people in a shot list, and those it comes from, say to its leaving."""

from __future__ import annotations

from collections.abc import Iterator

from library.model import Doubt, Link, Objection, Protection, Shot, ShotList
from mediavault.export.findings import ACCEPTABLE, Finding, FindingKind, Severity
from mediavault.export.people import People

_PEOPLE = {
    Protection.UNKNOWN: (
        FindingKind.CONSENT_UNKNOWN,
        "and whether they may be identified is not known",
        "Record their protection, or accept it with a reason.",
    ),
    Protection.DO_NOT_IDENTIFY: (
        FindingKind.DO_NOT_IDENTIFY,
        "who must not be identified",
        "Take the shot out, or accept it with a reason; the name stays out.",
    ),
    Protection.ALIAS_ONLY: (
        FindingKind.ALIAS_ONLY,
        "who may only be named by an alias",
        "The name stays out of the export.",
    ),
}
_DOUBTS = {
    Doubt.NOT_KNOWN: (FindingKind.CONSENT_UNKNOWN, 'and whether they consent to "{purpose}" is not known'),
    Doubt.REFUSED: (FindingKind.CONSENT_REFUSED, 'who refused "{purpose}" on {day}'),
    Doubt.WITHDRAWN: (FindingKind.CONSENT_WITHDRAWN, 'who took back their consent to "{purpose}" on {day}'),
    Doubt.RUN_OUT: (FindingKind.CONSENT_RUN_OUT, 'whose consent to "{purpose}" does not hold today'),
}
_ASK = "Ask them and record it (mediavault consent), or take the shot out."
_ASK_OR_ACCEPT = "Ask them and record it (mediavault consent), take the shot out, or accept it with a reason."


def people_findings(shot_list: ShotList, people: People, *, accepted: bool) -> Iterator[Finding]:
    """Those who are in a shot, or sent it, and may not be identified or did not consent."""
    for shot in shot_list.shots:
        for link, protection in people.guarded(shot):
            yield _person(shot, link, (protection, people.objections.get(link.authority)), accepted=accepted)


def _person(shot: Shot, link: Link, why: tuple[Protection, Objection | None], *, accepted: bool) -> Finding:
    protection, objection = why
    kind, clause, cure = _PEOPLE[protection]
    if objection is not None and (objection.was_said or protection is not Protection.DO_NOT_IDENTIFY):
        kind, clause = _DOUBTS[objection.doubt]
        day = objection.consent.stated_on if objection.consent else None
        clause = clause.format(purpose=objection.purpose, day=day)
        cure = _ASK_OR_ACCEPT if kind in ACCEPTABLE else _ASK
    warns = (accepted and kind in ACCEPTABLE) or kind is FindingKind.ALIAS_ONLY
    sentence = f"Shot {shot.number} ({shot.asset.name}) is linked to {link.name}, {clause}."
    if warns:
        cure = "The name stays out of the export."
    return Finding(shot.number, kind, sentence, cure, Severity.WARN if warns else Severity.STOP)
