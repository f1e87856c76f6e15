"""FCPXML: valid by the rules of its DTD, and by what the DTD does not say and Final Cut refuses all the same."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import bar_codes
import pytest
from export_readers import seconds
from hypothesis import given, settings
from hypothesis import strategies as st
from shot_list_factory import ACROSS_THE_HOUR, NTSC, PAL, SELECTS, shot, shot_list, video

from library.model import CopyState, ShotList
from library.timecode import FrameRate
from mediavault.export import RateNotOffered, timeline
from mediavault.export.fcpxml import write

RULES = Path(__file__).parents[2] / "data" / "fcpxml_1_10.dtd"
FILM = FrameRate(24000, 1001)
MIXED = shot_list(
    shot(1, video(1, "pal.mov", frames=100, timecode="10:00:00:00"), 0, 100),
    shot(2, video(2, "film.mov", frames=100, timecode="01:00:00:01", rate=FILM), 0, 1),
    shot(3, video(3, "ntsc.mov", frames=91, timecode="00:59:58;03", rate=NTSC), 17, 74),
    shot(4, video(4, "odd.mov", frames=300, rate=FrameRate(2997, 100)), 299, 1),
)


def written(built: ShotList) -> ET.Element:
    (content,) = write(timeline(built))
    return ET.fromstring(content)


def faults(root: ET.Element, rate: FrameRate, *, short_by: Fraction = Fraction(0)) -> list[str]:
    """What Final Cut would refuse, or put in the wrong place, although the DTD allows it.

    Args:
        root: The document.
        rate: Of the list.
        short_by: Frames by which an asset may end before its clip does.
    """
    assets = {asset.get("id"): asset for asset in root.iter("asset")}
    formats = {one.get("id") for one in root.iter("format")}
    (sequence,) = root.iter("sequence")
    found, expected = [], seconds(sequence.get("tcStart", ""))
    for clip in sequence.findall("spine/*"):
        asset = assets[clip.get("ref")]
        start, duration, offset = (seconds(clip.get(name, "")) for name in ("start", "duration", "offset"))
        begin, length = seconds(asset.get("start", "")), seconds(asset.get("duration", ""))
        checks = {
            "off the frame grid": all((time * rate.fraction).denominator == 1 for time in (start, duration, offset)),
            "a gap before it": offset == expected,
            "outside its asset": clip.tag == "video"
            or begin <= start <= start + duration <= begin + length + short_by / rate.fraction,
            "a still as clip": (clip.tag == "video") == (length == 0),
            "a mark outside it": all(
                start <= seconds(mark.get("start", "")) < start + duration for mark in clip if "start" in mark.attrib
            ),
            "no format": "hasVideo" not in asset.attrib or asset.get("format") in formats,
            "a place that is no ASCII URI": all(
                one.get("src", "").isascii() and one.get("src", "").startswith("file:///")
                for one in asset.iter("media-rep")
            ),
        }
        found += [f"{clip.get('name')}: {fault}" for fault, fine in checks.items() if not fine]
        expected = offset + duration
    if expected != seconds(sequence.get("tcStart", "")) + seconds(sequence.get("duration", "")):
        found.append("the sequence has another length than its clips")
    return found


@pytest.mark.needs_program("xmllint")
@pytest.mark.parametrize("built", [SELECTS, ACROSS_THE_HOUR, MIXED], ids=["selects", "the hour", "mixed"])
def test_xmllint_finds_it_valid(built: ShotList, tmp_path: Path) -> None:
    path = tmp_path / "list.fcpxml"
    path.write_bytes(write(timeline(built))[0])
    ran = subprocess.run(["xmllint", "--noout", "--dtdvalid", str(RULES), str(path)], capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.needs_program("xmllint")
def test_oblong_pixels_are_said_of_the_media_and_the_project_has_square_ones(tmp_path: Path) -> None:
    tape = video(1, "tape.mov")
    picture = replace(tape.facts.picture, width=720, height=576, pixel_aspect=Fraction(64, 45))
    path = tmp_path / "list.fcpxml"
    built = shot_list(shot(1, replace(tape, facts=replace(tape.facts, picture=picture)), 0, 5))
    path.write_bytes(write(timeline(built))[0])
    ran = subprocess.run(["xmllint", "--noout", "--dtdvalid", str(RULES), str(path)], capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
    told = [[one.get(name) for name in ("width", "height", "paspH", "paspV")] for one in ET.parse(path).iter("format")]
    assert told == [["1024", "576", None, None], ["720", "576", "64", "45"]]


@pytest.mark.needs_program("xmllint")
def test_the_rules_notice_a_note_after_a_marker(tmp_path: Path) -> None:
    root = written(SELECTS)
    clip = next(one for one in root.iter("asset-clip") if one.find("note") is not None)
    note = clip.find("note")
    assert note is not None
    clip.remove(note)
    clip.append(note)
    path = tmp_path / "list.fcpxml"
    path.write_bytes(ET.tostring(root))
    ran = subprocess.run(["xmllint", "--noout", "--dtdvalid", str(RULES), str(path)], capture_output=True, check=False)
    assert ran.returncode == 3


@pytest.mark.parametrize("built", [SELECTS, ACROSS_THE_HOUR, MIXED], ids=["selects", "the hour", "mixed"])
def test_every_edit_is_on_the_grid_and_inside_its_asset(built: ShotList) -> None:
    assert faults(written(built), built.rate) == []


@settings(max_examples=40)
@given(
    rate=st.sampled_from([FILM, FrameRate(24), NTSC, FrameRate(50), FrameRate(60000, 1001), FrameRate(1000, 33)]),
    label=st.sampled_from([None, "00:00:00:01", "09:59:59:23", "23:59:00:11"]),
    start=st.integers(0, 5000),
    duration=st.integers(2, 3000),
)
def test_media_of_any_rate_stays_inside_its_asset(
    rate: FrameRate, label: str | None, start: int, duration: int
) -> None:
    with_room = video(1, "a.mov", frames=start + duration + 4, timecode=label, rate=rate)
    assert faults(written(shot_list(shot(1, with_room, start, duration))), PAL) == []
    # Media that is used whole may end before its clip: half a frame is lost to rounding, one to the grid.
    to_the_end = video(1, "a.mov", frames=start + duration, timecode=label, rate=rate)
    assert faults(written(shot_list(shot(1, to_the_end, start, duration))), PAL, short_by=Fraction(3, 2)) == []


def test_an_asset_begins_at_its_timecode() -> None:
    starts = [asset.get("start") for asset in written(ACROSS_THE_HOUR).iter("asset")]
    # 00:59:58;00 is frame 107832 and 10:00:59;20 frame 1080710, each of 1001/30000 of a second.
    assert starts == ["107939832/30000s", "1081790710/30000s", "0s"]


def test_bar_codes_are_where_it_says(each_rate: bar_codes.Case) -> None:
    root, media = written(each_rate.shot_list), {f"r-a{one.number}": one for one in each_rate.media}
    assets = {asset.get("id"): asset for asset in root.iter("asset")}
    rate, frames = each_rate.shot_list.rate, []
    for clip in root.iter("asset-clip"):
        asset, coded = assets[clip.get("ref")], media[str(clip.get("ref"))]
        first = int((seconds(clip.get("start", "")) - seconds(asset.get("start", ""))) * rate.fraction)
        length = int(seconds(clip.get("duration", "")) * rate.fraction)
        frames += bar_codes.seen(coded.path)[first : first + length]
    assert frames == each_rate.frames
    assert faults(root, rate) == []


def test_media_of_another_rate_keeps_its_speed() -> None:
    conformed = [clip.find("conform-rate") for clip in written(MIXED).iter("asset-clip")]
    told = [one.attrib if one is not None else None for one in conformed]
    assert told == [
        None,
        {"scaleEnabled": "0", "srcFrameRate": "23.98"},
        {"scaleEnabled": "0", "srcFrameRate": "29.97"},
        {"scaleEnabled": "0"},
    ]


def test_a_still_has_no_length_of_its_own() -> None:
    root = written(SELECTS)
    (still,) = root.iter("video")
    (asset,) = (one for one in root.iter("asset") if one.get("id") == still.get("ref"))
    assert (asset.get("duration"), still.get("start"), still.get("duration")) == ("0s", "0s", "100/25s")


def test_notes_headings_keywords_stars_and_reels_survive() -> None:
    root = written(SELECTS)
    (interview,) = (clip for clip in root.iter("asset-clip") if clip.get("name") == "Interview")
    marks = [(mark.tag, mark.get("value")) for mark in interview if mark.tag != "note"]
    assert interview[0].text == 'She says "we stay",\nthen walks off'
    assert marks == [
        ("chapter-marker", "Rynek Kościuszki"),
        ("marker", 'She says "we stay",\nthen walks off'),
        ("keyword", "place: Kościuszko Market Square; Białystok"),
        ("keyword", "event: Day of Solidarity"),
        ("keyword", "flag"),
        ("keyword", "rating: 4"),
        ("rating", "favorite"),
    ]
    reels = written(ACROSS_THE_HOUR).iterfind("resources/asset/metadata/md")
    assert [md.get("value") for md in reels] == ["A001C003"]


def test_what_xml_cannot_hold_is_seen_and_breaks_nothing() -> None:
    built = shot_list(shot(1, video(1, "a\x01\x1b.mov", timecode="10:00:00:00"), 0, 5, note="\x00\ud800 x\ufffe"))
    (clip,) = written(built).iter("asset-clip")
    assert (clip.get("name"), clip.findtext("note")) == ("a\ufffd\ufffd.mov", "\ufffd\\ud800 x\ufffd")
    assert [one.get("src") for one in written(built).iter("media-rep")] == ["file:///media/card/a%01%1B.mov"]


def test_media_that_is_away_leads_to_no_other_file() -> None:
    away = video(1, "DCIM/Беласток.mov", mount=None, state=CopyState.OFFLINE)
    (place,) = written(shot_list(shot(1, away, 0, 5))).iter("media-rep")
    assert place.get("src") == "file:///offline/CARD%201/DCIM/%D0%91%D0%B5%D0%BB%D0%B0%D1%81%D1%82%D0%BE%D0%BA.mov"


@pytest.mark.parametrize("rate", [FrameRate(48), FrameRate(100), FrameRate(120000, 1001), FrameRate(25, 2)])
def test_a_rate_final_cut_has_no_project_for_is_refused(rate: FrameRate) -> None:
    with pytest.raises(RateNotOffered, match=f"counts {rate} frames per second"):
        write(timeline(shot_list(shot(1, video(1, "a.mov", rate=rate), 0, 5), rate=rate)))
