"""Edits of suggestions by rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import select

from library import gathering, suggesting
from library.edit.authorities import AuthorityEdits, NameTaken
from library.edit.clips import ClipEdits
from library.history import batches
from library.model import Authority, AuthorityKind, Gathering, Provenance, Related, Relation, Said, Suggestion
from library.reading import authorities
from library.schema import tables


class SuggestionEdits(ClipEdits, AuthorityEdits):
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
        new = {(one.asset, one.authority, one.role) for one in refused if one.id in still_open}
        table, names = tables.refused_link, ("asset_id", "authority_id", "role")
        known = set[tuple[int, int, str]]()
        for batch in batches({asset for asset, _, _ in new}):
            there = select(*(table.c[name] for name in names)).where(table.c.asset_id.in_(batch))
            known.update((asset, record, role) for asset, record, role in self._connection.execute(there))
        self.recorder.insert(table, [dict(zip(names, one, strict=True)) for one in sorted(new - known)])
        return len(new)

    def make_event(self, gathered: Gathering) -> Authority:
        """Makes an event of a day at a place, called by its title, and links its assets to it.

        Raises:
            NameTaken: there are a hundred events of that title.
            UnknownAsset: one of the assets is gone.
        """
        where = gathered.place
        at = () if where is None else (Related(Relation.AT, AuthorityKind.PLACE, gathered.place_name or "", where),)
        event = Authority(kind=AuthorityKind.EVENT, name=self._free(gathered), date=gathered.date, related=at)
        made = self.add_authority(event)
        said = Said(Provenance.RULE, gathering.RULE)
        self.link_all(self.whole_clips(gathered.assets), made, role=suggesting.ROLE, said=said)
        return made

    def _free(self, gathered: Gathering) -> str:
        """A title no event has: with the hours where another has the day and the place."""
        hours = f"{gathered.title}, {gathered.begins:%H:%M}-{gathered.ends:%H:%M}"
        table = tables.authority.c
        for title in (gathered.title, hours, *(f"{hours} ({number})" for number in range(2, 100))):
            if self._row(tables.authority, (table.kind == "event") & (table.name == title)) is None:
                return title
        raise NameTaken(AuthorityKind.EVENT, gathered.title)

    def refuse_gathering(self, gathered: Gathering) -> None:
        """Never offers these assets as a new event again; undo takes that back."""
        asset, refused = tables.asset.c.id, tables.refused_gathering
        for batch in batches(gathered.assets):
            known = select(refused.c.asset_id).where(refused.c.asset_id.in_(batch))
            new = select(asset).where(asset.in_(batch), asset.not_in(known))
            self.recorder.insert_from(refused, ("asset_id",), new)
