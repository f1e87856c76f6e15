"""The one model every format is written from: an OpenTimelineIO timeline of a shot list.

One rate for the whole timeline, the list's, because that is what editing programs read without surprises; ranges count
from the media's start timecode. Media of another rate stands on the nearest frame of the list; where it is exactly, and
everything else that must not be lost, is in the `mediavault` metadata of each clip.

Pictures stand on V1 and their sound on A1, linked, as DaVinci Resolve writes them itself; a track that would be empty
is left out. A shot whose media has no known place here keeps its own with a missing reference: an invented path would
make an editing program search for, or find, another file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

import opentimelineio as otio

from library.model import JsonObject, ShotList
from library.timecode import FrameRate, Timecode
from mediavault.export.cut import Cut, CutList, Media
from mediavault.export.gather import gather
from mediavault.export.people import NOBODY, People
from mediavault.export.record import cut_record, list_record, read_cut, read_list

OURS = "mediavault"
"""The metadata key under which everything is kept losslessly."""


def timeline(shot_list: ShotList, *, people: People = NOBODY) -> otio.schema.Timeline:
    """The timeline of a shot list, without the names of people who are not open.

    Args:
        shot_list: The list.
        people: Who may be identified how far; who is not among them is not named.
    """
    # Written as OpenTimelineIO's own JSON and read by it: to build the same of its objects takes twice as long.
    written = json.dumps(_timeline(gather(shot_list, people)))
    return cast("otio.schema.Timeline", otio.core.deserialize_json_from_string(written))


def cut_list_of(timeline: otio.schema.Timeline) -> CutList:
    """The cuts of a timeline made here, also of one that was written and read again."""
    # As JSON and back: to ask OpenTimelineIO for one field after the other takes three times as long.
    written = json.loads(otio.core.serialize_json_to_string(timeline, indent=-1))
    cuts = (read_cut(record) for record in _records(written["tracks"]) if "source" in record)
    return read_list(written["metadata"][OURS], tuple(sorted(cuts, key=lambda cut: cut.number)))


def _records(item: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The record of each clip in a stack or track, as JSON holds it."""
    if item["OTIO_SCHEMA"].startswith("Clip."):
        yield item["metadata"][OURS]
    for child in item.get("children", ()):
        yield from _records(child)


def _timeline(cut_list: CutList) -> JsonObject:
    pictures = _track("V1", otio.schema.TrackKind.Video, [_on_video(cut, cut_list) for cut in cut_list.cuts])
    sounds = _track("A1", otio.schema.TrackKind.Audio, [_on_audio(cut, cut_list) for cut in cut_list.cuts])
    seen, heard = (any(getattr(cut.media, what) for cut in cut_list.cuts) for what in ("picture", "sound"))
    return {
        "OTIO_SCHEMA": "Timeline.1",
        "name": cut_list.name,
        "global_start_time": _time(cut_list.start.frame, cut_list.rate),
        "metadata": {OURS: list_record(cut_list)},
        "tracks": {
            "OTIO_SCHEMA": "Stack.1",
            "name": "tracks",
            "children": [*([pictures] if seen else ()), *([sounds] if heard else ())],
            "markers": [
                _marker(cut.heading, _range(cut.record.start, 1, cut_list.rate), otio.schema.MarkerColor.GREEN)
                for cut in cut_list.cuts
                if cut.heading
            ],
        },
    }


def _track(name: str, kind: str, items: list[JsonObject]) -> JsonObject:
    return {"OTIO_SCHEMA": "Track.1", "name": name, "kind": kind, "children": items}


def _on_video(cut: Cut, cut_list: CutList) -> JsonObject:
    """The picture of a cut with its whole record and its note; a gap when it has no picture."""
    return _whole(cut, cut_list) if cut.media.picture else _gap(cut)


def _on_audio(cut: Cut, cut_list: CutList) -> JsonObject:
    """The sound of a cut; its record is here only when there is no picture to hold it."""
    if not cut.media.sound:
        return _gap(cut)
    return _clip(cut, cut_list, {"shot": cut.number}) if cut.media.picture else _whole(cut, cut_list)


def _whole(cut: Cut, cut_list: CutList) -> JsonObject:
    """A cut with its record, and its note as a marker on its first frame; a clip's marker is placed in the media."""
    clip = _clip(cut, cut_list, cut_record(cut))
    if cut.note:
        first = {**clip["source_range"], "duration": _time(1, cut.record.rate)}
        clip["markers"] = [_marker(cut.note, first, otio.schema.MarkerColor.YELLOW)]
    return clip


def _clip(cut: Cut, cut_list: CutList, record: JsonObject) -> JsonObject:
    metadata = {OURS: record}
    if cut.media.picture and cut.media.sound:
        # How DaVinci Resolve writes that a picture and a sound belong together.
        metadata["Resolve_OTIO"] = {"Link Group ID": cut.number}
    first = cut_list.media_start(cut.media).frame + cut.on_grid.start
    return {
        "OTIO_SCHEMA": "Clip.2",
        "name": cut.name,
        "metadata": metadata,
        "source_range": _range(first, cut.record.duration, cut_list.rate),
        "media_references": {_KEY: _reference(cut.media, cut_list)},
        "active_media_reference_key": _KEY,
    }


_KEY = otio.schema.Clip.DEFAULT_MEDIA_KEY


def _reference(media: Media, cut_list: CutList) -> JsonObject:
    where = {"OTIO_SCHEMA": "MissingReference.1"}
    if media.url is not None:
        where = {"OTIO_SCHEMA": "ExternalReference.1", "target_url": media.url}
    return {**where, "name": media.file, "available_range": _available(media, cut_list.media_start(media))}


def _available(media: Media, start: Timecode) -> JsonObject | None:
    if media.available is None:
        return None
    return _range(start.frame, media.available.rescaled(start.rate).duration, start.rate)


def _marker(text: str, marked: JsonObject, colour: str) -> JsonObject:
    """A marker with its text as name and as comment: some programs read the one, some the other."""
    return {"OTIO_SCHEMA": "Marker.2", "name": text, "comment": text, "color": colour, "marked_range": marked}


def _gap(cut: Cut) -> JsonObject:
    return {"OTIO_SCHEMA": "Gap.1", "source_range": _range(0, cut.record.duration, cut.record.rate)}


def _range(start: int, duration: int, rate: FrameRate) -> JsonObject:
    return {"OTIO_SCHEMA": "TimeRange.1", "start_time": _time(start, rate), "duration": _time(duration, rate)}


def _time(frames: int, rate: FrameRate) -> JsonObject:
    return {"OTIO_SCHEMA": "RationalTime.1", "value": float(frames), "rate": rate.numerator / rate.denominator}
