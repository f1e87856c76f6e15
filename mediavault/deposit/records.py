"""What other archives read: a PBCore 2.1 and a simple Dublin Core record of each asset.

PBCore 2.1 (pbcore.org, `pbcore-2.1.xsd`) fixes the order of the elements; Dublin Core is `oai_dc` (OAI-PMH 2.0). Every
text has passed whoever withholds names.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from lxml import etree
from lxml.builder import ElementMaker

from library.model import Asset, AuthorityKind, Digest, MediaKind
from mediavault.export.people import People

PBCORE = "http://www.pbcore.org/PBCore/PBCoreNamespace.html"
OAI_DC, DC = "http://www.openarchives.org/OAI/2.0/oai_dc/", "http://purl.org/dc/elements/1.1/"
MEDIA_TYPES = {MediaKind.PHOTO: "Static Image", MediaKind.VIDEO: "Moving Image", MediaKind.AUDIO: "Sound"}
DC_TYPES = {MediaKind.PHOTO: "StillImage", MediaKind.VIDEO: "MovingImage", MediaKind.AUDIO: "Sound"}
"""The terms of the DCMI Type Vocabulary."""
NO_DESCRIPTION = "No description was recorded."
_PB, _OAI, _DC = (
    ElementMaker(namespace=space, nsmap=names)
    for space, names in ((PBCORE, {None: PBCORE}), (OAI_DC, {"oai_dc": OAI_DC, "dc": DC}), (DC, {"dc": DC}))
)


@dataclass(frozen=True, slots=True)
class Described:
    """An asset as it is described to others."""

    asset: Asset
    place: str
    """Where it is in the bag."""
    listed: Digest
    """As the manifest of the bag has it."""
    people: People
    shown: Callable[[str], str]
    """Takes out of a text the names that must not leave, and what XML cannot hold."""

    @property
    def title(self) -> str:
        """What it is called: the name a person gave it, or that of its file."""
        whole = self.asset.whole
        return self.shown((whole and whole.name) or self.place.rpartition("/")[2])

    @property
    def descriptions(self) -> list[str]:
        """What was said of it, the file's own caption first."""
        notes = [self.asset.facts.caption, *(clip.note for clip in self.asset.clips)]
        return [self.shown(text) for text in dict.fromkeys(filter(None, notes))]

    def linked(self, *kinds: AuthorityKind) -> Iterator[tuple[str, str]]:
        """Names and roles of what its clips are tied to, each once; who must not be named is not among them."""
        links = (link for clip in self.asset.clips for link in clip.links if link.kind in kinds and not link.suggested)
        named = ((self.people.name(link), link.role) for link in links)
        yield from dict.fromkeys((self.shown(name), role) for name, role in named if name)

    @property
    def rights(self) -> list[str]:
        """What was said of the rights in it."""
        whole = self.asset.whole
        held = whole.clearance if whole else None
        terms = [held.owner, held.licence, held.credit, held.territory] if held else []
        said = [whole.rights if whole else None, self.asset.facts.rights, "; ".join(filter(None, terms))]
        return [self.shown(text) for text in dict.fromkeys(filter(None, said))]

    @property
    def date(self) -> str | None:
        """When it was recorded, ISO 8601."""
        recorded = self.asset.facts.recorded_at
        return f"{recorded.local}{recorded.offset or ''}" if recorded else None

    @property
    def mime(self) -> str:
        """Its media type, by its name."""
        return mimetypes.guess_type(self.place, strict=False)[0] or "application/octet-stream"

    @property
    def duration_s(self) -> Fraction | None:
        """How long it is; None for a photo."""
        facts = self.asset.facts
        return None if facts.kind is MediaKind.PHOTO else facts.picture.duration_s or facts.sound.duration_s


_MADE = frozenset(("filmed by", "recorded by", "photographed by"))
"""Roles of who made it."""
_PEOPLE = (AuthorityKind.PERSON, AuthorityKind.ORGANISATION, AuthorityKind.CONTRIBUTOR)


