"""Tables (`.csv`) for spreadsheets: one row a shot.

UTF-8 with a byte order mark, because Excel reads Białystok wrongly without one, and CR LF (RFC 4180). Cells that a
spreadsheet would run as a formula get a quote in front, here and in no other format.
"""

from __future__ import annotations

import csv
import json
import re
from io import StringIO

import opentimelineio as otio

from library.names import visible
from library.timecode import Timecode
from mediavault.export.cut import Cut, CutList
from mediavault.export.record import alternate_record
from mediavault.export.timeline import cut_list_of

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")
"""What makes a spreadsheet take a cell for a formula, in one program or another; and the quote that keeps it from that,
so that whoever takes one quote away has the cell as it was."""
COLUMNS = (
    "number", "heading", "clip", "name", "file", "volume", "path", "reel", "source in", "source out", "record in",
    "record out", "duration", "frames", "seconds", "rate", "source rate", "source frame", "source frames", "events",
    "places", "people", "organisations", "keywords", "note", "clip note", "rating", "state", "digest", "path quoted",
    "alternates", "handles",
)  # fmt: skip
"""The first row. Out is exclusive. Frames count at `rate`, the list's; the source's, from zero, at `source rate`. `path
quoted` is the path byte for byte, percent-encoded. The last two are for the archive to read again."""


def write(timeline: otio.schema.Timeline) -> tuple[bytes, ...]:
    """The one table of a timeline."""
    cut_list, text = cut_list_of(timeline), StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for cut in cut_list.cuts:
        values = cells(cut, cut_list)
        rows.writerow(neutral(values[column]) for column in COLUMNS)
    return (text.getvalue().encode("utf-8-sig"),)


def cells(cut: Cut, cut_list: CutList) -> dict[str, object]:
    """What stands in the row of a shot, by `COLUMNS`."""
    return {**_place(cut, cut_list), **_meaning(cut)}


def neutral(cell: object) -> str:
    """A cell that no spreadsheet runs as a formula and no terminal obeys; nothing for None. Line ends and tabs stay."""
    text = "" if cell is None else harmless(str(cell))
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def harmless(text: str) -> str:
    """The text with what would command a terminal made visible; line ends and tabs stay."""
    return _LINE.sub(lambda part: visible(part[0]), text)


_LINE = re.compile("[^\n\t]+")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _place(cut: Cut, cut_list: CutList) -> dict[str, object]:
    """Where a shot's frames are, and where they stand."""
    source, record = cut_list.source_labels(cut), cut_list.record_labels(cut)
    duration = cut.record.duration
    return {
        "number": cut.number,
        "source in": source[0],
        "source out": source[1],
        "record in": record[0],
        "record out": record[1],
        "duration": Timecode(duration, cut_list.rate, cut_list.start.drop_frame),
        "frames": duration,
        "seconds": f"{float(cut_list.rate.seconds(duration)):.3f}",
        "rate": cut_list.rate,
        "source rate": cut.source.rate,
        "source frame": cut.source.start,
        "source frames": cut.source.duration,
        "handles": cut_list.handles or None,
    }


def _meaning(cut: Cut) -> dict[str, object]:
    """What a shot is, and what it shows."""
    digest = cut.media.digest
    return {
        "heading": cut.heading,
        "clip": cut.clip,
        "name": cut.name,
        "file": cut.media.file,
        "volume": cut.media.volume,
        "path": cut.media.path,
        "reel": cut.media.reel,
        "events": cut.linked("event"),
        "places": cut.linked("place"),
        "people": cut.linked("person"),
        "organisations": cut.linked("organisation"),
        "keywords": cut.linked("keyword"),
        "note": cut.note,
        "clip note": cut.clip_note,
        "rating": cut.rating,
        "state": cut.media.state,
        "digest": f"{digest.algorithm}:{digest.hex}" if digest else None,
        "path quoted": cut.media.path_quoted,
        "alternates": _json(list(map(alternate_record, cut.alternates))) if cut.alternates else None,
    }
