"""Finished cuts of every kind lead to the very frames they use: ours at every rate, and those of other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import bar_codes
import opentimelineio as otio
import pytest
from conform_factory import catalogue_at, stocked
from foreign_cuts import AVID, DROP, FINAL_CUT, OTHERS, PREMIERE, XMEML
from shot_list_factory import NTSC, PAL, legible, photo, shot, shot_list, sound, video

from library import Catalogue
from library.model import ShotList
from library.timecode import FrameRate, Timecode, TimeRange
from mediavault.conform import By, Conformed, CutUnreadable, Sureness, conform
from mediavault.export import NOBODY, Dialect, EdlOptions, export

FORMATS = {
    "otio": {},
    "otioz": {},
    "fcpxml": {},
    "xml": {},
    "csv": {},
    "edl": {},
    "8.edl": {"edl": EdlOptions(reel_length=8)},
    "premiere.edl": {"edl": EdlOptions(dialect=Dialect.PREMIERE)},
}
"""What a list leaves as, by the end of its file's name."""


def frames(conformed: Conformed) -> list[tuple[int, int, int] | None]:
    """Asset, first frame and length of each edit; None where nothing is sure."""
    return [
        (one.asset.id, one.source_range.start, one.source_range.duration)
        if one.usable and one.asset and one.source_range
        else None
        for one in conformed.found
    ]


def frames_of(built: ShotList) -> list[tuple[int, int, int]]:
    return [(one.asset.id, one.source_range.start, one.source_range.duration) for one in built.shots]


# Ours -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", bar_codes.RATES)
def test_what_left_leads_back_to_the_very_frames(
    rate: str, coded: Callable[[str], bar_codes.Case], tmp_path: Path
) -> None:
    case = coded(rate)
    with catalogue_at(tmp_path / "catalogue.db", case.media[0].path.parent) as catalogue:
        there = stocked(catalogue, case.shot_list)
        for suffix, options in FORMATS.items():
            (path,) = export(there, tmp_path / f"cut.{suffix}", **options).paths
            found = conform(catalogue, path, NOBODY)
            assert frames(found) == frames_of(there), suffix
            assert found.rate == there.rate, suffix
        for adapter, suffix in (("cmx_3600", "edl"), ("fcp_xml", "xml"), ("fcpx_xml", "fcpxml")):
            path = tmp_path / f"foreign.{suffix}"
            _write_with(adapter, there, path)
            assert frames(conform(catalogue, path, NOBODY)) == frames_of(there), adapter
    shown = {one.number: bar_codes.seen(one.path) for one in case.media}
    for used, media in zip(there.shots, case.media, strict=True):
        first, last = used.source_range.start, used.source_range.end_exclusive - 1
        assert (shown[media.number][first], shown[media.number][last]) == (
            bar_codes.Seen(media.number, first),
            bar_codes.Seen(media.number, last),
        )


def _write_with(adapter: str, built: ShotList, path: Path) -> None:
    """What OpenTimelineIO's own adapter writes of a list, from a timeline that holds nothing of ours."""
    rate = float(built.rate.fraction)
    timeline = otio.schema.Timeline("Foreign", global_start_time=otio.opentime.RationalTime(90_000, rate))
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    for one in built.shots:
        start, available = one.asset.facts.start_timecode, one.asset.facts.available_range
        assert start is not None
        assert available is not None
        begin, used = start.timecode.frame, one.source_range
        whole = otio.opentime.TimeRange(_time(begin, rate), _time(available.duration, rate))
        reference = otio.schema.ExternalReference(one.asset.copies[0].location.as_uri(), whole)
        reference.name = f"media {one.asset.id}"
        span = otio.opentime.TimeRange(_time(begin + used.start, rate), _time(used.duration, rate))
        clip = otio.schema.Clip(f"take {one.number}", reference, span)  # the adapter for FCPXML breaks at quotes
        clip.metadata["cmx_3600"] = {"reel": f"R{one.asset.id}"}
        track.append(clip)
    timeline.tracks.append(track)
    otio.adapters.write_to_file(timeline, str(path), adapter)


def _time(frame: int, rate: float) -> otio.opentime.RationalTime:
    return otio.opentime.RationalTime(frame, rate)


# Foreign --------------------------------------------------------------------------------------------------------------

