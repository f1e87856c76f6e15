"""Shot lists as values, for tests of the exports: no catalogue and no file is needed.

Two lists stand by themselves and differ in rate, counting, start and length: `SELECTS` (25) and `ACROSS_THE_HOUR`
(29.97 drop-frame). What their frames are is said by hand in `EXPECTED`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from library.model import (
    DEFAULT_ROLE,
    Asset,
    AssetId,
    AuthorityId,
    AuthorityKind,
    Clip,
    ClipId,
    Copy,
    CopyId,
    CopyState,
    Digest,
    FileStamp,
    Fingerprint,
    Link,
    LinkId,
    MediaFacts,
    MediaKind,
    Picture,
    Shot,
    ShotId,
    ShotList,
    ShotListId,
    Sound,
    StartTimecode,
)
from library.timecode import FrameRate, Timecode, TimeRange

MOUNT = Path("/media/card")
PAL, NTSC = FrameRate(25), FrameRate(30000, 1001)


def video(number: int, file: str | bytes, *, frames: int = 500, timecode: str | None = None, **more: object) -> Asset:
    """A video on a mounted card.

    Args:
        number: Of the asset; digests are made from it.
        file: Its path below the mount point.
        frames: How many it has.
        timecode: Of its first frame; `;` is drop-frame.
        more: `rate`, `reel`, `sound` (streams), `variable` (frame rate), `state`, `mount` (None: not mounted).
    """
    rate = more.get("rate", PAL)
    assert isinstance(rate, FrameRate)
    facts = MediaFacts(
        kind=MediaKind.VIDEO,
        picture=Picture(frame_rate=rate, frame_count=frames, variable_frame_rate=bool(more.get("variable"))),
        sound=Sound(codec="pcm_s16le", streams=1) if more.get("sound", True) else Sound(),
        start_timecode=StartTimecode(Timecode.parse(timecode, rate), "tmcd stream") if timecode else None,
        reel=more.get("reel"),  # type: ignore[arg-type]
    )
    return asset(number, file, facts, state=more.get("state", CopyState.ONLINE), mount=more.get("mount", MOUNT))


def photo(number: int, file: str | bytes) -> Asset:
    return asset(number, file, MediaFacts(kind=MediaKind.PHOTO))


def sound(number: int, file: str | bytes, *, seconds: int, rate_hz: int = 48000) -> Asset:
    heard = Sound(codec="pcm_s24le", channels=2, sample_rate_hz=rate_hz, streams=1, duration_s=Fraction(seconds))
    return asset(number, file, MediaFacts(kind=MediaKind.AUDIO, sound=heard))


def asset(
    number: int, file: str | bytes, facts: MediaFacts, *, state: object = CopyState.ONLINE, mount: object = MOUNT
) -> Asset:
    raw = file if isinstance(file, bytes) else file.encode()
    location = mount / Path(raw.decode("utf-8", "surrogateescape")) if isinstance(mount, Path) else None
    copy = Copy(
        id=CopyId(number),
        asset=AssetId(number),
        volume="CARD 1",
        path_raw=raw,
        state=CopyState(str(state)),
        stamp=FileStamp(1000 + number, 0, 0, number),
        location=location,
    )
    digest = f"{number:032x}"
    return Asset(
        id=AssetId(number),
        digest=Digest("xxh128", digest),
        fingerprint=Fingerprint(1000 + number, digest[::-1]),
        facts=facts,
        copies=(copy,),
        clips=(),
    )


def link(number: int, kind: AuthorityKind, name: str) -> Link:
    return Link(LinkId(number), AuthorityId(number), kind, name, DEFAULT_ROLE[kind])


def shot(number: int, of: Asset, start: int, duration: int, **more: object) -> Shot:
    """A shot of `duration` frames from `start`, in the media's own frames.

    Args:
        number: Its place in the list, and its clip's number.
        of: The asset.
        start: The first frame (sample, of a sound), from zero.
        duration: How many.
        more: `rate` (of a still: the list's), `name`, `clip_note`, `rating`, `links` of its clip; `note`, `heading`.
    """
    available = of.facts.available_range
    rate = available.rate if available else more.get("rate", PAL)
    assert isinstance(rate, FrameRate)
    used = TimeRange(start, duration, rate)
    clip = Clip(
        id=ClipId(number),
        asset=of.id,
        range=used if available else None,
        name=more.get("name"),  # type: ignore[arg-type]
        note=more.get("clip_note"),  # type: ignore[arg-type]
        rating=more.get("rating"),  # type: ignore[arg-type]
        links=tuple(more.get("links", ())),  # type: ignore[arg-type]
    )
    return Shot(
        id=ShotId(number),
        number=number,
        clip=clip,
        asset=of,
        source_range=used,
        note=more.get("note"),  # type: ignore[arg-type]
        heading=more.get("heading"),  # type: ignore[arg-type]
    )


def shot_list(*shots: Shot, name: str = "Selects", rate: FrameRate = PAL, drop_frame: bool = False) -> ShotList:
    return ShotList(
        id=ShotListId(1),
        name=name,
        project="Solidarity",
        rate=rate,
        drop_frame=drop_frame,
        version=3,
        shots=tuple(replace(one, number=number) for number, one in enumerate(shots, 1)),
    )


SQUARE = link(1, AuthorityKind.PLACE, "Kościuszko Market Square, Białystok")
SOLIDARITY = link(2, AuthorityKind.EVENT, "Day of Solidarity")
FLAG = link(3, AuthorityKind.KEYWORD, "flag")
HANNA = link(4, AuthorityKind.PERSON, "Ганна Каваль")

SELECTS = shot_list(
    shot(1, video(1, "Białystok wywiad 01.mov", timecode="10:00:00:00"), 112, 63, heading="Rynek Kościuszki",
         note='She says "we stay",\nthen walks off', name="Interview", links=(SQUARE, SOLIDARITY, FLAG), rating=4),
    shot(2, video(2, "DCIM/Беласток рынак.mov", frames=1500, timecode="23:10:05:07", sound=False), 0, 1,
         note="=HYPERLINK(1)"),
    shot(3, photo(3, 'DCIM/IMG_0042 "sunrise".jpg'), 0, 100),
    shot(4, sound(4, "Zoom/crowd.wav", seconds=60), 96000, 144000, heading="Sound of the square"),
    shot(5, video(5, b"DCIM/Mi\xf1sk.mp4", frames=50), 30, 20),
    name="Solidary Białystok – selects",
)  # fmt: skip
_HOUR = video(11, "DF2997 50% & <b>.mov", timecode="00:59:58;00", rate=NTSC, frames=240, reel="A001C003")
ACROSS_THE_HOUR = shot_list(
    shot(1, _HOUR, 30, 90, heading="Across the hour"),
    shot(2, video(12, "card 2/C0001.MOV", timecode="10:00:59;20", rate=NTSC, frames=60), 5, 20),
    shot(3, video(13, "card 3/C0001.MOV", rate=NTSC, frames=2000), 0, 1800, note="no timecode\tat all"),
    shot(4, _HOUR, 0, 1),
    name='The hour, "29.97"',
    rate=NTSC,
    drop_frame=True,
)


def legible(built: ShotList) -> ShotList:
    """The list with `ñ` for the byte of `SELECTS` that is no text, which some formats refuse."""

    def renamed(one: Shot) -> Shot:
        (copy,) = one.asset.copies
        raw = copy.path_raw.replace(b"\xf1", "ñ".encode())
        location = MOUNT / raw.decode() if copy.location else None
        return replace(one, asset=replace(one.asset, copies=(replace(copy, path_raw=raw, location=location),)))

    return replace(built, shots=tuple(map(renamed, built.shots)))


@dataclass(frozen=True)
class Expected:
    """The frames of one shot, worked out by hand."""

    labels: tuple[str, str, str, str]
    """Source in and out, record in and out; out is exclusive."""
    first: int
    """The frame count of source in, since 00:00:00:00."""
    frames: int
    media: int | None
    """The frame count of the media's first frame; None for a still, whose range is not known."""


EXPECTED = {
    "selects": (SELECTS, (
        Expected(("10:00:04:12", "10:00:07:00", "01:00:00:00", "01:00:02:13"), 900112, 63, 900000),
        Expected(("23:10:05:07", "23:10:05:08", "01:00:02:13", "01:00:02:14"), 2085132, 1, 2085132),
        Expected(("00:00:00:00", "00:00:04:00", "01:00:02:14", "01:00:06:14"), 0, 100, None),
        Expected(("00:00:02:00", "00:00:05:00", "01:00:06:14", "01:00:09:14"), 50, 75, 0),
        Expected(("00:00:01:05", "00:00:02:00", "01:00:09:14", "01:00:10:09"), 30, 20, 0),
    )),
    "across_the_hour": (ACROSS_THE_HOUR, (
        Expected(("00:59:59;00", "01:00:02;00", "01:00:00;00", "01:00:03;00"), 107862, 90, 107832),
        Expected(("10:00:59;25", "10:01:00;17", "01:00:03;00", "01:00:03;20"), 1080715, 20, 1080710),
        Expected(("00:00:00;00", "00:01:00;02", "01:00:03;20", "01:01:03;22"), 0, 1800, 0),
        Expected(("00:59:58;00", "00:59:58;01", "01:01:03;22", "01:01:03;23"), 107832, 1, 107832),
    )),
}  # fmt: skip


def at(asset: Asset, path: Path) -> Asset:
    """The asset with its copy at `path`."""
    return replace(asset, copies=(replace(asset.copies[0], location=path),))
