"""Noting which assets belong together, as the last of them comes in.

A pair is looked at in the commit that records its second file, whichever that is and in whichever run: a run that is
killed has noted all that it recorded, and a scan of known files notes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from library import Edit
from library.model import AssetId, MediaFacts, MediaKind, Tie
from library.reading.known import KnownCopy
from mediavault.ingest.structures.names import Candidate
from mediavault.ingest.structures.survey import Survey
from mediavault.walking.values import Entry


class Read(NamedTuple):
    """A file that was read, and the asset it is."""

    entry: Entry
    asset: AssetId
    facts: MediaFacts | None
    """None when it is as it was."""

    @property
    def states_pieces(self) -> bool:
        """Whether it may name another piece of its recording, or be named by one."""
        facts = self.facts
        return facts is not None and facts.kind is MediaKind.VIDEO and facts.ties.recording_id is not None


@dataclass(slots=True)
class Assembly:
    """The files of a run that may belong together, and the assets they turned out to be."""

    survey: Survey
    known: Callable[[Entry], KnownCopy | None]
    """What the catalogue remembered of a file when the run began."""
    _assets: dict[int, AssetId] = field(default_factory=dict)
    """Of the files read in this run that may belong to others, by the `id` of their entries."""

    def assemble(self, edit: Edit, read: Iterable[Read]) -> None:
        """Notes what belongs to files that were read, as far as both files of a pair are recorded."""
        candidates: dict[int, Candidate] = {}
        stating: list[AssetId] = []
        for one in read:
            for candidate in self.survey.candidates(one.entry):
                self._assets[id(one.entry)] = one.asset
                candidates[id(candidate)] = candidate
            stating += [one.asset] if one.states_pieces else []
        self._decide(edit, candidates.values())
        if stating:
            edit.add_stated_pieces(stating)

    def _decide(self, edit: Edit, candidates: Iterable[Candidate]) -> None:
        pairs = [(one, self._asset(one.whole), self._asset(one.member)) for one in candidates]
        both = [(one, whole, member) for one, whole, member in pairs if whole and member and whole != member]
        facts = edit.evidence({asset for _, *two in both for asset in two}) if both else {}
        agreed = [
            Tie(whole, member, one.role, one.position)
            for one, whole, member in both
            if whole in facts and member in facts and one.agree(facts[whole], facts[member])
        ]
        if agreed:
            edit.add_parts(agreed)

    def _asset(self, entry: Entry) -> AssetId | None:
        """The asset a file is, if that is known by now; one that has changed since is not until it is read."""
        copy = self.known(entry)
        same = copy is not None and copy.stamp == entry.stamp
        return self._assets.get(id(entry)) or (copy.asset if copy is not None and same else None)
