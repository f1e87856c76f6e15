"""Reads exports back with programs that are not ours, as plain numbers to compare."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from html import unescape
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import opentimelineio as otio
import pycmx
from pypdf import PdfReader

from library.model import ShotList
from library.timecode import FrameRate, Timecode


@dataclass(frozen=True)
class ReadShot:
    """A shot as a reader sees it, in frames of the list."""

    first: int
    """Source in, counted from 00:00:00:00 in the media's timecode."""
    frames: int
    record: int
    """Record in, counted from the first frame of the list."""


def from_edl(content: bytes, rate: FrameRate, start: Timecode) -> list[ReadShot]:
    """What pycmx reads; labels are told apart by their separator."""
    assert content.isascii()
    shots = []
    for event in pycmx.parse_cmx3600(StringIO(content.decode("ascii"))).events:
        (edit,) = event.edits
        labels = (edit.source_in, edit.source_out, edit.record_in, edit.record_out)
        shots.append(_from_labels(labels, rate, start))
    return shots


def from_csv(content: bytes, start: Timecode) -> list[ReadShot]:
    shots = []
    for row in table(content):
        labels = tuple(row[column] for column in ("source in", "source out", "record in", "record out"))
        read = _from_labels(labels, FrameRate.parse(row["rate"]), start)
        assert read.frames == int(row["frames"])
        shots.append(read)
    return shots


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


def from_otio(content: bytes) -> list[ReadShot]:
    """What OpenTimelineIO reads from all tracks, a clip that stands on two of them once."""
    return _of_timeline(otio.adapters.read_from_string(content.decode(), "otio_json"))


def from_xmeml(content: bytes, rate: FrameRate) -> list[ReadShot]:
    """What OpenTimelineIO's adapter for Final Cut Pro 7 reads; media begins at the frame its timecode says."""
    assert rate.fraction == _spoken_rate(ET.fromstring(content).find("sequence/rate"))
    return _of_timeline(otio.adapters.read_from_string(content.decode(), "fcp_xml"))


def _spoken_rate(rate: ET.Element | None) -> Fraction:
    assert rate is not None
    base = Fraction(rate.findtext("timebase", ""))
    return base * 1000 / 1001 if rate.findtext("ntsc") == "TRUE" else base


def _of_timeline(timeline: otio.schema.Timeline) -> list[ReadShot]:
    shots = set()
    for clip in timeline.find_clips():
        used, stands = clip.source_range, clip.range_in_parent()
        assert used.duration == stands.duration
        numbers = (used.start_time.value, used.duration.value, stands.start_time.value)
        assert all(number == int(number) for number in numbers)
        shots.add(ReadShot(*map(int, numbers)))
    return sorted(shots, key=lambda shot: shot.record)


def from_fcpxml(content: bytes, rate: FrameRate) -> list[ReadShot]:
    """What the attributes say, in seconds, on the grid of the list."""
    root = ET.fromstring(content)
    (sequence,) = root.iter("sequence")
    begin = seconds(sequence.get("tcStart", "0s"))
    shots = []
    for clip in sequence.findall("spine/*"):
        times = [seconds(clip.get(name, "0s")) * rate.fraction for name in ("start", "duration", "offset")]
        assert all(time.denominator == 1 for time in times)
        first, frames, offset = map(int, times)
        shots.append(ReadShot(first, frames, offset - int(begin * rate.fraction)))
    return shots


def from_ale(content: bytes, rate: FrameRate) -> list[ReadShot]:
    """What the labels say, and OpenTimelineIO's adapter for ALE; rows have no place in a list but their order."""
    shots, position = [], 0
    for row in ale_rows(content):
        start, end = (Timecode.parse(row[column], rate) for column in ("Start", "End"))
        frames = Timecode.parse(row["Duration"], rate).frame
        assert (end - frames).frame == start.frame
        shots.append(ReadShot(start.frame, frames, position))
        position += frames
    if rate.denominator == 1 and ";" in content.decode():
        return shots  # the adapter takes no drop-frame label on a true 30
    clips = otio.adapters.read_from_string(content.decode(), "ale", fps=float(rate.fraction))
    spans = [(clip.source_range.start_time.value, clip.source_range.duration.value) for clip in clips]
    assert spans == [(shot.first, shot.frames) for shot in shots]
    return shots


def ale_rows(content: bytes) -> list[dict[str, str]]:
    """The rows of an ALE by its columns."""
    _, columns, rows = re.split("\r\nColumn\r\n|\r\n\r\nData\r\n", content.decode())
    names = columns.split("\t")
    return [dict(zip(names, row.split("\t"), strict=True)) for row in rows.removesuffix("\r\n").split("\r\n")]


def seconds(time: str) -> Fraction:
    """A time of FCPXML: `90000/25s`."""
    assert time.endswith("s")
    return Fraction(time[:-1])


def from_mlt(content: bytes, shot_list: ShotList) -> list[ReadShot]:
    """What stands in the tracks of MLT; its positions are zero-based, so the media's start is added."""
    root, shots = ET.fromstring(content), set()
    for playlist in root.iter("playlist"):
        if playlist.get("id") in {"main_bin", "background"}:
            continue
        position = 0
        for item in playlist:
            frames = int(item.get("length", "0"))
            if item.tag == "entry":
                first = int(item.get("in", ""))
                frames = int(item.get("out", "")) + 1 - first
                shots.add(ReadShot(first + _media_start(shot_list, position), frames, position))
            position += frames if item.tag != "property" else 0
    return sorted(shots, key=lambda shot: shot.record)


def _media_start(shot_list: ShotList, record: int) -> int:
    """The count of the first frame of the media of the shot that stands at a frame of the list."""
    at = [span.start for span in shot_list.record_ranges].index(record)
    start = shot_list.shots[at].asset.facts.start_timecode
    return start.timecode.frame if start else 0


Reader = Callable[[bytes, ShotList], list[ReadShot]]
READERS: dict[str, Reader] = {
    "otio": lambda content, _: from_otio(content),
    "edl": lambda content, built: from_edl(content, built.rate, built.start_timecode),
    "ale": lambda content, built: from_ale(content, built.rate),
    "xml": lambda content, built: from_xmeml(content, built.rate),
    "fcpxml": lambda content, built: from_fcpxml(content, built.rate),
    "mlt": from_mlt,
    "kdenlive": from_mlt,
    "csv": lambda content, built: from_csv(content, built.start_timecode),
}
"""By the name of a format: what reads every shot of a list back from it."""


def unpacked_text(path: Path) -> str:
    """All text of an export, also of one that is an archive of files."""
    if path.read_bytes().startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(path).pages).replace("\n", " ")
    if not zipfile.is_zipfile(path):
        return path.read_text("utf-8")
    with zipfile.ZipFile(path) as archive:
        # openpyxl writes letters as numbers where lxml is there to write with.
        return "\n".join(unescape(archive.read(name).decode()) for name in archive.namelist())


def _from_labels(labels: tuple[str, ...], rate: FrameRate, start: Timecode) -> ReadShot:
    source_in, source_out, record_in, record_out = (Timecode.parse(label, rate) for label in labels)
    frames = (source_out - source_in.frame).frame
    assert frames == (record_out - record_in.frame).frame
    return ReadShot(source_in.frame, frames, (record_in - start.frame).frame)
