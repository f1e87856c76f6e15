"""LosslessCut: a project (`.llc`) or a table of segments (`.csv`) for each media, in seconds from its first frame.

It opens one file at a time, so a list of several media is several files, in the order of their first use. Stills are no
media to it.
"""

from __future__ import annotations

import csv
import json
from io import StringIO

import opentimelineio as otio

from mediavault.export.csv import neutral
from mediavault.export.cut import Cut
from mediavault.export.format_findings import cut_list_for


def write_projects(timeline: otio.schema.Timeline) -> tuple[bytes, ...]:
    """A project of LosslessCut for each media of a timeline.

    Raises:
        NothingHeld: No shot has a picture that moves, or sound.
    """
    return tuple(_project(cuts) for cuts in _by_media(timeline, "llc"))


def write_tables(timeline: otio.schema.Timeline) -> tuple[bytes, ...]:
    """A table of segments for each media of a timeline: start, end and name, no first row.

    Raises:
        NothingHeld: No shot has a picture that moves, or sound.
    """
    return tuple(_table(cuts) for cuts in _by_media(timeline, "losslesscut"))


def _by_media(timeline: otio.schema.Timeline, name: str) -> list[list[Cut]]:
    found: dict[str, list[Cut]] = {}
    for cut in cut_list_for(timeline, name).cuts:
        if not cut.media.still:
            found.setdefault(cut.media.asset, []).append(cut)
    return list(found.values())


def _project(cuts: list[Cut]) -> bytes:
    segments = [{"start": _start(cut), "end": _end(cut), "name": _name(cut), "tags": _tags(cut)} for cut in cuts]
    project = {"version": 1, "mediaFileName": cuts[0].media.file, "cutSegments": segments}
    return (json.dumps(project, ensure_ascii=False, indent=2) + "\n").encode()


def _table(cuts: list[Cut]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text).writerows((_start(cut), _end(cut), neutral(_name(cut))) for cut in cuts)
    return text.getvalue().encode()


def _start(cut: Cut) -> float:
    return float(cut.source.rate.seconds(cut.source.start))


def _end(cut: Cut) -> float:
    return float(cut.source.rate.seconds(cut.source.end_exclusive))


def _name(cut: Cut) -> str:
    return " · ".join(filter(None, (f"{cut.number} {cut.name}", cut.note)))


def _tags(cut: Cut) -> dict[str, str]:
    """What is shown, by the kind of name; LosslessCut shows tags as pairs."""
    kinds = dict.fromkeys(link.kind for link in cut.links)
    said = {
        "heading": cut.heading,
        "clip note": cut.clip_note,
        "rating": None if cut.rating is None else str(cut.rating),
    }
    return {kind: cut.linked(kind) for kind in kinds} | {name: text for name, text in said.items() if text}
