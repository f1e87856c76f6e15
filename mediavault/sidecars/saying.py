"""What a sidecar says of an asset: in the words other programs know, and all of it in our own.

What somebody else said in it stays: a property is ours when it holds what was written last (`mediavault:written`), or
when nobody said anything there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from library.errors import MediavaultError
from library.model import Region
from library.timecode import FrameRate, TimeRange
from mediavault.sheet.columns import EDITED, digest, split, trace, traced

if TYPE_CHECKING:
    from library.model import Asset, Clip
    from mediavault.sheet import Line
    from mediavault.sidecars.packet import Packet, Struct

DEFAULTS = {"name": "dc:title", "note": "dc:description", "rights": "dc:rights"}
"""Texts of a language."""
RATING, REJECTED = "xmp:Rating", "-1"
NAMED = {
    "people": "Iptc4xmpExt:PersonInImage",
    "organisations": "Iptc4xmpExt:OrganisationInImageName",
}
"""Arrays of names, without those that stand as a number."""
SUBJECT = "dc:subject"
TIME_FORMATS = {
    ("24", False): "24Timecode",
    ("25", False): "25Timecode",
    ("30", False): "30Timecode",
    ("50", False): "50Timecode",
    ("60", False): "60Timecode",
    ("24000/1001", False): "23976Timecode",
    ("30000/1001", True): "2997DropTimecode",
    ("30000/1001", False): "2997NonDropTimecode",
    ("60000/1001", True): "5994DropTimecode",
    ("60000/1001", False): "5994NonDropTimecode",
}
"""XMP Specification Part 2, 1.2.6.4: the closed choice of timecode formats."""

_SPAN = re.compile(r"(\d{1,15})\+(\d{1,15})@(\d[\d/]*)", re.ASCII)


def say(packet: Packet, asset: Asset, lines: Sequence[Line], origin: str) -> list[str]:
    """Makes a packet say what the catalogue does; returns the properties that somebody else's word stands in.

    Args:
        packet: The packet.
        asset: The asset.
        lines: Its lines, without the names of who must not be named; the first is of all of it.
        origin: What the catalogue is known by.
    """
    whole, *parts = lines
    kept = _say_texts(packet, whole)
    _say_names(packet, whole)
    _say_subject(packet, split(whole.cells["keywords"]))
    _say_time(packet, asset)
    _say_parts(packet, asset, parts)
    _say_all(packet, asset, lines, origin)
    return kept


def _say_texts(packet: Packet, line: Line) -> list[str]:
    before, kept = traced(packet.text("mediavault:written") or ""), []
    rating = line.cells["rating"] if line.cells["pick"] != "rejected" else REJECTED
    wanted = {**{column: line.cells[column] for column in DEFAULTS}, "rating": rating}
    for column, text in wanted.items():
        name = DEFAULTS.get(column, RATING)
        there = packet.text(name)
        if there == text or (there is None and not text):
            continue
        if there and digest(column, there) != before.get(column):
            kept += [name] if text else []
        elif not text:
            packet.remove(name)
        elif column in DEFAULTS:
            packet.set_default(name, text)
        else:
            packet.set_text(name, text)
    packet.set_text("mediavault:written", trace(wanted))
    packet.set_text("mediavault:stands", trace(standing(packet)))
    return kept


def standing(packet: Packet) -> dict[str, str]:
    """What stands in the texts that other programs edit, by column."""
    return {column: packet.text(name) or "" for column, name in (*DEFAULTS.items(), ("rating", RATING))}


def _say_names(packet: Packet, line: Line) -> None:
    """Names are added to those that are there; those that we added and are no longer meant go."""
    for column, name in NAMED.items():
        ours = [one for one in split(line.cells[column]) if "[" not in one]
        _add(packet, name, f"mediavault:{column}Named", ours)
    event = "; ".join(one for one in split(line.cells["events"]) if "[" not in one)
    if event and packet.text("Iptc4xmpExt:Event") in {None, "", packet.text("mediavault:eventNamed")}:
        packet.set_default("Iptc4xmpExt:Event", event)
        packet.set_text("mediavault:eventNamed", event)
    places: list[Struct] = [{"Iptc4xmpExt:LocationName": one} for one in split(line.cells["places"]) if "[" not in one]
    there = packet.structs("Iptc4xmpExt:LocationShown")
    if places and all(set(one) <= {"Iptc4xmpExt:LocationName"} for one in there):
        packet.set_structs("Iptc4xmpExt:LocationShown", places)


def _say_subject(packet: Packet, keywords: Sequence[str]) -> None:
    _add(packet, SUBJECT, "mediavault:subjectNamed", keywords)
    packet.set_texts("mediavault:subjectStands", packet.texts(SUBJECT))


def _add(packet: Packet, name: str, noted: str, ours: Sequence[str]) -> None:
    foreign = [one for one in packet.texts(name) if one not in packet.texts(noted)]
    every = [*foreign, *(one for one in ours if one not in foreign)]
    for property_name, texts in ((name, every), (noted, [one for one in ours if one not in foreign])):
        if texts:
            packet.set_texts(property_name, texts)
        else:
            packet.remove(property_name)


def _say_time(packet: Packet, asset: Asset) -> None:
    facts = asset.facts
    if facts.reel and not packet.text("xmpDM:tapeName"):
        packet.set_text("xmpDM:tapeName", facts.reel)
    start = facts.start_timecode.timecode if facts.start_timecode else None
    form = TIME_FORMATS.get((str(start.rate), start.drop_frame)) if start else None
    if start and form:
        packet.set_struct("xmpDM:startTimecode", {"xmpDM:timeFormat": form, "xmpDM:timeValue": str(start)})


def _say_parts(packet: Packet, asset: Asset, parts: Sequence[Line]) -> None:
    """Clips as a track of markers, frames from the first (XMP Specification Part 2, 1.2.6.3)."""
    available = asset.facts.available_range
    ranged = [(one, one.clip.range) for one in parts if one.clip and one.clip.range]
    if available is None or not ranged:
        return
    markers: list[Struct] = [
        {
            "xmpDM:startTime": str(span.start),
            "xmpDM:duration": str(span.duration),
            "xmpDM:name": one.cells["name"],
            "xmpDM:comment": one.cells["note"],
            "xmpDM:type": "Comment",
        }
        for one, span in ranged
    ]
    track = {"xmpDM:trackName": "mediavault", "xmpDM:trackType": "Comment", "xmpDM:frameRate": _rate(available.rate)}
    others = [one for one in packet.structs("xmpDM:Tracks") if one.get("xmpDM:trackName") not in {None, "mediavault"}]
    if not others:  # another program's tracks are not ours to rewrite
        packet.set_structs("xmpDM:Tracks", [{**track, "xmpDM:markers": markers}])


def marks(clip: Clip | None) -> str:
    """What a clip marks: `25+50@25`, frames from the first at a rate; `0.25,0.1,0.5,0.4` of a photo; empty is all."""
    if clip is None or clip.is_whole:
        return ""
    if clip.region is not None:
        return str(clip.region)
    return f"{clip.range.start}+{clip.range.duration}@{clip.range.rate}" if clip.range else ""


def marks_in(text: str) -> TimeRange | Region | None:
    """The inverse of `marks`; None where that makes no sense."""
    span = _SPAN.fullmatch(text)
    try:
        if span:
            return TimeRange(int(span[1]), int(span[2]), FrameRate.parse(span[3]))
        return Region.parse(text) if text else None
    except MediavaultError:
        return None


def _rate(rate: FrameRate) -> str:
    """`f25`, `f30000s1001` (XMP Specification Part 2, 1.2.6.2)."""
    return f"f{rate.numerator}" + (f"s{rate.denominator}" if rate.denominator != 1 else "")


def _say_all(packet: Packet, asset: Asset, lines: Sequence[Line], origin: str) -> None:
    """All that the catalogue says, as it is read back."""
    print_of = asset.fingerprint
    packet.set_text("mediavault:fingerprint", f"{print_of.size_bytes}:{print_of.quick_hex}")
    if asset.digest:
        packet.set_text("mediavault:digest", f"{asset.digest.algorithm}:{asset.digest.hex}")
    packet.set_text("mediavault:catalogue", origin)
    packet.set_structs(
        "mediavault:lines",
        [
            {
                "mediavault:key": line.key,
                "mediavault:asExported": trace(line.cells),
                "mediavault:marks": marks(line.clip),
            }
            | {f"mediavault:{column}": line.cells[column] for column in EDITED}
            for line in lines
        ],
    )
