"""What is known, as values: frozen, free of storage, safe to hand to any thread.

This room must not know how values are stored (`library.schema`), shown (`tui`) or made (`mediavault`).
Positions inside media are frames at an exact rate, zero-based from the media's first frame (`library.timecode`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, NewType

from library.timecode import FrameRate, Timecode, TimeRange

AssetId = NewType("AssetId", int)
ClipId = NewType("ClipId", int)
CopyId = NewType("CopyId", int)
AuthorityId = NewType("AuthorityId", int)
LinkId = NewType("LinkId", int)
ShotId = NewType("ShotId", int)
ShotListId = NewType("ShotListId", int)
VolumeId = NewType("VolumeId", int)
OperationId = NewType("OperationId", int)

JsonObject = dict[str, Any]
"""A JSON object as `json.loads` gives it."""


# Media: what a file says of itself -----------------------------------------------------------------------------------


class MediaKind(StrEnum):
    """What an asset is."""

    PHOTO = "photo"
    VIDEO = "video"
    AUDIO = "audio"


class Certainty(StrEnum):
    """How far a capture time can be trusted."""

    CERTAIN = "certain"
    """The camera's own time, and its zone is known."""
    NO_ZONE = "no zone"
    """The camera's own local time; the zone is not known."""
    DAY = "day"
    """Only the day is known, from a file name."""
    FILE = "file"
    """The file system's modification time: the last resort."""


@dataclass(frozen=True, slots=True)
class RecordedAt:
    """When the camera recorded it."""

    local: str
    """Local wall-clock time, ISO 8601 without zone: `2021-08-31T18:42:07.120`."""
    offset: str | None
    """Offset from UTC, `+02:00`, or None when it is not known."""
    source: str
    """The field it was decided from: `EXIF DateTimeOriginal`."""
    certainty: Certainty
    explanation: str
    """One sentence for a person: `18:42 +02:00: EXIF DateTimeOriginal; zone from OffsetTimeOriginal`."""


@dataclass(frozen=True, slots=True)
class Camera:
    """The device that recorded it, as it names itself."""

    make: str | None = None
    """EXIF 0x010F."""
    model: str | None = None
    """EXIF 0x0110."""
    serial: str | None = None
    """EXIF 0xA431 BodySerialNumber."""
    lens: str | None = None
    """EXIF 0xA434 LensModel."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """How a still was exposed (EXIF 2.32, section 4.6.5)."""

    iso: int | None = None
    """EXIF 0x8827 PhotographicSensitivity."""
    f_number: float | None = None
    """EXIF 0x829D, focal length divided by aperture diameter."""
    exposure_s: float | None = None
    """Exposure time in seconds (EXIF 0x829A)."""
    focal_length_mm: float | None = None
    """Focal length in millimetres (EXIF 0x920A)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture stream of a video, or the picture of a photo."""

    width: int | None = None
    """Pixels across as displayed, after orientation or rotation."""
    height: int | None = None
    """Pixels down as displayed, after orientation or rotation."""
    orientation: int | None = None
    """EXIF 0x0112, 1 to 8, of the stored picture of a photo."""
    rotation: int | None = None
    """Clockwise degrees a player turns a video's stored picture by: 0, 90, 180 or 270."""
    codec: str | None = None
    pixel_format: str | None = None
    frame_rate: FrameRate | None = None
    """Frames per second, exact; None for a photo."""
    frame_count: int | None = None
    duration_s: Fraction | None = None
    """Seconds, exact as the container states it; None for a photo."""
    variable_frame_rate: bool | None = None
    hdr: str | None = None
    """`PQ` (SMPTE ST 2084), `HLG` (ARIB STD-B67), or None."""


@dataclass(frozen=True, slots=True)
class Sound:
    """The sound of an asset: its first stream, and how many there are."""

    codec: str | None = None
    channels: int | None = None
    sample_rate_hz: int | None = None
    streams: int = 0
    duration_s: Fraction | None = None
    """Seconds, exact as the container states it."""


