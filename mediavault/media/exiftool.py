"""ExifTool, where it is installed: the reader that knows what no other does. It fills gaps and overrules nobody.

It is never required, and asked only where the other readers left something open, for it takes ten times as long as they
do. One process serves many files. It is given the open file by its number, never a name: a line break in a name would
be taken for more arguments, which can make ExifTool write files.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from library.model import JsonObject
from mediavault import tools
from mediavault.media.capture_time import Stated
from mediavault.media.position import fault_of
from mediavault.media.reading import Reading, plain

NAME = "ExifTool"
OPEN_FILES = "/proc/self/fd"
TIMEOUT_S = 10
LIMITS = tools.Limits(memory_bytes=1024 * tools.MIB, cpu_s=3600, output_bytes=8 * tools.MIB, jailed=False)
"""It stays while files come and go, so it reads what its worker may read; change anything or open a socket it may not,
as its worker may not either."""
OPTIONS = ("-j", "-G1", "-n", "--System:all", "--ExifTool:all", "-api", "LargeFileSupport=1")
TEXTS = (
    ("make", ("Make",)),
    ("model", ("Model", "CameraModelName")),
    ("lens", ("LensModel", "Lens")),
    ("serial", ("SerialNumber", "BodySerialNumber")),
    ("caption", ("Description", "Caption-Abstract", "ImageDescription", "UserComment")),
)
NUMBERS = (
    ("exposure_s", ("ExposureTime",)),
    ("f_number", ("FNumber",)),
    ("focal_length_mm", ("FocalLength",)),
    ("iso", ("ISO",)),
)
TIMES = ("DateTimeOriginal", "CreationDate", "CreateDate", "DateCreated")
"""When it was recorded, the most trusted first."""
MOST_ISO = 1 << 24
TIMES_OF_EXPORT = ("QuickTime", "Track", "XMP", "IPTC", "PDF")
"""Beginnings of groups whose dates may be those of an export, or are read by others and weighed there."""
Tags = dict[str, dict[str, Any]]
"""Values by tag and group, in ExifTool's order."""


def read_with_exiftool(fd: int, path: Path) -> Reading:
    """What ExifTool finds in the open file `fd`, which was opened at `path`; nothing where it is not installed."""
    reading = Reading(NAME)
    name = _name(fd, path)
    if name is None:
        return reading
    request = b"\n".join([*map(str.encode, OPTIONS), name, b"-execute1", b""])
    try:
        answer = _companion().ask(request, b"{ready1}\n", TIMEOUT_S)
    except tools.ToolMissing:
        return reading
    except (tools.ToolTimedOut, tools.ToolFailed) as error:
        reading.problems.append(str(error))
        return reading
    found = _parsed(answer)
    reading.raw |= plain(found)
    interpret(_by_tag(found), reading)
    return reading


_COMPANIONS: dict[int, tools.Companion] = {}
"""By the number of the process it serves: a fork must not talk into the pipe of the process it comes from."""


def stop() -> None:
    """End ExifTool, if it runs; it is started again when it is needed."""
    companion = _COMPANIONS.pop(os.getpid(), None)
    if companion is not None:
        companion.stop()


def _companion() -> tools.Companion:
    """The one process of ExifTool that serves this one.

    Raises:
        ToolMissing: ExifTool is not installed.
    """
    known = _COMPANIONS.get(os.getpid())
    if known is not None:
        return known
    # An empty name of a configuration: one in the home folder could run any code.
    argv = [str(tools.find("exiftool")), "-config", "", "-stay_open", "True", "-@", "-"]
    companion = _COMPANIONS[os.getpid()] = tools.Companion(argv, farewell="-stay_open\nFalse\n", limits=LIMITS)
    return companion


def _name(fd: int, path: Path) -> bytes | None:
    """How ExifTool is to open the file; None for a name it cannot be told."""
    if os.path.isdir(OPEN_FILES):  # noqa: PTH112
        return f"/proc/{os.getpid()}/fd/{fd}".encode()
    name = os.path.abspath(os.fsencode(path))  # noqa: PTH100 - bytes
    return None if re.search(rb"[\0-\x1f\x7f]", name) else name


def _parsed(answer: bytes) -> JsonObject:
    try:
        objects = json.loads(answer.decode("utf-8", "replace"))
    except ValueError:
        return {}
    found = objects[0] if isinstance(objects, list) and objects else {}
    return {key: value for key, value in found.items() if key != "SourceFile"} if isinstance(found, dict) else {}


def _by_tag(found: JsonObject) -> Tags:
    tags: Tags = {}
    for name, value in found.items():
        group, _, tag = name.rpartition(":")
        tags.setdefault(tag, {})[group] = value
    return tags


def interpret(tags: Tags, reading: Reading) -> None:
    """Add the facts that ExifTool's tags state to `reading`."""
    for fact, names in TEXTS:
        for group, value in _all(tags, names):
            text = str(value).strip() if isinstance(value, str) else ""
            reading.add(fact, text or None, f"{group} {fact}")
    for fact, names in NUMBERS:
        for group, value in _all(tags, names):
            reading.add(fact, _positive(fact, value), f"{group} {fact}")
    for name in TIMES:
        for group, value in tags.get(name, {}).items():
            if not group.startswith(TIMES_OF_EXPORT) and isinstance(value, str):
                reading.add("told", Stated(value, f"{group} {name}"), f"{group} {name}")
    _add_size(tags, reading)
    _add_position(tags, reading)


def _all(tags: Tags, names: tuple[str, ...]) -> list[tuple[str, Any]]:
    """The values of tags, those that ExifTool put together from several first."""
    return [
        (group, value)
        for name in names
        for group, value in sorted(tags.get(name, {}).items(), key=lambda pair: pair[0] != "Composite")
    ]


def _positive(fact: str, value: Any) -> float | int | None:  # noqa: ANN401 - a tag's value
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        return None
    return float(value) if fact != "iso" else round(value) if value < MOST_ISO else None


def _add_size(tags: Tags, reading: Reading) -> None:
    """Pixels across and down as stored: of the whole picture, as ExifTool puts it together."""
    for value in tags.get("ImageSize", {}).values():
        match = re.fullmatch(r"(\d{1,6})[ x](\d{1,6})", str(value), re.ASCII)
        if match and int(match[1]) and int(match[2]):
            reading.add("stored", (int(match[1]), int(match[2])), "Composite ImageSize")
    for value in tags.get("Orientation", {}).values():
        known = isinstance(value, int) and 1 <= value <= 8  # noqa: PLR2004 - EXIF's eight
        reading.add("orientation", value if known else None, "Orientation")


def _add_position(tags: Tags, reading: Reading) -> None:
    """Latitude and longitude with their letters taken in, which only the composite values have."""
    latitude, longitude = (tags.get(f"GPS{axis}", {}).get("Composite") for axis in ("Latitude", "Longitude"))
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return
    if fault_of(latitude, longitude) is None:
        reading.add("position", (float(latitude), float(longitude)), "Composite GPSPosition")
        height = tags.get("GPSAltitude", {}).get("Composite")
        # Of a position without a height ExifTool says that it is 0 metres high.
        known = isinstance(height, int | float) and (height or "GPS" in tags.get("GPSAltitude", {}))
        reading.add("altitude_m", float(height) if known and height is not None else None, "Composite GPSAltitude")
