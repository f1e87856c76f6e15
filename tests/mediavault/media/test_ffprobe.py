"""What is read of a video or a sound: exact rates and counts, rotation, start timecode, reel, place, time."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_factory import ffmpeg, make_sound, make_video

from library.model import Certainty
from library.timecode import FrameRate
from mediavault import media
from mediavault.media.reading import merge
from mediavault.media.streams import exact_rate, frame_rate, picture, rotation
from mediavault.media.tags import parse_iso_6709, start_timecode

if TYPE_CHECKING:
    from pathlib import Path

    from library.model import MediaFacts

KEYS = {
    "com.apple.quicktime.make": "Apple",
    "com.apple.quicktime.model": "iPhone 12",
    "com.apple.quicktime.creationdate": "2020-08-16T14:22:33+0300",
    "com.apple.quicktime.location.ISO6709": "-33.8568-070.6483+520.000/",
    "reel_name": "A001",
    "comment": "not a fact",
}


@pytest.mark.parametrize("suffix", [".mov", ".mp4", ".mkv", ".mxf", ".avi"])
@pytest.mark.parametrize("rate", ["24000/1001", "25", "30000/1001", "50", "60000/1001"])
def test_rates_and_counts_are_exact_in_every_container(rate: str, suffix: str, tmp_path: Path) -> None:
    shown = media.read(make_video(tmp_path / f"video{suffix}", rate=rate, seconds=0.8, size=(96, 64), sound=0)).picture
    frames = round(Fraction(rate) * Fraction("0.8"))
    assert shown.frame_rate == FrameRate(*Fraction(rate).as_integer_ratio())
    assert shown.frame_count == frames
    assert shown.duration_s is not None
    assert abs(shown.duration_s - frames / Fraction(rate)) <= Fraction(1, 900)
    assert not shown.variable_frame_rate


def test_a_video_states_what_it_is(tmp_path: Path) -> None:
    facts = media.read(make_video(tmp_path / "video.mp4", seconds=1, size=(320, 180), sound=2))
    assert facts.kind == "video"
    assert (facts.picture.width, facts.picture.height, facts.picture.rotation) == (320, 180, 0)
    assert (facts.picture.codec, facts.picture.pixel_format) == ("h264", "yuv420p")
    assert (facts.sound.codec, facts.sound.channels, facts.sound.streams) == ("aac", 1, 2)
    assert facts.sound.sample_rate_hz == 48000
    assert facts.start_timecode is None
    assert facts.gps is None


@pytest.mark.parametrize("suffix", [".mov", ".mp4"])
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_the_size_is_the_one_that_is_shown(turn: int, suffix: str, tmp_path: Path) -> None:
    path = make_video(tmp_path / f"turned{suffix}", seconds=0.2, size=(128, 64), rotation=turn, sound=0)
    shown = media.read(path).picture
    assert shown.rotation == turn
    assert (shown.width, shown.height) == ((128, 64) if turn == 180 else (64, 128))


def test_irregular_frames_are_told(tmp_path: Path) -> None:
    options = ["-vf", "select='not(mod(n,3))+lt(n,20)'", "-fps_mode", "vfr"]
    path = make_video(tmp_path / "phone.mp4", rate="30", seconds=2, size=(96, 64), sound=0, options=options)
    shown = media.read(path).picture
    assert shown.variable_frame_rate
    assert shown.frame_count == 20 + 13


@pytest.mark.parametrize(
    ("turn", "aspect", "pixels", "shown"),
    [
        (None, "16:9", Fraction(64, 45), (1024, 576)),
        (90, "4:3", Fraction(16, 15), (576, 768)),
        (None, "5:4", None, (720, 576)),
    ],
)
def test_a_picture_of_oblong_pixels_is_shown_in_its_shape(
    turn: int | None, aspect: str, pixels: Fraction | None, shown: tuple[int, int], tmp_path: Path
) -> None:
    options = ("-aspect", aspect)
    path = make_video(tmp_path / "a.mov", seconds=0.2, size=(720, 576), sound=0, rotation=turn, options=options)
    found = media.read(path).picture
    assert (found.pixel_aspect, found.shown) == (pixels, shown)


def start(facts: MediaFacts) -> tuple[str, str, bool, str]:
    stated = facts.start_timecode
    assert stated is not None
    return str(stated.timecode), str(stated.timecode.rate), stated.timecode.drop_frame, stated.source


@pytest.mark.parametrize(
    ("rate", "label", "drops"),
    [
        ("25", "10:00:00:00", False),
        ("24000/1001", "23:59:59:20", False),
        ("30000/1001", "01:00:00;02", True),
        ("30000/1001", "01:00:00:02", False),
        ("60000/1001", "10:11:12;58", True),
    ],
)
def test_the_timecode_track_labels_the_first_frame(rate: str, label: str, drops: bool, tmp_path: Path) -> None:
    facts = media.read(make_video(tmp_path / "a.mov", rate=rate, seconds=0.4, size=(96, 64), timecode=label, sound=0))
    assert start(facts) == (label, rate, drops, "tmcd stream")


@pytest.mark.parametrize("suffix", [".mxf", ".mkv"])
def test_a_container_may_hold_the_timecode_itself(suffix: str, tmp_path: Path) -> None:
    path = make_video(tmp_path / f"a{suffix}", seconds=0.4, size=(96, 64), timecode="10:11:12:13", sound=0)
    label, rate, drops, source = start(media.read(path))
    assert (label, rate, drops) == ("10:11:12:13", "25", False)
    assert source in {"video stream tag", "MXF format tag", "MATROSKA format tag"}


@pytest.mark.parametrize(
    ("track_rate", "label", "picture_rate", "meant"),
    [
        ("25/1", "10:00:00:12", FrameRate(50), "10:00:00:24"),
        ("30000/1001", "01:00:00;02", FrameRate(60000, 1001), "01:00:00;04"),
        ("30000/1001", "00:09:59;29", FrameRate(120000, 1001), "00:09:59;116"),
        ("25/1", "10:00:00:12", FrameRate(25), "10:00:00:12"),
        ("24/1", "10:00:00:12", FrameRate(60), "10:00:00:30"),
        ("24000/1001", "10:00:00:12", FrameRate(30000, 1001), "10:00:00:15"),
        ("25/1", "23:59:59:20", FrameRate(24), "23:59:59:19"),
        ("30000/1001", "01:02:03;28", FrameRate(3600, 149), "01:02:03:22"),
        ("60/1", "01:02:03:59", FrameRate(30), "01:02:03:29"),
    ],
)
def test_a_track_that_counts_at_another_rate_labels_the_same_moment(
    track_rate: str, label: str, picture_rate: FrameRate, meant: str
) -> None:
    track = {"codec_tag_string": "tmcd", "avg_frame_rate": track_rate, "tags": {"timecode": label}}
    found = start_timecode({"streams": [track]}, None, picture_rate, merge([]))
    assert found is not None
    assert (str(found.timecode), found.timecode.rate) == (meant, picture_rate)


def test_a_label_that_cannot_be_is_reported() -> None:
    merged = merge([])
    assert start_timecode({"format": {"tags": {"timecode": "25:61:00:00"}}}, None, FrameRate(25), merged) is None
    assert "CONTAINER format tag" in merged.raw["rejected"][0]


def test_what_a_telephone_states(tmp_path: Path) -> None:
    facts = media.read(make_video(tmp_path / "IMG_0001.mov", seconds=0.2, size=(96, 64), tags=KEYS))
    assert (facts.camera.make, facts.camera.model) == ("Apple", "iPhone 12")
    assert facts.gps is not None
    assert (facts.gps.latitude, facts.gps.longitude, facts.gps.altitude_m) == (-33.8568, -70.6483, 520)
    assert facts.recorded_at is not None
    assert (facts.recorded_at.local, facts.recorded_at.offset) == ("2020-08-16T14:22:33", "+03:00")
    assert facts.recorded_at.certainty is Certainty.CERTAIN
    assert facts.reel == "A001"
    assert facts.caption is None


def test_the_containers_own_time_is_utc_and_doubted(tmp_path: Path) -> None:
    tags = {"creation_time": "2020-08-16T11:22:33Z"}
    recorded = media.read(make_video(tmp_path / "a.mp4", seconds=0.2, size=(96, 64), tags=tags)).recorded_at
    assert recorded is not None
    assert (recorded.local, recorded.offset, recorded.source) == (
        "2020-08-16T11:22:33", "+00:00", "container creation_time",
    )  # fmt: skip
    assert recorded.certainty is Certainty.NO_ZONE


def test_android_is_trusted_with_utc(tmp_path: Path) -> None:
    tags = {"creation_time": "2020-08-16T11:22:33Z", "com.android.version": "13", "com.android.manufacturer": "Google"}
    options = ("-movflags", "use_metadata_tags")
    facts = media.read(make_video(tmp_path / "PXL.mp4", seconds=0.2, tags=tags, options=options))
    assert facts.recorded_at is not None
    assert facts.recorded_at.certainty == "certain"
    assert facts.recorded_at.explanation == (
        "11:22 +00:00: container creation_time; UTC by its specification, to which Android keeps"
    )


def test_with_a_position_it_is_said_what_the_clocks_showed_there(tmp_path: Path) -> None:
    """A clip of the night after the 9th of August: the list has the day in UTC, the sentence that of the place."""
    tags = {
        "creation_time": "2020-08-09T22:15:12Z", "com.android.version": "11", "location": "+53.9023+027.5619/",
    }  # fmt: skip
    options = ("-movflags", "use_metadata_tags")
    recorded = media.read(make_video(tmp_path / "VID.mp4", seconds=0.2, tags=tags, options=options)).recorded_at
    assert recorded is not None
    assert (recorded.local, recorded.offset) == ("2020-08-09T22:15:12", "+00:00")
    assert recorded.explanation.endswith("to which Android keeps; 2020-08-10 01:15 +03:00 where it was recorded")


def test_a_time_that_is_not_set_is_none(tmp_path: Path) -> None:
    tags = {"creation_time": "1904-01-01T00:00:00Z"}
    recorded = media.read(make_video(tmp_path / "a.mov", seconds=0.2, size=(96, 64), tags=tags)).recorded_at
    assert recorded is not None
    assert recorded.certainty is Certainty.FILE


@pytest.mark.parametrize("suffix", [".mxf", ".avi", ".ts"])
def test_the_file_system_does_not_speak_for_what_is_not_read(suffix: str, tmp_path: Path) -> None:
    """These containers may keep the time where ffprobe does not look."""
    recorded = media.read(make_video(tmp_path / f"a{suffix}", seconds=0.2, size=(96, 64), sound=0)).recorded_at
    assert recorded is None


def test_a_field_recorder_keeps_day_and_time_apart(tmp_path: Path) -> None:
    path = tmp_path / "ZOOM0001.WAV"
    when = ["-metadata", "origination_date=2020-08-16", "-metadata", "origination_time=14:22:33"]
    ffmpeg("-f", "lavfi", "-i", "sine=d=0.2:r=48000", "-write_bext", "1", *when, "-f", "wav", f"file:{path}")
    facts = media.read(path)
    assert facts.recorded_at is not None
    assert (facts.recorded_at.local, facts.recorded_at.offset) == ("2020-08-16T14:22:33", None)
    assert facts.recorded_at.source == "container date, creation_time"


@pytest.mark.parametrize("suffix", [".wav", ".mp3", ".m4a", ".flac", ".ogg"])
def test_a_sound_states_what_it_is(suffix: str, tmp_path: Path) -> None:
    facts = media.read(make_sound(tmp_path / f"a{suffix}", seconds=1, channels=2, tags={"title": "Bells"}))
    assert facts.kind == "audio"
    assert (facts.sound.channels, facts.sound.sample_rate_hz, facts.sound.streams) == (2, 48000, 1)
    assert facts.sound.duration_s == pytest.approx(1, abs=0.06)
    assert facts.picture.frame_rate is None


def test_any_name_is_only_a_name(tmp_path: Path) -> None:
    plain = make_sound(tmp_path / "plain.wav", seconds=0.2)
    for name in ("-version.wav", "http:x.wav", "img%03d.wav", "concat:a|b.wav", "id:1,a.wav", "a\nb.wav", "🌾.wav"):
        odd = plain.rename(tmp_path / name)
        assert media.read(odd).kind == "audio"
        plain = odd


@pytest.mark.parametrize(
    "content",
    [
        b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n%b\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile %b\n",
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n",
    ],
)
def test_a_playlist_leads_nowhere(content: bytes, tmp_path: Path) -> None:
    secret = make_video(tmp_path / "secret.ts", seconds=0.2, size=(96, 64), sound=0)
    path = tmp_path / "clip.mp4"
    path.write_bytes(content.replace(b"%b", bytes(secret)))
    with pytest.raises(media.NotMedia, match="it is text"):
        media.read(path)


@pytest.mark.parametrize(
    ("stated", "meant"),
    [
        ("2997/100", "30000/1001"), ("500000/33333", "15"), ("25/1", "25"), ("23976/1000", "24000/1001"),
        ("5994/100", "60000/1001"), ("1000000/33367", "30000/1001"), ("500000/20833", "24"), ("125/6", "125/6"),
    ],
)  # fmt: skip
def test_a_rounded_rate_is_the_rate_that_was_meant(stated: str, meant: str) -> None:
    assert str(exact_rate(Fraction(stated))) == meant


@pytest.mark.parametrize("stated", [None, Fraction(0), Fraction(90000)])
def test_a_time_base_is_no_rate(stated: Fraction | None) -> None:
    assert exact_rate(stated) is None


@pytest.mark.parametrize(("base", "rate"), [("25/1", 25), ("30000/1001", Fraction(30000, 1001)), ("1000/1", None)])
def test_without_an_average_only_what_may_be_a_rate_is_one(base: str, rate: Fraction | None) -> None:
    found, varies = frame_rate({"avg_frame_rate": "0/0", "r_frame_rate": base})
    assert (found and found.fraction, varies) == (rate, None)


def test_fields_are_not_frames() -> None:
    rate, variable = frame_rate({"avg_frame_rate": "25/1", "r_frame_rate": "50/1"})
    assert (str(rate), variable) == ("25", False)
    rate, variable = frame_rate({"avg_frame_rate": "29/1", "r_frame_rate": "120/1"})
    assert (str(rate), variable) == ("29", True)


@pytest.mark.parametrize(
    ("stated", "turn"), [(-90, 90), (90, 270), (180, 180), (-180, 180), ("-89.9", 90), (45, None), ("x", None)]
)
def test_rotation_counts_clockwise_in_quarters(stated: Any, turn: int | None) -> None:
    assert rotation({"side_data_list": [{"rotation": stated}]}) == turn


@pytest.mark.parametrize("name", ["C0002.srt", "C0002.VTT"])
def test_subtitles_are_left_out_with_the_way_to_keep_them(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("1\n00:00:00,000 --> 00:00:01,000\nЖыве Беларусь!\n", encoding="utf-8")
    with pytest.raises(media.NotMedia, match="it is subtitles, which mediavault transcript import keeps with their"):
        media.read(path)


@pytest.mark.parametrize(
    ("name", "options", "seconds"),
    [
        ("a.aac", ("-c:a", "aac", "-b:a", "64k"), 20),
        ("a.mp3", ("-c:a", "libmp3lame", "-q:a", "4", "-write_xing", "0", "-id3v2_version", "0"), 20),
        ("low.mp3", ("-c:a", "libmp3lame", "-q:a", "4", "-ar", "22050", "-write_xing", "0", "-id3v2_version", "0"), 20),
        ("a.amr", ("-c:a", "libopencore_amrnb", "-ar", "8000"), 20),
        ("wide.amr", ("-c:a", "libvo_amrwbenc", "-ar", "16000"), 20),
    ],
)
def test_the_length_of_a_sound_is_no_guess_by_its_loudness(
    tmp_path: Path, name: str, options: tuple[str, ...], seconds: int
) -> None:
    """Silence takes few bytes: by the bit rate of the beginning the rest would last many times as long."""
    path = tmp_path / name
    ffmpeg("-f", "lavfi", "-i", f"aevalsrc='if(lt(t,5),0,random(0)-0.5)':s=44100:d={seconds}", *options, f"file:{path}")
    facts = media.read(path)
    assert facts.sound.duration_s == pytest.approx(seconds, abs=0.2)
    assert facts.available_range is not None


@pytest.mark.parametrize("version", ["0", "3"])
def test_an_mp3_that_says_how_long_it_is_is_not_read_through(
    tmp_path: Path, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.mp3"
    sound = "aevalsrc='if(lt(t,5),0,random(0)-0.5)':s=44100:d=20"
    ffmpeg(
        "-f", "lavfi", "-i", sound, "-q:a", "4", "-id3v2_version", version, "-metadata", "title=Bells", f"file:{path}"
    )
    monkeypatch.setattr("mediavault.media.ffprobe._counted", lambda *_: pytest.fail("it was read through"))
    assert media.read(path).sound.duration_s == pytest.approx(20, abs=0.2)


@pytest.mark.parametrize(("begin", "frames"), [("0.1", 32), ("0.3", 32), ("0.49", 32), ("0.51", 33)])
def test_a_clip_that_was_trimmed_without_being_written_anew_has_the_frames_it_plays(
    tmp_path: Path, begin: str, frames: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As telephones trim: what stands before the beginning stays in the file, and is not played."""
    whole, path = make_video(tmp_path / "whole.mp4", seconds=3, keyframes_every=75), tmp_path / "trimmed.mp4"
    ffmpeg("-ss", begin, "-i", str(whole), "-t", "1.3", "-map", "0:v", "-c", "copy", str(path))
    picture = media.read(path).picture
    assert picture.frame_count == frames
    assert (picture.frame_rate, picture.variable_frame_rate) == (FrameRate(25), False)
    decoded = tmp_path / "decoded"
    ffmpeg("-i", str(path), "-f", "framecrc", str(decoded))
    assert sum(not line.startswith("#") for line in decoded.read_text().splitlines()) == frames
    monkeypatch.setattr("mediavault.media.ffprobe.COUNTED_BYTES", 0)
    assert abs((media.read(path).picture.frame_count or 0) - frames) <= 1
    assert media.read(whole).picture.frame_count == 75


