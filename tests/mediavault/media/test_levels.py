"""How loud a sound is along its media, where loud and quiet parts are known."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from media_factory import ffmpeg, make_sound, make_video

from mediavault import media
from mediavault.media.apart import Originals
from mediavault.media.levels import levels_from
from mediavault.vault.waveforms import PARTS, decibels

LOUD, QUIET = -1, -21
"""Decibels of a peak of 0.9 and of one of 0.09, below full scale."""
GONE_S = 5
TONE = "aevalsrc='({volume})*sin(2*PI*440*t)':s=48000:d={seconds}"
SECOND_IS_LOUD = "if(between(t,1,2),0.9,0.09)"


def sounding(path: Path, *sound: str, before: Sequence[str] = (), seconds: float = 4) -> Path:
    """A video of 25 frames a second with that sound, to the sample as it was computed."""
    picture = ["-f", "lavfi", "-i", f"color=c=gray:s=64x36:r=25:d={seconds}"]
    tones = [word for one in sound for word in ("-f", "lavfi", *before, "-i", one)]
    ffmpeg(*picture, *tones, "-c:v", "mpeg4", "-c:a", "pcm_s16le", f"file:{path}")
    return path


def tenths(path: Path, seconds: int = 4) -> list[int | None]:
    """The loudest of each tenth of a second in decibels, without its first and last three milliseconds.

    Where loudness changes at once, a filter that takes samples out rings for so long.
    """
    levels = b"".join(levels_from(path, media.read(path)))
    assert len(levels) == PARTS
    edges = [PARTS * tenth // (10 * seconds) for tenth in range(10 * seconds + 1)]
    return [decibels(max(levels[edges[n] + 3 : edges[n + 1] - 3])) for n in range(10 * seconds)]


def test_loud_and_quiet_stand_where_they_are(tmp_path: Path) -> None:
    path = sounding(tmp_path / "a.mov", TONE.format(volume=SECOND_IS_LOUD, seconds=4))
    assert tenths(path) == [QUIET] * 10 + [LOUD] * 10 + [QUIET] * 20


def test_a_sound_that_begins_later_and_ends_sooner_has_silence_around(tmp_path: Path) -> None:
    path = sounding(tmp_path / "a.mov", TONE.format(volume="0.9", seconds=2), before=("-itsoffset", "1"))
    assert tenths(path) == [None] * 10 + [LOUD] * 20 + [None] * 10


@pytest.mark.parametrize("name", ["a.mov", "a.avi", "a.flac"])
def test_a_sound_that_breaks_off_has_levels_until_there_and_no_silence_after(tmp_path: Path, name: str) -> None:
    whole, cut = tmp_path / name, tmp_path / f"cut-{name}"
    picture = ["-f", "lavfi", "-i", "color=c=gray:s=64x36:r=25:d=4", "-c:v", "mpeg4"] if name != "a.flac" else []
    tone = TONE.format(volume=SECOND_IS_LOUD, seconds=4)
    index = ["-c:a", "pcm_s16le", "-movflags", "+faststart"] if picture else []
    ffmpeg("-f", "lavfi", "-i", tone, *picture, *index, f"file:{whole}")
    content = whole.read_bytes()
    cut.write_bytes(content[: len(content) * 3 // 4])  # in front stands how long all of it was
    facts = media.read(cut)
    levels = b"".join(levels_from(cut, facts))
    assert facts.sound.duration_s == 4
    assert PARTS * 0.6 < len(levels) < PARTS * 0.9
    assert levels == b"".join(levels_from(whole, media.read(whole)))[: len(levels)]
    assert decibels(max(levels[-PARTS // 10 :])) == QUIET


def test_matroska_says_how_long_all_is_so_a_shorter_sound_in_it_is_whole(tmp_path: Path) -> None:
    path = sounding(tmp_path / "a.mkv", TONE.format(volume="0.9", seconds=2))
    assert media.read(path).sound.duration_s == 4
    assert tenths(path) == [LOUD] * 20 + [None] * 20


def test_what_sounds_before_the_first_frame_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.mkv"
    tone = ["-f", "lavfi", "-i", TONE.format(volume="if(lt(t,1),0.9,if(lt(t,2),0.09,0.9))", seconds=5)]
    picture = ["-itsoffset", "1", "-f", "lavfi", "-i", "color=c=gray:s=64x36:r=25:d=4"]
    ffmpeg(*tone, *picture, "-map", "1:v", "-map", "0:a", "-c:v", "mpeg4", "-c:a", "pcm_s16le", f"file:{path}")
    assert tenths(path) == [QUIET] * 10 + [LOUD] * 30


def test_the_louder_channel_counts_though_the_two_cancel_out(tmp_path: Path) -> None:
    wave = "0.09*sin(2*PI*440*t)|if(between(t,1,2),-0.9,-0.09)*sin(2*PI*440*t)"
    path = sounding(tmp_path / "a.mov", f"aevalsrc='{wave}':s=48000:d=4")
    assert tenths(path) == [QUIET] * 10 + [LOUD] * 10 + [QUIET] * 20


def test_where_frames_come_irregularly_a_part_is_as_many_frames_not_as_much_time(tmp_path: Path) -> None:
    """A frame each 40 ms in the first second, each 200 ms in the four after it: the sound is loud from 1 s on."""
    path = tmp_path / "a.mov"
    picture = "color=c=gray:s=64x36:r=25:d=5,select='lt(n,25)+not(mod(n,5))'"
    tone = TONE.format(volume="if(lt(t,1),0.09,0.9)", seconds=5)
    argv = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone, "-fps_mode", "vfr"]
    ffmpeg(*argv, "-c:v", "mpeg4", "-c:a", "pcm_s16le", f"file:{path}")
    facts = media.read(path)
    assert facts.picture.variable_frame_rate
    assert facts.picture.frame_count == 45
    levels = b"".join(levels_from(path, facts))
    edges = [PARTS * frame // 45 for frame in range(46)]
    loudest = [decibels(max(levels[edges[n] + 3 : edges[n + 1] - 3])) for n in range(45)]
    assert loudest == [QUIET] * 25 + [LOUD] * 20


@pytest.mark.parametrize("name", ["a.wav", "a.flac"])
def test_a_recording_has_levels_too(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    ffmpeg("-f", "lavfi", "-i", TONE.format(volume=SECOND_IS_LOUD, seconds=4), f"file:{path}")
    assert tenths(path) == [QUIET] * 10 + [LOUD] * 10 + [QUIET] * 20


def test_a_frame_alone_has_all_its_levels(tmp_path: Path) -> None:
    path = sounding(tmp_path / "a.mov", TONE.format(volume="0.9", seconds=0.04), seconds=0.04)
    levels = b"".join(levels_from(path, media.read(path)))
    assert len(levels) == PARTS
    assert decibels(max(levels)) == LOUD


def test_a_sound_that_cannot_be_decoded_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = make_video(tmp_path / "a.mov", seconds=0.2, sound=0)
    facts = replace(media.read(path), sound=media.read(make_sound(tmp_path / "a.wav")).sound)
    with pytest.raises(media.Unreadable, match=r"a\.mov: .*ffmpeg cannot decode its sound"):
        list(levels_from(path, facts))


def test_leaving_it_ends_ffmpeg(tmp_path: Path) -> None:
    path = make_sound(tmp_path / "a.wav", seconds=60)
    with closing(Originals()) as originals:
        pieces = originals.levels(path, media.read(path))
        assert next(pieces)
        assert len(reading(path)) == 1
        pieces.close()
        assert len(b"".join(originals.levels(path, media.read(path)))) == PARTS  # it answers again, so it heard
        assert reading(path) == []
        pieces = originals.levels(path, media.read(path))
        assert next(pieces)
        assert len(reading(path)) == 1
    assert gone(path)


def gone(path: Path) -> bool:
    """Whether no ffmpeg reads `path` any more: the kernel takes a moment to end what was killed."""
    until = time.monotonic() + GONE_S
    while reading(path) and time.monotonic() < until:
        time.sleep(0.01)
    return not reading(path)


def reading(path: Path) -> list[int]:
    """The processes called ffmpeg that have `path` open."""
    return [int(one.name) for one in Path("/proc").iterdir() if one.name.isdigit() and _is_reading(one, path)]


def _is_reading(process: Path, path: Path) -> bool:
    try:
        if not (process / "comm").read_text().startswith("ffmpeg"):
            return False
        return any(os.path.realpath(fd) == str(path) for fd in (process / "fd").iterdir())
    except OSError:
        return False
