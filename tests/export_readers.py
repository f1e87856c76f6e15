"""Reads exports back with programs that are not ours, as plain numbers to compare."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO

import opentimelineio as otio
import pycmx

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
    timeline = otio.adapters.read_from_string(content.decode(), "otio_json")
    shots = set()
    for clip in timeline.find_clips():
        used, stands = clip.source_range, clip.range_in_parent()
        assert used.duration == stands.duration
        numbers = (used.start_time.value, used.duration.value, stands.start_time.value)
        assert all(number == int(number) for number in numbers)
        shots.add(ReadShot(*map(int, numbers)))
    return sorted(shots, key=lambda shot: shot.record)


def _from_labels(labels: tuple[str, ...], rate: FrameRate, start: Timecode) -> ReadShot:
    source_in, source_out, record_in, record_out = (Timecode.parse(label, rate) for label in labels)
    frames = (source_out - source_in.frame).frame
    assert frames == (record_out - record_in.frame).frame
    return ReadShot(source_in.frame, frames, (record_in - start.frame).frame)
