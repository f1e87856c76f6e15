"""What a finished cut needs besides its frames: consent and rights, credits, and what else is known of the frames.

Consent and rights are looked at as an export looks at them, once for every clip that shares a frame with an edit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from library.model import Asset, AuthorityKind, Clip, ClipId, Shot, ShotId, ShotList, ShotListId
from library.timecode import FrameRate
from library.withheld import Withheld
from mediavault.conform.finding import Found
from mediavault.export.findings import Finding
from mediavault.export.people import People, concerned
from mediavault.export.people_findings import people_findings
from mediavault.export.rights_findings import rights_findings


@dataclass(frozen=True, slots=True)
class Credits:
    """Who and what the credits must name."""

    contributors: tuple[str, ...]
    """Who sent or filmed what is used, and may be named; by name."""
    unnamed: int
    """How many more of them must not be named, as far as is known."""
    lines: tuple[str, ...]
    """Credit lines the rights ask for, each once, in the order they are first due."""


def overlapping(found: Found) -> tuple[Clip, ...]:
    """The clips of an edit's asset that share a frame with it: ranges first, then what was said of the whole."""
    shot = _shot(found, None)
    if shot is None:
        return ()
    clips = [clip for clip in concerned(shot) if clip.region is None or found.source_range is not None]
    return tuple(sorted(clips, key=lambda clip: (clip.is_whole, clip.id)))


def words(found: Sequence[Found], people: People) -> Withheld:
    """Each word of the names of those who are in what was found and not open: beside them a surname says who it is."""
    shots = (shot for one in found if (shot := _shot(one, None)) is not None)
    return Withheld(frozenset(word for shot in shots for word in people.words(shot).names))


def clearances(found: Sequence[Found], people: People) -> list[Finding]:
    """What stands against the use of what was found; the shot of a finding is the number of its edit."""
    findings: dict[tuple[int | None, str], Finding] = {}
    for one in found:
        for clip in (None, *overlapping(one)):
            shot = _shot(one, clip)
            if shot is None:
                continue
            alone = _list_of(shot)
            for finding in (*people_findings(alone, people, accepted=False), *rights_findings(alone, people)):
                findings.setdefault((finding.shot, finding.sentence), finding)
    return sorted(findings.values(), key=lambda finding: (not finding.stops, finding.shot or 0))


def credits_of(found: Sequence[Found], people: People) -> Credits:
    """Who and what the credits must name for what was found."""
    names: dict[str, None] = {}
    hidden: set[int] = set()
    lines: dict[str, None] = {}
    for one in found:
        clips = overlapping(one)
        for link in (link for clip in clips for link in clip.links if not link.suggested):
            if link.kind is AuthorityKind.CONTRIBUTOR or link.role == "filmed by":
                name = people.name(link)
                if name is None:
                    hidden.add(link.authority)
                else:
                    names[name] = None
        lines |= dict.fromkeys(_lines(one.asset, clips))
    return Credits(tuple(sorted(names, key=str.casefold)), len(hidden), tuple(lines))


def _lines(asset: Asset | None, clips: Sequence[Clip]) -> Iterator[str]:
    for clip in clips:
        if clip.clearance and clip.clearance.credit:
            yield clip.clearance.credit
        if clip.rights:
            yield clip.rights
    if asset and asset.facts.rights:
        yield asset.facts.rights


_NOTHING_SAID = ClipId(0)
"""No clip has this key."""


def _shot(found: Found, clip: Clip | None) -> Shot | None:
    """An edit as a shot of a clip; without one, of the asset, so that all that is said of its frames counts."""
    if found.asset is None or found.source_range is None:
        return None
    of = clip or Clip(id=_NOTHING_SAID, asset=found.asset.id, range=found.source_range)
    key, number = ShotId(found.edit.number), found.edit.number
    return Shot(id=key, number=number, clip=of, asset=found.asset, source_range=found.source_range)


def _list_of(shot: Shot) -> ShotList:
    return ShotList(
        id=ShotListId(0), name="", project=None, rate=FrameRate(25), drop_frame=False, version=1, shots=(shot,)
    )


def renumbered(findings: Sequence[Finding]) -> list[Finding]:
    """The findings, saying "edit" where an export says "shot"."""
    return [replace(one, sentence=one.sentence.replace("Shot ", "Edit ").replace("shot ", "edit ")) for one in findings]
