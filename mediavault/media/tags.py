"""The tags of a video or sound container, read as facts: when, where, with what; start timecode and reel."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from library.model import JsonObject, StartTimecode
from library.timecode import BadTimecode, FrameRate, Timecode
from mediavault.media.capture_time import Stated
from mediavault.media.exif import text
from mediavault.media.position import degrees, fault_of
from mediavault.media.reading import Merged, Reading
from mediavault.media.streams import exact_rate, ratio

TIMES = ("taken", "dated", "told", "created_here", "created", "xmp_taken", "xmp_dated", "day")
"""A container's statements of when it was recorded, the most trusted first."""
OF_CAMERAS = ("taken", "dated")
"""Those that are seldom of an export."""
NAMES: dict[str, tuple[str, ...]] = {
    "make": ("com.apple.quicktime.make", "com.android.manufacturer", "make", "manufacturer"),
    "model": ("com.apple.quicktime.model", "com.android.model", "model"),
    "lens": ("com.apple.quicktime.camera.lens_model", "com.apple.quicktime.lens_model"),
    "serial": ("com.apple.quicktime.camera.serial_number",),
    "caption": ("com.apple.quicktime.description", "description", "com.apple.quicktime.title", "title"),
    "rights": ("com.apple.quicktime.copyright", "copyright"),
    "reel": ("reel_name", "com.apple.proapps.reel"),
    "recording_id": ("com.apple.quicktime.content.identifier",),
}
"""Tags by fact, the most trusted first; compared in lower case."""
PLACES = ("com.apple.quicktime.location.iso6709", "location", "location-eng", "xyz")
ZERO_DATES = ("1904-01-01", "1970-01-01T00:00:00", "1946-")
"""What containers write for a date that is not set: the beginnings of their calendars."""
ANDROID, ANDROID_NOTE = "com.android.", "to which Android keeps"
DATED_ELSEWHERE = frozenset(("mpegts", "mpeg", "dv", "mxf", "avi", "asf", "rm", "r3d"))
"""Containers that may keep the time of recording where ffprobe does not look: in the pictures, in boxes of makers."""
LATITUDE_DIGITS, LONGITUDE_DIGITS = (2, 4, 6), (3, 5, 7)

_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)
_CLOCK = re.compile(r"\d\d:\d\d:\d\d", re.ASCII)
_ISO_6709 = re.compile(
    r"([+-]\d{2,6}(?:\.\d+)?)([+-]\d{3,7}(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?(?:CRS[^/]*)?/?", re.ASCII | re.IGNORECASE
)


def read_tags(answer: JsonObject, video: JsonObject | None, reading: Reading) -> None:
    """Add the facts that the container's tags state, then those of its picture stream, to `reading`."""
    layers = [_lowered(answer.get("format", {}))] + ([_lowered(video)] if video else [])
    for fact, names in NAMES.items():
        sources = [*layers, *map(_lowered, answer.get("streams", ()))] if fact == "reel" else layers
        for name, value in _first(sources, names):
            reading.add(fact, text(value), name)
    for _, value in _first(layers[:1], ("com.apple.quicktime.keywords", "keywords")):
        words = tuple(word.strip() for word in re.split(r"[,;]", value) if word.strip())
        reading.add("keywords", words or None, "keywords")
    _add_start(answer, reading)
    _add_times(layers, reading)
    _add_position(layers, reading)


def start_timecode(
    answer: JsonObject, video: JsonObject | None, rate: FrameRate | None, merged: Merged
) -> StartTimecode | None:
    """The label of the first frame: from the timecode track, the picture stream, the container, a camera's sidecar."""
    beside = [(found.source, found.value, merged.value("timecode_rate")) for found in merged.all_found(["timecode"])]
    for source, label, own_rate in (*_labels(answer, video), *beside):
        counted_at = own_rate or rate
        try:
            timecode = Timecode.parse(label, counted_at) if counted_at else None
        except BadTimecode as error:
            merged.raw.setdefault("rejected", []).append(f"{source}: {error}")
            continue
        if timecode is not None:
            return StartTimecode(_at_rate(timecode, rate or timecode.rate), source)
    return None


def may_be_dated_elsewhere(answer: JsonObject) -> bool:
    """Whether the container may state the time of recording in a place that is not read."""
    return not DATED_ELSEWHERE.isdisjoint(str(answer.get("format", {}).get("format_name")).split(","))


def is_timecode_track(stream: JsonObject) -> bool:
    """Whether a stream is a QuickTime timecode track."""
    return stream.get("codec_tag_string") == "tmcd"


def _at_rate(timecode: Timecode, rate: FrameRate) -> Timecode:
    """The label in the picture's own frames: tracks may count every second frame of a fast picture, or another rate.

    Hour, minute and second stay what every program shows of them.
    """
    counted = timecode.rate.nominal
    if counted == rate.nominal:
        return replace(timecode, rate=rate)
    *clock, frame = re.split("[:;]", str(timecode))
    drops = timecode.drop_frame and rate.drops
    label = f"{':'.join(clock)}{';' if drops else ':'}{int(frame) * rate.nominal // counted:02}"
    return Timecode.parse(label, rate)


