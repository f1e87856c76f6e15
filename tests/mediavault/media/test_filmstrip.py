"""A filmstrip shows 24 frames of a video, evenly spread, each the one that was asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from media_factory import ffmpeg, frame_number, make_photo, make_sound, make_video
from PIL import Image

from mediavault import media
from mediavault.media import filmstrip
from mediavault.media.filmstrip import TILE_HEIGHT, TILE_WIDTH, TILES, make_filmstrip

if TYPE_CHECKING:
    from pathlib import Path


def tiles(source: Path) -> list[Image.Image]:
    target = source.with_suffix(".strip.jpg")
    assert make_filmstrip(source, target, media.read(source))
    with Image.open(target) as strip:
        assert strip.size == (TILE_WIDTH * TILES, TILE_HEIGHT)
        boxes = ((TILE_WIDTH * tile, 0, TILE_WIDTH * (tile + 1), TILE_HEIGHT) for tile in range(TILES))
        return [strip.crop(box) for box in boxes]


def numbers(source: Path) -> list[int]:
    return [frame_number(tile.tobytes(), TILE_WIDTH, TILE_HEIGHT) for tile in tiles(source)]


def middles(frames: int) -> list[int]:
    return [frames * (2 * tile + 1) // (2 * TILES) for tile in range(TILES)]


@pytest.mark.parametrize(
    ("suffix", "rate", "options"),
    [
        (".mov", "25", ["-bf", "3"]),
        (".mp4", "30000/1001", ["-bf", "2"]),
        (".mkv", "50", []),
        (".mxf", "25", []),
        (".ts", "25", ["-bf", "2"]),
    ],
)
def test_a_short_clip_with_few_keyframes_shows_the_very_frames(
    suffix: str, rate: str, options: list[str], tmp_path: Path
) -> None:
    path = make_video(tmp_path / f"a{suffix}", rate=rate, seconds=4, keyframes_every=50, sound=0, options=options)
    frames = media.read(path).picture.frame_count
    assert frames is not None
    assert numbers(path) == middles(frames)


def test_with_keyframes_enough_the_nearest_ones_are_shown(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mp4", seconds=8, keyframes_every=5, sound=0, options=["-sc_threshold", "0"])
    seen = numbers(path)
    assert all(number % 5 == 0 for number in seen)
    assert all(abs(number - middle) <= 3 for number, middle in zip(seen, middles(200), strict=True))


def test_a_codec_of_keyframes_alone_shows_the_very_frames(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mov", seconds=4, sound=0, codec="mjpeg", options=["-q:v", "3"])
    assert all(abs(number - middle) <= 1 for number, middle in zip(numbers(path), middles(100), strict=True))


def test_a_long_clip_is_jumped_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_video(tmp_path / "a.mp4", rate="10", seconds=100, keyframes_every=10, sound=0)
    monkeypatch.setattr(filmstrip, "_shown", None)  # nothing is read as a whole
    seen = numbers(path)
    assert all(0 <= middle - number < 10 for number, middle in zip(seen, middles(1000), strict=True)), seen


def test_a_single_frame_fills_the_strip(tmp_path: Path) -> None:
    assert numbers(make_video(tmp_path / "a.mp4", seconds=0.04, sound=0)) == [0] * TILES


def test_irregular_frames_are_found_by_their_time(tmp_path: Path) -> None:
    """The second half has a third of the frames: places are even in time, numbers are not."""
    options = ["-vf", "select='lt(n,50)+not(mod(n,3))'", "-fps_mode", "vfr"]
    path = make_video(tmp_path / "a.mp4", seconds=4, keyframes_every=5, sound=0, options=options)
    seen = numbers(path)
    assert seen == sorted(seen)
    assert seen[0] < 6
    assert seen[-1] > 88


def test_an_upright_clip_stands_between_black_borders(tmp_path: Path) -> None:
    path = tmp_path / "plain.mp4"
    ffmpeg("-f", "lavfi", "-i", "color=white:s=160x90:r=10:d=1", "-pix_fmt", "yuv420p", f"file:{path}")
    turned = tmp_path / "turned.mp4"
    ffmpeg("-display_rotation", "-90", "-i", f"file:{path}", "-c", "copy", f"file:{turned}")
    tile = tiles(turned)[12]
    row = [tile.getpixel((column, 45))[0] > 128 for column in range(TILE_WIDTH)]
    assert row.count(True) == pytest.approx(51, abs=3)
    assert row[TILE_WIDTH // 2]
    assert not row[20]
    assert not row[140]


def test_what_is_no_video_has_none(tmp_path: Path) -> None:
    for path in (make_photo(tmp_path / "a.jpg"), make_sound(tmp_path / "a.wav", seconds=0.2)):
        assert not make_filmstrip(path, tmp_path / "strip.jpg", media.read(path))
    video = make_video(tmp_path / "a.mp4", seconds=0.2)
    facts = media.read(video)
    endless = replace(facts, picture=replace(facts.picture, duration_s=None))
    assert not make_filmstrip(video, tmp_path / "strip.jpg", endless)
    assert not (tmp_path / "strip.jpg").exists()


def test_without_pictures_there_is_an_error_and_no_file(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mov", seconds=1, sound=0, options=["-movflags", "faststart"])
    facts, content = media.read(path), path.read_bytes()
    path.write_bytes(content[: content.index(b"mdat") + 12])
    with pytest.raises(media.Unreadable, match=r"a\.mov: ffmpeg cannot decode a picture of it"):
        make_filmstrip(path, tmp_path / "strip.jpg", facts)
    assert not (tmp_path / "strip.jpg").exists()
