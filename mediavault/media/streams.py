"""The streams of a container as ffprobe lists them, read as facts: sizes, exact rates, counts, rotation, sound."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from library.model import JsonObject, Picture, Sound
from library.timecode import FrameRate

PICTURES = frozenset(("attached_pic", "timed_thumbnails", "still_image"))
"""Dispositions of a stream that is a cover or a thumbnail, not the video."""
HDR = {"smpte2084": "PQ", "arib-std-b67": "HLG"}
ROUNDING = Fraction(1, 50_000)
"""How far, relatively, a container's rounding moves a rate: microseconds a frame in AVI, two decimals in others."""
SAME_RATE = Fraction(1, 6000)
"""How far average and base rate may differ, relatively, in media of a constant rate."""
HIGHEST_RATE = 1000
"""Frames per second above which a rate is a time base, not a rate."""
FASTEST_CAMERA = 240
"""Frames per second of the fastest rate that films are shot at."""
CONTRADICTION = 2
"""How many times longer than stated the frames last at their own rate where the statement cannot be true."""
UNMEASURED = frozenset(("aac", "amr", "mp3"))
"""Containers, in ffprobe's words, that are packets one after the other and nothing else; some MP3 state a length."""
AAC_SAMPLES = {"LC": 1024, "Main": 1024, "HE-AAC": 2048, "HE-AACv2": 2048}
"""Samples of a packet as they are heard, by the profile (ISO/IEC 14496-3, 4.5.2.1.1 and 4.6.18.2)."""
MPEG_1_HZ = 32000
"""Samples per second from which on a packet of MP3 has 1152 (ISO/IEC 11172-3), below it half (13818-3)."""
MICROSECOND = Fraction(1, 1_000_000)
QUARTER_TURN, UPRIGHT_WITHIN = 90, 1


def video(answer: JsonObject) -> JsonObject | None:
    """The picture stream: the default one, else the first that is no cover picture. None when there is none."""
    pictures = [stream for stream in answer.get("streams", ()) if _is_video(stream)]
    chosen = [stream for stream in pictures if stream.get("disposition", {}).get("default")]
    return next(iter(chosen or pictures), None)


def sounds(answer: JsonObject) -> list[JsonObject]:
    """The sound streams, in the order of the container."""
    return [stream for stream in answer.get("streams", ()) if stream.get("codec_type") == "audio"]


def sound(answer: JsonObject, streams: list[JsonObject]) -> Sound:
    """The first sound stream, and how many there are."""
    if not streams:
        return Sound()
    first = streams[0]
    return Sound(
        codec=first.get("codec_name"),
        channels=whole(first.get("channels")),
        sample_rate_hz=whole(first.get("sample_rate")),
        streams=len(streams),
        duration_s=_counted_in_avi(answer, first) or _own_duration(first) or _whole_duration(answer, None),
    )


def packet_s(answer: JsonObject, stream: JsonObject) -> Fraction | None:
    """Seconds of each packet of a sound whose container states no length, so that ffprobe guesses it by the bit rate.

    None where a length is stated, or packets differ.
    """
    rate = whole(stream.get("sample_rate"))
    if rate is None or answer.get("format", {}).get("format_name") not in UNMEASURED:
        return None
    codec = stream.get("codec_name")
    if codec == "mp3":
        return Fraction(1152 if rate >= MPEG_1_HZ else 576, rate)
    samples = {"amr_nb": 160, "amr_wb": 320, "aac": AAC_SAMPLES.get(str(stream.get("profile")))}.get(str(codec))
    return Fraction(samples, rate) if samples else None


def picture(answer: JsonObject, stream: JsonObject | None, count: Callable[[], int | None]) -> Picture:
    """The picture stream as facts; `count` counts its frames when the container does not say how many there are."""
    if stream is None:
        return Picture(duration_s=None if sounds(answer) else _whole_duration(answer, None))
    turn = rotation(stream)
    size = whole(stream.get("width")), whole(stream.get("height"))
    width, height = size[::-1] if turn in (90, 270) else size
    rate, variable = frame_rate(stream)
    frames = _stated_frames(stream) or count()
    counted = rate.seconds(frames) if frames and rate else None
    own = _own_duration(stream) or counted
    own = counted if own and counted and counted > own * CONTRADICTION else own
    duration = _whole_duration(answer, own)
    if frames is None and duration and rate:
        frames = rate.frames(own or duration) or None
    return Picture(
        width=width,
        height=height,
        rotation=turn,
        codec=stream.get("codec_name"),
        pixel_format=stream.get("pix_fmt"),
        frame_rate=rate,
        frame_count=frames,
        duration_s=duration,
        variable_frame_rate=variable,
        hdr=HDR.get(stream.get("color_transfer", "")),
        pixel_aspect=pixel_aspect(stream),
    )


