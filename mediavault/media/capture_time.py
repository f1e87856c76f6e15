"""When it was recorded: which statement counts, what its zone is, and a sentence that says why.

Statements come in the order of trust that the callers give them: the camera's own, then the container's. A file
name's date beats neither, and the file system's time is the last resort. A date that cannot be is reported, never kept.
A day alone, or a month or a year as somebody writes it who describes an old picture, counts where no statement has a
time of day, and before one of another time: that is when it was scanned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from library.model import Certainty, RecordedAt
from library.model.media import offset_text
from mediavault.media.zones import clock_at, offset_at

EARLIEST_YEAR, LATEST_YEAR = 1826, 2100
"""The first photograph, and a year no clock of today means."""
CALENDARS_BEGIN = tuple(datetime(year, 1, 1) for year in (1970, 1904, 2070))  # noqa: DTZ001 - compared with local times
"""What a clock or a program that was never told the time states; 2070 is 1970 in two digits, as DV has years."""
QUARTER_S = 900
GPS_LAG_S = 90
"""How far GPS time and camera time may differ, beside the zone, when the zone is taken from them."""
WEST_MOST_S, EAST_MOST_S = -12 * 3600, 14 * 3600

_DATE = re.compile(
    r"(\d{4})([:/.-])(\d\d)\2(\d\d)"
    r"(?:[ T]{1,2}(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|GMT|UTC|(?:GMT|UTC)?[+-]\d\d?(?::?\d\d)?)?)?\s*",
    re.ASCII,
)
_PERIOD = re.compile(r"(\d{4})(?:[:/.-]?(00|0[1-9]|1[0-2])(?:[:/.-]?00)?)?", re.ASCII)
"""A year, or a month of one; IPTC writes zeros for what is not known."""
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d\d?)(?::?([0-5]\d))?", re.ASCII)
"""Apple's headset writes `GMT+02:00`, and `GMT+2`."""
_IN_NAME = re.compile(
    r"(?:(?<![0-9A-Za-z])|(?<=IMG)|(?<=VID)|(?<=MOV)|(?<=PXL)|(?<=DSC)|(?<=AUD)|(?<=PTT))"
    r"(19[5-9]\d|20\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d(?!\d{5})|[A-Za-z](?<!T))",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A time as one field of a file states it."""

    text: str
    """As written: `2020:08:16 14:22:33`."""
    source: str
    """The field: `EXIF DateTimeOriginal`."""
    offsets: tuple[tuple[str, str], ...] = ()
    """The fields for the zone and what they say, the field's own first: `("EXIF OffsetTimeOriginal", "+02:00")`."""
    subsec: str | None = None
    """Digits after the decimal point of its seconds."""
    utc_by_definition: bool = False
    """The container's specification says UTC; not every camera obeys."""
    note: str = ""
    """What more is to be said of it: a clause for the sentence."""


@dataclass(frozen=True, slots=True)
class Fix:
    """What the satellites told the camera; it gives the zone of a time that has none."""

    utc: datetime | None = None
    """The time of the fix."""
    position: tuple[float, float] | None = None
    """Degrees north and east."""


class Moment(NamedTuple):
    """A time as written, read."""

    local: datetime
    """Without a zone: that is `offset`."""
    decimals: str
    """Digits of its second after the decimal point."""
    offset: str | None
    day_only: bool


NOWHERE = Fix()


def decide(
    statements: Iterable[Stated], *, fix: Fix = NOWHERE, name: str, mtime_ns: int | None
) -> tuple[RecordedAt | None, list[str]]:
    """The first statement that can be true, and a sentence for each that cannot.

    Args:
        statements: What the file states, the most trusted first.
        fix: What the satellites said, for the zone.
        name: The file's name.
        mtime_ns: The file system's modification time, nanoseconds since 1970; None when it must not count.
    """
    rejected: list[str] = []
    day: RecordedAt | None = None
    for stated in statements:
        if _is_unset(stated.text):
            continue
        recorded = _recorded(stated, fix)
        if recorded is None:
            rejected.append(f"{stated.source} is no date: {stated.text.strip()[:60]}")
        elif recorded.certainty is Certainty.DAY:
            day = day or recorded
        elif day is None or _is_within(recorded.local, day.local):
            return recorded, rejected
    # Where the file states a time that cannot be, the file system's is no better.
    return day or _from_name(name) or (None if rejected else _from_file_system(mtime_ns)), rejected


def _is_unset(text: str) -> bool:
    """Whether it is the way of cameras and programs to say that they do not know: blanks, zeros, their first second."""
    if not re.search(r"[1-9]", text):
        return True
    moment = parse(text)
    return moment is not None and not moment.day_only and moment.local in CALENDARS_BEGIN


def _is_within(local: str, day: str) -> bool:
    """Whether a time is of a day, give or take one for the zones, or of a month or a year."""
    if len(day) < len("2020-08-16"):
        return local.startswith(day)
    return abs(date.fromisoformat(local[:10]) - date.fromisoformat(day)) <= timedelta(days=1)


def parse(text: str) -> Moment | None:
    """A time or a day as EXIF, XMP or ISO 8601 write it; seconds may be left out. None if it is none."""
    match = _DATE.fullmatch(text.strip().rstrip("\0"))
    if match is None:
        return None
    numbers = [int(match[group] or 0) for group in (1, 3, 4, 5, 6, 7)]
    try:
        moment = datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001 - local time: the zone is kept beside it
    except ValueError:
        return None
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        return None
    return Moment(moment, match[8] or "", parse_offset(match[9]) if match[9] else None, match[5] is None)


def parse_offset(text: str | None) -> str | None:
    """An offset from UTC as `+02:00`; None if the text is none."""
    clean = (text or "").strip().strip("\0")
    if clean in {"Z", "GMT", "UTC"}:
        return "+00:00"
    match = _OFFSET.fullmatch(clean)
    return f"{match[1]}{match[2]:0>2}:{match[3] or '00'}" if match and int(match[2]) < 16 else None  # noqa: PLR2004


def offset_from_gps(local: datetime, gps_utc: datetime | None) -> str | None:
    """The zone as the whole quarter of an hour between local time and GPS time, if there is one."""
    if gps_utc is None:
        return None
    apart = (local - gps_utc).total_seconds()
    quarters = round(apart / QUARTER_S)
    offset_s = quarters * QUARTER_S
    if abs(apart - offset_s) > GPS_LAG_S or not WEST_MOST_S <= offset_s <= EAST_MOST_S:
        return None
    return offset_text(timedelta(seconds=offset_s))


def _recorded(stated: Stated, fix: Fix) -> RecordedAt | None:
    moment = parse(stated.text)
    if moment is None:
        return _period(stated)
    if moment.day_only:
        return _day(moment.local.date().isoformat(), stated.source, f"from {stated.source}")
    fraction = moment.decimals or re.sub(r"\D.*", "", (stated.subsec or "").strip())[:9]
    local = moment.local.isoformat(timespec="seconds") + (f".{fraction}" if fraction else "")
    if stated.utc_by_definition:
        return _utc(local, stated, fix)
    offset, why = _zone(stated, moment, fix)
    why += f"; {stated.note}" if stated.note else ""
    clock = f"{local[11:16]} {offset}" if offset else local[11:16]
    certainty = Certainty.CERTAIN if offset else Certainty.NO_ZONE
    return RecordedAt(local, offset, stated.source, certainty, f"{clock}: {stated.source}; {why}")


def _utc(local: str, stated: Stated, fix: Fix) -> RecordedAt:
    doubt = "though some devices write local time or the time of export there"
    why = f"UTC by its specification, {stated.note or doubt}"
    certainty = Certainty.CERTAIN if stated.note else Certainty.NO_ZONE
    # Of a time that may be local there is nothing to reckon from.
    there = clock_at(fix.position, datetime.fromisoformat(local[:19])) if stated.note and fix.position else None
    why += f"; {there[0]:%Y-%m-%d %H:%M} {there[1]} where it was recorded" if there else ""
    return RecordedAt(local, "+00:00", stated.source, certainty, f"{local[11:16]} +00:00: {stated.source}; {why}")


def _zone(stated: Stated, moment: Moment, fix: Fix) -> tuple[str | None, str]:
    """The offset, and the clause that says where it is from."""
    if moment.offset:
        return moment.offset, "zone as written with the time"
    zones = [(parse_offset(zone), f"zone from {source}") for source, zone in stated.offsets]
    # The zone of the time of change, which is all some programs keep, is worth less than GPS.
    own, others = zones[:1], zones[1:]
    candidates = [*own, (offset_from_gps(moment.local, fix.utc), "zone from the time of the GPS fix"), *others]
    found = next(((offset, why) for offset, why in candidates if offset), None)
    if found is None and fix.position is not None:
        offset = offset_at(fix.position, moment.local)
        found = (offset, "zone from GPS position") if offset else None
    return found or (None, "no zone is stated")


def tells_a_day(stated: Stated) -> bool:
    """Whether it says a day, a month or a year and no time of day, as people write it."""
    moment = parse(stated.text)
    return _period(stated) is not None if moment is None else moment.day_only


def _period(stated: Stated) -> RecordedAt | None:
    """A year or a month, where no more is known."""
    match = _PERIOD.fullmatch(stated.text.strip().strip("\0"))
    if match is None or not EARLIEST_YEAR <= int(match[1]) <= LATEST_YEAR:
        return None
    month = match[2] if match[2] not in {None, "00"} else None
    local, known = (f"{match[1]}-{month}", "month") if month else (match[1], "year")
    return RecordedAt(local, None, stated.source, Certainty.DAY, f"{local}: only the {known}, from {stated.source}")


def _day(day: str, source: str, why: str) -> RecordedAt:
    return RecordedAt(day, None, source, Certainty.DAY, f"{day}: only the day, {why}")


def _from_name(name: str) -> RecordedAt | None:
    match = _IN_NAME.search(name)
    if match is None:
        return None
    try:
        day = datetime(int(match[1]), int(match[3]), int(match[4])).date()  # noqa: DTZ001 - a day, in no zone
    except ValueError:
        return None
    return _day(day.isoformat(), "file name", "from the file name; the file itself states no time")


def _from_file_system(mtime_ns: int | None) -> RecordedAt | None:
    if mtime_ns is None:
        return None
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=mtime_ns // 1000)
    except OverflowError:
        return None
    local = moment.replace(tzinfo=None).isoformat(timespec="seconds")
    why = "the file was last changed then; neither the file nor its name states when it was recorded"
    return RecordedAt(local, "+00:00", "file modification time", Certainty.FILE, f"{local[11:16]} +00:00: {why}")


def gps_moment(day: str | None, clock: Sequence[float] | None) -> datetime | None:
    """The UTC time of a GPS fix from its date stamp `2020:08:16` and its hours, minutes and seconds."""
    match = re.fullmatch(r"(\d{4})[:/.-](\d\d)[:/.-](\d\d)", (day or "").strip().strip("\0"), re.ASCII)
    if match is None or clock is None or len(clock) != 3:  # noqa: PLR2004 - hours, minutes, seconds
        return None
    try:
        midnight = datetime(int(match[1]), int(match[2]), int(match[3]))  # noqa: DTZ001 - compared with local times
        return midnight + timedelta(hours=clock[0], minutes=clock[1], seconds=clock[2])
    except (ValueError, OverflowError):
        return None
