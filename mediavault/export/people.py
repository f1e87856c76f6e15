"""Who may be identified how far, and what they are called: people, organisations and contributors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from library import Catalogue
from library.model import (
    PARTIES,
    Authority,
    AuthorityId,
    AuthorityKind,
    Clip,
    Link,
    Objection,
    Protection,
    Shot,
    ShotList,
)
from library.permissions import today
from library.withheld import Withheld
from mediavault.export.versions import Versions

BEHIND_THE_CAMERA = frozenset(("filmed by", "sent by", "about"))
"""Roles of those who are not in the picture."""


@dataclass(frozen=True)
class People:
    """All who can be identified (`Catalogue.parties`); who is not among them is unknown, and unknown means no."""

    known: tuple[Authority, ...] = ()
    objections: Mapping[AuthorityId, Objection] = field(default_factory=dict)
    """Whose consent does not cover the export, and why; they are unknown among `known`."""
    on: date = field(default_factory=today)
    """The day of the export."""
    versions: Versions = field(default_factory=Versions, compare=False)
    """Of the media: who is in one of them is in all."""

    @classmethod
    def of(cls, catalogue: Catalogue, *, purpose: str | None = None) -> People:
        """All a catalogue knows, as far as each may be identified for a purpose."""
        objections = catalogue.objections(purpose=purpose)
        return cls(catalogue.parties(purpose=purpose), objections, versions=Versions(catalogue.assets))

    @cached_property
    def _by_id(self) -> Mapping[AuthorityId, Authority]:
        return {one.id: one for one in self.known if one.id is not None}

    def guarded(self, shot: Shot) -> Iterator[tuple[Link, Protection]]:
        """Those who may be in a shot, or whose material it is, and are not open, each once."""
        yield from self._guarded([*self._met(self.concerned(shot)), *shot.clip.links])

    def guarded_in_media(self, shot: Shot) -> Iterator[tuple[Link, Protection]]:
        """Those who may be anywhere in the media of a shot, which previews are made of, and are not open."""
        assets = (shot.asset, *(one.asset for one in self.versions.of(shot.asset)))
        yield from self._guarded([*self._met(clip for one in assets for clip in one.clips), *shot.clip.links])

    def concerned(self, shot: Shot) -> Iterator[Clip]:
        """The other clips that say something of the frames a shot uses, those of other versions of its media too."""
        yield from concerned(shot)
        for version in self.versions.of(shot.asset):
            yield from version.clips_near(shot)

    def _guarded(self, links: Iterable[Link]) -> Iterator[tuple[Link, Protection]]:
        for link in {link.authority: link for link in links if link.kind in PARTIES}.values():
            known = self._by_id.get(link.authority)
            protection = known.protection if known and known.protection else Protection.UNKNOWN
            if protection is not Protection.OPEN:
                yield link, protection

    def _met(self, clips: Iterable[Clip]) -> Iterator[Link]:
        """Links of other clips that have to do with the frames used.

        Who only filmed or sent it is not in the picture; they count where they did not consent.
        """
        for link in (link for clip in clips for link in clip.links):
            if link.role not in BEHIND_THE_CAMERA or link.authority in self.objections:
                yield link

    def name(self, link: Link) -> str | None:
        """What a link may say: of who has only an alias that, and nothing of others who are not open."""
        known = self._by_id.get(link.authority)
        if link.kind not in PARTIES or (known and known.protection is Protection.OPEN):
            return link.name
        return known.alias if known and known.protection is Protection.ALIAS_ONLY else None

    def words(self, shot: Shot) -> Withheld:
        """Each word of the names of those in a shot who are not open: there a surname alone says who it is."""
        people = (link for link, _ in self.guarded(shot) if link.kind is AuthorityKind.PERSON)
        unknown = (Authority(kind=link.kind, name=link.name, id=link.authority) for link in people)
        return Withheld.words_of(self._by_id.get(one.id, one) for one in unknown if one.id is not None)

    def withheld(self, shot_list: ShotList) -> Withheld:
        """Every name of everybody who is not open, linked to a shot or not: a note may name who is in no shot."""
        linked = {link.name for shot in shot_list.shots for link, _ in self.guarded(shot)}
        return Withheld(Withheld.of(self.known).names | linked)


def concerned(shot: Shot) -> Iterator[Clip]:
    """The other clips of a shot's asset that say something of the frames it uses: those that share one, and the whole.

    Of a photo those are all its regions, for all of it is shown.
    """
    for clip in shot.asset.clips:
        span = clip.range
        apart = span is not None and span.rate == shot.source_range.rate and not span.overlaps(shot.source_range)
        if clip.id != shot.clip.id and not apart:
            yield clip


NOBODY = People()
"""No person is known to be open, so none is named."""