MEDIA = shot_list(
    shot(1, video(1, "A001/A001C003_210831.mov", timecode="10:00:00:00", frames=5000, reel="A001C003"), 0, 500),
    shot(2, video(2, "card/Białystok wywiad 01.mov", timecode="23:10:05:07", frames=1500), 0, 500),
    shot(3, photo(3, "stills/IMG_0042.jpg"), 0, 100),
    shot(4, sound(4, "Zoom/crowd.wav", seconds=60), 0, 48000),
    shot(5, video(5, "phone/C0001.MP4", frames=800), 0, 100),
    shot(6, video(6, "other/C0001.MP4", frames=900), 0, 100),
    shot(7, video(7, "hour/DF.mov", timecode="00:59:58;00", rate=NTSC, frames=9000, reel="B002"), 0, 300),
)
"""Seven files; two of them are called alike, and have no timecode."""


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    with catalogue_at(tmp_path_factory.mktemp("stock") / "catalogue.db") as catalogue:
        stocked(catalogue, MEDIA)
        yield catalogue


Cut = Callable[[str, str], Conformed]


@pytest.fixture
def cut(stock: Catalogue, tmp_path: Path) -> Cut:
    """Conforms a file of this name and text."""

    def conformed(name: str, text: str) -> Conformed:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return conform(stock, path, NOBODY)

    return conformed


def test_a_list_of_avid_with_a_dissolve_black_and_a_speed(cut: Cut) -> None:
    conformed = cut("cut.edl", AVID)
    # The first shot shows 25 frames more in the dissolve; at double speed the last one shows 100 frames in two seconds.
    assert frames(conformed) == [(1, 112, 75), (2, 118, 50), (1, 500, 100)]
    assert [one.by for one in conformed.found] == [By.REEL] * 3
    assert (conformed.rate, conformed.cut.name) == (PAL, "FINE CUT 07")
    assert [str(conformed.record_label(one)) for one in conformed.found] == [
        "00:00:00:00",
        "00:00:02:00",
        "00:00:05:00",
    ]
    assert conformed.cut.told == ("Black is left out: 1 of 5 edits.",)


def test_a_list_of_premiere_is_found_by_the_names_in_its_comments(cut: Cut) -> None:
    conformed = cut("cut.edl", PREMIERE)
    assert frames(conformed) == [(1, 112, 50), None, (2, 25, 25), None]
    assert [(one.by, one.sureness) for one in conformed.found] == [
        (By.NAME, Sureness.SURE),
        (By.NAME_ALONE, Sureness.GUESS),
        (By.NAME, Sureness.SURE),
        (None, None),
    ]
    assert conformed.found[1].others == (6,)


def test_a_drop_frame_list_with_colons_counts_as_its_media_does(cut: Cut) -> None:
    conformed = cut("cut.edl", DROP)
    assert frames(conformed) == [(7, 30, 90), (7, 0, 1)]
    assert (conformed.rate, conformed.cut.drop_frame) == (NTSC, True)


def test_both_sides_of_a_dissolve_shots_backwards_and_stills_are_their_own_frames(cut: Cut) -> None:
    assert frames(cut("cut.edl", OTHERS)) == [(1, 112, 35), (2, 118, 50), (1, 500, 50), (1, 526, 25), (1, 750, 1)]


@pytest.mark.parametrize("speed", ["060.0", "059.94", "059.9", "59.94005994005994"])
def test_a_speed_is_double_however_its_frames_a_second_are_rounded(cut: Cut, speed: str) -> None:
    fast = "003  B002     V     C        00:59:59:00 01:00:39:00 01:00:03:01 01:00:23:01\n"
    conformed = cut("cut.edl", f"{DROP}{fast}M2   B002       {speed}       00:59:59:00\n")
    assert frames(conformed)[2] == (7, 30, 1200)


def test_final_cut_s_clips_storylines_and_compounds_are_opened(cut: Cut) -> None:
    conformed = cut("cut.fcpxml", FINAL_CUT)
    assert list(zip((float(one.edit.record_s) for one in conformed.found), frames(conformed), strict=True)) == [
        (0.0, (1, 112, 50)),
        (1.0, (2, 10, 25)),
        (2.0, (1, 125, 25)),
        (3.0, (2, 50, 25)),
        (4.0, (1, 1000, 25)),
        (5.0, (1, 250, 50)),
        (7.0, (1, 275, 50)),
        (9.0, (2, 0, 25)),
        (10.0, (1, 500, 25)),
        (12.0, (1, 1250, 1)),
    ]
    assert (conformed.cut.name, conformed.rate) == ("Fine cut", PAL)
    assert [one.by for one in conformed.found][:2] == [By.PATH, By.NAME]
    assert conformed.cut.told == ("Compound clips are opened; effects and speeds on them as a whole are not read.",)


