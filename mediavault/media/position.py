"""Positions on Earth in degrees (WGS 84): put together from their parts, and whether they can be."""

from __future__ import annotations

from collections.abc import Sequence

LATITUDE_LIMIT, LONGITUDE_LIMIT = 90, 180


def fault_of(latitude: float, longitude: float) -> str | None:
    """What is wrong with a position in degrees, if anything is."""
    if abs(latitude) > LATITUDE_LIMIT or abs(longitude) > LONGITUDE_LIMIT:
        return "not on Earth"
    return "the empty one" if not latitude and not longitude else None


def degrees(parts: Sequence[float], letter: str) -> float:
    """Signed degrees from degrees, minutes and seconds, as far as there are any; `S` and `W` are negative."""
    value = float(sum(part / 60**place for place, part in enumerate(parts)))
    return -value if letter in ("S", "W") else value
