"""The rig itself: what it makes is what it reads, and it notices one frame."""

from __future__ import annotations

import json
from pathlib import Path

import bar_codes
import media_factory
from bar_codes import Case, Seen

from mediavault import tools


def test_every_frame_says_which_it_is_in_picture_and_sound(each_rate: Case) -> None:
    for coded in each_rate.media[:2]:
        expected = [Seen(coded.number, frame) for frame in range(coded.frames)]
        assert bar_codes.seen(coded.path) == expected
        assert bar_codes.heard(coded.path, each_rate.shot_list.rate) == expected


def test_ffprobe_sees_the_timecode_and_the_frames(each_rate: Case) -> None:
    for coded in each_rate.media[:2]:
        entries = ["-select_streams", "v", "-show_entries", "stream=nb_frames:stream_tags=timecode", "-of", "json"]
        argv = [str(tools.find("ffprobe")), "-v", "error", *entries, f"file:{coded.path}"]
        (stream,) = json.loads(tools.run(argv, timeout_s=30, limits=media_factory.ENCODING_LIMITS).stdout)["streams"]
        start = coded.asset.facts.start_timecode
        assert start is not None
        assert (stream["tags"]["timecode"], int(stream["nb_frames"])) == (str(start.timecode), coded.frames)


def test_one_frame_too_few_is_noticed(each_rate: Case, tmp_path: Path) -> None:
    source, late = each_rate.media[0], tmp_path / "late.mkv"
    media_factory.ffmpeg("-i", f"file:{source.path}", "-vf", "select=gte(n\\,1)", "-fps_mode", "passthrough", str(late))
    assert bar_codes.seen(late)[0] == Seen(1, 1)


def test_other_pictures_are_none(tmp_path: Path) -> None:
    path = media_factory.make_video(tmp_path / "other.mov", seconds=0.2, size=bar_codes.SIZE)
    assert set(bar_codes.seen(path)) == {None}
