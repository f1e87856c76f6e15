"""A shot as it leaves: everything an export may hold of it, and nothing else.

Positions are kept in the media's own frames and never rounded; what a format with one rate needs is derived from them.
This room must not know formats, OpenTimelineIO or files.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import PurePosixPath

from library.model import CopyState, Digest, Fingerprint, MediaKind, StartTimecode
from library.timecode import FrameRate, Timecode, TimeRange


@dataclass(frozen=True, slots=True)
class CutLink:
    """What a shot shows: one link of its clip that may leave."""

    kind: str
    """The authority file: `event`, `place`, `person` …"""
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class CutAlternate:
    """What could stand in the place of a shot; of all formats only those that come back to the archive hold it."""

    clip: str
    """The clip's key: `c34`."""
    asset: str
    """The asset's key: `a12`."""
    source: TimeRange
    """As that of a shot."""
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """The media of a shot as an editing program must find it."""

    asset: str
    """The asset's key: `a12`."""
    kind: MediaKind
    file: str
    """The file name as text."""
    volume: str | None
    path: str | None
    """Below the volume's mount point, as text; bytes that are not UTF-8 stand as `\\xNN`."""
    path_quoted: str | None
    """The same bytes percent-encoded, so that none is lost."""
    url: str | None
    """Where it was last seen, as a URI; None while the volume is not mounted."""
    state: CopyState
    digest: Digest | None
    fingerprint: Fingerprint
    reel: str | None
    """Camera-roll or tape name the media carries."""
    timecode: StartTimecode | None
    available: TimeRange | None
    """All of it, in its own frames; None for a still or an unknown length."""
    variable_frame_rate: bool
    picture: bool
    sound: bool
    width: int | None = None
    """Square pixels across as displayed."""
    height: int | None = None
    """Square pixels down as displayed."""
    pixel_aspect: Fraction | None = None
    """How much wider than high a pixel of the file is shown; None where it is square, nobody says, or it is turned."""
    channels: int = 0
    """Channels of sound, of all streams together."""
    sample_rate_hz: int | None = None

    @property
    def still(self) -> bool:
        """Whether it is a photo, held for as long as the shot lasts."""
        return self.kind is MediaKind.PHOTO

    @property
    def stored_size(self) -> tuple[int, int] | None:
        """Pixels of the file across and down."""
        if not self.width or not self.height:
            return None
        return round(self.width / (self.pixel_aspect or 1)), self.height

    @property
    def stem(self) -> str:
        """The file name without its suffix."""
        return PurePosixPath(self.file).stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One shot: what is used of which media, and where it stands in the list."""

    number: int
    clip: str
    """The clip's key: `c34`."""
    name: str
    """What the clip is called, or else its file."""
    media: Media
    source: TimeRange
    """What is used, in the media's own frames; of a still, frames of the list."""
    record: TimeRange
    """Where it stands, in frames of the list from its first."""
    heading: str | None = None
    note: str | None = None
    clip_note: str | None = None
    rating: int | None = None
    """0 to 5 stars."""
    links: tuple[CutLink, ...] = ()
    alternates: tuple[CutAlternate, ...] = ()
    withheld_people: int = 0
    """How many linked people are not named because their protection is not open."""

    @property
    def differs_in_rate(self) -> bool:
        """Whether it is a picture with frames of another length than the list's."""
        return self.media.kind is MediaKind.VIDEO and self.source.rate != self.record.rate

    @property
    def on_grid(self) -> TimeRange:
        """What is used, from the media's first frame, in frames of the list's rate; exact when the rates are equal.

        It stays inside the media: the last frame of a fast one is nearest to the end of it.
        """
        span, available = self.source.rescaled(self.record.rate), self.media.available
        if available is None or span.rate == self.source.rate:
            return span
        latest = available.rescaled(span.rate).end_exclusive - span.duration
        return TimeRange(max(0, min(span.start, latest)), span.duration, span.rate)

    def linked(self, kind: str) -> str:
        """The names of one authority file, in order."""
        return "; ".join(link.name for link in self.links if link.kind == kind)

    @property
    def shown(self) -> str:
        """Everything it shows, a line for each authority file: `place: Minsk; Brest`."""
        kinds = dict.fromkeys(link.kind for link in self.links)
        return "\n".join(f"{kind}: {self.linked(kind)}" for kind in kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class CutList:
    """A shot list as it leaves."""

    name: str
    project: str | None
    version: int
    start: Timecode
    """The label of its first frame; its rate and drop-frame counting are the list's."""
    cuts: tuple[Cut, ...]
    handles: int = 0
    """Frames of the list that trimmed clips have more at either end."""

    @property
    def rate(self) -> FrameRate:
        """The one rate of the list."""
        return self.start.rate

    @property
    def duration(self) -> int:
        """Frames of the whole list."""
        return self.cuts[-1].record.end_exclusive if self.cuts else 0

    @property
    def media(self) -> dict[str, Media]:
        """Each media once, by the key of its asset, in the order of its first use."""
        return {cut.media.asset: cut.media for cut in self.cuts}

    @property
    def size(self) -> tuple[int, int]:
        """Pixels across and down: of the first video, of the first still, or full HD."""
        pictures = sorted((one for one in self.media.values() if one.width and one.height), key=lambda one: one.still)
        return (pictures[0].width or 0, pictures[0].height or 0) if pictures else (1920, 1080)

    def media_start(self, media: Media) -> Timecode:
        """The label of the media's first frame, counted at the list's rate.

        Media without a timecode is counted from zero in the list's own way, so that one file never mixes two ways of
        counting without need. A timecode at another rate keeps its time of day.
        """
        own = media.timecode.timecode if media.timecode else None
        if own is None:
            return Timecode(0, self.rate, self.start.drop_frame)
        if own.rate == self.rate:
            return own
        return Timecode(self.rate.frames(own.rate.seconds(own.frame)), self.rate, self.start.drop_frame)

    def own_start(self, media: Media) -> Timecode:
        """The label of the media's first frame at its own rate; sound and stills are counted in frames of the list."""
        if media.kind is not MediaKind.VIDEO or media.available is None or media.available.rate == self.rate:
            return self.media_start(media)
        own = media.timecode.timecode if media.timecode else None
        return own if own and own.rate == media.available.rate else Timecode(0, media.available.rate)

    def source_labels(self, cut: Cut) -> tuple[Timecode, Timecode]:
        """The media's own labels of the first frame used and of the frame after the last.

        Sound and stills have no frames of their own: they are labelled in frames of the list.
        """
        if not cut.differs_in_rate:
            first = self.media_start(cut.media) + cut.on_grid.start
            return first, first + cut.record.duration
        start = self.own_start(cut.media)
        return start + cut.source.start, start + cut.source.end_exclusive

    def record_labels(self, cut: Cut) -> tuple[Timecode, Timecode]:
        """The list's labels of a shot's first frame and of the frame after its last."""
        return self.start + cut.record.start, self.start + cut.record.end_exclusive
