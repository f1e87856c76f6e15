"""The people of a catalogue as an export asks for them: how far each may be identified, and what they are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from library.model import Authority, AuthorityId, AuthorityKind, Link, Protection, Shot, ShotList
from library.withheld import Withheld


@dataclass(frozen=True)
class People:
    """All people a catalogue knows; who is not among them is unknown, and unknown means no."""

    known: tuple[Authority, ...] = ()

    @cached_property
    def _protections(self) -> Mapping[AuthorityId, Protection]:
        return {one.id: one.protection or Protection.UNKNOWN for one in self.known if one.id is not None}

    def guarded(self, shot: Shot) -> Iterator[tuple[Link, Protection]]:
        """The people a shot's clip is linked to who are not open, each once."""
        people = {link.authority: link for link in shot.clip.links if link.kind is AuthorityKind.PERSON}
        for link in people.values():
            protection = self._protections.get(link.authority, Protection.UNKNOWN)
            if protection is not Protection.OPEN:
                yield link, protection

    def withheld(self, shot_list: ShotList) -> Withheld:
        """Every name of everybody who is not open, linked to a shot or not: a note may name who is in no shot."""
        linked = {link.name for shot in shot_list.shots for link, _ in self.guarded(shot)}
        return Withheld(Withheld.of(self.known).names | linked)


NOBODY = People()
"""No person is known to be open, so none is named."""
