"""The tables of shots this program writes (`.csv`, `.xlsx`), as they come back from a spreadsheet.

Rows may be moved, left out and noted anew; the frames are those of the columns that count them exactly.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any
from urllib.parse import unquote_to_bytes

from library.errors import MediavaultError
from library.timecode import FrameRate, TimeRange
from mediavault.conform.edits import Misread, Named, ReadCut, ReadEdit, Seconds
from mediavault.export.cut import CutAlternate
from mediavault.export.record import read_alternate

_NEEDED = ("clip", "file", "rate", "source rate", "source frame", "source frames", "frames")


def read(rows: Sequence[Sequence[str]]) -> ReadCut:
    """The cut of a table.

    Raises:
        Misread: It is none of this program, or a cell makes no sense.
    """
    heads = list(rows[0]) if rows else []
    missing = [name for name in _NEEDED if name not in heads]
    if missing:
        raise Misread(f"it is no table of shots: it has no column {', '.join(missing)}", 1)
    edits: list[ReadEdit] = []
    position = Fraction(0)
    first: dict[str, str] = {}
    for line, row in enumerate(rows[1:], 2):
        cells = {**dict.fromkeys(heads, ""), **dict(zip(heads, row, strict=False))}  # a short row is legal
        if not any(row):
            continue
        first = first or cells
        edits.append(_edit(cells, line, position))
        position += edits[-1].length_s
    if not edits:
        raise Misread("it has no shot")
    rate = _rate(first["rate"], 2)
    handles = first.get("handles", "")
    return ReadCut(
        format="table",
        name=None,
        rate=rate,
        drop_frame=";" in first.get("record in", ""),
        edits=tuple(replace(edit, number=number) for number, edit in enumerate(edits, 1)),
        handles=int(handles) if handles.isascii() and handles.isdigit() and len(handles) < 6 else 0,  # noqa: PLR2004
    )


def _edit(cells: Mapping[str, str], line: int, position: Fraction) -> ReadEdit:
    rate, list_rate = _rate(cells["source rate"], line), _rate(cells["rate"], line)
    start, frames = (_count(cells[name], name, line) for name in ("source frame", "source frames"))
    try:
        exact = TimeRange(start, frames, rate)
    except MediavaultError as error:
        raise Misread(str(error).rstrip("."), line) from error
    return ReadEdit(
        number=0,
        where=f"line {line}",
        named=_named(cells),
        used=Seconds(rate.seconds(start), rate.seconds(frames)),
        record_s=position,
        length_s=list_rate.seconds(_count(cells["frames"], "frames", line)),
        exact=exact,
        note=cells.get("note") or None,
        heading=cells.get("heading") or None,
        alternates=_alternates(cells.get("alternates", ""), line),
    )


def _named(cells: Mapping[str, str]) -> Named:
    digest = cells.get("digest", "")
    volume, quoted = cells.get("volume"), cells.get("path quoted")
    return Named(
        name=cells.get("name") or None,
        file=cells["file"] or None,
        path=b"/" + volume.encode() + b"/" + unquote_to_bytes(quoted) if volume and quoted else None,
        reel=cells.get("reel") or None,
        digest=digest.removeprefix("xxh128:") if digest.startswith("xxh128:") else None,
        clip=cells["clip"] or None,
    )


def _alternates(cell: str, line: int) -> tuple[CutAlternate, ...]:
    if not cell:
        return ()
    try:
        found: Any = json.loads(cell)
        return tuple(map(read_alternate, found))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, MediavaultError) as error:
        raise Misread("the alternates were edited; leave that cell as it was, or empty it", line) from error


def _rate(cell: str, line: int) -> FrameRate:
    try:
        return FrameRate.parse(cell)
    except MediavaultError as error:
        raise Misread(f'"{cell}" is no rate', line) from error


def _count(cell: str, name: str, line: int) -> int:
    if not (cell.isascii() and cell.isdigit() and len(cell) < 16):  # noqa: PLR2004  of a century of samples
        raise Misread(f'"{cell}" is no count of frames, in column "{name}"', line)
    return int(cell)
