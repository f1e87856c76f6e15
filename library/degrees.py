"""Positions on earth as people write them: two numbers of WGS 84 degrees, north and east."""

from __future__ import annotations

import re

from library.errors import MediavaultError

Degrees = tuple[float, float]
"""WGS 84 degrees: north (-90 to 90), east (-180 to 180)."""
FINEST = 6
"""Decimals of a degree that are kept: a tenth of a metre."""


class BadDegrees(MediavaultError):
    """A text names no position on earth."""

    def __init__(self, text: str, reason: str) -> None:
        """Take what was typed and the reason, a clause without a full stop."""
        self.text, self.reason = text, reason
        super().__init__(
            f'Cannot read "{text}" as a position: {reason}. '
            "Write latitude and longitude, as in 53.1325 23.1688, 53.1325 N 23.1688 E or 53°07′57″N 23°10′08″E."
        )


_ONE = re.compile(
    r"(?P<before>[NSEW])?\s*(?P<minus>[-+\N{MINUS SIGN}])?(?P<degrees>[0-9]{1,3}(?:\.[0-9]{0,12})?)(?:\s*°)?"
    r"(?:\s*(?P<minutes>[0-9]{1,2}(?:\.[0-9]{0,9})?)\s*['′](?:\s*(?P<seconds>[0-9]{1,2}(?:\.[0-9]{0,9})?)\s*(?:\"|″|'')?)?)?"
    r"(?(before)|(?:\s*(?P<after>[NSEW]))?)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*[,;/]\s*|\s+")


def parse(text: str) -> Degrees:
    """Read a latitude and a longitude, in that order unless letters say otherwise.

    Degrees with a point, or with minutes and seconds; a sign or a letter says the side. `geo:` (RFC 5870) may
    stand before them.

    Raises:
        BadDegrees: the text is no pair of numbers, or one of them lies outside the earth.
    """
    written = text.strip().removeprefix("geo:")
    first = _ONE.match(written)
    if first is None:
        raise BadDegrees(text, "two numbers are needed")
    gap = _BETWEEN.match(written, first.end())
    second = _ONE.fullmatch(written, gap.end()) if gap else None
    if second is None:
        raise BadDegrees(text, "two numbers are needed")
    north, east = (second, first) if _side(first) in {"E", "W"} or _side(second) in {"N", "S"} else (first, second)
    if _side(north) in {"E", "W"} or _side(east) in {"N", "S"}:
        raise BadDegrees(text, "one number must be of the latitude and one of the longitude")
    return _within(text, _value(north), 90, "latitude"), _within(text, _value(east), 180, "longitude")


def _side(found: re.Match[str]) -> str:
    return (found["before"] or found["after"] or "").upper()


def _value(found: re.Match[str]) -> float:
    size = float(found["degrees"]) + float(found["minutes"] or 0) / 60 + float(found["seconds"] or 0) / 3600
    back = (found["minus"] or "+") in "-\N{MINUS SIGN}"
    return round(-size if back is not (_side(found) in {"S", "W"}) else size, FINEST)


def _within(text: str, value: float, most: int, what: str) -> float:
    if abs(value) > most:
        raise BadDegrees(text, f"a {what} goes from -{most} to {most}")
    return value


def written(position: Degrees) -> str:
    """The position as a person reads it: `53.1325 N 23.1688 E`."""
    north, east = position
    return f"{_plain(abs(north))} {'NS'[north < 0]} {_plain(abs(east))} {'EW'[east < 0]}"


def _plain(value: float) -> str:
    return f"{value:.{FINEST}f}".rstrip("0").rstrip(".")
