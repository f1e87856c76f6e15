"""Values of the catalogue as the JSON objects of the command line. Scripts hold on to the shapes: they may only grow.

Every key is always there; what is not known is null. Rates are text (`30000/1001`), keys are text (`a12`, `c34`).
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

from library.model import (
    Alternate,
    Asset,
    Authority,
    Camera,
    Clip,
    ClipId,
    Copy,
    Digest,
    Exposure,
    Gps,
    HistoryCheck,
    Inheritance,
    JsonObject,
    KeptShot,
    Link,
    Message,
    Motion,
    Operation,
    Part,
    Picture,
    Problem,
    RecordedAt,
    Shot,
    ShotChange,
    ShotList,
    ShotListSummary,
    ShotListVersion,
    Sound,
    StartTimecode,
    Use,
    path_text,
)
from mediavault.cli.permission_records import clearance, inheritance, region

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from library.timecode import Timecode, TimeRange


def asset(value: Asset, inherited: Mapping[ClipId, Inheritance] | None = None, uses: Iterable[Use] = ()) -> JsonObject:
    """An asset as `find --json` prints it; `show --json` adds `raw`."""
    known = inherited or {}
    facts = value.facts
    return {
        "id": value.key,
        "kind": facts.kind.value,
        "digest": digest(value.digest),
        "size_bytes": value.fingerprint.size_bytes,
        "copies": [copy(one) for one in value.copies],
        "recorded_at": recorded_at(facts.recorded_at) if facts.recorded_at else None,
        "camera": camera(facts.camera),
        "exposure": exposure(facts.exposure),
        "picture": picture(facts.picture, facts.sound.duration_s),
        "sound": sound(facts.sound),
        "timecode": timecode(facts.start_timecode) if facts.start_timecode else None,
        "reel": facts.reel,
        "gps": gps(facts.gps) if facts.gps else None,
        "caption": facts.caption,
        "keywords": list(facts.keywords),
        "rights": facts.rights,
        "rating": facts.rating,
        "clips": [clip(one, known.get(one.id)) for one in value.clips],
        "parts": [part(one) for one in value.parts],
        "part_of": part(value.part_of) if value.part_of else None,
        "motion": motion(facts.motion) if facts.motion else None,
        "used_in": [use(one) for one in uses],
    }


def message(value: Message) -> JsonObject:
    """A message of a contributor, with the media that came with it; who the sender is it does not say."""
    said = (
        "channel",
        "chat",
        "sender",
        "forwarded_from",
        "sent_at",
        "edited_at",
        "received_at",
        "text",
        "terms",
        "lacks",
    )
    came = [{"asset": f"a{asset}", "name": name} for asset, name in value.assets]
    return {"id": value.id, **{name: getattr(value, name) for name in said}, "assets": came}


def digest(value: Digest | None) -> JsonObject | None:
    """The digest of every byte; its hexadecimal digits."""
    return None if value is None else {"algorithm": value.algorithm, "hex": value.hex}


def problem(value: Problem | None) -> JsonObject | None:
    """What was the matter with a file: a word for programs, and the sentence."""
    return None if value is None else {"kind": value.kind, "message": value.message}


def path(raw: bytes) -> JsonObject:
    r"""A path, with `\xNN` where it is no UTF-8; `path_quoted` is the very bytes, percent-encoded (RFC 3986)."""
    return {"path": path_text(raw), "path_quoted": quote_from_bytes(raw)}


def copy(value: Copy) -> JsonObject:
    """One file of an asset; its path relative to the volume."""
    return {
        "volume": value.volume,
        **path(value.path_raw),
        "state": value.state.value,
        "sidecars": [sidecar.name for sidecar in value.sidecars],
    }


def recorded_at(value: RecordedAt) -> JsonObject:
    """When the camera recorded it."""
    return {
        "local": value.local,
        "offset": value.offset,
        "source": value.source,
        "certainty": value.certainty.value,
        "explanation": value.explanation,
    }


def camera(value: Camera) -> JsonObject:
    """The device that recorded it."""
    return {"make": value.make, "model": value.model, "serial": value.serial, "lens": value.lens}


def exposure(value: Exposure) -> JsonObject:
    """How a still was exposed."""
    return {
        "iso": value.iso,
        "f_number": value.f_number,
        "exposure_s": value.exposure_s,
        "focal_length_mm": value.focal_length_mm,
    }


def picture(value: Picture, heard_s: Fraction | None) -> JsonObject:
    """The picture, width and height as displayed; a recording of sound alone lasts as long as it is heard."""
    return {
        "width": value.width,
        "height": value.height,
        "orientation": value.orientation,
        "rotation": value.rotation,
        "codec": value.codec,
        "pixel_format": value.pixel_format,
        "frame_rate": str(value.frame_rate) if value.frame_rate else None,
        "frame_count": value.frame_count,
        "duration_s": _seconds(value.duration_s or heard_s),
        "variable_frame_rate": value.variable_frame_rate,
        "hdr": value.hdr,
    }


def sound(value: Sound) -> JsonObject:
    """The first sound stream, and how many there are."""
    return {
        "codec": value.codec,
        "channels": value.channels,
        "sample_rate_hz": value.sample_rate_hz,
        "streams": value.streams,
        "duration_s": _seconds(value.duration_s),
    }


def timecode(value: StartTimecode) -> JsonObject:
    """The label of the first frame."""
    label = value.timecode
    return {"start": str(label), "rate": str(label.rate), "drop_frame": label.drop_frame, "source": value.source}


def gps(value: Gps) -> JsonObject:
    """Where the camera was: WGS 84 degrees, metres."""
    return {
        "latitude": value.latitude,
        "longitude": value.longitude,
        "altitude_m": value.altitude_m,
        "source": value.source,
    }


def part(value: Part) -> JsonObject:
    """One end of the tie between a part and its whole: the asset at the other end."""
    return {"asset": f"a{value.asset}", "name": value.name, "role": value.role.value, "position": value.position}


def motion(value: Motion) -> JsonObject:
    """The movie inside a motion photo."""
    return {
        "offset_bytes": value.offset_bytes,
        "length_bytes": value.length_bytes,
        "duration_s": _seconds(value.duration_s),
    }


def clip(value: Clip, inherited: Inheritance | None = None) -> JsonObject:
    """A clip as it stands inside its asset, with what holds for it besides; that is null where nobody asked for it."""
    return {
        "id": value.key,
        "name": value.name,
        "range": span(value.range) if value.range else None,
        "links": [link(one) for one in value.links],
        "rating": value.rating,
        "note": value.note,
        "rights": value.rights,
        "picked": value.picked,
        "rejected": value.rejected,
        "region": region(value.region) if value.region else None,
        "clearance": clearance(value.clearance) if value.clearance else None,
        "inherited": inheritance(inherited) if inherited else None,
    }


def lone_clip(value: Clip, inherited: Inheritance | None, uses: Iterable[Use]) -> JsonObject:
    """A clip by itself: it says which asset it is a range of, and where any of its frames are used already."""
    used = [use(one) for one in uses if one.touches(value)]
    return {**clip(value, inherited), "asset": f"a{value.asset}", "used_in": used}


def use(value: Use) -> JsonObject:
    """A shot that footage is used in already; `source_range` in frames of its rate from the first of the media."""
    return {
        "shot_list": value.shot_list,
        "project": value.project,
        "number": value.number,
        "clip": f"c{value.clip}",
        "source_range": span(value.source_range),
    }


def span(value: TimeRange) -> JsonObject:
    """A range in frames of its rate from the first frame of the media."""
    return {
        "start": value.start,
        "duration": value.duration,
        "end_exclusive": value.end_exclusive,
        "rate": str(value.rate),
    }


def link(value: Link) -> JsonObject:
    """What a clip is linked to."""
    return {
        "kind": value.kind.value,
        "name": value.name,
        "role": value.role,
        "provenance": value.provenance.value,
        "confidence": value.confidence,
        "stated_by": value.stated_by,
        "suggested": value.suggested,
    }


def authority(value: Authority) -> JsonObject:
    """A record of an authority file."""
    return {
        "kind": value.kind.value,
        "name": value.name,
        "names": [{"text": one.text, "language": one.language} for one in value.names],
        "note": value.note,
        "related": [
            {"relation": one.relation.value, "kind": one.kind.value, "name": one.name} for one in value.related
        ],
        "sources": [{"url": one.url, "title": one.title, "quotation": one.quotation} for one in value.sources],
        "date": value.date,
        "count": value.count,
        "latitude": value.latitude,
        "longitude": value.longitude,
        "protection": value.protection.value if value.protection else None,
        "alias": value.alias,
        "roles": list(value.roles),
        "identifiers": dict(value.identifiers),
    }


def shot_list_summary(value: ShotListSummary) -> JsonObject:
    """A line of `shotlist list --json`."""
    return {
        "name": value.name,
        "project": value.project,
        "shots": value.shots,
        "rate": str(value.rate),
        "version": value.version,
        "running_time": str(value.running_time),
    }


def shot_list(value: ShotList) -> JsonObject:
    """A whole shot list; `duration` and `handles` in frames of its rate."""
    placed = zip(value.shots, value.record_ranges, strict=True)
    return {
        "name": value.name,
        "project": value.project,
        "version": value.version,
        "rate": str(value.rate),
        "duration": value.duration,
        "running_time": str(value.running_time),
        "handles": value.handles,
        "shots": [shot(one, placed_span(record, value.start_timecode + record.start)) for one, record in placed],
    }


def shot(value: Shot, record_range: JsonObject) -> JsonObject:
    """One use of a clip, and where it stands in the list."""
    return {
        "number": value.number,
        "clip": value.clip.key,
        "asset": value.asset.key,
        "source_range": placed_span(value.source_range, value.start_timecode),
        "record_range": record_range,
        "note": value.note,
        "heading": value.heading,
        "state": value.asset.state.value,
        "alternates": [alternate(one) for one in value.alternates],
    }


def alternate(value: Alternate) -> JsonObject:
    """What could stand in the place of a shot; its range in frames of its rate from the first of the media."""
    return {
        "number": value.number,
        "clip": value.clip.key,
        "asset": value.asset.key,
        "source_range": span(value.source_range),
        "note": value.note,
    }


def version(value: ShotListVersion) -> JsonObject:
    """A shot list as it was exported: when, to what, and how much of it there was."""
    return {
        "version": value.version,
        "exported_at": value.exported_at,
        "format": value.format,
        "file": value.file,
        "shots": len(value.shots),
        "running_time": str(value.running_time),
    }


def shot_change(value: ShotChange) -> JsonObject:
    """What became of a shot between two lists."""
    return {
        "kinds": list(value.kinds),
        "before": kept_shot(value.before) if value.before else None,
        "after": kept_shot(value.after) if value.after else None,
    }


def kept_shot(value: KeptShot) -> JsonObject:
    """A shot as it was; the keys of what is gone by now are not used again."""
    return {
        "number": value.number,
        "clip": f"c{value.clip}",
        "asset": f"a{value.asset}",
        "name": value.name,
        "source_range": span(value.source_range),
        "note": value.note,
        "heading": value.heading,
    }


def placed_span(value: TimeRange, start: Timecode) -> JsonObject:
    """A range with the labels of its first frame and of the first frame after it."""
    return {
        "start_timecode": str(start),
        "end_timecode": str(start + value.duration),
        "start_frame": value.start,
        "frames": value.duration,
        "rate": str(value.rate),
    }


def operation(value: Operation) -> JsonObject:
    """A change of the catalogue; `at` is UTC. The digest of what was done last is the head of the history."""
    return {
        "id": value.id,
        "at": value.at.isoformat(),
        "who": value.who,
        "what": value.what,
        "undone": value.undone,
        "changes": value.changes,
        "why": value.why,
        "digest": value.digest,
    }


def history_check(value: HistoryCheck) -> JsonObject:
    """What came of a verification of the history."""
    return {
        "head": value.head,
        "steps": value.steps,
        "since": value.since,
        "unseen": value.unseen,
        "faults": [{"step": one.step, "operation": one.operation, "what": one.what} for one in value.faults],
    }


def _seconds(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
