"""Rough cuts and folders of clips: every frame and its sound, nothing of what an original says, whole or not at all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import wave
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import bar_codes
import media_factory
import pytest
import shot_list_factory as factories
from bar_codes import Case, Seen
from PIL import Image
from shot_list_factory import PAL, at, shot, shot_list, video

from library.model import Asset, CopyState, ShotList
from library.timecode import FrameRate
from mediavault import media, tools
from mediavault.export import NotRendered, Rendering, ShotOffline, TargetTaken, export

CANARIES = (*(f"CANARY-{one}" for one in ("TITLE", "COMMENT", "ARTIST", "HANDLER", "SEI", "MAKE")), "+52.2297")
TAGS = {
    "encoder",
    "timecode",
    "language",
    "handler_name",
    "vendor_id",
    "major_brand",
    "minor_version",
    "compatible_brands",
}
"""All that a film may say of itself."""


def probed(path: Path) -> dict[str, object]:
    entries = [
        "-show_entries",
        "format_tags:stream=codec_type,codec_name,channels,width,height,r_frame_rate,nb_frames:stream_tags",
    ]
    argv = [str(tools.find("ffprobe")), "-v", "error", *entries, "-of", "json", f"file:{path}"]
    return json.loads(tools.run(argv, timeout_s=30, limits=media_factory.ENCODING_LIMITS).required().stdout)


@pytest.mark.parametrize("suffix", [".mov", ".mp4"])
def test_a_rough_cut_shows_every_frame(each_rate: Case, suffix: str, tmp_path: Path) -> None:
    (path,) = export(each_rate.shot_list, tmp_path / f"cut{suffix}").paths
    assert bar_codes.seen(path) == each_rate.frames
    if suffix == ".mov":  # AAC keeps no level for so short a time
        assert bar_codes.heard(path, each_rate.shot_list.rate) == each_rate.frames
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_rough_cut_begins_at_the_list_s_timecode(each_rate: Case, tmp_path: Path) -> None:
    (path,) = export(each_rate.shot_list, tmp_path / "cut.mov").paths
    (picture, *_) = probed(path)["streams"]
    assert picture["tags"]["timecode"] == str(each_rate.shot_list.start_timecode)
    assert picture["r_frame_rate"] == f"{each_rate.shot_list.rate.numerator}/{each_rate.shot_list.rate.denominator}"


def test_trimmed_clips_have_handles_where_there_are_any(each_rate: Case, tmp_path: Path) -> None:
    paths = export(each_rate.shot_list, tmp_path / "out", format="clips", rendering=Rendering(handles=3)).paths
    # The first shot ends with its media, the last begins with it.
    expected = [(1, range(56, 90)), (2, range(2, 28)), (1, range(4))]
    for path, (clip, frames) in zip(paths, expected, strict=True):
        wanted = [Seen(clip, frame) for frame in frames]
        assert bar_codes.seen(path) == wanted
        assert bar_codes.heard(path, each_rate.shot_list.rate) == wanted
    assert sorted(path.name[:4] for path in (tmp_path / "out").iterdir()) == ["001_", "002_", "003_"]
    starts = [one.asset.facts.start_timecode for one in each_rate.media]
    labels = [str(start.timecode + frames.start) for start, (_, frames) in zip(starts, expected, strict=True) if start]
    assert [probed(path)["streams"][0]["tags"]["timecode"] for path in paths] == labels


def test_a_name_that_is_longest_in_other_letters_makes_a_clip(tmp_path: Path, coded: Callable[[str], Case]) -> None:
    asset = coded("25").media[0].asset
    longest = replace(asset, copies=(replace(asset.copies[0], path_raw=f"{'щ' * 125}.mov".encode()),))
    (path,) = export(shot_list(shot(1, longest, 5, 3)), tmp_path / "out", format="clips").paths
    assert (path.name[:8], len(path.name) <= 255) == ("001_shch", True)
    assert bar_codes.seen(path) == [Seen(1, 5), Seen(1, 6), Seen(1, 7)]


@pytest.fixture
def telling(tmp_path: Path) -> Asset:
    """A video that says who made it and where, in tags, handlers, chapters and within its pictures."""
    path = tmp_path / "card" / "telling.mov"
    tags = {"title": CANARIES[0], "comment": CANARIES[1], "artist": CANARIES[2], "make": CANARIES[5]}
    tags |= {"location": "+52.2297+021.0122/", "com.apple.quicktime.location.ISO6709": "+52.2297+021.0122/"}
    sei = "086f3693-b7b3-4f2c-9653-21492feee5b8+CANARY-SEI"
    options = ["-metadata:s:v", "handler_name=CANARY-HANDLER", "-metadata:s:a", "handler_name=CANARY-HANDLER"]
    media_factory.make_video(
        path,
        seconds=1,
        tags=tags,
        timecode="10:00:00:00",
        options=[*options, "-bsf:v", f"h264_metadata=sei_user_data={sei}"],
    )
    return at(video(1, "telling.mov", frames=25, timecode="10:00:00:00"), path)


@pytest.mark.parametrize("target", ["cut.mov", "cut.mp4", "clips"])
def test_nothing_an_original_says_is_in_a_film(telling: Asset, target: str, tmp_path: Path) -> None:
    original = telling.copies[0].location
    assert original is not None
    assert [one for one in CANARIES if one.encode() not in original.read_bytes()] == []
    built = shot_list(shot(1, telling, 5, 10, note="x"))
    for path in export(built, tmp_path / target, format="clips" if target == "clips" else None).paths:
        content = path.read_bytes()
        assert [one for one in (*CANARIES, "Lavf") if one.encode() in content] == []
        told = probed(path)
        kinds = [one["codec_type"] for one in told["streams"]]
        assert kinds[:2] == ["video", "audio"]
        assert set(kinds[2:]) <= {"data"}  # the timecode, of which ffprobe shows the tag below
        said = {name for one in told["streams"] for name in one.get("tags", {})} | set(told["format"].get("tags", {}))
        assert said <= TAGS


def test_stills_are_held_sounds_are_heard_and_silence_is_silent(tmp_path: Path, coded: Callable[[str], Case]) -> None:
    preview, case = tmp_path / "preview.jpg", coded("25")
    Image.new("RGB", (190, 108), (250, 250, 250)).save(preview)
    tone = media_factory.make_sound(tmp_path / "tone.wav", seconds=2)
    still = at(factories.photo(5, "still.jpg"), tmp_path / "still.jpg")
    heard = at(factories.sound(6, "tone.wav", seconds=2), tone)
    built = shot_list(
        shot(1, case.media[0].asset, 10, 5), shot(2, still, 0, 6), shot(3, heard, 24000, 24000), name="mixed kinds"
    )
    (path,) = export(built, tmp_path / "cut.mov", rendering=Rendering(preview_of=lambda _: preview)).paths
    shown, sound = bar_codes.seen(path), bar_codes.heard(path, PAL)
    assert shown[:5] == [Seen(1, frame) for frame in range(10, 15)]
    assert shown[5:] == [None] * 18  # 24000 samples are half a second: twelve frames and a half
    assert sound[5:11] == [None] * 6
    assert (len(shown), len([one for one in sound[11:23] if one is not None]) > 6) == (23, True)
    (alone,) = export(shot_list(shot(1, heard, 24000, 24000)), tmp_path / "w", format="clips").paths
    with wave.open(str(alone)) as read:
        assert (read.getframerate(), read.getnchannels(), read.getnframes()) == (48000, 2, 24000)


def test_media_of_another_rate_and_shape_is_on_the_grid(tmp_path: Path, coded: Callable[[str], Case]) -> None:
    ntsc = coded("29.97 drop-frame").media[0]
    wide = video(7, "wide.mov", frames=50)
    wide_path = media_factory.make_video(tmp_path / "wide.mov", size=(320, 80))
    wide = replace(wide, facts=replace(wide.facts, picture=replace(wide.facts.picture, width=320, height=80)))
    built = shot_list(shot(1, ntsc.asset, 30, 60), shot(2, at(wide, wide_path), 0, 5))
    (path,) = export(built, tmp_path / "cut.mov").paths
    shown = bar_codes.seen(path)
    # 60 frames of 29.97 last 2.002 s: 50 frames of 25; frame n of the list shows the frame that is seen at its time.
    assert (len(shown), shown[0], shown[49]) == (55, Seen(1, 30), Seen(1, 88))
    assert [one.frame for one in shown[:50] if one] == [30 + int(n * 30000 / 1001 / 25 + 1 / 8) for n in range(50)]
    assert shown[50:] == [None] * 5


@pytest.mark.parametrize("target", ["cut.mov", "clips"])
def test_oblong_pixels_are_shown_in_their_shape(target: str, tmp_path: Path, coded: Callable[[str], Case]) -> None:
    wide = bar_codes.oblong(coded("25").media[0], tmp_path / "wide.mov", Fraction(64, 45))
    built = shot_list(shot(1, wide.asset, 5, 4))
    (path,) = export(built, tmp_path / target, format="clips" if target == "clips" else None).paths
    (stream, *_) = probed(path)["streams"]
    assert (stream["width"], stream["height"]) == (270, 108)
    assert bar_codes.seen(path) == [Seen(1, frame) for frame in range(5, 9)]


@pytest.mark.parametrize(
    ("name", "first", "frames", "list_rate"),
    [
        ("50", 0, 1, PAL),
        ("50", 89, 1, PAL),
        ("50", 10, 3, FrameRate(24)),
        ("59.94 drop-frame", 89, 1, FrameRate(24000, 1001)),
        ("59.94 drop-frame", 0, 1, FrameRate(24000, 1001)),
        ("23.976", 40, 3, FrameRate(60)),
        ("25", 89, 1, FrameRate(60)),
    ],
)
def test_of_media_of_another_rate_only_frames_of_the_shot_are_shown_from_the_first_on(
    name: str, first: int, frames: int, list_rate: FrameRate, tmp_path: Path, coded: Callable[[str], Case]
) -> None:
    asset = coded(name).media[0].asset
    built = shot_list(shot(1, asset, first, frames), rate=list_rate)
    (path,) = export(built, tmp_path / "cut.mov").paths
    shown = [one.frame for one in bar_codes.seen(path) if one]
    own = asset.facts.picture.frame_rate
    late = min(own.seconds(1), list_rate.seconds(1)) / 8
    seen = [first + int((list_rate.seconds(n) + late) * own.fraction) for n in range(built.duration)]
    assert shown == [min(frame, first + frames - 1) for frame in seen]


@pytest.mark.parametrize("target", ["cut.mov", "clips"])
def test_of_irregular_frames_none_behind_the_shot_is_shown_or_heard(
    target: str, tmp_path: Path, coded: Callable[[str], Case]
) -> None:
    steady = coded("25").media[0]
    # Thirty frames at 25 a second, the others at 12.5: those of the shot last shorter than their average says.
    phone = tmp_path / "phone.mov"
    times = "setpts=if(lt(N\\,30)\\,N\\,30+(N-30)*2)/25/TB"
    coding = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "16", "-bf", "0", "-c:a", "copy"]
    media_factory.ffmpeg(
        "-i",
        f"file:{steady.path}",
        "-vf",
        times,
        "-fps_mode",
        "vfr",
        "-video_track_timescale",
        "600",
        *coding,
        str(phone),
    )
    facts = media.read(phone)
    assert (facts.picture.variable_frame_rate, facts.picture.frame_count) == (True, steady.frames)
    built = shot_list(shot(1, replace(at(steady.asset, phone), facts=facts), 5, 20), rate=PAL)
    (path,) = export(built, tmp_path / target, format="clips" if target == "clips" else None).paths
    shown = bar_codes.seen(path)
    assert shown[0] == Seen(1, 5)
    assert shown[-6:] == [Seen(1, 24)] * 6
    heard = [one.frame for one in bar_codes.heard(path, facts.picture.frame_rate or PAL) if one]
    assert (heard[0], max(heard)) == (5, 24)


def test_media_that_is_not_here_is_refused_by_shot(tmp_path: Path) -> None:
    away = shot_list(shot(1, video(1, "a.mov", mount=None, state=CopyState.OFFLINE), 0, 5))
    for target, name in (("cut.mp4", None), ("clips", "clips")):
        with pytest.raises(ShotOffline, match=r"Shot 1 \(a\.mov\) is offline") as refused:
            export(away, tmp_path / target, format=name)
        assert refused.value.findings[0].shot == 1
    with pytest.raises(NotRendered, match=r"shot 1 \(gone\.mov\)"):
        export(shot_list(shot(1, video(1, "gone.mov"), 0, 5)), tmp_path / "cut.mp4")
    assert list(tmp_path.iterdir()) == []


def test_media_shorter_than_it_is_said_to_be_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    path = media_factory.make_video(tmp_path / "short.mov", seconds=1)
    lying = at(video(1, "short.mov", frames=100), path)
    for target, name in (("cut.mov", None), ("clips", "clips")):
        with pytest.raises(NotRendered, match=r"shot 2 \(short\.mov\): it ends 5 frames before the shot does"):
            export(shot_list(shot(1, lying, 0, 5), shot(2, lying, 10, 20)), tmp_path / target, format=name)
    assert [one.name for one in tmp_path.iterdir()] == ["short.mov"]


def test_a_full_disk_or_a_stop_leaves_nothing_half(tmp_path: Path, coded: Callable[[str], Case]) -> None:
    def stop(done: int, _: int) -> None:
        if done == 10:
            raise KeyboardInterrupt

    built = coded("25").shot_list
    (tmp_path / "cut.mov").write_bytes(b"the last one")
    for target, name in (("cut.mov", None), ("clips", "clips")):
        with pytest.raises(KeyboardInterrupt):
            export(built, tmp_path / target, format=name, rendering=Rendering(progress=stop))
    assert [one.name for one in tmp_path.iterdir()] == ["cut.mov"]
    assert (tmp_path / "cut.mov").read_bytes() == b"the last one"


def test_a_folder_or_an_original_is_never_replaced(tmp_path: Path, coded: Callable[[str], Case]) -> None:
    case = coded("25")
    (tmp_path / "clips").mkdir()
    with pytest.raises(TargetTaken, match="is made anew"):
        export(case.shot_list, tmp_path / "clips", format="clips")
    before = case.media[0].path.read_bytes()
    with pytest.raises(TargetTaken, match="is an original"):
        export(case.shot_list, case.media[0].path)
    assert case.media[0].path.read_bytes() == before


SCRIPT = """
import sys
from pathlib import Path
import bar_codes, shot_list_factory as factories
from mediavault.cli.rendering import rendering
from mediavault.export import export
from library.timecode import FrameRate
case = bar_codes.make_case(Path(sys.argv[1]), "25")
shots = [factories.shot(n, case.media[0].asset, 0, 90) for n in range(1, 400)]
class Vault:
    preview_path = filmstrip_path = None
with rendering(Vault, 0) as way:
    print("begun", flush=True)
    export(factories.shot_list(*shots), Path(sys.argv[2]) / "cut.mov", rendering=way)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_render_and_leaves_nothing(number: signal.Signals, tmp_path: Path) -> None:
    card, out = tmp_path / "card", tmp_path / "out"
    card.mkdir()
    out.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(card), str(out)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert run.stdout is not None
    with run.stdout:
        assert run.stdout.readline() == b"begun\n"
        while not any(out.iterdir()):
            assert run.poll() is None
    run.send_signal(number)
    assert run.wait(30) != 0
    assert list(out.iterdir()) == []


def test_the_clip_lists_nobody_thought_of(tmp_path: Path) -> None:
    only_stills: ShotList = shot_list(shot(1, factories.photo(1, "p.jpg"), 0, 5))
    with pytest.raises(Exception, match="All shots are stills"):
        export(only_stills, tmp_path / "clips", format="clips")
