"""Files beside a file that describe it: XMP of programs, XML and thumbnails of cameras."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from mediavault.media import p2
from mediavault.media.blocks import find_blocks
from mediavault.media.capture_time import Stated
from mediavault.media.content import JPEG
from mediavault.media.exif import read_with_exifread
from mediavault.media.position import degrees, fault_of
from mediavault.media.reading import Reading, plain, shown
from mediavault.media.xmp import LONGEST_PACKET, read_xmp
from mediavault.tools import NotAFile, open_regular

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element  # only the type: nothing is parsed with it

LONGEST_THUMBNAIL = 8 << 20
BCD_PAIRS = re.compile(r"([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", re.ASCII | re.IGNORECASE)
DROP_FLAG, FRAME_TENS = 0x40, 0x3F
SEXAGESIMAL = re.compile(r"(\d{1,3}):(\d{1,2}):(\d{1,2}(?:\.\d+)?)", re.ASCII)


def read_sidecars(paths: Iterable[Path]) -> list[Reading]:
    """What each sidecar says; one that cannot be read is a problem of its reading."""
    return [_read(path) for path in paths]


def _read(path: Path) -> Reading:
    name, (reader, longest, read) = shown(path), _READERS[path.suffix.lower()]
    reading = Reading(reader)
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            data = file.read(longest + 1)
    except (OSError, NotAFile) as error:
        reading.problems.append(f"{name} cannot be read ({plain(str(error))})"[:300])
        return reading
    if len(data) > longest:
        reading.problems.append(f"{name} is longer than {longest:,} bytes")
    else:
        read(data, reading)
    return reading


def _read_thumbnail(data: bytes, reading: Reading) -> None:
    """A camera's small JPEG beside a video, with the EXIF that the video lacks."""
    for block in find_blocks(io.BytesIO(data), JPEG).exif:
        read_with_exifread(io.BytesIO(block.data), reading, block.directory)
    # Its own shape is none of the video's.
    for fact in ("orientation", "pixels"):
        reading.found.pop(fact, None)


def read_camera_xml(data: bytes, reading: Reading) -> None:
    """Sony's NonRealTimeMeta (XDCAM, XAVC), elements with their values in attributes; and P2's clips."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        reading.problems.append(f"the camera's XML is damaged ({plain(str(error))})"[:300])
        return
    kind = root.tag.rpartition("}")[2]
    if kind == p2.ROOT:
        p2.read_clip(root, reading)
    elif kind == "NonRealTimeMeta":
        _read_sony(root, reading)


def _read_sony(root: Element, reading: Reading) -> None:
    for element in root.iter():
        tag, values = element.tag.rpartition("}")[2], {key: text for key, text in element.attrib.items() if text}
        if values:
            reading.raw.setdefault(tag, []).append(plain(values))
        interpret = _SONY.get(tag)
        if interpret is not None:
            interpret(element, reading)
    _add_position(root, reading)


def _add_moment(element: Element, reading: Reading) -> None:
    stated = element.get("value")
    if stated:
        reading.add("taken", Stated(stated, "Sony CreationDate"), "Sony CreationDate")


def _add_device(element: Element, reading: Reading) -> None:
    for fact, name in (("make", "manufacturer"), ("model", "modelName"), ("serial", "serialNo")):
        reading.add(fact, (element.get(name) or "").strip() or None, f"Sony Device {name}")


def _add_lens(element: Element, reading: Reading) -> None:
    reading.add("lens", (element.get("modelName") or "").strip() or None, "Sony Lens modelName")


def _add_timecode(element: Element, reading: Reading) -> None:
    """The first frame's label: pairs of digits from frames to hours; a flag for drop-frame among the frames' own."""
    match = BCD_PAIRS.fullmatch(element.get("value") or "")
    if element.get("frameCount") != "0" or match is None:
        return
    frames = int(match[1], 16)
    separator = ";" if frames & DROP_FLAG else ":"
    label = f"{match[4]}:{match[3]}:{match[2]}{separator}{frames & FRAME_TENS:02x}"
    reading.add("timecode", label, "Sony LtcChangeTable")


def _add_position(root: Element, reading: Reading) -> None:
    items = {
        element.get("name"): element.get("value") or ""
        for element in root.iter()
        if element.tag.rpartition("}")[2] == "Item"
    }
    latitude, longitude = (
        _degrees(items.get(axis, ""), items.get(f"{axis}Ref", "")) for axis in ("Latitude", "Longitude")
    )
    if latitude is not None and longitude is not None and fault_of(latitude, longitude) is None:
        reading.add("position", (latitude, longitude), "Sony ExifGPS")


def _degrees(text: str, reference: str) -> float | None:
    match = SEXAGESIMAL.fullmatch(text)
    if match is None or reference not in ("N", "S", "E", "W"):
        return None
    return degrees([float(part) for part in match.groups()], reference)


_SONY: dict[str, Callable[[Element, Reading], None]] = {
    "CreationDate": _add_moment,
    "Device": _add_device,
    "Lens": _add_lens,
    "LtcChange": _add_timecode,
}
"""What is done with an element of Sony's, by its name."""
_READERS: dict[str, tuple[str, int, Callable[[bytes, Reading], None]]] = {
    ".xmp": ("XMP sidecar", LONGEST_PACKET, read_xmp),
    ".xml": ("camera sidecar", LONGEST_PACKET, read_camera_xml),
    ".thm": ("camera sidecar", LONGEST_THUMBNAIL, _read_thumbnail),
}
"""By suffix: the reader's name, how long a sidecar may be, and what reads it."""
SUFFIXES = frozenset(_READERS)
"""What the names of sidecars end in, in lower case."""
