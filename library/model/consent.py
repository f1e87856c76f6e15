"""Consent: what people allow to be done with footage of them, purpose by purpose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from library.model.ids import AuthorityId, ConsentId

ANY_PURPOSE = "any"
"""The purpose of a consent, a refusal or a withdrawal that is about every purpose."""


def same_purpose(text: str) -> str:
    """One spelling for a purpose, however it is typed: `Social  Media` and `social media`."""
    return " ".join(text.casefold().split())


class ConsentState(StrEnum):
    """What was said."""

    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What one party said about one purpose, once. A later one about the same purpose takes its place."""

    party: AuthorityId
    purpose: str
    """`film`, `festival`, `online`, `any`: the words are the team's own."""
    state: ConsentState
    stated_on: date
    """The day it was said."""
    stated_by: str | None = None
    """Who said it, when it was not the person: a parent, a lawyer."""
    how: str | None = None
    """`signed release`, `on camera`, `by message`, `public speech`."""
    until: date | None = None
    """The last day it holds; None: until it is withdrawn."""
    review_on: date | None = None
    """The day to ask again, for people change their minds and their danger changes."""
    risk: str | None = None
    """What they were told could happen to them."""
    note: str | None = None
    id: ConsentId | None = None
    """None in a value that has not been stored yet."""

    def holds(self, on: date) -> bool:
        """Whether it allows its purpose on a day."""
        return self.state is ConsentState.GRANTED and self.stated_on <= on and (self.until is None or on <= self.until)

    def is_due(self, on: date) -> bool:
        """Whether it is to be asked for again: its day has come, or it has run out."""
        days = [day for day in (self.review_on, self.until) if day is not None]
        return self.state is ConsentState.GRANTED and bool(days) and min(days) <= on


def standing(said: Iterable[Consent]) -> dict[str, Consent]:
    """What counts of all that one party said, by purpose (`same_purpose`): of each purpose the last.

    What is said of any purpose takes the place of all that was said before it.
    """
    found: dict[str, Consent] = {}
    for one in sorted(said, key=lambda consent: consent.id or 0):
        purpose = same_purpose(one.purpose)
        if purpose == ANY_PURPOSE:
            found.clear()
        found[purpose] = one
    return found


class Doubt(StrEnum):
    """Why somebody's consent does not cover an export."""

    NOT_KNOWN = "not known"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RUN_OUT = "run out"


@dataclass(frozen=True, slots=True)
class Objection:
    """That somebody's consent does not cover an export."""

    doubt: Doubt
    purpose: str
    """What they did not consent to."""
    consent: Consent | None = None
    """What they said, where they said anything."""

    @property
    def was_said(self) -> bool:
        """Whether it follows from what they said, and is no mere silence."""
        return self.doubt is not Doubt.NOT_KNOWN


_DOUBTS = {ConsentState.REFUSED: Doubt.REFUSED, ConsentState.WITHDRAWN: Doubt.WITHDRAWN}


def objection(said: Iterable[Consent], purpose: str | None, on: date) -> Objection | None:
    """What stands against an export for a purpose on a day, of all that one party said; None when nothing does.

    Nothing said about a purpose is no consent to it. An export that names no purpose may be for any, also for one that
    was refused: then every refusal, every consent taken back and every one that does not hold that day stands against
    it.
    """
    counting = standing(said)
    if purpose is None:
        against = [one for one in counting.values() if not one.holds(on)]
        against.sort(key=lambda one: one.state not in _DOUBTS)  # what was refused is told first
        return next((Objection(_doubt(one), one.purpose, one) for one in against), None)
    found = counting.get(same_purpose(purpose)) or counting.get(ANY_PURPOSE)
    if found is None:
        return Objection(Doubt.NOT_KNOWN, purpose)
    if found.holds(on):
        return None
    return Objection(_doubt(found), purpose, found)


def _doubt(one: Consent) -> Doubt:
    return _DOUBTS.get(one.state, Doubt.RUN_OUT)
