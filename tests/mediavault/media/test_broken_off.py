"""Files that end before their own account of themselves does keep the length they state, and say what is there."""

from __future__ import annotations

import io
import struct
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media_factory import make_sound, make_video
from PIL import Image
from preview_factory import filmstrip

from mediavault import media
from mediavault.media.containers.extent import missing_from
from mediavault.media.content import Content, Family

FRONT = ("-movflags", "+faststart")
"""With the index in front of the pictures."""


def cut(path: Path, share: Fraction) -> Path:
    """The first part of a file in its place."""
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


@pytest.mark.parametrize("share", [Fraction(3, 4), Fraction(1, 3)])
@pytest.mark.parametrize("name", ["tape.avi", "clip.mp4", "clip.mxf"])
def test_a_video_that_is_cut_off_keeps_its_length_and_says_what_is_there(
    tmp_path: Path, name: str, share: Fraction
) -> None:
    path = make_video(tmp_path / name, seconds=4, keyframes_every=1, options=FRONT if name.endswith("mp4") else ())
    whole = media.read(path)
    assert "breaks off" not in whole.raw
    facts = media.read(cut(path, share))
    assert (facts.picture.duration_s, facts.picture.frame_count) == (4, 100) == (whole.picture.duration_s, 100)
    noted = facts.raw["breaks off"]
    assert noted["bytes"] == path.stat().st_size < noted["stated_bytes"]
    assert share * 100 - 12 < noted["frames"] < share * 100 + 12
    seconds = Fraction(noted["seconds"])
    assert seconds == Fraction(noted["frames"], 25)
    assert noted["said"].endswith(
        f" bytes are here, {float(seconds):.3f} s of 4.000 s ({noted['frames']} of 100 frames)"
    )


def test_of_one_that_is_too_long_to_be_counted_it_is_said_about_how_much_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mediavault.media.ffprobe.COUNTED_BYTES", 1000)
    path = make_video(tmp_path / "tape.mxf", seconds=8, keyframes_every=1)
    noted = media.read(cut(path, Fraction(1, 2))).raw["breaks off"]
    assert noted["frames"] is None
    assert noted["said"].endswith(" bytes are here, hardly more than 4 s of 8 s")


@pytest.mark.parametrize("name", ["tape.avi", "clip.mp4"])
def test_its_filmstrip_ends_where_it_breaks_off(tmp_path: Path, name: str) -> None:
    path = make_video(tmp_path / name, seconds=4, keyframes_every=1, options=FRONT if name.endswith("mp4") else ())
    seen = [any(low < high for low, high in tile.getextrema()) for tile in tiles(filmstrip(path))]
    assert seen == [True] * 24
    seen = [any(low < high for low, high in tile.getextrema()) for tile in tiles(filmstrip(cut(path, Fraction(1, 2))))]
    assert seen == [True] * sum(seen) + [False] * (24 - sum(seen))
    assert 10 <= sum(seen) <= 14


def tiles(strip: Image.Image) -> list[Image.Image]:
    """The 24 pictures of a filmstrip."""
    return [strip.crop((left, 0, left + 160, 90)) for left in range(0, strip.width, 160)]


def test_matroska_states_its_length_in_time_alone(tmp_path: Path) -> None:
    facts = media.read(cut(make_video(tmp_path / "clip.mkv", seconds=4, sound=0), Fraction(1, 2)))
    assert (facts.picture.duration_s, facts.picture.frame_count) == (4, 100)
    assert 30 < facts.raw["breaks off"]["frames"] < 70


def test_a_sound_that_is_cut_off_keeps_its_length_too(tmp_path: Path) -> None:
    path = make_sound(tmp_path / "interview.wav", seconds=4)
    assert media.read(path).sound.duration_s == 4
    facts = media.read(cut(path, Fraction(1, 4)))
    assert facts.sound.duration_s == 4
    assert facts.raw["breaks off"]["frames"] is None
    assert 0.9 < Fraction(facts.raw["breaks off"]["seconds"]) < 1


@pytest.mark.parametrize("length", [b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f"])
def test_a_sound_of_which_nobody_wrote_the_length_is_not_said_to_break_off(tmp_path: Path, length: bytes) -> None:
    path = make_sound(tmp_path / "stream.wav", seconds=1)
    content = path.read_bytes()
    at = content.index(b"data") + 4
    path.write_bytes(content[:at] + length + content[at + 4 :])
    assert "breaks off" not in media.read(path).raw


def test_what_follows_a_whole_recording_is_no_loss(tmp_path: Path) -> None:
    """An AVI without its index, a movie with something behind it."""
    avi = make_video(tmp_path / "tape.avi", seconds=1)
    content = avi.read_bytes()
    avi.write_bytes(content[: content.rindex(b"idx1")])
    movie = make_video(tmp_path / "clip.mov", seconds=1)
    movie.write_bytes(movie.read_bytes() + b"\x7f\xff\xff\xffjunk and more of it")
    assert ["breaks off" in media.read(path).raw for path in (avi, movie)] == [False, False]


def chunk(kind: bytes, *content: bytes) -> bytes:
    data = b"".join(content)
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


@pytest.mark.parametrize(
    ("length", "end"),
    [(268, None), (248, 268), (240, 268), (200, None), (194, None), (180, None), (160, 170), (75, 170), (60, None)],
)
def test_a_long_avi_is_several_one_behind_the_other(length: int, end: int | None) -> None:
    """The first, up to byte 194, ends in an index; whether a second one was to come, it does not say."""
    head = chunk(b"LIST", b"hdrl", b"x" * 20) + chunk(b"JUNK", b"12345")
    first = chunk(b"RIFF", b"AVI ", head, chunk(b"LIST", b"movi", b"f" * 100), chunk(b"idx1", b"i" * 16))
    whole = first + chunk(b"RIFF", b"AVIX", chunk(b"LIST", b"movi", b"g" * 50))
    assert (len(first), len(whole)) == (194, 268)
    found = missing_from(io.BytesIO(whole[:length]), Content(Family.STREAMS, "AVI"))
    assert (found and found.end) == end


@given(st.binary(max_size=400), st.sampled_from(["AVI", "WAV", "MP4", "Matroska", "MXF"]))
def test_whatever_stands_there_it_is_measured_or_not(data: bytes, name: str) -> None:
    for head in (b"", b"RIFF", bytes.fromhex("1a45dfa3"), bytes.fromhex("060e2b34020501010d0102010102")):
        found = missing_from(io.BytesIO(head + data), Content(Family.STREAMS, name))
        assert found is None or found.end > len(head + data)


def test_a_recording_that_was_never_closed_is_unreadable_in_plain_words(tmp_path: Path) -> None:
    path = cut(make_video(tmp_path / "clip.mp4", seconds=2), Fraction(1, 2))
    with pytest.raises(media.Unreadable) as caught:
        media.read(path)
    assert str(caught.value) == (
        "Cannot read clip.mp4: the index (moov) is not in it, without which no frame can be found: it was cut off, or "
        "the camera lost its power before it was closed."
    )