def trimmed_s(answer: JsonObject, stream: JsonObject, found: Picture) -> Fraction | None:
    """Seconds that a QuickTime or MP4 file plays of a picture stream that holds more; None where it plays all of it.

    Telephones trim a clip by an edit list alone (ISO/IEC 14496-12, 8.6.6): the frames stay in the file.
    """
    own, rate, frames = _own_duration(stream), found.frame_rate, found.frame_count
    stated = "mov" in str(answer.get("format", {}).get("format_name")).split(",") and _stated_frames(stream)
    if not stated or not own or not rate or not frames or found.variable_frame_rate:
        return None
    all_s = rate.seconds(frames - 1)
    return own if own < all_s < own * CONTRADICTION else None


def frame_rate(stream: JsonObject) -> tuple[FrameRate | None, bool | None]:
    """The exact rate, and whether frames come irregularly.

    ffprobe's average is frames over duration; its base rate is the finest that all time stamps fit. Where the two
    agree the base rate is the exact one; where they differ, frames vary and the average counts.
    """
    average, base = (ratio(stream.get(key)) for key in ("avg_frame_rate", "r_frame_rate"))
    average = average if average and average <= HIGHEST_RATE else None
    base = base if base and base <= HIGHEST_RATE else None
    if average is None:
        # What is left may be a rate, or as fine as the clock of the container.
        meant = exact_rate(base)
        return (
            meant if meant and meant.nominal <= FASTEST_CAMERA and meant.fraction.denominator in (1, 1001) else None
        ), None
    if base is None:
        return exact_rate(average), None
    same = abs(average - base) <= base * SAME_RATE
    # Interlaced fields are counted singly in the base rate of some containers: twice the average is no variation.
    return exact_rate(base if same else average), not same and abs(base - 2 * average) > base * SAME_RATE


def exact_rate(stated: Fraction | None) -> FrameRate | None:
    """The rate meant by one that a container has rounded: 30000/1001 for 2997/100, 15 for 500000/33333."""
    if stated is None or not 0 < stated <= HIGHEST_RATE:
        return None
    whole_number = round(stated)
    for meant in (Fraction(whole_number), Fraction(round(stated * 1001 / 1000) * 1000, 1001)):
        if abs(stated - meant) <= meant * ROUNDING:
            stated = meant
            break
    return FrameRate(stated.numerator, stated.denominator)


def rotation(stream: JsonObject) -> int | None:
    """Clockwise degrees a player turns the picture by: 0, 90, 180, 270; None for a turn that is none of these."""
    matrices = [side for side in stream.get("side_data_list", ()) if "rotation" in side]
    stated = matrices[0]["rotation"] if matrices else -(_integer(stream.get("tags", {}).get("rotate")) or 0)
    try:
        turn = round(-Fraction(stated) / QUARTER_TURN) * QUARTER_TURN
        return turn % 360 if abs(turn + Fraction(stated)) <= UPRIGHT_WITHIN else None
    except (TypeError, ValueError):
        return None


def pixel_aspect(stream: JsonObject) -> Fraction | None:
    """How much wider than high a stored pixel is shown; None where it is square, or nobody says."""
    found = ratio(str(stream.get("sample_aspect_ratio")).replace(":", "/"))
    return None if found == 1 else found


def ratio(value: Any) -> Fraction | None:  # noqa: ANN401 - ffprobe's
    """A positive fraction from `30000/1001`, or None."""
    try:
        found = Fraction(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    return found if found > 0 else None


def whole(value: Any) -> int | None:  # noqa: ANN401
    """A positive whole number, or None: ffprobe writes 0 or N/A for what it does not know."""
    found = _integer(value)
    return found if found and found > 0 else None


def _integer(value: Any) -> int | None:  # noqa: ANN401
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _is_video(stream: JsonObject) -> bool:
    disposition = stream.get("disposition", {})
    return stream.get("codec_type") == "video" and not any(disposition.get(kind) for kind in PICTURES)


def _stated_frames(stream: JsonObject) -> int | None:
    """What the container says: its own count, or that of mkvmerge's statistics."""
    tags = {key.upper(): value for key, value in stream.get("tags", {}).items()}
    noted = next((value for key, value in tags.items() if key.startswith("NUMBER_OF_FRAMES")), None)
    return whole(stream.get("nb_frames")) or whole(noted)


def _own_duration(stream: JsonObject) -> Fraction | None:
    """Seconds, exact in the stream's time base; None when the stream does not say."""
    ticks, base = whole(stream.get("duration_ts")), ratio(stream.get("time_base"))
    return ticks * base if ticks and base else ratio(stream.get("duration"))


def _counted_in_avi(answer: JsonObject, stream: JsonObject) -> Fraction | None:
    """Seconds of a sound as the head of an AVI states them, in units of its time base (`dwLength` of its `strh`).

    What ffprobe calls the duration of one is that of what is there, be the file cut off or not.
    """
    count, base = whole(stream.get("nb_frames")), ratio(stream.get("time_base"))
    return count * base if count and base and answer.get("format", {}).get("format_name") == "avi" else None


def _whole_duration(answer: JsonObject, own: Fraction | None) -> Fraction | None:
    """Seconds as the container states them (sound may outlast the picture); exact when they are the stream's."""
    stated = ratio(answer.get("format", {}).get("duration"))
    return (
        own
        if stated is None or (own and (abs(stated - own) <= MICROSECOND or own > stated * CONTRADICTION))
        else stated
    )
