"""What a file says of itself: the facts its readers found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

from library.timecode import FrameRate, Timecode, TimeRange

JsonObject = dict[str, Any]
"""A JSON object as `json.loads` gives it."""
REJECTED_RATING = -1
"""The rating of what is to be thrown away (XMP Specification Part 2, 1.2.3.3); stars are 0 to 5."""


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
    """Only the day is known, or no more than the month or the year, as `local` says."""
    FILE = "file"
    """The file system's modification time: the last resort."""


LONGEST_FRACTION_S = 0.3
"""An exposure that is shorter is written as a fraction of a second."""


UNITS_S = {"d": 86400, "h": 3600, "m": 60, "s": 1}
"""Seconds of each unit a length of time is written in, the longest first."""


def duration_text(seconds: int) -> str:
    """A signed length of time as a person writes it: `+1h3m`, `-2d`, `+0s`."""
    parts, rest = [], abs(seconds)
    for letter, size in UNITS_S.items():
        count, rest = divmod(rest, size)
        parts += [f"{count}{letter}"] if count else []
    return ("-" if seconds < 0 else "+") + ("".join(parts) or "0s")


def offset_text(offset: timedelta) -> str:
    """An offset from UTC as `+02:00`; the seconds that offsets had before 1972 are left out."""
    minutes = round(offset.total_seconds() / 60)
    sign, minutes = ("-", -minutes) if minutes < 0 else ("+", minutes)
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}"


@dataclass(frozen=True, slots=True)
class ClockCorrection:
    """What a person says of the clock by which something was recorded."""

    shift_s: int = 0
    """Seconds by which it was slow; negative where it was fast."""
    zone: str | None = None
    """The zone of the place, by its name in the IANA database: `Europe/Warsaw`."""


@dataclass(frozen=True, slots=True)
class RecordedAt:
    """When the camera recorded it."""

    local: str
    """Local wall-clock time, ISO 8601 without zone: `2021-08-31T18:42:07.120`, `2021-08-31`, `1967-05`, `1967`."""
    offset: str | None
    """Offset from UTC, `+02:00`, or None when it is not known."""
    source: str
    """The field it was decided from: `EXIF DateTimeOriginal`."""
    certainty: Certainty
    explanation: str
    """One sentence for a person: `18:42 +02:00: EXIF DateTimeOriginal; zone from OffsetTimeOriginal`."""

    @property
    def by_clock(self) -> bool:
        """Whether a camera's clock stated it, which may have been wrong."""
        return self.certainty in (Certainty.CERTAIN, Certainty.NO_ZONE)

    def corrected(self, correction: ClockCorrection) -> RecordedAt:
        """This, as the file states it, with the clock put right.

        Where a zone is told, a time that states its own becomes the local time there, and one that states none gets
        it; of an hour that clocks go through twice that is the first. A time that no clock stated stays as it is.

        Raises:
            OverflowError: it would leave the calendar.
            ZoneInfoNotFoundError: nobody knows the zone.
        """
        if not self.by_clock or correction == ClockCorrection():
            return self
        whole, dot, decimals = self.local.partition(".")
        moment = datetime.fromisoformat(whole) + timedelta(seconds=correction.shift_s)
        offset, certainty, told = self.offset, self.certainty, ""
        if correction.zone:
            from zoneinfo import ZoneInfo  # noqa: PLC0415 - few need it, and all load this

            zone = ZoneInfo(correction.zone)
            told = f"; local time of {correction.zone}, as somebody said"
            stated = datetime.fromisoformat(f"{moment.isoformat()}{offset}").astimezone(zone) if offset else None
            there = stated or moment.replace(tzinfo=zone)
            moment, certainty = there.replace(tzinfo=None), Certainty.CERTAIN
            offset = offset_text(there.utcoffset() or timedelta())
        if correction.shift_s:
            told += f"; the camera's clock was corrected by {duration_text(correction.shift_s)}"
        local = moment.isoformat(timespec="seconds")
        clock = f"{local[11:16]} {offset}" if offset else local[11:16]
        why = self.explanation.partition(": ")[2]
        return replace(
            self,
            local=f"{local}{dot}{decimals}",
            offset=offset,
            certainty=certainty,
            explanation=f"{clock}: {why}{told}",
        )


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

    @property
    def name(self) -> str:
        """Make and model, the make once: many models begin with it. Empty when neither is known."""
        make, model = self.make or "", self.model or ""
        named = make and model.casefold().startswith(make.split()[0].casefold())
        return model if named else f"{make} {model}".strip()


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

    @property
    def shutter(self) -> str:
        """The exposure time as cameras show it: `1/250 s`, `2.5 s`; empty when it is not known."""
        if not self.exposure_s:
            return ""
        short = self.exposure_s < LONGEST_FRACTION_S
        return f"1/{1 / self.exposure_s:.0f} s" if short else f"{self.exposure_s:.3g} s"


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
    pixel_aspect: Fraction | None = None
    """How much wider than high a stored pixel of a video is shown; None where it is square, or nobody says."""

    @property
    def is_turned(self) -> bool:
        """Whether a player turns the stored picture on its side."""
        return self.rotation in {90, 270}

    @property
    def shown(self) -> tuple[int, int] | None:
        """Square pixels across and down as displayed: a picture of 1440 x 1080 may be shown as 1920 x 1080."""
        if not self.width or not self.height:
            return None
        aspect = self.pixel_aspect or 1
        if self.is_turned:
            return self.width, round(self.height * aspect)
        return round(self.width * aspect), self.height


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


@dataclass(frozen=True, slots=True)
class Ties:
    """What a file states of the other files of its recording."""

    recording_id: str | None = None
    """Identifier the device gives this recording: Apple's content identifier, which still and movie share; P2's
    GlobalClipID."""
    follows_id: str | None = None
    """Identifier of the recording it goes on from: P2's Connection/Previous."""
    start_s: Fraction | None = None
    """Time stamp of its first packet in seconds of the multiplex's clock (ISO/IEC 13818-1, 2.4.3.7): runs on from
    file to file where a camera cut a transport stream."""


@dataclass(frozen=True, slots=True)
class Motion:
    """The movie inside a motion photo (Google, Samsung): one file holds both."""

    offset_bytes: int
    """Where the movie begins, from the beginning of the file."""
    length_bytes: int
    duration_s: Fraction | None = None
    """Seconds, as the movie's header states them."""


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
    """0 to 5 stars as the file says, or `REJECTED_RATING`."""
    ties: Ties = Ties()
    motion: Motion | None = None
    """The movie inside a motion photo."""
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

    @property
    def first_label(self) -> Timecode | None:
        """The timecode of the first frame, at the rate of the frames; None where there is none, or one that differs."""
        available, start = self.available_range, self.start_timecode
        return start.timecode if available and start and start.timecode.rate == available.rate else None
