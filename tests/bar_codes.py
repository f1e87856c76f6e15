"""The proof rig: clips whose every frame says which it is, in picture and in sound, and what decodes them again.

A row of black and white cells across the top of each picture holds two sync bits, the clip's number, the frame's number
and a parity bit. The sound is a level: left that of the frame's number, right that of the clip's. So the frame that a
program really shows and plays is known from what it rendered, whatever it thinks it did.
"""

from __future__ import annotations

import array
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import media_factory
import shot_list_factory as factories
from shot_list_factory import NTSC, PAL

from library.model import Asset, ShotList
from library.timecode import FrameRate
from mediavault import tools

CLIP_BITS, FRAME_BITS, CELL = 4, 12, 10
CELLS = 2 + CLIP_BITS + FRAME_BITS + 1
SIZE = WIDTH, HEIGHT = CELLS * CELL, 108
"""Pixels of the generated pictures."""
SAMPLE_RATE_HZ = 48000
LEVEL, SILENCE = 64, 100
"""Steps of 16-bit samples between two numbers, and below which a sample is silent."""
_SYNC, _HALF_LIT = 0b10, 128


@dataclass(frozen=True)
class Coded:
    """A generated clip, as it lies on the disk and as the catalogue knows it."""

    number: int
    path: Path
    frames: int
    asset: Asset


@dataclass(frozen=True, order=True)
class Seen:
    """What one frame says of itself."""

    clip: int
    frame: int


def make(number: int, path: Path, *, rate: FrameRate, timecode: str, frames: int) -> Coded:
    """A clip of H.264 with B-frames and PCM sound; `number` is 1 to 15."""
    raw, sound = path.with_name(f"{number}.gray"), path.with_name(f"{number}.pcm")
    raw.write_bytes(b"".join(_picture(number, frame) for frame in range(frames)))
    sound.write_bytes(_sound(number, frames, rate))
    video = ["-f", "rawvideo", "-pix_fmt", "gray", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(rate), "-i", f"file:{raw}"]
    audio = ["-f", "s16le", "-ar", str(SAMPLE_RATE_HZ), "-ac", "2", "-i", f"file:{sound}"]
    coded = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "16", "-g", "12", "-bf", "2", "-pix_fmt", "yuv420p"]
    media_factory.ffmpeg(*video, *audio, *coded, "-c:a", "pcm_s16le", "-timecode", timecode, f"file:{path}")
    raw.unlink()
    sound.unlink()
    asset = factories.video(number, path.name, frames=frames, timecode=timecode, rate=rate)
    facts = replace(
        asset.facts,
        picture=replace(asset.facts.picture, width=WIDTH, height=HEIGHT),
        sound=replace(asset.facts.sound, channels=2, sample_rate_hz=SAMPLE_RATE_HZ),
    )
    placed = replace(asset, facts=facts, copies=(replace(asset.copies[0], location=path),))
    return Coded(number, path, frames, placed)


def oblong(coded: Coded, path: Path, aspect: Fraction) -> Coded:
    """The same clip, said to have pixels that are so much wider than high."""
    shown = f"{WIDTH * aspect.numerator}:{HEIGHT * aspect.denominator}"
    media_factory.ffmpeg(
        "-i", f"file:{coded.path}", "-map", "0:v", "-map", "0:a", "-c", "copy", "-aspect", shown, f"file:{path}"
    )
    facts = coded.asset.facts
    facts = replace(facts, picture=replace(facts.picture, pixel_aspect=aspect))
    copies = (replace(coded.asset.copies[0], location=path),)
    return replace(coded, path=path, asset=replace(coded.asset, facts=facts, copies=copies))


