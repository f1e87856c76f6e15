"""Avid Log Exchange (`.ale`): one row a shot, with its tape and timecodes, for the bin of Media Composer.

Columns are separated by tabs and rows by line ends, so neither stands in a cell. End is exclusive.
"""

from __future__ import annotations

from fractions import Fraction

import opentimelineio as otio

from library.names import visible
from library.timecode import Timecode
from mediavault.export.cut import Cut, CutList
from mediavault.export.format_findings import cut_list_for
from mediavault.export.reels import Reel, reels

REEL_LENGTH = 32
"""The most characters of a tape."""
_RATES = {
    Fraction(24000, 1001): "23.976", Fraction(30000, 1001): "29.97", Fraction(48000, 1001): "47.952",
    Fraction(60000, 1001): "59.94", Fraction(120000, 1001): "119.88",
}  # fmt: skip
"""What FPS says where the rate is no whole number."""
_COLUMNS = (
    "Name", "Tracks", "Start", "End", "Duration", "Tape", "FPS", "Source File", "Source Path", "Shot", "Heading",
    "Comments", "Shows", "Rating",
)  # fmt: skip
_PICTURE_FORMATS = {1080: "1080", 720: "720", 576: "PAL", 480: "NTSC", 486: "NTSC"}


def write(timeline: otio.schema.Timeline) -> tuple[bytes, ...]:
    """The one file of a timeline.

    Raises:
        ShotRateDiffers: The media of a shot has another rate than the list.
        ShotRateVaries: The media of a shot has no constant rate.
        RateNotOffered: FPS has no word for the rate.
    """
    cut_list = cut_list_for(timeline, "ale")
    named = reels(cut_list, REEL_LENGTH)
    rate = _RATES.get(cut_list.rate.fraction, str(cut_list.rate))
    picture = _PICTURE_FORMATS.get(cut_list.size[1], "CUSTOM")
    heading = ["Heading", "FIELD_DELIM\tTABS", f"VIDEO_FORMAT\t{picture}", "AUDIO_FORMAT\t48khz", f"FPS\t{rate}"]
    rows = ["\t".join(map(_cell, _row(cut, cut_list, named[cut.media.asset], rate))) for cut in cut_list.cuts]
    lines = [*heading, "", "Column", "\t".join(_COLUMNS), "", "Data", *rows]
    return ("".join(f"{line}\r\n" for line in lines).encode(),)


def _row(cut: Cut, cut_list: CutList, reel: Reel, rate: str) -> tuple[object, ...]:
    start, end = cut_list.source_labels(cut)
    heard = [f"A{channel}" for channel in range(1, max(1, cut.media.channels) + 1)] if cut.media.sound else []
    return (
        cut.name,
        "".join(["V"] * cut.media.picture + heard),
        start,
        end,
        Timecode(cut.record.duration, start.rate, start.drop_frame),
        reel.name,
        rate,
        cut.media.file,
        cut.media.path,
        cut.number,
        cut.heading,
        "; ".join(filter(None, (cut.note, cut.clip_note))),
        cut.shown.replace("\n", "; "),
        cut.rating,
    )


def _cell(value: object) -> str:
    """A value on one line; nothing for None."""
    return "" if value is None else visible(" ".join(str(value).split()))
