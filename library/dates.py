"""Dates that say no more than is known (EDTF, ISO 8601-2), and spans of days for queries.

Read here: EDTF levels 0 and 1 as the Library of Congress describes them, and dates without a year (`XXXX-02-07`, from
level 2), for a day that is marked each year. Not read: seasons (their days differ between hemispheres), years outside
0001 to 9999, times of day (a recording time keeps its own record), and marks inside a date (level 2). Days are calendar
days at the place of the event; no time zone enters.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from library.errors import MediavaultError

_LEAP_YEAR = 2000


class BadDate(MediavaultError):
    """A text is no EDTF date."""

    forms = "2020-07-01, 2020-07, 2020, XXXX-02-07, 2021-08-31~, 2020?, 2020-XX, 2020-07/2020-08, ../2020-08-09"

    def __init__(self, text: str, reason: str) -> None:
        """Take what was written and the reason, a clause without a full stop."""
        self.text, self.reason = text, reason
        super().__init__(f'Cannot read "{text}" as a date: {reason}. Write one of these forms: {self.forms}.')


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """A date or an interval of dates as it was written (EDTF), with the days that it can mean."""

    text: str
    """The date in EDTF, without blanks around it."""
    earliest: date | None
    """First day it can mean; None when open towards the past or when the year is not known."""
    latest: date | None
    """Last day it can mean; None when open towards the future or when the year is not known."""
    month: int | None = None
    """Month 1 to 12 of a date without a year; None for a date with one."""
    day: int | None = None
    """Day 1 to 31 of a date without a year; None for a date with one, or for a whole month without a year."""
    approximate: bool = False
    """Marked `~` or `%`: near that date. How near is not said, so no days are added to it."""
    uncertain: bool = False
    """Marked `?` or `%`: the source of the date is in doubt."""

    def may_include(self, day: date) -> bool:
        """Return whether the date can mean `day`; one without a year means that day in each year."""
        return self.overlaps(day, day)

    def overlaps(self, first: date | None, last: date | None) -> bool:
        """Return whether the date can mean a day from `first` to `last`, both inside; None leaves that side open."""
        first, last = first or date.min, last or date.max
        if self.month is None:
            return max(first, self.earliest or first) <= min(last, self.latest or last)
        if "/" in self.text:  # on from, or up to, that day of an unknown year: no day can be ruled out
            return first <= last
        return any(
            max(first, known[0]) <= min(last, known[1])
            for year in range(first.year, last.year + 1)
            if (known := _days(year, self.month, self.day))
        )

    def __str__(self) -> str:
        """Return the date in EDTF."""
        return self.text


_DATE = re.compile(
    r"(?:(?P<yearless>XXXX)-(?P<each_month>[0-9]{2})(?:-(?:XX|(?P<each_day>[0-9]{2})))?"
    r"|(?P<year>[0-9]{4})(?:-(?:XX(?:-XX)?|(?P<month>[0-9]{2})(?:-(?:XX|(?P<day>[0-9]{2})))?))?"
    r"|(?P<decade>[0-9]{3}X|[0-9]{2}XX))(?P<mark>[?~%]?)"
)
_OPEN = ("", "..")


def parse(text: str) -> EdtfDate:
    """Read a date or an interval in EDTF.

    An interval's open end is `..`, or nothing when that end is not known; both leave the days on that side possible.

    Raises:
        BadDate: The text has none of the forms, names a day the calendar has not, or an interval ends before it begins.
    """
    written = text.strip()
    if "/" not in written:
        return _single(written, text)
    start, _, end = written.partition("/")
    if start in _OPEN and end in _OPEN:
        raise BadDate(text, "an interval needs one day at least")
    ends = [None if part in _OPEN else _single(part, text) for part in (start, end)]
    known = [part for part in ends if part]
    if len(known) > 1 and any(part.month for part in known):
        raise BadDate(text, "an interval without a year must be open at one end")
    earliest = ends[0].earliest if ends[0] else None
    latest = ends[1].latest if ends[1] else None
    if earliest and latest and earliest > latest:
        raise BadDate(text, "it ends before it begins")
    return EdtfDate(
        written,
        earliest,
        latest,
        known[0].month,
        known[0].day,
        any(part.approximate for part in known),
        any(part.uncertain for part in known),
    )


def _single(written: str, text: str) -> EdtfDate:
    """Read one date; `text` is the whole it stands in, for the error."""
    match = _DATE.fullmatch(written)
    if match is None:
        raise BadDate(text, "it has another shape")
    marks = {"approximate": match["mark"] in ("~", "%"), "uncertain": match["mark"] in ("?", "%")}
    if match["yearless"]:
        month, day = int(match["each_month"]), _number(match["each_day"])
        if _days(_LEAP_YEAR, month, day) is None:
            raise BadDate(text, "the calendar has no such day")
        return EdtfDate(written, None, None, month, day, **marks)
    if match["decade"]:
        first, last = (_days(int(match["decade"].replace("X", digit))) for digit in "09")
    else:
        first = last = _days(int(match["year"]), _number(match["month"]), _number(match["day"]))
    if first is None or last is None:
        raise BadDate(text, "the calendar has no such day")
    return EdtfDate(written, first[0], last[1], **marks)


class BadSpan(BadDate):
    """A text is no span of days."""

    forms = "2020, 2020-07, 2020-07-01, 2020-07..2020-08, ..2020-08, 2020-07.."


_SPAN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def parse_span(text: str) -> tuple[date | None, date | None]:
    """Return the first and the last day, both inside, of a span such as `2020-07` or `2020-07..2020-08`.

    A side left out (`..2020-08`, `2020-07..`) is None.

    Raises:
        BadSpan: The text has none of the forms, names a day the calendar has not, or ends before it begins.
    """
    start, dots, end = text.strip().partition("..")
    if not dots:
        return _span_days(start, text)
    if not start and not end:
        raise BadSpan(text, "it needs one day at least")
    first = _span_days(start, text)[0] if start else None
    last = _span_days(end, text)[1] if end else None
    if first and last and first > last:
        raise BadSpan(text, "it ends before it begins")
    return first, last


def _span_days(written: str, text: str) -> tuple[date, date]:
    """Return the first and the last day of a year, a month or a day; `text` is the whole it stands in."""
    match = _SPAN.fullmatch(written.strip())
    if match is None:
        raise BadSpan(text, "it has another shape")
    days = _days(int(match[1]), _number(match[2]), _number(match[3]))
    if days is None:
        raise BadSpan(text, "the calendar has no such day")
    return days


def _days(year: int, month: int | None = None, day: int | None = None) -> tuple[date, date] | None:
    """Return the first and last day of a year, a month or a day (proleptic Gregorian), or None when there is none."""
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    if day is not None:
        return first, first
    last_month = 12 if month is None else month
    return first, date(year, last_month, monthrange(year, last_month)[1])


def _number(digits: str | None) -> int | None:
    return None if digits is None else int(digits)
