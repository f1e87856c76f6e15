"""A filmstrip shows 24 frames of a video, evenly spread, each the one that was asked for."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from media_factory import ffmpeg, frame_number, make_photo, make_sound, make_video
from PIL import Image
from preview_factory import filmstrip as made_strip
from preview_factory import make_preview, preview

from mediavault import media, tools
from mediavault.media import filmstrip, keyframes
from mediavault.media.filmstrip import TILE_HEIGHT, TILE_WIDTH
from mediavault.vault.cache import TILES

if TYPE_CHECKING:
    from pathlib import Path


def tiles(source: Path) -> list[Image.Image]:
    strip = made_strip(source)
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
def test_a_little_clip_shows_the_very_frames(suffix: str, rate: str, options: list[str], tmp_path: Path) -> None:
    path = make_video(tmp_path / f"a{suffix}", rate=rate, seconds=4, keyframes_every=50, sound=0, options=options)
    frames = media.read(path).picture.frame_count
    assert frames is not None
    assert numbers(path) == middles(frames)


def by_keyframes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes every clip for one that is too much to be decoded whole."""
    monkeypatch.setattr(keyframes, "LITTLE_PIXELS", 0)


def test_of_a_short_clip_the_nearest_keyframes_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_keyframes(monkeypatch)
    path = make_video(tmp_path / "a.mp4", seconds=8, keyframes_every=5, sound=0, options=["-sc_threshold", "0"])
    seen = numbers(path)
    assert all(number % 5 == 0 for number in seen)
    assert all(abs(number - middle) <= 3 for number, middle in zip(seen, middles(200), strict=True))


def test_of_too_many_keyframes_four_between_two_places_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every frame a keyframe: 250 of them, of which those a tenth of a second apart are kept."""
    by_keyframes(monkeypatch)
    kept: list[int] = []
    monkeypatch.setattr(filmstrip, "frames_near", lambda *told: noted(kept, keyframes.frames_near(*told)))
    path = make_video(tmp_path / "a.mp4", seconds=10, keyframes_every=1, sound=0)
    seen = numbers(path)
    assert all(abs(number - middle) <= 2 for number, middle in zip(seen, middles(250), strict=True))
    assert kept == [84]


def noted(counts: list[int], frames: list[keyframes.Frame]) -> list[keyframes.Frame]:
    counts.append(len(frames))
    return frames


def test_a_codec_of_keyframes_alone_is_jumped_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_keyframes(monkeypatch)
    monkeypatch.setattr(keyframes._Run, "keyframes", None)
    path = make_video(tmp_path / "a.mov", seconds=4, sound=0, codec="mjpeg", options=["-q:v", "3"])
    assert all(abs(number - middle) <= 1 for number, middle in zip(numbers(path), middles(100), strict=True))


@pytest.mark.parametrize(
    ("suffix", "options"),
    [
        (".mp4", []),
        (".mov", ["-bf", "2"]),
        (".mkv", []),
        (".mxf", []),
        (".avi", []),
        (".ts", []),
        (".mp4", ["-output_ts_offset", "3000", "-movflags", "frag_keyframe+empty_moov"]),
    ],
)
def test_a_long_clip_is_jumped_through(
    suffix: str, options: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is read as a whole, and each tile has a keyframe beside its place, less surely so without an index."""
    monkeypatch.setattr(keyframes._Run, "keyframes", None)
    monkeypatch.setattr(keyframes, "SHORT_S", 10)
    by_keyframes(monkeypatch)
    path = make_video(tmp_path / f"a{suffix}", seconds=40, keyframes_every=20, sound=0, options=options)
    seen = numbers(path)
    assert len(set(seen)) == TILES
    most = 40 if suffix == ".ts" else 20
    assert all(abs(middle - number) <= most for number, middle in zip(seen, middles(1000), strict=True)), seen


def test_one_decoder_does_all_jumps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clip of which twenty-four decoders at once would take several times that memory."""
    by_keyframes(monkeypatch)
    monkeypatch.setattr(keyframes, "READING_LIMITS", replace(keyframes.READING_LIMITS, memory_bytes=300 << 20))
    path = make_video(tmp_path / "a.mp4", seconds=30, rate="5", size=(1920, 1080), keyframes_every=5, sound=0)
    seen = numbers(path)
    assert all(abs(middle - number) <= 5 for number, middle in zip(seen, middles(150), strict=True)), seen


def test_a_long_clip_cut_short_shows_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_keyframes(monkeypatch)
    options = ["-movflags", "faststart"]
    path = make_video(tmp_path / "a.mp4", seconds=40, keyframes_every=20, sound=0, options=options)
    facts, whole = media.read(path), path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with tools.opened(path) as opened:
        places = [Fraction(40 * (2 * tile + 1), 48) for tile in range(24)]
        frames = keyframes.frames_near(opened, facts.picture, places)
    assert 10 <= len(frames) <= 14
    assert frames[-1].moment < 22


def test_a_poster_is_near_a_tenth(tmp_path: Path) -> None:
    shown = preview(make_video(tmp_path / "a.mp4", seconds=4, keyframes_every=10, sound=0))
    assert frame_number(shown.tobytes(), *shown.size) in range(8, 12)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_jump_keeps_turn_and_shape(turn: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by_keyframes(monkeypatch)
    monkeypatch.setattr(keyframes, "SHORT_S", 0)
    halves = "color=red:s=160x64:r=10:d=3,drawbox=x=80:w=80:h=64:color=blue:t=fill,setsar=2"
    path, turned = tmp_path / "plain.mp4", tmp_path / "turned.mp4"
    ffmpeg("-f", "lavfi", "-i", halves, "-c:v", "libx264", "-g", "5", "-pix_fmt", "yuv420p", f"file:{path}")
    ffmpeg("-display_rotation", str(-turn), "-i", f"file:{path}", "-c", "copy", f"file:{turned}")
    shown = preview(turned)
    assert shown.size == ((32, 160) if turn in (90, 270) else (320, 64))
    first = shown.getpixel((5, 5))
    assert max(range(3), key=first.__getitem__) == (0 if turn == 90 else 2)


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
        assert make_preview(path, tmp_path / "out" / "a.jpg", media.read(path))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.jpg"]


def test_without_a_known_length_there_is_a_poster_alone(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4", seconds=0.2)
    facts = media.read(video)
    endless = replace(facts, picture=replace(facts.picture, duration_s=None))
    assert make_preview(video, tmp_path / "out" / "a.jpg", endless)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.jpg"]


def test_without_pictures_there_is_an_error_and_no_file(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mov", seconds=1, sound=0, options=["-movflags", "faststart"])
    facts, content = media.read(path), path.read_bytes()
    path.write_bytes(content[: content.index(b"mdat") + 12])
    with pytest.raises(media.Unreadable, match=r"a\.mov: ffmpeg cannot decode a picture of it"):
        make_preview(path, tmp_path / "out" / "a.jpg", facts)
    assert not (tmp_path / "out").exists()
