"""Edits of suggestions by rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from library import suggesting
from library.edit.clips import ClipEdits
from library.model import Provenance, Said, Suggestion
from library.reading import authorities
from library.schema import tables


class SuggestionEdits(ClipEdits):
    """What rules offer, and what a person says to it."""

    def suggest(self, offers: Iterable[suggesting.Offer]) -> int:
        """Keeps offers as questions; returns how many are new."""
        alike: defaultdict[tuple[int, float], list[int]] = defaultdict(list)
        for offer in offers:
            alike[offer.event, offer.confidence].append(offer.asset)
        events = {
            int(one.id or 0): one for one in authorities.by_ids(self._connection, sorted({key for key, _ in alike}))
        }
        added = 0
        for (event, confidence), assets in alike.items():
            said = Said(Provenance.RULE, suggesting.RULE, confidence, suggested=True)
            added += self.link_all(self.whole_clips(assets), events[event], role=suggesting.ROLE, said=said)
        return added

    def refuse(self, refused: Collection[Suggestion]) -> int:
        """Takes suggestions away for good: no rule suggests them again; undo takes that back.

        One that somebody decided meanwhile stays as it was decided.
        """
        still_open = self.open_links([one.id for one in refused])
        self.reject_links(still_open)
        rows = [
            {"asset_id": one.asset, "authority_id": one.authority, "role": one.role}
            for one in refused
            if one.id in still_open
        ]
        return len(self.recorder.insert(tables.refused_link, rows))
