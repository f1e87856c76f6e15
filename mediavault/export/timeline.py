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
from collections.abc import Iterable, Iterator, Mapping
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
    cut_list = gather(shot_list, people)
    result = otio.schema.Timeline(cut_list.name, global_start_time=_time(cut_list.start.frame, cut_list.rate))
    result.metadata[OURS] = list_record(cut_list)
    if any(cut.media.picture for cut in cut_list.cuts):
        result.tracks.append(_track("V1", otio.schema.TrackKind.Video, (_on_video(c, cut_list) for c in cut_list.cuts)))
    if any(cut.media.sound for cut in cut_list.cuts):
        result.tracks.append(_track("A1", otio.schema.TrackKind.Audio, (_on_audio(c, cut_list) for c in cut_list.cuts)))
    result.tracks.markers.extend(
        _marker(cut.heading, _range(cut.record.start, 1, cut_list.rate), otio.schema.MarkerColor.GREEN)
        for cut in cut_list.cuts
        if cut.heading
    )
    return result


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


def _track(name: str, kind: str, items: Iterable[otio.core.Item]) -> otio.schema.Track:
    track = otio.schema.Track(name, kind=kind)
    track.extend(list(items))
    return track


def _on_video(cut: Cut, cut_list: CutList) -> otio.core.Item:
    """The picture of a cut with its whole record and its note; a gap when it has no picture."""
    if not cut.media.picture:
        return _gap(cut)
    clip = _clip(cut, cut_list, cut_record(cut))
    _mark(clip, cut)
    return clip


def _on_audio(cut: Cut, cut_list: CutList) -> otio.core.Item:
    """The sound of a cut; its record is here only when there is no picture to hold it."""
    if not cut.media.sound:
        return _gap(cut)
    clip = _clip(cut, cut_list, {"shot": cut.number} if cut.media.picture else cut_record(cut))
    if not cut.media.picture:
        _mark(clip, cut)
    return clip


_EMPTY = json.loads(otio.core.serialize_json_to_string(otio.schema.Clip()))


def _clip(cut: Cut, cut_list: CutList, record: JsonObject) -> otio.schema.Clip:
    metadata = {OURS: record}
    if cut.media.picture and cut.media.sound:
        # How DaVinci Resolve writes that a picture and a sound belong together.
        metadata["Resolve_OTIO"] = {"Link Group ID": cut.number}
    # From JSON, for OpenTimelineIO takes a nested dictionary five times as long to take over.
    made = otio.core.deserialize_json_from_string(json.dumps({**_EMPTY, "metadata": metadata}))
    clip = cast("otio.schema.Clip", made)
    clip.name, clip.media_reference = cut.name, _reference(cut.media, cut_list)
    first = cut_list.media_start(cut.media).frame + cut.on_grid.start
    clip.source_range = _range(first, cut.record.duration, cut_list.rate)
    return clip


def _reference(media: Media, cut_list: CutList) -> otio.core.MediaReference:
    available = _available(media, cut_list.media_start(media))
    if media.url is None:
        return otio.schema.MissingReference(media.file, available)
    reference = otio.schema.ExternalReference(media.url, available)
    reference.name = media.file
    return reference


def _available(media: Media, start: Timecode) -> otio.opentime.TimeRange | None:
    if media.available is None:
        return None
    return _range(start.frame, media.available.rescaled(start.rate).duration, start.rate)


def _mark(clip: otio.schema.Clip, cut: Cut) -> None:
    """Set a cut's note as a marker on its first frame; the place of a clip's marker is in the media."""
    if cut.note and clip.source_range:
        first = otio.opentime.TimeRange(clip.source_range.start_time, _time(1, cut.record.rate))
        clip.markers.append(_marker(cut.note, first, otio.schema.MarkerColor.YELLOW))


def _marker(text: str, marked: otio.opentime.TimeRange, colour: str) -> otio.schema.Marker:
    """A marker with its text as name and as comment: some programs read the one, some the other."""
    marker = otio.schema.Marker(text, marked_range=marked, color=colour)
    marker.comment = text
    return marker


def _gap(cut: Cut) -> otio.schema.Gap:
    return otio.schema.Gap(source_range=_range(0, cut.record.duration, cut.record.rate))


def _range(start: int, duration: int, rate: FrameRate) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(_time(start, rate), _time(duration, rate))


def _time(frames: int, rate: FrameRate) -> otio.opentime.RationalTime:
    return otio.opentime.RationalTime(frames, rate.numerator / rate.denominator)
