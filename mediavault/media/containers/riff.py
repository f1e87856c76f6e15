"""RIFF: dates and makers in AVI; description, reel, scene, take and timecode in WAV (EBU Tech 3285, iXML 2.1)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from fractions import Fraction
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from library.timecode import FrameRate, Timecode
from mediavault.media.blocks.values import read_at
from mediavault.media.capture_time import Stated
from mediavault.media.containers import dv
from mediavault.media.exif import text
from mediavault.media.reading import Reading, plain
from mediavault.media.xmp import LONGEST_PACKET, read_xmp

MOST_CHUNKS, LONGEST, DEEPEST = 4096, 1 << 18, 3
LISTS = frozenset((b"hdrl", b"INFO", b"exif", b"ncdt"))
"""Kinds of lists that may state facts."""
MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1
    )
}
EXIF_TEXTS = {b"ecor": "make", b"emdl": "model"}
NIKON_TEXTS, NIKON_TAKEN = {3: "make", 4: "model"}, 0x13
IXML = {"TAPE": "reel"}
IXML_RAW = ("PROJECT", "SCENE", "TAKE", "TAPE", "NOTE", "CIRCLED")
BROADCAST = struct.Struct("<256s82xQ")
"""Description, and behind originator, its reference, date and time the samples since midnight."""
MIDNIGHT = "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_{}"

_SAMPLES = re.compile(r"\d{1,10}", re.ASCII)
_WEEKDAY_FIRST = re.compile(r"\w{3} +(\w{3}) +(\d{1,2}) +(\d\d:\d\d:\d\d) +(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(
    r"(\d{4})[-:/] ?(\d{1,2})[-:/] ?(\d{1,2})/? +(\d{1,2}): ?(\d\d)(?::(\d\d))?(P?)(?:[AP]?M)?",
    re.ASCII | re.IGNORECASE,
)


def read_avi(file: BinaryIO, reading: Reading) -> None:
    """Add what an AVI states."""
    for kind, offset, length in _chunks(file, 12, file.seek(0, 2)):
        if kind in (b"IDIT", b"ICRD"):
            written = text(read_at(file, offset, min(length, 64))) or ""
            moment = moment_of(written)
            reading.raw[kind.decode()] = plain(written)
            reading.add("dated", Stated(moment, f"RIFF {kind.decode()}") if moment else None, f"RIFF {kind.decode()}")
        elif kind in EXIF_TEXTS:
            reading.add(EXIF_TEXTS[kind], text(read_at(file, offset, min(length, 64))), f"RIFF {kind.decode()}")
        elif kind == b"nctg":
            _read_nikon(read_at(file, offset, min(length, LONGEST)), reading)
        elif kind == b"_PMX":
            read_xmp(read_at(file, offset, min(length, LONGEST_PACKET)), reading)
    dv.read(file, reading)


def read_wav(file: BinaryIO, reading: Reading) -> None:
    """Add what the iXML of a field recorder states."""
    chunks = list(_chunks(file, 12, file.seek(0, 2)))
    # Recorders put their notes before the format as well as behind it.
    rates = (read_at(file, offset + 4, 4) for kind, offset, _ in chunks if kind == b"fmt ")
    rate = int.from_bytes(next(rates, b""), "little")
    for kind, offset, length in chunks:
        if kind == b"bext":
            _read_broadcast(read_at(file, offset, BROADCAST.size), rate, reading)
        elif kind == b"iXML":
            _read_ixml(read_at(file, offset, min(length, LONGEST)), rate, reading)
        elif kind == b"_PMX":
            read_xmp(read_at(file, offset, min(length, LONGEST_PACKET)), reading)


def moment_of(written: str) -> str | None:
    """A date as cameras write it in AVI, as `capture_time` reads it; None if it is none."""
    match = _WEEKDAY_FIRST.match(written)
    if match and match[1].title() in MONTHS:
        return f"{match[4]}-{MONTHS[match[1].title()]:02}-{int(match[2]):02} {match[3]}"
    match = _YEAR_FIRST.match(written)
    if match is None:
        return None
    year, month, day, hour = (int(match[group]) for group in (1, 2, 3, 4))
    hour += 12 if match[7] and hour < 12 else 0  # noqa: PLR2004 - noon
    return f"{year}-{month:02}-{day:02} {hour:02}:{match[5]}:{match[6] or '00'}"


def _chunks(file: BinaryIO, start: int, end: int, depth: int = 0) -> Iterator[tuple[bytes, int, int]]:
    """Kind, offset and length of each chunk, those within known lists too."""
    for _ in range(MOST_CHUNKS):
        head = read_at(file, start, 12)
        if len(head) < 8 or start >= end:  # noqa: PLR2004 - kind and length
            return
        kind, length = struct.unpack_from("<4sI", head)
        if kind == b"LIST" and head[8:12] in LISTS and depth < DEEPEST:
            yield from _chunks(file, start + 12, min(end, start + 8 + length), depth + 1)
        elif kind != b"LIST":
            yield kind, start + 8, length
        start += 8 + length + length % 2


def _read_nikon(data: bytes, reading: Reading) -> None:
    """Nikon's own chunk: tags and lengths of 16 bits, then texts."""
    at = 0
    while at + 4 <= len(data):
        tag, length = struct.unpack_from("<HH", data, at)
        written = text(data[at + 4 : at + 4 + length])
        if tag in NIKON_TEXTS:
            reading.add(NIKON_TEXTS[tag], written, f"Nikon {NIKON_TEXTS[tag]}")
        elif tag == NIKON_TAKEN and written:
            reading.add("taken", Stated(written, "Nikon DateTimeOriginal"), "Nikon DateTimeOriginal")
        at += 4 + length


