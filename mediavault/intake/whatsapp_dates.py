"""The times in a chat exported by WhatsApp, which are written as each telephone's settings had it.

Which of two numbers is the day nobody says. A whole chat does: by a number over twelve, by the order of its messages,
by the days in the names of its files. Where all of it can be read both ways, somebody has to be asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from library.errors import MediavaultError

_NOON = r"(?P<half>[ap]\.?\s?m\.?|[дп]\.?п\.?)"
"""In Latin and Cyrillic script."""
STAMP = re.compile(
    r"[\u200e\u200f\u202a\ufeff]*(?P<open>\[)?"
    r"(?P<a>\d{1,4})(?P<mark>[./-])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{1,4})\.?,?\s+"
    rf"(?P<hour>\d{{1,2}})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d))?(?:\s*{_NOON})?(?(open)\]\s?|\s[-–]\s)",
    re.IGNORECASE,
)
"""What a message begins with: `[17/08/2020, 18:42:07] ` on iOS, `8/17/20, 6:42 PM - ` on Android; any spaces."""
_NAMED = re.compile(r"(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)(?!\d)")
"""A day in the name of a file: `IMG-20200817-WA0001.jpg`, `00000012-PHOTO-2020-08-17-18-42-07.jpg`."""
_MONTHS = 12
_FOUR_DIGITS = 1000


class DatesUnclear(MediavaultError):
    """Nothing in a chat tells the day from the month."""

    def __init__(self, first: str) -> None:
        """Takes the first of the dates."""
        super().__init__(first)
        self.first = first

    def __str__(self) -> str:
        how = "say --dates d/m when the day stands first, or --dates m/d."
        return f"The dates of this chat can be read both ways, as {self.first}: {how}"


class DatesContradict(MediavaultError):
    """Dates of a chat are written in different orders."""

    def __init__(self, one: str, other: str) -> None:
        """Takes two dates that cannot both be read."""
        super().__init__(one, other)
        self.one, self.other = one, other

    def __str__(self) -> str:
        return (
            f"The dates of this chat contradict each other, {self.one} and {self.other}: it was put together from two "
            "exports. Receive each as it was exported."
        )


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time as it is written."""

    numbers: tuple[int, int, int]
    """The three of the date, in their order."""
    time: tuple[int, int, int]
    """Hour, minute, second, of twenty-four hours."""
    is_dotted: bool
    """17.08.2020 has the day first wherever that is written."""
    named: tuple[int, int, int] | None = None
    """Year, month and day in the name of the file that came with it."""

    @classmethod
    def of(cls, match: re.Match[str], text: str) -> Stamp | None:
        """Reads what a message begins with; None where it is no time."""
        a, b, c = (int(match[name]) for name in "abc")
        hour = _hour(int(match["hour"]), match["half"])
        if hour is None or int(match["minute"]) > 59 or int(match["second"] or 0) > 59:  # noqa: PLR2004 - minutes
            return None
        named = _NAMED.search(text)
        day = (int(named[1]), int(named[2]), int(named[3])) if named else None
        time = (hour, int(match["minute"]), int(match["second"] or 0))
        return cls((a, b, c), time, match["mark"] == ".", day)

    @property
    def is_year_first(self) -> bool:
        """Whether it is 2020-08-17: no other order begins with the year."""
        return self.numbers[0] >= _FOUR_DIGITS

    def moment(self, *, day_first: bool) -> datetime | None:
        """The time it stands for; None where there is no such day."""
        a, b, c = self.numbers
        year, month, day = (a, b, c) if self.is_year_first else (c, b, a) if day_first else (c, a, b)
        try:
            return datetime(year + 2000 if year < 100 else year, month, day, *self.time)  # noqa: DTZ001, PLR2004 - no zone is written
        except ValueError:
            return None

    def __str__(self) -> str:
        return "/".join(f"{number}" for number in self.numbers)


def _hour(written: int, half: str | None) -> int | None:
    """Of twenty-four: 12 AM is midnight, 12 PM noon."""
    if half is None:
        return written if written < 24 else None  # noqa: PLR2004
    if not 1 <= written <= _MONTHS:
        return written if written < 24 else None  # noqa: PLR2004 - 18:42 PM is written too
    after = half.lower().startswith(("p", "пп", "п.п"))
    return written % 12 + (12 if after else 0)


def is_day_first(stamps: Sequence[Stamp]) -> bool:
    """Whether the day stands first in the dates of a chat.

    Raises:
        DatesUnclear: they can all be read both ways. DatesContradict: some only the one way, others only the other.
    """
    open_ones = [one for one in stamps if not one.is_year_first]
    days = next((one for one in open_ones if one.numbers[0] > _MONTHS), None)
    months = next((one for one in open_ones if one.numbers[1] > _MONTHS), None)
    if days and months:
        raise DatesContradict(str(days), str(months))
    if days or months:
        return days is not None
    if not open_ones or open_ones[0].is_dotted or all(one.numbers[0] == one.numbers[1] for one in open_ones):
        return True
    for told in (_by_names(open_ones), _by_order(open_ones)):
        if told is not None:
            return told
    raise DatesUnclear(str(next(one for one in open_ones if one.numbers[0] != one.numbers[1])))


def _by_names(stamps: Iterable[Stamp]) -> bool | None:
    """By the days in the names of files: a file is sent on the day it is named after, or later."""
    votes = {True: 0, False: 0}
    for one in stamps:
        for day_first in votes:
            moment = one.moment(day_first=day_first)
            votes[day_first] += moment is not None and (moment.year, moment.month, moment.day) == one.named
    return None if votes[True] == votes[False] else votes[True] > votes[False]


def _by_order(stamps: Sequence[Stamp]) -> bool | None:
    """By the order of the messages: time goes on in a chat."""
    falls = {day_first: _falls(stamps, day_first=day_first) for day_first in (True, False)}
    return None if (falls[True] == 0) == (falls[False] == 0) else falls[True] == 0


def _falls(stamps: Sequence[Stamp], *, day_first: bool) -> int:
    days = [moment.date() for one in stamps if (moment := one.moment(day_first=day_first)) is not None]
    return sum(later < earlier for earlier, later in pairwise(days))
