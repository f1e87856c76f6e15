"""Who may be identified how far, and what they are called: people, organisations and contributors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from library.model import PARTIES, Authority, AuthorityId, Link, Protection, Shot, ShotList
from library.withheld import Withheld


@dataclass(frozen=True)
class People:
    """All who can be identified (`Catalogue.parties`); who is not among them is unknown, and unknown means no."""

    known: tuple[Authority, ...] = ()

    @cached_property
    def _by_id(self) -> Mapping[AuthorityId, Authority]:
        return {one.id: one for one in self.known if one.id is not None}

    def guarded(self, shot: Shot) -> Iterator[tuple[Link, Protection]]:
        """Those a shot's clip is linked to who are not open, each once."""
        for link in {link.authority: link for link in shot.clip.links if link.kind in PARTIES}.values():
            known = self._by_id.get(link.authority)
            protection = known.protection if known and known.protection else Protection.UNKNOWN
            if protection is not Protection.OPEN:
                yield link, protection

    def name(self, link: Link) -> str | None:
        """What a link may say: of who has only an alias that, and nothing of others who are not open."""
        known = self._by_id.get(link.authority)
        if link.kind not in PARTIES or (known and known.protection is Protection.OPEN):
            return link.name
        return known.alias if known and known.protection is Protection.ALIAS_ONLY else None

    def withheld(self, shot_list: ShotList) -> Withheld:
        """Every name of everybody who is not open, linked to a shot or not: a note may name who is in no shot."""
        linked = {link.name for shot in shot_list.shots for link, _ in self.guarded(shot)}
        return Withheld(Withheld.of(self.known).names | linked)


NOBODY = People()
"""No person is known to be open, so none is named."""