def test_a_duration_that_its_frames_contradict_does_not_count() -> None:
    stream = {"codec_type": "video", "avg_frame_rate": "30/1", "r_frame_rate": "30/1", "nb_frames": "149",
              "duration_ts": 39112, "time_base": "1/90000"}  # fmt: skip
    answer = {"streams": [stream], "format": {"duration": "0.434578"}}
    assert picture(answer, stream, lambda: None).duration_s == Fraction(149, 30)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("+53.9006+027.5590+220.0/", (53.9006, 27.559, 220.0)),
        ("-33.8568-070.6483/", (-33.8568, -70.6483, None)),
        ("+5354.036+02733.540/", (53.9006, 27.559, None)),
        ("+535402.16+0273332.4-10CRSWGS_84/", (53.9006, 27.559, -10.0)),
        ("+48.8577+002.295", (48.8577, 2.295, None)),
        ("53.9 27.5", None),
        ("+539006+27/", None),
        ("", None),
    ],
)
def test_iso_6709(text: str, position: tuple[float, float, float | None] | None) -> None:
    found = parse_iso_6709(text)
    if position is None or found is None:
        assert found is position
        return
    assert found[:2] == pytest.approx(position[:2], abs=1e-6)
    assert found[2] == position[2]


@given(st.text("+-.0123456789/CRS", max_size=30))
def test_any_text_is_a_position_or_none(text: str) -> None:
    found = parse_iso_6709(text)
    assert found is None or len(found) == 3