def _read_broadcast(data: bytes, rate: int, reading: Reading) -> None:
    """What a recorder notes of a take, and when in the day its first sample was (EBU Tech 3285)."""
    if len(data) < BROADCAST.size:
        return
    description, samples = BROADCAST.unpack(data)
    reading.add("caption", text(description), "bext Description")
    if samples and rate:
        reading.raw["bext"] = {"TimeReference": samples, "after_midnight_s": str(Fraction(samples, rate))}


def _read_ixml(data: bytes, rate: int, reading: Reading) -> None:
    try:
        root = fromstring(data[data.find(b"<") :].rstrip(b"\0\n\r "), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        reading.problems.append(f"the iXML is damaged ({plain(str(error))})"[:300])
        return
    words = {element.tag: (element.text or "").strip() for element in root.iter() if (element.text or "").strip()}
    noted: dict[str, object] = {name: words[name] for name in IXML_RAW if name in words}
    tracks = [(track.findtext("NAME") or "").strip() for track in root.iter("TRACK")]
    reading.raw["iXML"] = plain(noted | ({"TRACKS": tracks} if any(tracks) else {}))
    for name, fact in IXML.items():
        reading.add(fact, words.get(name) or None, f"iXML {name}")
    label = _label(words, rate)
    reading.add("timecode", label, "iXML TIMESTAMP_SAMPLES_SINCE_MIDNIGHT")
    reading.add("timecode_rate", _frame_rate(words) if label else None, "iXML TIMECODE_RATE")


def _label(words: dict[str, str], rate: int) -> str | None:
    """The timecode of the first sample."""
    frames, high, low = _frame_rate(words), *(words.get(MIDNIGHT.format(half), "0") for half in ("HI", "LO"))
    if frames is None or not rate or not _SAMPLES.fullmatch(low) or not _SAMPLES.fullmatch(high):
        return None
    samples = (int(high) << 32) + int(low)
    drops = words.get("TIMECODE_FLAG", "").upper() == "DF" and frames.drops
    # The label of the frame that the first sample falls into.
    return str(Timecode(int(Fraction(samples, rate) * frames.fraction), frames, bool(drops)))


def _frame_rate(words: dict[str, str]) -> FrameRate | None:
    match = re.fullmatch(r"(\d{2,6})/(\d{1,5})", words.get("TIMECODE_RATE", ""), re.ASCII)
    return FrameRate(int(match[1]), int(match[2])) if match and int(match[1]) and int(match[2]) else None