@dataclass(frozen=True, slots=True)
class StartTimecode:
    """The label of the media's first frame, and where it stood."""

    timecode: Timecode
    source: str
    """The stream or tag that holds it: `tmcd stream`, `MXF format tag`."""


@dataclass(frozen=True, slots=True)
class Gps:
    """Where the camera was, WGS 84."""

    latitude: float
    """Degrees, north positive."""
    longitude: float
    """Degrees, east positive."""
    altitude_m: float | None
    """Metres above sea level."""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFacts:
    """Everything the readers found in one file. Absent facts are None, never invented."""

    kind: MediaKind
    recorded_at: RecordedAt | None = None
    camera: Camera = Camera()
    exposure: Exposure = Exposure()
    picture: Picture = Picture()
    sound: Sound = Sound()
    start_timecode: StartTimecode | None = None
    reel: str | None = None
    """Camera-roll or tape name."""
    gps: Gps | None = None
    caption: str | None = None
    keywords: tuple[str, ...] = ()
    """Words the file itself carries; not yet words of the vocabulary."""
    rights: str | None = None
    rating: int | None = None
    """0 to 5 stars as the file says; -1 rejected."""
    raw: Mapping[str, Any] = field(default_factory=dict)
    """All readings, by reader and group; plain JSON values."""

    @property
    def available_range(self) -> TimeRange | None:
        """What the media has: all frames of a video, all samples of a sound; None for a photo or an unknown length."""
        picture, sound = self.picture, self.sound
        if self.kind is MediaKind.VIDEO and picture.frame_rate is not None:
            count = picture.frame_count
            if count is None and picture.duration_s is not None:
                count = picture.frame_rate.frames(picture.duration_s)
            return TimeRange(0, count, picture.frame_rate) if count else None
        if self.kind is MediaKind.AUDIO and sound.sample_rate_hz and sound.duration_s:
            rate = FrameRate(sound.sample_rate_hz)
            return TimeRange(0, max(1, rate.frames(sound.duration_s)), rate)
        return None