def pbcore(one: Described) -> bytes:
    """The PBCore record of an asset (pbcoreDescriptionDocument)."""
    root = _PB.pbcoreDescriptionDocument(_PB.pbcoreAssetType("Clip"))
    if one.date:
        root.append(_PB.pbcoreAssetDate(one.date, dateType="created"))
    root.append(_PB.pbcoreIdentifier(one.asset.key, source="mediavault"))
    if one.asset.digest:
        root.append(_PB.pbcoreIdentifier(one.asset.digest.hex, source=one.asset.digest.algorithm))
    root.append(_PB.pbcoreTitle(one.title))
    root.extend(_PB.pbcoreSubject(name) for name, _ in one.linked(AuthorityKind.KEYWORD))
    root.extend(_PB.pbcoreDescription(text) for text in one.descriptions or [NO_DESCRIPTION])
    for name, _ in one.linked(AuthorityKind.PLACE):
        root.append(_PB.pbcoreCoverage(_PB.coverage(name), _PB.coverageType("Spatial")))
    for name, _ in one.linked(AuthorityKind.EVENT):
        root.append(_PB.pbcoreCoverage(_PB.coverage(name), _PB.coverageType("Temporal")))
    people = list(one.linked(*_PEOPLE))
    root.extend(_PB.pbcoreCreator(_PB.creator(name), _PB.creatorRole(role)) for name, role in people if role in _MADE)
    root.extend(
        _PB.pbcoreContributor(_PB.contributor(name), _PB.contributorRole(role))
        for name, role in people
        if role not in _MADE
    )
    root.extend(_PB.pbcoreRightsSummary(_PB.rightsSummary(text)) for text in one.rights)
    root.append(_instantiation(one))
    return _xml(root)


def _instantiation(one: Described) -> etree._Element:
    facts, made = one.asset.facts, _PB.pbcoreInstantiation()
    made.append(_PB.instantiationIdentifier(one.listed.hex, source=one.listed.algorithm))
    made.append(_PB.instantiationDigital(one.mime))
    made.append(_PB.instantiationLocation(one.shown(one.place)))
    made.append(_PB.instantiationMediaType(MEDIA_TYPES[facts.kind]))
    made.append(_PB.instantiationGenerations("Original"))
    made.append(_PB.instantiationFileSize(str(one.asset.fingerprint.size_bytes), unitsOfMeasure="bytes"))
    if facts.start_timecode:
        made.append(_PB.instantiationTimeStart(str(facts.start_timecode.timecode)))
    if one.duration_s:
        made.append(_PB.instantiationDuration(_clock(one.duration_s)))
    made.extend(_tracks(one))
    return made


def _tracks(one: Described) -> Iterator[etree._Element]:
    facts = one.asset.facts
    picture, sound = facts.picture, facts.sound
    if facts.kind is not MediaKind.AUDIO:
        track = _PB.instantiationEssenceTrack(_PB.essenceTrackType("Image" if one.duration_s is None else "Video"))
        track.extend([_PB.essenceTrackEncoding(picture.codec)] if picture.codec else [])
        track.extend([_PB.essenceTrackFrameRate(str(picture.frame_rate))] if picture.frame_rate else [])
        track.extend([_PB.essenceTrackFrameSize(f"{picture.width}x{picture.height}")] if picture.width else [])
        yield track
    if sound.codec:
        track = _PB.instantiationEssenceTrack(_PB.essenceTrackType("Audio"), _PB.essenceTrackEncoding(sound.codec))
        rate = sound.sample_rate_hz
        track.extend([_PB.essenceTrackSamplingRate(str(rate), unitsOfMeasure="Hz")] if rate else [])
        yield track


def dublin_core(one: Described) -> bytes:
    """The Dublin Core record of an asset."""
    facts, people = one.asset.facts, list(one.linked(*_PEOPLE))
    said: list[tuple[str, str]] = [("title", one.title)]
    said += [("creator", name) for name, role in people if role in _MADE]
    said += [("subject", name) for name, _ in one.linked(AuthorityKind.KEYWORD)]
    said += [("description", text) for text in one.descriptions]
    said += [("contributor", name) for name, role in people if role not in _MADE]
    said += [("date", one.date)] if one.date else []
    said += [("type", DC_TYPES[facts.kind]), ("format", one.mime)]
    said += [("format", f"{one.asset.fingerprint.size_bytes} bytes")]
    said += [("format", _clock(one.duration_s))] if one.duration_s else []
    said += [("identifier", one.asset.key), ("identifier", f"{one.listed.algorithm}:{one.listed.hex}")]
    said += [("source", one.shown(one.place))]
    said += [("coverage", name) for name, _ in one.linked(AuthorityKind.PLACE, AuthorityKind.EVENT)]
    said += [("rights", text) for text in one.rights]
    return _xml(_OAI.dc(*(_DC(name, text) for name, text in said)))


def _clock(seconds: Fraction) -> str:
    """A length as hours, minutes, seconds and thousandths: `0:01:02.040`."""
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _xml(root: etree._Element) -> bytes:
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return content
