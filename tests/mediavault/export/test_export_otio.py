"""OpenTimelineIO: layout, references, markers, and that nothing is lost."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes, urlsplit

import opentimelineio as otio
import shot_list_factory as factories
from shot_list_factory import shot, shot_list, sound, video

from library.model import CopyState, ShotList
from library.timecode import FrameRate
from mediavault.export import NOBODY, timeline
from mediavault.export.gather import gather
from mediavault.export.otio import write
from mediavault.export.timeline import cut_list_of


def read(built: ShotList) -> otio.schema.Timeline:
    return otio.adapters.read_from_string(write(timeline(built))[0].decode(), "otio_json")


def layout(built: otio.schema.Timeline) -> dict[str, list[str]]:
    return {track.name: [type(item).__name__ for item in track] for track in built.tracks}


def test_what_is_read_back_is_equivalent() -> None:
    for built in (factories.SELECTS, factories.ACROSS_THE_HOUR):
        assert read(built).is_equivalent_to(timeline(built))


def test_the_same_list_gives_the_same_bytes() -> None:
    assert write(timeline(factories.SELECTS)) == write(timeline(factories.SELECTS))


def test_nothing_is_lost() -> None:
    for built in (factories.SELECTS, factories.ACROSS_THE_HOUR):
        assert cut_list_of(read(built)) == gather(built, NOBODY)


def test_sound_stands_beside_its_picture_and_gaps_where_there_is_none() -> None:
    assert layout(read(factories.SELECTS)) == {
        "V1": ["Clip", "Clip", "Clip", "Gap", "Clip"],
        "A1": ["Clip", "Gap", "Gap", "Clip", "Clip"],
    }


def test_an_empty_track_is_left_out() -> None:
    assert list(layout(read(shot_list(shot(1, video(1, "a.mov", sound=False), 0, 5))))) == ["V1"]
    assert list(layout(read(shot_list(shot(1, sound(1, "a.wav", seconds=2), 0, 48000))))) == ["A1"]


def test_a_picture_and_its_sound_are_linked() -> None:
    built = read(shot_list(shot(1, video(1, "a.mov"), 0, 5), shot(2, video(2, "b.mov", sound=False), 0, 5)))
    groups = [clip.metadata.get("Resolve_OTIO", {}).get("Link Group ID") for clip in built.find_clips()]
    assert groups == [1, None, 1]


def test_one_rate_for_the_whole_timeline() -> None:
    rates = {float(factories.PAL.fraction)}
    for clip in read(factories.SELECTS).find_clips():
        available = clip.media_reference.available_range
        rates |= {clip.source_range.start_time.rate, clip.source_range.duration.rate}
        rates |= {available.start_time.rate, available.duration.rate} if available else set()
    assert rates == {25.0}


def test_every_url_is_ascii_and_leads_to_the_bytes_of_the_path() -> None:
    for built in (factories.SELECTS, factories.ACROSS_THE_HOUR):
        paths = {bytes(f"{factories.MOUNT}/", "ascii") + one.asset.copies[0].path_raw for one in built.shots}
        urls = {clip.media_reference.target_url for clip in read(built).find_clips()}
        assert all(url.isascii() and url.startswith("file:///") for url in urls)
        assert {unquote_to_bytes(urlsplit(url).path) for url in urls} == paths


def test_headings_are_guides_and_notes_are_markers_with_name_and_comment() -> None:
    built = read(factories.SELECTS)
    guides = [(marker.name, marker.comment, marker.marked_range.start_time.value) for marker in built.tracks.markers]
    assert guides == [
        ("Rynek Kościuszki", "Rynek Kościuszki", 0),
        ("Sound of the square", "Sound of the square", 164),
    ]
    (note,) = built.tracks[0][0].markers
    assert note.name == note.comment == 'She says "we stay",\nthen walks off'
    assert note.marked_range.start_time == built.tracks[0][0].source_range.start_time


def test_the_list_begins_at_one_hour() -> None:
    assert read(factories.ACROSS_THE_HOUR).global_start_time.value == 107892


def test_media_that_has_no_known_place_is_a_missing_reference() -> None:
    offline = video(1, "a.mov", timecode="10:00:00:00", state=CopyState.OFFLINE, mount=None)
    changed = video(2, "b.mov", state=CopyState.CHANGED)
    gone = video(3, "c.mov", state=CopyState.MISSING)
    built = read(shot_list(*(shot(n, asset, 0, 5) for n, asset in enumerate((offline, changed, gone), 1))))
    references = [clip.media_reference for clip in built.tracks[0]]
    assert [type(one).__name__ for one in references] == ["MissingReference", "MissingReference", "ExternalReference"]
    assert references[0].name == "a.mov"
    assert references[0].available_range.start_time.value == 900000
    assert built.tracks[0][0].metadata["mediavault"]["path_quoted"] == "a.mov"


def test_media_of_another_rate_stands_on_the_nearest_frame_and_keeps_its_own() -> None:
    fast = video(1, "fast.mov", rate=FrameRate(50), frames=400, timecode="10:00:00:00")
    built = read(shot_list(shot(1, fast, 101, 99), shot(2, video(2, "b.mov"), 0, 5)))
    first, second = built.tracks[0]
    assert (first.source_range.start_time.value, first.source_range.duration.value) == (900051, 49)
    assert first.media_reference.available_range.duration.value == 200
    assert second.range_in_parent().start_time.value == 49
    assert dict(first.metadata["mediavault"]["source"]) == {"start": 101, "duration": 99, "rate": "50"}
