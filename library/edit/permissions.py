"""Edits of what is allowed: consents of people, clearances of clips."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from library.edit.writer import Writer
from library.errors import MediavaultError
from library.model import PARTIES, Clearance, ConsentId
from library.reading import authorities as reading
from library.reading import permissions as reading_permissions
from library.schema import permissions, tables

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from library.model import Authority, Consent


class CannotConsent(MediavaultError):
    """A record is of a kind that has no will of its own."""

    def __init__(self, authority: Authority) -> None:
        """Takes the record."""
        super().__init__(
            f'The {authority.kind} "{authority.name}" cannot consent: only people, organisations and contributors can.'
        )


class ConsentRunsBackwards(MediavaultError):
    """A consent would end, or be due for review, before it was given."""

    def __init__(self, consent: Consent) -> None:
        """Takes the consent."""
        super().__init__(
            f'The consent to "{consent.purpose}" of {consent.stated_on} cannot end or be reviewed before that day: '
            "give a later one."
        )


class ClearanceRunsBackwards(MediavaultError):
    """A term would end before it begins."""

    def __init__(self, clearance: Clearance) -> None:
        """Takes the clearance."""
        super().__init__(
            f"The term cannot end on {clearance.term_until}, before it begins on {clearance.term_from}: "
            "give a later last day."
        )


class PermissionEdits(Writer):
    """Who allowed what, and which rights are settled."""

    def add_consent(self, consent: Consent) -> ConsentId:
        """Notes what a party said of a purpose: it counts from now on, and what was said before stays to be read.

        Raises:
            UnknownName: there is no such party. CannotConsent: it is no party.
            ConsentRunsBackwards: it ends, or is to be reviewed, before it was given.
        """
        found = reading.by_ids(self._connection, [consent.party])
        if not found:
            raise reading.UnknownName("person", str(consent.party), ())
        if found[0].kind not in PARTIES:
            raise CannotConsent(found[0])
        if any(day < consent.stated_on for day in (consent.until, consent.review_on) if day is not None):
            raise ConsentRunsBackwards(consent)
        (identity,) = self.recorder.insert(tables.consent, [permissions.consent_columns(consent)])
        return ConsentId(identity)

    def clear_rights(self, clips: Collection[int], clearance: Clearance) -> None:
        """Makes clips say this of their rights, and nothing else; an empty clearance removes what was said.

        Raises:
            ClearanceRunsBackwards: its term ends before it begins.
        """
        if clearance.term_from and clearance.term_until and clearance.term_until < clearance.term_from:
            raise ClearanceRunsBackwards(clearance)
        columns = permissions.clearance_columns(clearance)
        there = self._clearance_rows(clips)
        if not clearance:
            self.recorder.delete(tables.clearance, there.values())
            return
        self.recorder.update_all(tables.clearance, dict.fromkeys(there.values(), columns))
        new = [{"clip_id": clip, **columns} for clip in dict.fromkeys(clips) if clip not in there]
        self.recorder.insert(tables.clearance, new)

    def settle_rights(self, clips: Collection[int], said: Mapping[str, object]) -> None:
        """Says some things of the rights in clips, by the names of `Clearance`'s fields; None unsays; the rest stays.

        Raises:
            ClearanceRunsBackwards: a term would end before it begins.
        """
        held = reading_permissions.clearances(self._connection, clips)
        changed: defaultdict[Clearance, list[int]] = defaultdict(list)
        for clip in clips:
            changed[replace(held.get(clip, Clearance()), **said)].append(clip)  # type: ignore[arg-type]
        for clearance, of_clips in changed.items():
            self.clear_rights(of_clips, clearance)