def test_premiere_s_clips_transitions_and_sequences_are_read(cut: Cut) -> None:
    conformed = cut("cut.xml", XMEML)
    assert frames(conformed) == [(1, 112, 75), (1, 1000, 50), (1, 2005, 20)]
    assert [float(one.edit.record_s) for one in conformed.found] == [0.0, 2.0, 4.4]
    assert [one.sureness for one in conformed.found] == [Sureness.SURE] * 3
    assert len(conformed.cut.told) == 3


def test_media_of_another_rate_is_read_by_its_own_labels(stock: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "cut.edl"
    path.write_text(
        "TITLE: Mixed\nFCM: NON-DROP FRAME\n"
        "001  A001C003 V C 10:00:04:12 10:00:06:12 01:00:00:00 01:00:02:00\n"
        "002  A001C003 V C 10:00:08:12 10:00:10:12 01:00:02:00 01:00:04:00\n"
        "003  B002     V C 00:59:59:29 01:00:00:29 01:00:04:00 01:00:05:00\n",
        encoding="ascii",
    )
    conformed = conform(stock, path, NOBODY, rate=PAL)
    assert frames(conformed)[2] == (7, 59, 30)
    with pytest.raises(CutUnreadable, match="line 5: 01:00:05:24 is no timecode"):
        path.write_text(path.read_text().replace("01:00:05:00", "01:00:05:24"), encoding="ascii")
        conform(stock, path, NOBODY, rate=FrameRate(24))


def test_a_still_is_found_and_held(cut: Cut) -> None:
    text = "TITLE: S\n001  AX V C 00:00:00:00 00:00:04:00 00:00:00:00 00:00:04:00\n* FROM CLIP NAME: IMG_0042.jpg\n"
    assert frames(cut("cut.edl", text)) == [(3, 0, 100)]


def test_a_timeline_without_our_metadata_is_read_with_its_transitions_and_speeds(cut: Cut) -> None:
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    reference = otio.schema.ExternalReference("file:///media/card/A001/A001C003_210831.mov")
    for start, length in ((900_112, 50), (901_000, 50)):
        span = otio.opentime.TimeRange(_time(start, 25), _time(length, 25))
        track.append(otio.schema.Clip("a", reference.clone(), span))
    track.insert(1, otio.schema.Transition("d", in_offset=_time(5, 25), out_offset=_time(7, 25)))
    track[2].effects.append(otio.schema.LinearTimeWarp(time_scalar=2.0))
    timeline = otio.schema.Timeline("T")
    timeline.tracks.append(track)
    conformed = cut("cut.otio", otio.adapters.write_to_string(timeline, "otio_json"))
    # The dissolve shows five frames more in front of the second clip: at double speed ten of the media.
    assert frames(conformed) == [(1, 112, 57), (1, 990, 110)]


def nested() -> otio.schema.Timeline:
    """Three clips in a stack that is trimmed to its frames 15 to 45, after a clip, and one that stands still."""
    reference = otio.schema.ExternalReference("file:///media/card/A001/A001C003_210831.mov")

    def clip(start: int) -> otio.schema.Clip:
        return otio.schema.Clip("a", reference.clone(), otio.opentime.TimeRange(_time(start, 25), _time(20, 25)))

    inner, outer, timeline = otio.schema.Track("V1"), otio.schema.Track("V1"), otio.schema.Timeline("T")
    inner.extend([clip(901_000), clip(902_000), clip(903_000), clip(904_000)])
    inner[1].effects.append(otio.schema.LinearTimeWarp(time_scalar=2.0))
    inner[2].effects.append(otio.schema.LinearTimeWarp(time_scalar=-1.0))
    stack = otio.schema.Stack("nested", [inner], otio.opentime.TimeRange(_time(15, 25), _time(30, 25)))
    still = clip(904_000)
    still.effects.append(otio.schema.FreezeFrame())
    outer.extend([clip(900_000), stack, still])
    timeline.tracks.append(outer)
    return timeline


def test_of_what_is_nested_the_frames_are_read_that_are_seen(cut: Cut) -> None:
    conformed = cut("cut.otio", otio.adapters.write_to_string(nested(), "otio_json"))
    # Of the one that runs backwards the first five frames are seen: the last of the media.
    assert frames(conformed) == [(1, 0, 20), (1, 1015, 5), (1, 2000, 40), (1, 3015, 5), (1, 4000, 1)]
    records = [one.edit.record_s * 25 for one in conformed.found]
    assert records == [0, 20, 25, 45, 50]


def test_a_track_that_is_switched_off_is_left_out_and_told(cut: Cut) -> None:
    timeline = nested()
    timeline.tracks.append(timeline.tracks[0].deepcopy())
    timeline.tracks[0].enabled = False
    del timeline.tracks[1][1:]
    conformed = cut("cut.otio", otio.adapters.write_to_string(timeline, "otio_json"))
    assert frames(conformed) == [(1, 0, 20)]
    assert "Clips that are switched off are left out" in conformed.cut.told[0]


def test_all_of_a_film_is_summed_up_by_asset(cut: Cut) -> None:
    (one, two) = cut("cut.edl", AVID).uses
    assert (one.asset.id, one.edits, one.frames) == (1, (1, 3), 175)
    assert one.spans == (TimeRange(112, 75, PAL), TimeRange(500, 100, PAL))
    assert (two.asset.id, two.frames) == (2, 50)


def test_a_frame_that_the_media_does_not_have_is_told(cut: Cut) -> None:
    text = (
        '<xmeml version="5"><sequence><rate><timebase>25</timebase></rate><media><video><track><clipitem>'
        "<name>x</name><start>0</start><end>50</end><in>4980</in><out>5030</out><file id='f'>"
        "<pathurl>file:///media/card/A001/A001C003_210831.mov</pathurl></file></clipitem></track></video></media>"
        "</sequence></xmeml>"
    )
    (found,) = cut("cut.xml", text).found
    assert (found.source_range, found.inside) == (TimeRange(4980, 20, PAL), False)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("cut.edl", "", "it has no edit"),
        ("cut.edl", "TITLE: x\n001 A V C 10:00:00:00 10:00:01:00 01:00:00:00", "line 2: it looks like an edit"),
        ("cut.edl", f"{DROP}M2 B002 fast\n", "line 5: a speed (M2) is"),
        ("cut.xml", "<xmeml><sequence>", "line 1: it is no XML"),
        ("cut.xml", "<html/>", "its root is <html>"),
        ("cut.xml", '<!DOCTYPE a [<!ENTITY b "c">]><xmeml>&b;</xmeml>', "it declares entities"),
        ("cut.xml", "<xmeml><sequence/></xmeml>", "it has no clip"),
        ("cut.fcpxml", "<fcpxml/>", "it has no sequence"),
        ("cut.fcpxml", FINAL_CUT.replace("900112/25s", "soon"), 'line 15: "soon" is no time'),
        ("cut.otio", "{", "OpenTimelineIO does not read it"),
        ("cut.otio", "[" * 300, "nested more than 200 deep"),
        ("cut.otioz", "no archive", "it is no archive"),
        ("cut.csv", "a,b\n1,2\n", "it is no table of shots"),
        ("cut.csv", "clip,file,rate,source rate,source frame,source frames,frames\nc1\n", 'line 2: "" is no rate'),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_its_line(cut: Cut, name: str, text: str, told: str) -> None:
    with pytest.raises(CutUnreadable) as refused:
        cut(name, text)
    assert told in str(refused.value)
    assert name in str(refused.value)


def test_a_file_that_is_none_is_refused(stock: Catalogue, tmp_path: Path) -> None:
    for path in (tmp_path / "not there.edl", tmp_path):
        with pytest.raises(CutUnreadable):
            conform(stock, path, NOBODY)


def test_a_name_with_bytes_that_are_no_text_is_found(tmp_path: Path) -> None:
    built = legible(shot_list(shot(1, video(1, b"DCIM/Mi\xf1sk.mp4", frames=50), 30, 20)))
    with catalogue_at(tmp_path / "catalogue.db") as catalogue:
        there = stocked(catalogue, built)
        (path,) = export(there, tmp_path / "cut.xml").paths
        assert frames(conform(catalogue, path, NOBODY)) == frames_of(there)


def test_a_label_past_midnight_counts_on(tmp_path: Path) -> None:
    late = video(1, "late.mov", timecode="23:59:59:00", frames=100, reel="L1")
    with catalogue_at(tmp_path / "catalogue.db") as catalogue:
        there = stocked(catalogue, shot_list(shot(1, late, 20, 50)))
        (path,) = export(there, tmp_path / "cut.edl").paths
        assert str(Timecode.parse("23:59:59:00", PAL) + 20) in path.read_text()
        assert frames(conform(catalogue, path, NOBODY)) == frames_of(there)