# Assets and where they are --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest of the whole content."""

    algorithm: str
    """`xxh128` (XXH3, 128 bits), as ASC MHL names it."""
    hex: str


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells content apart at once: its size and a digest of its head, middle and tail."""

    size_bytes: int
    quick_hex: str
    """XXH3 (128 bits) of the first, middle and last 64 KiB; of everything when the file is no longer than those."""


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What `fstat` says of a file; as long as it stays the same, the content is taken to be the same."""

    size_bytes: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class CopyState(StrEnum):
    """Where a copy stands. A copy whose volume is not mounted is offline, never missing."""

    ONLINE = "online"
    OFFLINE = "offline"
    MISSING = "missing"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Volume:
    """One mountable store: card, drive or share."""

    id: VolumeId
    uid: str
    """What it is known by wherever it is mounted: `uuid:…` of its file system."""
    label: str
    shelf: str | None = None
    """Where it stands when it is not mounted."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One file holding an asset on one volume at one path."""

    id: CopyId
    asset: AssetId
    volume: str
    """The volume's label."""
    path_raw: bytes
    """Bytes relative to the volume's mount point, exactly as on disk."""
    state: CopyState
    stamp: FileStamp
    location: Path | None
    """Where it can be opened now; None while the volume is not mounted."""

    @property
    def path(self) -> str:
        r"""The path as text; bytes that are not UTF-8 stand as `\xNN`."""
        return self.path_raw.decode("utf-8", "backslashreplace")

    @property
    def name(self) -> str:
        """The file name as text."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One piece of media as content."""

    id: AssetId
    digest: Digest | None
    """None until the full digest has been taken."""
    fingerprint: Fingerprint
    facts: MediaFacts
    """`facts.raw` is empty here; `Catalogue.raw()` has it."""
    copies: tuple[Copy, ...]
    clips: tuple[Clip, ...]

    @property
    def key(self) -> str:
        """What people and scripts call it by: `a12`."""
        return f"a{self.id}"

    @property
    def name(self) -> str:
        """The file name of its first copy, or its key when no copy is known."""
        return self.copies[0].name if self.copies else self.key

    @property
    def state(self) -> CopyState:
        """The best state among its copies; missing when it has none."""
        states = {copy.state for copy in self.copies}
        return next((state for state in CopyState if state in states), CopyState.MISSING)

    @property
    def location(self) -> Path | None:
        """Where an online copy can be opened, or None."""
        return next((copy.location for copy in self.copies if copy.state is CopyState.ONLINE), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetRow:
    """One line of a long list: just what a list shows, cheap to read by the hundred."""

    id: AssetId
    kind: MediaKind
    name: str
    recorded_local: str | None
    """ISO 8601 local time."""
    certainty: Certainty | None
    available_range: TimeRange | None
    rating: int | None
    rejected: bool
    state: CopyState
    quick_hex: str
    """`Fingerprint.quick_hex`: what previews are filed under."""
    events: tuple[str, ...]
    places: tuple[str, ...]
    tags: tuple[str, ...]
    """People, organisations and keywords."""
    ranges: int
    """How many clips of it are ranges."""


# Clips and what they show ---------------------------------------------------------------------------------------------


class Provenance(StrEnum):
    """Who says so."""

    PERSON = "person"
    RULE = "rule"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Link:
    """A typed tie from a clip to an authority."""

    id: LinkId
    authority: AuthorityId
    kind: AuthorityKind
    name: str
    """The authority's preferred name."""
    role: str
    """`depicts`, `recorded at`, `speaks`, `filmed by`, `about` …"""
    provenance: Provenance = Provenance.PERSON
    confidence: float | None = None
    """0 to 1, when a model says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A named range of one asset; what gets tagged. Without a range it is the whole asset."""

    id: ClipId
    asset: AssetId
    range: TimeRange | None
    name: str | None = None
    rating: int | None = None
    """0 to 5 stars."""
    rejected: bool = False
    note: str | None = None
    links: tuple[Link, ...] = ()

    @property
    def key(self) -> str:
        """What people and scripts call it by: `c34`."""
        return f"c{self.id}"


# Authorities: the records of the authority files ----------------------------------------------------------------------


class AuthorityKind(StrEnum):
    """The authority files."""

    EVENT = "event"
    PLACE = "place"
    PERSON = "person"
    ORGANISATION = "organisation"
    KEYWORD = "keyword"
    PROJECT = "project"


DEFAULT_ROLE: Mapping[AuthorityKind, str] = {
    AuthorityKind.EVENT: "depicts",
    AuthorityKind.PLACE: "recorded at",
    AuthorityKind.PERSON: "depicts",
    AuthorityKind.ORGANISATION: "depicts",
    AuthorityKind.KEYWORD: "about",
    AuthorityKind.PROJECT: "about",
}
"""The role a link takes when nobody names one."""


class Relation(StrEnum):
    """How one authority stands to another."""

    BROADER = "broader"
    """A street to its city, a keyword to a wider one (SKOS `broader`)."""
    NEAR = "near"
    """A happening or a spot to a landmark it is close to."""
    AT = "at"
    """An event to a place where it happened."""
    PART_OF = "part of"
    """An event to the series it belongs to."""
    RESPONDS_TO = "responds to"
    """An event to the event it answers."""
    INVOLVES = "involves"
    """An event or a project to a person, an organisation or a keyword it concerns."""


class Protection(StrEnum):
    """How far a person may be identified. Unknown means no."""

    UNKNOWN = "unknown"
    OPEN = "open"
    ALIAS_ONLY = "alias only"
    DO_NOT_IDENTIFY = "do not identify"


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling."""

    text: str
    language: str | None = None
    """BCP 47: `be`, `be-Latn`, `pl`; None when it is not said."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another authority, as seen from one that names it."""

    relation: Relation
    kind: AuthorityKind
    name: str
    id: AuthorityId | None = None
    """None in a value that has not been stored yet: then kind and name find it."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from."""

    url: str | None = None
    title: str | None = None
    quotation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """One record of an authority file."""

    kind: AuthorityKind
    name: str
    """The preferred name, unique within its kind after folding."""
    id: AuthorityId | None = None
    """None in a value that has not been stored yet."""
    names: tuple[Name, ...] = ()
    """All other spellings and aliases."""
    note: str | None = None
    related: tuple[Related, ...] = ()
    sources: tuple[Source, ...] = ()
    date: str | None = None
    """Of an event: EDTF (`library.dates`), only what its sources state."""
    count: str | None = None
    """Of an event: how many people took part, in the source's words: `more than 200`."""
    latitude: float | None = None
    """Of a place: WGS 84 degrees, north positive."""
    longitude: float | None = None
    """Of a place: WGS 84 degrees, east positive."""
    protection: Protection | None = None
    """Of a person; None for every other kind."""
    identifiers: Mapping[str, str] = field(default_factory=dict)
    """Foreign identifiers by scheme: `{"wikidata": "Q580", "geonames": "593116"}`."""

    def related_by(self, relation: Relation) -> tuple[Related, ...]:
        """Those this record stands in `relation` to."""
        return tuple(other for other in self.related if other.relation is relation)


# Shot lists -----------------------------------------------------------------------------------------------------------

STILL_HOLD_S = 4
"""Seconds a still is held in a shot list when nobody says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One use of a clip in an ordered list."""

    id: ShotId
    number: int
    """One-based position in the list."""
    clip: Clip
    asset: Asset
    source_range: TimeRange
    """What is used, in the media's own frames; of a still, frames held at the list's rate from 0."""
    note: str | None = None
    heading: str | None = None

    @property
    def start_timecode(self) -> Timecode:
        """The label of its first source frame; counted from 00:00:00:00 when the media has no timecode."""
        start = self.asset.facts.start_timecode
        first = start.timecode if start and self.source_range.rate == start.timecode.rate else None
        return (first or Timecode(0, self.source_range.rate)) + self.source_range.start


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotList:
    """Shots in order, and the rate they are counted at."""

    id: ShotListId
    name: str
    project: str | None
    rate: FrameRate
    drop_frame: bool
    version: int
    """How often it has been exported, plus one."""
    shots: tuple[Shot, ...]

    @property
    def start_timecode(self) -> Timecode:
        """The label of its first frame: one hour, as editing rooms expect."""
        return Timecode.parse("01:00:00;00" if self.drop_frame else "01:00:00:00", self.rate)

    @property
    def record_ranges(self) -> tuple[TimeRange, ...]:
        """Where each shot stands in the list, in frames of the list's rate from its first frame, without gaps."""
        ranges, position = [], 0
        for shot in self.shots:
            span = shot.source_range.rescaled(self.rate)
            ranges.append(TimeRange(position, span.duration, self.rate))
            position += span.duration
        return tuple(ranges)

    @property
    def duration(self) -> int:
        """Running time in frames of its rate."""
        return sum(span.duration for span in self.record_ranges)


@dataclass(frozen=True, slots=True)
class ShotListSummary:
    """A shot list as a list of lists shows it."""

    id: ShotListId
    name: str
    project: str | None
    shots: int
    rate: FrameRate
    version: int


# History --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of the catalogue, by somebody, at a time, reversible."""

    id: OperationId
    at: datetime
    """UTC."""
    who: str
    what: str
    """A sentence for a person: `Tag 3 clips: hands`."""
    undone: bool
    changes: int
    """How many rows it touched."""


class Outcome(StrEnum):
    """What came of one file of a batch."""

    NEW = "new"
    KNOWN = "known"
    UPDATED = "updated"
    UNREADABLE = "unreadable"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a file, or a part of it, could not be read."""

    kind: str
    """A word a script can match: `no-reader`, `damaged`, `permission`, `timeout`, `changing`, `not-a-file`, `name`."""
    message: str
    """A sentence for a person."""
