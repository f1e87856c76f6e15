"""Where on Earth a position in degrees can be (WGS 84)."""

from __future__ import annotations

LATITUDE_LIMIT, LONGITUDE_LIMIT = 90, 180


def fault_of(latitude: float, longitude: float) -> str | None:
    """What is wrong with a position in degrees, if anything is."""
    if abs(latitude) > LATITUDE_LIMIT or abs(longitude) > LONGITUDE_LIMIT:
        return "not on Earth"
    return "the empty one" if not latitude and not longitude else None
