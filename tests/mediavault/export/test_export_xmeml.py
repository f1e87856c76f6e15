"""Final Cut Pro 7 XML: what stands in it, as OpenTimelineIO's adapter for it and a plain XML reader see it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import bar_codes
import opentimelineio as otio
import pytest
from shot_list_factory import ACROSS_THE_HOUR, NTSC, SELECTS, shot, shot_list, video

from library.model import CopyState, ShotList
from library.timecode import FrameRate
from mediavault.export import RateNotOffered, timeline
from mediavault.export.xmeml import write


def written(built: ShotList) -> ET.Element:
    return ET.fromstring(write(timeline(built))[0])


def texts(parent: ET.Element, *paths: str) -> tuple[str | None, ...]:
    return tuple(parent.findtext(path) for path in paths)


def test_the_adapter_leads_to_the_very_frames(each_rate: bar_codes.Case) -> None:
    read = otio.adapters.read_from_string(write(timeline(each_rate.shot_list))[0].decode(), "fcp_xml")
    coded, frames = {str(one.path): one for one in each_rate.media}, []
    for clip in read.tracks[0]:
        path = unquote(urlsplit(clip.media_reference.target_url).path)
        first = clip.source_range.start_time - clip.media_reference.available_range.start_time
        assert clip.media_reference.available_range.duration.value == coded[path].frames
        frames += bar_codes.seen(coded[path].path)[int(first.value) :][: int(clip.source_range.duration.value)]
    assert frames == each_rate.frames


def test_the_labels_are_the_media_s(each_rate: bar_codes.Case) -> None:
    root = written(each_rate.shot_list)
    for coded in each_rate.media[:2]:
        start = coded.asset.facts.start_timecode
        (timecode,) = root.findall(f".//file[@id='file-a{coded.number}']/timecode")
        assert start is not None
        label, counting = str(start.timecode), "DF" if start.timecode.drop_frame else "NDF"
        assert texts(timecode, "string", "frame", "displayformat") == (label, str(start.timecode.frame), counting)
    counting = "DF" if each_rate.shot_list.drop_frame else "NDF"
    assert root.findtext("sequence/timecode/displayformat") == counting


@pytest.mark.parametrize(
    ("size", "aspect", "told", "sequence"),
    [
        ((720, 576), "64/45", ("720", "576", "TRUE", "PAL-601"), ("1024", "576")),
        ((720, 576), "16/15", ("720", "576", "FALSE", "PAL-601"), ("768", "576")),
        ((720, 480), "32/27", ("720", "480", "TRUE", "NTSC-601"), ("853", "480")),
        ((1440, 1080), "4/3", ("1440", "1080", "FALSE", "HD-(1440x1080)"), ("1920", "1080")),
        ((1000, 500), "2", ("2000", "500", "FALSE", "square"), ("2000", "500")),
        ((1920, 1080), None, ("1920", "1080", "FALSE", "square"), ("1920", "1080")),
    ],
)
def test_oblong_pixels_are_called_by_their_name(
    size: tuple[int, int], aspect: str | None, told: tuple[str, ...], sequence: tuple[str, ...]
) -> None:
    tape = video(1, "tape.mov")
    shape = {"width": size[0], "height": size[1], "pixel_aspect": Fraction(aspect) if aspect else None}
    tape = replace(tape, facts=replace(tape.facts, picture=replace(tape.facts.picture, **shape)))
    root = written(shot_list(shot(1, tape, 0, 5)))
    (file,) = root.findall(".//file/media/video/samplecharacteristics")
    assert texts(file, "width", "height", "anamorphic", "pixelaspectratio") == told
    (picture,) = root.findall("sequence/media/video/format/samplecharacteristics")
    assert texts(picture, "width", "height", "pixelaspectratio") == (*sequence, "square")


@pytest.mark.parametrize(
    ("text", "base", "ntsc"),
    [("24000/1001", "24", "TRUE"), ("25", "25", "FALSE"), ("30", "30", "FALSE"), ("60000/1001", "60", "TRUE")],
)
def test_each_clip_item_has_one_rate_the_list_s(text: str, base: str, ntsc: str) -> None:
    rate = FrameRate.parse(text)
    root = written(shot_list(shot(1, video(1, "a.mov", rate=rate), 0, 5), rate=rate))
    items = root.findall(".//clipitem")
    assert len(items) == 2
    assert all(len(item.findall("rate")) == 1 for item in items)
    assert {texts(item, "rate/timebase", "rate/ntsc") for item in items} == {(base, ntsc)}


def test_media_of_another_rate_is_on_the_grid_of_the_sequence() -> None:
    # Frame 30 of 29.97 begins at 1.001 s, which is frame 25 of 25; 60 frames of it last 2.002 s: 50 frames.
    ntsc = video(1, "ntsc.mov", frames=300, timecode="00:59:58;00", rate=NTSC)
    (item, _) = written(shot_list(shot(1, ntsc, 30, 60))).findall(".//clipitem")
    assert texts(item, "in", "out", "start", "end", "duration", "rate/timebase") == ("25", "75", "0", "50", "250", "25")
    assert texts(item, "file/rate/timebase", "file/rate/ntsc", "file/duration") == ("30", "TRUE", "300")
    assert texts(item, "file/timecode/string", "file/timecode/rate/timebase") == ("00:59:58;00", "30")


def test_pictures_and_each_channel_of_sound_are_linked() -> None:
    root = written(SELECTS)
    links = {
        item.get("id"): [
            texts(link, "linkclipref", "mediatype", "trackindex", "clipindex") for link in item.findall("link")
        ]
        for item in root.findall(".//clipitem")
    }
    # Shot 5 is the fourth picture, and the third to be heard on the first channel.
    both = [("clipitem-5-v1", "video", "1", "4"), ("clipitem-5-a1", "audio", "1", "3")]
    assert links["clipitem-5-v1"] == links["clipitem-5-a1"] == both
    assert links["clipitem-2-v1"] == []  # silent
    assert [link[:3] for link in links["clipitem-4-a1"]] == [
        ("clipitem-4-a1", "audio", "1"),
        ("clipitem-4-a2", "audio", "2"),
    ]


def test_the_picture_s_size_is_said(each_rate: bar_codes.Case) -> None:
    root = written(each_rate.shot_list)
    for path in ("sequence/media/video/format/samplecharacteristics", ".//file/media/video/samplecharacteristics"):
        size = root.find(path)
        assert size is not None
        assert texts(size, "width", "height") == ("190", "108")


def test_notes_headings_stars_and_what_is_shown_survive() -> None:
    root = written(SELECTS)
    (item,) = root.findall(".//clipitem[@id='clipitem-1-v1']")
    assert texts(item, "marker/name", "marker/in", "logginginfo/lognote", "logginginfo/good") == (
        'She says "we stay",\nthen walks off',
        "112",
        'She says "we stay",\nthen walks off',
        "TRUE",
    )
    assert texts(item, "comments/mastercomment1", "comments/mastercomment2") == (
        "place: Kościuszko Market Square, Białystok\nevent: Day of Solidarity\nkeyword: flag",
        "rating: 4",
    )
    assert [texts(one, "name", "in") for one in root.findall("sequence/marker")] == [
        ("Rynek Kościuszki", "0"),
        ("Sound of the square", "164"),
    ]
    assert written(ACROSS_THE_HOUR).findtext(".//file/timecode/reel/name") == "A001C003"


def test_every_place_is_ascii_and_each_file_is_described_once() -> None:
    places = [one.text or "" for one in written(SELECTS).findall(".//file/pathurl")]
    assert len(places) == 5
    assert all(place.isascii() and place.startswith("file://localhost/media/card/") for place in places)
    away = video(1, "DCIM/a.mov", mount=None, state=CopyState.OFFLINE)
    assert (
        written(shot_list(shot(1, away, 0, 5))).findtext(".//pathurl") == "file://localhost/offline/CARD%201/DCIM/a.mov"
    )


def test_a_rate_without_a_time_base_is_refused() -> None:
    rate = FrameRate(25, 2)
    with pytest.raises(RateNotOffered, match="counts 25/2 frames per second"):
        write(timeline(shot_list(shot(1, video(1, "a.mov", rate=rate), 0, 5), rate=rate)))