def _picture(clip: int, frame: int) -> bytes:
    number = _SYNC << CLIP_BITS + FRAME_BITS | clip << FRAME_BITS | frame
    number = number << 1 | number.bit_count() % 2
    row = b"".join((b"\xeb" if number >> bit & 1 else b"\x10") * CELL for bit in reversed(range(CELLS)))
    return row * (HEIGHT // 4) + b"\x70" * (WIDTH * (HEIGHT - HEIGHT // 4))


def _sound(clip: int, frames: int, rate: FrameRate) -> bytes:
    samples = array.array("h")
    for frame in range(frames):
        until = round(Fraction(SAMPLE_RATE_HZ) * (frame + 1) / rate.fraction)
        samples.extend((_level(frame), _level(clip)) * (until - len(samples) // 2))
    return samples.tobytes()


def _level(number: int) -> int:
    return (number + 10) * LEVEL


def seen(path: Path) -> list[Seen | None]:
    """What every frame of a file shows; None where it is no such picture."""
    wanted = ["-fps_mode", "passthrough", "-vf", f"scale={WIDTH}:{HEIGHT}", "-pix_fmt", "gray", "-f", "rawvideo", "-"]
    raw = _decoded(path, ["-map", "0:v:0", *wanted])
    return [_read(raw[at : at + WIDTH * HEIGHT]) for at in range(0, len(raw), WIDTH * HEIGHT)]


def heard(path: Path, rate: FrameRate) -> list[Seen | None]:
    """What the sound in the middle of every frame at `rate` says; None where it is silent."""
    wanted = ["-map", "0:a:0", "-ac", "2", "-ar", str(SAMPLE_RATE_HZ), "-f", "s16le", "-"]
    samples = array.array("h", _decoded(path, wanted))
    numbers, frame = [], 0
    while (middle := int(SAMPLE_RATE_HZ * (frame + Fraction(1, 2)) / rate.fraction)) * 2 + 1 < len(samples):
        numbers.append(_listened(samples[middle * 2], samples[middle * 2 + 1]))
        frame += 1
    return numbers


def _listened(left: int, right: int) -> Seen | None:
    if abs(left) < SILENCE or abs(right) < SILENCE:
        return None
    return Seen(round(right / LEVEL) - 10, round(left / LEVEL) - 10)


def _read(picture: bytes) -> Seen | None:
    row = (HEIGHT // 8) * WIDTH
    number = 0
    for cell in range(CELLS):
        number = number << 1 | (picture[row + cell * CELL + CELL // 2] >= _HALF_LIT)
    number, parity = number >> 1, number & 1
    if number >> CLIP_BITS + FRAME_BITS != _SYNC or number.bit_count() % 2 != parity:
        return None
    return Seen(number >> FRAME_BITS & (1 << CLIP_BITS) - 1, number & (1 << FRAME_BITS) - 1)


def _decoded(path: Path, wanted: list[str]) -> bytes:
    argv = [str(tools.find("ffmpeg")), "-v", "error", "-nostdin", "-threads", "1", "-i", f"file:{path}", *wanted]
    limits = replace(media_factory.ENCODING_LIMITS, output_bytes=1 << 30)
    return tools.run(argv, timeout_s=120, limits=limits).required().stdout


@dataclass(frozen=True)
class Case:
    """A list of one rate over generated clips, and what every frame of it must be."""

    shot_list: ShotList
    media: list[Coded]
    """Of each shot."""

    @property
    def frames(self) -> list[Seen]:
        """Every frame of the list, in order."""
        used = zip(self.shot_list.shots, self.media, strict=True)
        return [
            Seen(coded.number, frame)
            for shot, coded in used
            for frame in range(shot.source_range.start, shot.source_range.end_exclusive)
        ]


RATES = {
    "25": (PAL, (("Białystok wywiad 01.mov", "10:00:00:00"), ("Беласток рынак.mov", "23:10:05:07"))),
    "29.97 drop-frame": (
        NTSC,
        (("DF2997 50% & <b>.mov", "00:59:58;00"), ('a "quote"\nand a line.mov', "10:00:59;20")),
    ),
    "23.976": (FrameRate(24000, 1001), (("It's film.mov", "01:00:00:00"), ("#2?.mov", "09:59:59:23"))),
    "50": (FrameRate(50), (("fifty.mov", "00:00:59:49"), ("--version.mov", "12:00:00:00"))),
    "59.94 drop-frame": (
        FrameRate(60000, 1001),
        (("DF5994.mov", "00:59:59;30"), ("{curly} [square] $HOME.mov", "01:00:00;00")),
    ),
}
"""By name: the rate, and the name and start timecode of two clips."""


def make_case(folder: Path, name: str) -> Case:
    """Two clips of one rate and three shots: up to the last frame there is, from within, and the first frame alone."""
    rate, clips = RATES[name]
    first, second = (
        make(number, folder / file, rate=rate, timecode=timecode, frames=frames)
        for (number, frames), (file, timecode) in zip(((1, 90), (2, 60)), clips, strict=True)
    )
    return Case(three_shots(first, second, rate, drop_frame="drop" in name), [first, second, first])


def three_shots(first: Coded, second: Coded, rate: FrameRate, *, drop_frame: bool) -> ShotList:
    shots = (
        factories.shot(1, first.asset, first.frames - 31, 31, heading="Arrival", note="to the end", rating=4),
        factories.shot(2, second.asset, 5, 20, links=(factories.SQUARE, factories.FLAG)),
        factories.shot(3, first.asset, 0, 1, note="one frame"),
    )
    return factories.shot_list(*shots, name="Bar codes", rate=rate, drop_frame=drop_frame)