def _labels(answer: JsonObject, video: JsonObject | None) -> Iterable[tuple[str, str, FrameRate | None]]:
    """Source, label, and the rate it is counted at when the track says so."""
    container = answer.get("format", {})
    for stream in answer.get("streams", ()):
        if is_timecode_track(stream) and "timecode" in _lowered(stream):
            yield "tmcd stream", _lowered(stream)["timecode"], exact_rate(ratio(stream.get("avg_frame_rate")))
    if "timecode" in _lowered(video or {}):
        yield "video stream tag", _lowered(video or {})["timecode"], None
    if "timecode" in _lowered(container):
        name = str(container.get("format_name", "container")).split(",", maxsplit=1)[0]
        yield f"{name.upper()} format tag", _lowered(container)["timecode"], None


def _add_start(answer: JsonObject, reading: Reading) -> None:
    """The time stamp a transport stream begins with; other containers begin wherever they please."""
    container = answer.get("format", {})
    if container.get("format_name") == "mpegts":
        reading.add("start_s", ratio(container.get("start_time")), "MPEG-2 time stamp")


def _add_times(layers: list[dict[str, str]], reading: Reading) -> None:
    for name, value in _first(layers, ("com.apple.quicktime.creationdate", "date_recorded", "date:recorded")):
        reading.add("taken", Stated(value, name), name)
    clock = next((value for _, value in _first(layers[:1], ("creation_time",)) if _CLOCK.fullmatch(value)), None)
    for name, value in _first(layers[:1], ("date", "date-eng", "icrd")):
        if len(value) == len("2020-08-16") and clock:  # broadcast WAV keeps them apart
            reading.add("dated", Stated(f"{value} {clock}", "container date, creation_time"), name)
        elif len(value) > len("2020-08-16"):
            reading.add("dated", Stated(value, f"container {name}"), name)
        elif _DAY.fullmatch(value):  # a year or a day alone is no time: all else that is stated comes before it
            reading.add("day", Stated(value, f"container {name}"), name)
    for name, value in _first(layers, () if clock else ("creation_time",)):
        if not value.startswith(ZERO_DATES):
            # ffmpeg ends what is UTC by specification with Z; what has none is local time, as in AVI.
            utc = value.endswith("Z")
            note = ANDROID_NOTE if utc and any(key.startswith(ANDROID) for key in layers[0]) else ""
            stated = Stated(_whole_seconds(value), f"container {name}", utc_by_definition=utc, note=note)
            reading.add("created", stated, name)


def _add_position(layers: list[dict[str, str]], reading: Reading) -> None:
    for name, value in _first(layers, PLACES):
        found = parse_iso_6709(value)
        if found is None:
            reading.problems.append(f"{name} is no position: {value[:60]}")
            continue
        latitude, longitude, altitude = found
        fault = fault_of(latitude, longitude)
        if fault:
            reading.problems.append(f"{name} is {fault}: {value[:60]}")
        else:
            reading.add("position", (latitude, longitude), name)
            reading.add("altitude_m", altitude, name)


def parse_iso_6709(value: str) -> tuple[float, float, float | None] | None:
    """Degrees north, degrees east, metres from `+53.9006+027.5590+220.0/` (ISO 6709, annex H); None if it is none."""
    match = _ISO_6709.fullmatch(value.strip())
    if match is None:
        return None
    latitude, longitude = _sexagesimal(match[1], LATITUDE_DIGITS), _sexagesimal(match[2], LONGITUDE_DIGITS)
    if latitude is None or longitude is None:
        return None
    return latitude, longitude, float(match[3]) if match[3] else None


def _sexagesimal(number: str, widths: tuple[int, int, int]) -> float | None:
    """Signed degrees from DD.D, DDMM.M or DDMMSS.S, told apart by the digits before the point."""
    digits = len(number[1:].partition(".")[0])
    if digits not in widths:
        return None
    value, sign = float(number[1:]), -1 if number[0] == "-" else 1
    if digits == widths[0]:
        return sign * value
    if digits == widths[1]:
        return sign * degrees(divmod(value, 100), "")
    whole, rest = divmod(value, 10000)
    return sign * degrees((whole, *divmod(rest, 100)), "")


def _lowered(holder: JsonObject) -> dict[str, str]:
    return {str(key).lower(): str(value) for key, value in (holder.get("tags") or {}).items()}


def _first(layers: Iterable[dict[str, str]], names: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Name and value of each tag among `names` that is not blank; the names' order counts before the layers'."""
    layers = list(layers)
    return [(name, layer[name]) for name in names for layer in layers if layer.get(name, "").strip()]


def _whole_seconds(value: str) -> str:
    return re.sub(r"\.0+(?=Z?$)", "", value)
