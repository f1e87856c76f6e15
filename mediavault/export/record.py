"""A cut as plain JSON values and back, losslessly: what stands in an OpenTimelineIO clip under `mediavault`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from library.model import CopyState, Digest, Fingerprint, JsonObject, MediaKind, StartTimecode
from library.timecode import FrameRate, Timecode, TimeRange
from mediavault.export.cut import Cut, CutAlternate, CutLink, CutList, Media

SCHEMA = 1
"""The version of this record; a reader of a later program can tell what it reads."""


def list_record(cut_list: CutList) -> JsonObject:
    """What a list says of itself, without its cuts."""
    return {
        "schema": SCHEMA,
        "name": cut_list.name,
        "project": cut_list.project,
        "version": cut_list.version,
        "start": _timecode_record(cut_list.start),
        "handles": cut_list.handles,
    }


def read_list(record: Mapping[str, Any], cuts: tuple[Cut, ...]) -> CutList:
    """The list that `list_record` wrote, with its cuts."""
    return CutList(
        name=record["name"],
        project=record["project"],
        version=record["version"],
        start=_read_timecode(record["start"]),
        cuts=cuts,
        handles=record.get("handles", 0),  # it was not there at first
    )


def cut_record(cut: Cut) -> JsonObject:
    """Everything of a cut; rates are fractions, positions zero-based frames."""
    return {
        "schema": SCHEMA,
        "shot": cut.number,
        "clip": cut.clip,
        "name": cut.name,
        "source": range_record(cut.source),
        "record": range_record(cut.record),
        "heading": cut.heading,
        "note": cut.note,
        "clip_note": cut.clip_note,
        "rating": cut.rating,
        "links": [{"kind": link.kind, "name": link.name, "role": link.role} for link in cut.links],
        "alternates": [alternate_record(one) for one in cut.alternates],
        "withheld_people": cut.withheld_people,
        **_media_record(cut.media),
    }


def read_cut(record: Mapping[str, Any]) -> Cut:
    """The cut that `cut_record` wrote."""
    return Cut(
        number=record["shot"],
        clip=record["clip"],
        name=record["name"],
        media=_read_media(record),
        source=read_range(record["source"]),
        record=read_range(record["record"]),
        heading=record["heading"],
        note=record["note"],
        clip_note=record["clip_note"],
        rating=record["rating"],
        links=tuple(CutLink(link["kind"], link["name"], link["role"]) for link in record["links"]),
        alternates=tuple(map(read_alternate, record.get("alternates", ()))),  # they were not there at first
        withheld_people=record["withheld_people"],
    )


def alternate_record(alternate: CutAlternate) -> JsonObject:
    """What could stand in the place of a shot."""
    return {
        "clip": alternate.clip,
        "asset": alternate.asset,
        "source": range_record(alternate.source),
        "note": alternate.note,
    }


def read_alternate(record: Mapping[str, Any]) -> CutAlternate:
    """The alternate that `alternate_record` wrote."""
    return CutAlternate(record["clip"], record["asset"], read_range(record["source"]), record["note"])


_SAME = (
    "asset", "file", "volume", "path", "path_quoted", "url", "reel", "variable_frame_rate", "picture", "sound",
    "width", "height", "channels", "sample_rate_hz",
)  # fmt: skip
"""Fields of the media that JSON holds as they are."""


def _media_record(media: Media) -> JsonObject:
    timecode, digest, fingerprint = media.timecode, media.digest, media.fingerprint
    oblong = {} if media.pixel_aspect is None else {"pixel_aspect": str(media.pixel_aspect)}
    return {
        **{field: getattr(media, field) for field in _SAME},
        **oblong,
        "kind": str(media.kind),
        "state": str(media.state),
        "still": media.still,
        "digest": {"algorithm": digest.algorithm, "hex": digest.hex} if digest else None,
        "fingerprint": {"size_bytes": fingerprint.size_bytes, "quick_hex": fingerprint.quick_hex},
        "timecode": {**_timecode_record(timecode.timecode), "source": timecode.source} if timecode else None,
        "available": range_record(media.available) if media.available else None,
    }


def _read_media(record: Mapping[str, Any]) -> Media:
    timecode, digest = record["timecode"], record["digest"]
    return Media(
        **{field: record[field] for field in _SAME if field in record},  # the last four were not there at first
        kind=MediaKind(record["kind"]),
        state=CopyState(record["state"]),
        digest=Digest(**digest) if digest else None,
        fingerprint=Fingerprint(**record["fingerprint"]),
        timecode=StartTimecode(_read_timecode(timecode), timecode["source"]) if timecode else None,
        available=read_range(record["available"]) if record["available"] else None,
        pixel_aspect=Fraction(record["pixel_aspect"]) if "pixel_aspect" in record else None,
    )


def range_record(span: TimeRange) -> JsonObject:
    """A range; its rate is a fraction."""
    return {"start": span.start, "duration": span.duration, "rate": str(span.rate)}


def read_range(record: Mapping[str, Any]) -> TimeRange:
    """The range that `range_record` wrote."""
    return TimeRange(record["start"], record["duration"], FrameRate.parse(record["rate"]))


def _timecode_record(timecode: Timecode) -> JsonObject:
    """The label for people, the count and the way of counting for programs."""
    return {
        "label": str(timecode),
        "frame": timecode.frame,
        "rate": str(timecode.rate),
        "drop_frame": timecode.drop_frame,
    }


def _read_timecode(record: Mapping[str, Any]) -> Timecode:
    return Timecode(record["frame"], FrameRate.parse(record["rate"]), record["drop_frame"])
