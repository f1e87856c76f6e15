"""CMX 3600 edit decision lists (`.edl`), as Avid, DaVinci Resolve and online suites read them.

Every byte is ASCII and every line ends in CR LF, which all readers take. Names in other scripts are transliterated; the
exact ones stand in the `.otio` and `.csv`. A list numbers 999 edits at most, so a longer one goes on in a further file,
with the record timecode running on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import opentimelineio as otio
from anyascii import anyascii

from mediavault.export.cut import Cut, CutList, Media
from mediavault.export.edl_findings import MOST_EDITS, edl_findings
from mediavault.export.findings import refuse_if_stopped
from mediavault.export.media_findings import media_findings
from mediavault.export.reels import Reel, reels
from mediavault.export.timeline import cut_list_of

_TITLE_LENGTH = 70


class Dialect(StrEnum):
    """Whose habits the remarks follow."""

    CMX = "cmx"
    """Clip name and source file."""
    PREMIERE = "premiere"
    """The file as clip name, and no other remark that names a file: Premiere calls such clips UNKNOWN."""


@dataclass(frozen=True, slots=True)
class EdlOptions:
    """How an edit decision list is written."""

    reel_length: int = 32
    """The most characters of a reel: 32 for media in files, 8 for programs that hold to the letter of CMX 3600."""
    dialect: Dialect = Dialect.CMX


def write(timeline: otio.schema.Timeline, options: EdlOptions = EdlOptions()) -> tuple[bytes, ...]:
    """The lists of a timeline, one for each 999 edits.

    Raises:
        ShotRateDiffers: The media of a shot has another rate than the list.
        ShotRateVaries: The media of a shot has no constant rate.
        ExportRefused: The labels of the list's rate do not fit.
    """
    cut_list = cut_list_of(timeline)
    refuse_if_stopped([*media_findings(cut_list, one_rate=True), *edl_findings(cut_list, options.reel_length)])
    named = reels(cut_list, options.reel_length)
    firsts = range(0, len(cut_list.cuts), MOST_EDITS)
    parts = [cut_list.cuts[first : first + MOST_EDITS] for first in firsts]
    return tuple(_part(cut_list, cuts, number, named, options) for number, cuts in enumerate(parts, 1))


def _part(cut_list: CutList, cuts: Sequence[Cut], number: int, named: Mapping[str, Reel], options: EdlOptions) -> bytes:
    title = one_line(cut_list.name)[:_TITLE_LENGTH] or "UNTITLED"
    mode = "DROP FRAME" if cut_list.start.drop_frame else "NON-DROP FRAME"
    lines = [f"TITLE: {title}{f' {number}' if number > 1 else ''}", f"FCM: {mode}"]
    for edit, cut in enumerate(cuts, 1):
        lines.append(_edit(edit, cut, cut_list, named[cut.media.asset].name.ljust(options.reel_length)))
        lines.extend(f"* {remark}" for remark in _remarks(cut, options.dialect))
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _edit(number: int, cut: Cut, cut_list: CutList, reel: str) -> str:
    """One edit in the columns of CMX 3600: number, reel, tracks, a cut, source in and out, record in and out."""
    labels = (*cut_list.source_labels(cut), *cut_list.record_labels(cut))
    return f"{number:03}  {reel} {_tracks(cut.media):<4}  {'C':<8} {' '.join(map(str, labels))}"


def _tracks(media: Media) -> str:
    if not media.picture:
        return "AA"
    return "AA/V" if media.sound else "V"


def _remarks(cut: Cut, dialect: Dialect) -> Iterator[str]:
    file = one_line(cut.media.file) or cut.media.asset
    if dialect is Dialect.PREMIERE:
        yield f"FROM CLIP NAME: {file}"
    else:
        yield f"FROM CLIP NAME: {one_line(cut.name) or cut.clip}"
        yield f"SOURCE FILE: {file}"
    if cut.heading:
        yield f"COMMENT: HEADING {one_line(cut.heading)}"
    if cut.note:
        yield f"COMMENT: {one_line(cut.note)}"
    if cut.media.still:
        yield f"COMMENT: STILL HELD FOR {cut.record.duration} FRAMES"
    yield f"COMMENT: MEDIAVAULT {cut.media.asset} {cut.clip}"


def one_line(text: str) -> str:
    """The text in printable ASCII on one line."""
    return " ".join(re.sub(r"[^\x20-\x7e]+", " ", anyascii(re.sub(r"\s+", " ", text))).split())
