"""Between values and columns: the one place that knows how a value is laid out in a row."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from library.model import (
    PARTIES,
    Authority,
    Camera,
    Certainty,
    ClockCorrection,
    Digest,
    Exposure,
    Fingerprint,
    Gps,
    MediaFacts,
    MediaKind,
    Motion,
    Picture,
    Protection,
    RecordedAt,
    Sidecar,
    Sound,
    StartTimecode,
    Ties,
    path_text,
)
from library.timecode import FrameRate, Timecode, TimeRange

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.engine import RowMapping

    from library.model import FileStamp

Columns = dict[str, Any]


def _text(value: object | None) -> str | None:
    return None if value is None else str(value)


def _fields(value: Camera | Exposure) -> Columns:
    """The fields of a flat value by name; `dataclasses.asdict` copies each of them deeply, at ten times the cost."""
    return {name: getattr(value, name) for name in value.__slots__}


def rate(text: str | None) -> FrameRate | None:
    """Reads a stored rate (`30000/1001`)."""
    return None if text is None else FrameRate.parse(text)


def stored_range(row: RowMapping, frame_rate: FrameRate | None) -> TimeRange | None:
    """Reads `start` and `duration`; None when the row holds no range or its media no rate."""
    if row["start"] is None or frame_rate is None:
        return None
    return TimeRange(row["start"], row["duration"], frame_rate)


def facts_columns(facts: MediaFacts) -> Columns:
    """Lays the facts of an asset out in the columns of `asset`; `raw` has a table of its own."""
    return {
        "kind": facts.kind.value,
        **recorded_columns(facts.recorded_at),
        **_fields(facts.camera),
        **_fields(facts.exposure),
        **_picture_columns(facts),
        **_timecode_columns(facts.start_timecode),
        "reel": facts.reel,
        **_gps_columns(facts.gps),
        "caption": facts.caption,
        "keywords": list(facts.keywords),
        "rights": facts.rights,
        "rating": facts.rating,
        **_parts_columns(facts),
    }


def recorded_columns(recorded: RecordedAt | None) -> Columns:
    """Lays out when something was recorded."""
    fields = ("local", "offset", "source", "certainty", "explanation")
    return {f"recorded_{name}": _text(getattr(recorded, name, None)) for name in fields}


def _picture_columns(facts: MediaFacts) -> Columns:
    picture, sound = facts.picture, facts.sound
    length = picture.duration_s if picture.duration_s is not None else sound.duration_s
    return {
        **{
            name: getattr(picture, name)
            for name in ("width", "height", "orientation", "rotation", "codec", "pixel_format", "frame_count", "hdr")
        },
        "frame_rate": _text(picture.frame_rate),
        "pixel_aspect": _text(picture.pixel_aspect),
        "duration_s": _text(picture.duration_s),
        "variable_frame_rate": picture.variable_frame_rate,
        "sound_codec": sound.codec,
        "channels": sound.channels,
        "sample_rate_hz": sound.sample_rate_hz,
        "sound_streams": sound.streams,
        "sound_duration_s": _text(sound.duration_s),
        "length_s": None if length is None else float(length),
    }


def _timecode_columns(start: StartTimecode | None) -> Columns:
    timecode = start.timecode if start else None
    return {
        "timecode_frame": timecode.frame if timecode else None,
        "timecode_rate": str(timecode.rate) if timecode else None,
        "drop_frame": timecode.drop_frame if timecode else None,
        "timecode_source": start.source if start else None,
    }


def _gps_columns(gps: Gps | None) -> Columns:
    return {
        "latitude": gps.latitude if gps else None,
        "longitude": gps.longitude if gps else None,
        "altitude_m": gps.altitude_m if gps else None,
        "gps_source": gps.source if gps else None,
    }


def _parts_columns(facts: MediaFacts) -> Columns:
    ties, motion = facts.ties, facts.motion
    return {
        "recording_id": ties.recording_id,
        "follows_id": ties.follows_id,
        "start_s": _text(ties.start_s),
        "motion_offset_bytes": motion.offset_bytes if motion else None,
        "motion_length_bytes": motion.length_bytes if motion else None,
        "motion_duration_s": _text(motion.duration_s) if motion else None,
    }


def facts(row: RowMapping) -> MediaFacts:
    """Reads the facts of an asset, without `raw`."""
    return MediaFacts(
        kind=MediaKind(row["kind"]),
        recorded_at=recorded(row),
        camera=Camera(row["make"], row["model"], row["serial"], row["lens"]),
        exposure=Exposure(row["iso"], row["f_number"], row["exposure_s"], row["focal_length_mm"]),
        picture=_picture(row),
        sound=_sound(row),
        start_timecode=_start_timecode(row),
        reel=row["reel"],
        gps=_gps(row),
        caption=row["caption"],
        keywords=tuple(row["keywords"]),
        rights=row["rights"],
        rating=row["rating"],
        ties=Ties(row["recording_id"], row["follows_id"], _fraction(row["start_s"])),
        motion=_motion(row),
    )


def available_range(row: RowMapping | Mapping[str, Any]) -> TimeRange | None:
    """What the media of a row has, from the few columns that say it."""
    return MediaFacts(
        kind=MediaKind(row["kind"]),
        picture=Picture(
            frame_rate=rate(row["frame_rate"]),
            frame_count=row["frame_count"],
            duration_s=_fraction(row["duration_s"]),
        ),
        sound=Sound(sample_rate_hz=row["sample_rate_hz"], duration_s=_fraction(row["sound_duration_s"])),
    ).available_range


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def recorded(row: RowMapping | Mapping[str, Any]) -> RecordedAt | None:
    """When an asset was recorded."""
    if row["recorded_local"] is None:
        return None
    return RecordedAt(
        row["recorded_local"],
        row["recorded_offset"],
        row["recorded_source"],
        Certainty(row["recorded_certainty"]),
        row["recorded_explanation"],
    )


def correction(row: RowMapping | Mapping[str, Any]) -> ClockCorrection:
    """What a person said of the clock by which an asset was recorded."""
    return ClockCorrection(row["clock_shift_s"], row["clock_zone"])


def stated(row: RowMapping) -> RecordedAt | None:
    """When an asset was recorded as its file states it, whatever was corrected since."""
    told = recorded(row)
    if told is None or correction(row) == ClockCorrection():
        return told
    fields = row["clock_stated"]
    return replace(told, **fields | {"certainty": Certainty(fields["certainty"])})


def corrected_columns(stated: RecordedAt | None, correction: ClockCorrection) -> Columns:
    """Lays out when something was recorded, with what a person says of the clock.

    Raises:
        OverflowError, ZoneInfoNotFoundError: as `RecordedAt.corrected` does.
    """
    told = stated and stated.corrected(correction)
    kept = ("local", "offset", "certainty", "explanation")
    return {
        **recorded_columns(told),
        "clock_shift_s": correction.shift_s,
        "clock_zone": correction.zone,
        "clock_stated": None if told is stated else {name: getattr(stated, name) for name in kept},
    }


def _picture(row: RowMapping) -> Picture:
    return Picture(
        width=row["width"],
        height=row["height"],
        orientation=row["orientation"],
        rotation=row["rotation"],
        codec=row["codec"],
        pixel_format=row["pixel_format"],
        frame_rate=rate(row["frame_rate"]),
        frame_count=row["frame_count"],
        duration_s=_fraction(row["duration_s"]),
        variable_frame_rate=row["variable_frame_rate"],
        hdr=row["hdr"],
        pixel_aspect=_fraction(row["pixel_aspect"]),
    )


def _sound(row: RowMapping) -> Sound:
    return Sound(
        row["sound_codec"],
        row["channels"],
        row["sample_rate_hz"],
        row["sound_streams"],
        _fraction(row["sound_duration_s"]),
    )


def _start_timecode(row: RowMapping) -> StartTimecode | None:
    frame_rate = rate(row["timecode_rate"])
    if frame_rate is None:
        return None
    return StartTimecode(Timecode(row["timecode_frame"], frame_rate, row["drop_frame"]), row["timecode_source"])


def _gps(row: RowMapping) -> Gps | None:
    if row["latitude"] is None:
        return None
    return Gps(row["latitude"], row["longitude"], row["altitude_m"], row["gps_source"])


def _motion(row: RowMapping) -> Motion | None:
    if row["motion_offset_bytes"] is None:
        return None
    return Motion(row["motion_offset_bytes"], row["motion_length_bytes"], _fraction(row["motion_duration_s"]))


def fingerprint(row: RowMapping) -> Fingerprint:
    """Reads what tells content apart at once."""
    return Fingerprint(row["size_bytes"], row["quick_hex"])


def digest(row: RowMapping) -> Digest | None:
    """Reads the full digest, if it has been taken."""
    return Digest(row["digest_algorithm"], row["digest_hex"]) if row["digest_hex"] else None


def path_columns(path_raw: bytes) -> Columns:
    """Lays out a path: its bytes, and text to search and show."""
    text = path_text(path_raw).replace("\0", "\\x00")
    return {"path_raw": path_raw, "path": unicodedata.normalize("NFC", text)}


def stamp_columns(stamp: FileStamp) -> Columns:
    """Lays out what `fstat` said."""
    return stamp._asdict()


def sidecar_columns(sidecars: Sequence[Sidecar]) -> Columns:
    """Lays out the sidecars of a copy."""
    return {"sidecars": [[one.name, one.size_bytes, one.mtime_ns] for one in sidecars]}


def sidecars(row: RowMapping) -> tuple[Sidecar, ...]:
    """The sidecars of a copy."""
    return tuple(Sidecar(*one) for one in row["sidecars"])


def authority_columns(authority: Authority) -> Columns:
    """Lays an authority out in the columns of `authority`; names and relations have tables of their own."""
    protection = authority.protection
    if authority.kind in PARTIES and protection is None:
        protection = Protection.UNKNOWN
    return {
        "kind": authority.kind.value,
        "name": authority.name,
        "note": authority.note,
        "date": authority.date,
        "count": authority.count,
        "latitude": authority.latitude,
        "longitude": authority.longitude,
        "protection": _text(protection),
        "alias": authority.alias,
        "roles": list(authority.roles),
        "identifiers": dict(authority.identifiers),
        "sources": [asdict(source) for source in authority.sources],
    }
