"""Frame n is frame n: in every container, at every rate, with frames stored out of order, and with irregular ones."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

import pytest
from media_factory import frame_number, make_video

from mediavault import media
from mediavault.media.frame import FrameMissing, frame_at, frames_from

if TYPE_CHECKING:
    from pathlib import Path

    from library.model import MediaFacts

SIZE = (160, 90)


def shown(path: Path, frame: int, facts: MediaFacts) -> int:
    pixels = frame_at(path, frame, facts, *SIZE)
    assert len(pixels) == SIZE[0] * SIZE[1] * 3
    return frame_number(pixels, *SIZE)


@pytest.mark.parametrize(
    ("suffix", "rate", "options"),
    [
        (".mov", "24000/1001", ["-bf", "3"]),
        (".mp4", "30000/1001", ["-bf", "2"]),
        (".mp4", "60000/1001", []),
        (".mkv", "50", ["-bf", "2"]),
        (".mkv", "24000/1001", []),
        (".mxf", "25", ["-bf", "2"]),
        (".avi", "25", []),
        (".ts", "25", ["-bf", "2"]),
        (".webm", "30", []),
    ],
)
def test_every_frame_is_the_one_that_was_asked_for(suffix: str, rate: str, options: list[str], tmp_path: Path) -> None:
    path = make_video(tmp_path / f"a{suffix}", rate=rate, seconds=2, keyframes_every=20, sound=1, options=options)
    facts = media.read(path)
    count = facts.picture.frame_count
    assert count == round(2 * Fraction(rate))
    wanted = [0, 1, 19, 20, 21, count // 2, count - 2, count - 1]
    assert [shown(path, frame, facts) for frame in wanted] == wanted


@pytest.mark.parametrize("rotation", [90, 180])
def test_frames_of_a_turned_video_come_upright(rotation: int, tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mov", seconds=1, rotation=rotation, sound=0)
    pixels = frame_at(path, 7, media.read(path), *(SIZE[::-1] if rotation == 90 else SIZE))
    if rotation == 180:
        upright = b"".join(pixels[at : at + 3] for at in range(len(pixels) - 3, -1, -3))
        assert frame_number(upright, *SIZE) == 7
    else:
        width, height = SIZE[::-1]
        row = [[pixels[(y * width + x) * 3 : (y * width + x) * 3 + 3] for y in range(height)] for x in range(width)]
        assert frame_number(b"".join(pixel for line in reversed(row) for pixel in line), *SIZE) == 7


def test_irregular_frames_are_counted_one_by_one(tmp_path: Path) -> None:
    options = ["-vf", "select='lt(n,20)+not(mod(n,7))'", "-fps_mode", "vfr"]
    path = make_video(tmp_path / "a.mp4", rate="30", seconds=2, sound=0, options=options)
    facts = media.read(path)
    kept = [number for number in range(60) if number < 20 or number % 7 == 0]
    assert facts.picture.frame_count == len(kept)
    for frame in (0, 5, 19, 20, 21, len(kept) - 1):
        assert shown(path, frame, facts) == kept[frame]
    with pytest.raises(FrameMissing, match=f"it has {len(kept)} frames"):
        frame_at(path, len(kept), facts, *SIZE)


def test_sound_that_starts_first_shifts_nothing(tmp_path: Path) -> None:
    options = ["-filter:v", "setpts=PTS+0.5/TB"]
    path = make_video(tmp_path / "a.mkv", seconds=1, options=options)
    facts = media.read(path)
    assert [shown(path, frame, facts) for frame in (0, 5, 12)] == [0, 5, 12]


@pytest.mark.parametrize("frame", [-1, 25, 40, 1000])
def test_a_frame_that_is_not_there_is_missing(frame: int, tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", seconds=1, sound=0)
    facts = media.read(path)
    with pytest.raises(FrameMissing, match=rf"Cannot show frame {frame} of a\.mp4: .+\."):
        frame_at(path, frame, facts, *SIZE)


@pytest.mark.parametrize(("fps", "step"), [(25, 1), (Fraction(25, 2), 2), (5, 5)])
def test_a_run_of_frames_follows_the_rate(fps: Fraction | int, step: int, tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", seconds=2, sound=0, options=["-bf", "2"])
    frames = islice(frames_from(path, 10, media.read(path), SIZE, fps), 6)
    assert [frame_number(frame, *SIZE) for frame in frames] == pytest.approx(
        [10 + step * number for number in range(6)], abs=step // 2
    )


def test_a_run_ends_with_the_video(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", seconds=1, sound=0)
    assert [frame_number(frame, *SIZE) for frame in frames_from(path, 20, media.read(path), SIZE, 25)] == [
        20, 21, 22, 23, 24,
    ]  # fmt: skip
