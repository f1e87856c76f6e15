"""Markdown (`.md`): a table of shots under each heading, for a message or a wiki; CommonMark with tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

import opentimelineio as otio

from library.names import visible
from library.timecode import Timecode
from mediavault.export.cut import Cut, CutList
from mediavault.export.timeline import cut_list_of

_COLUMNS = ("#", "In", "Out", "Duration", "File", "Source in", "Source out", "Shows", "Note")
_MEANT = re.compile(r"([\\`*_{}\[\]()#!|~<>&@]|:(?=//)|(?<=www)\.|^[-+=]|(?<=^\d)[.)])")
"""Characters that Markdown, or a program that shows it, may take for more than themselves."""


def write(timeline: otio.schema.Timeline) -> tuple[bytes, ...]:
    """The one file of a timeline."""
    cut_list = cut_list_of(timeline)
    duration = Timecode(cut_list.duration, cut_list.rate, cut_list.start.drop_frame)
    shots = "1 shot" if len(cut_list.cuts) == 1 else f"{len(cut_list.cuts)} shots"
    told = (cut_list.project, f"version {cut_list.version}", shots, str(duration), f"{cut_list.rate} frames per second")
    lines = [f"# {_plain(cut_list.name)}", "", " · ".join(_plain(text) for text in told if text), ""]
    for heading, cuts in _parts(cut_list):
        lines += [f"## {_plain(heading)}", ""] if heading else []
        lines += [_row(_COLUMNS), _row(["---"] * len(_COLUMNS)), *(_row(_cells(cut, cut_list)) for cut in cuts), ""]
    return ("\n".join(lines).encode(),)


def _parts(cut_list: CutList) -> Iterator[tuple[str | None, list[Cut]]]:
    """The shots of each heading: a shot without one belongs to the last."""
    begun = 0
    numbered = []
    for cut in cut_list.cuts:
        begun += cut.heading is not None
        numbered.append((begun, cut))
    for _, part in groupby(numbered, key=lambda one: one[0]):
        cuts = [cut for _, cut in part]
        yield cuts[0].heading, cuts


def _cells(cut: Cut, cut_list: CutList) -> Iterator[str]:
    source, record = cut_list.source_labels(cut), cut_list.record_labels(cut)
    duration = Timecode(cut.record.duration, cut_list.rate, cut_list.start.drop_frame)
    notes = "\n".join(filter(None, (cut.note, cut.clip_note)))
    for value in (cut.number, *record, duration, cut.media.file, *source, cut.shown, notes):
        yield "<br>".join(map(_plain, str(value).split("\n")))


def _row(cells: Iterator[str] | list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """The text on one line as itself, whatever Markdown would make of it."""
    return _MEANT.sub(r"\\\1", visible(" ".join(text.split())))
