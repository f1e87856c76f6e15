"""Which offset from UTC was in force where, by the boundaries of time zones and their history.

tzfpy has the boundaries (simplified to a few hundred metres), the IANA database has the history.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from library.model.media import offset_text

AT_SEA = "Etc/"
"""Names of the zones of the open sea, which no camera is set to."""


def offset_at(position: tuple[float, float], local: datetime) -> str | None:
    """The offset from UTC of a wall clock that shows `local` at `position` (degrees north and east): `+02:00`.

    None at sea, and for the hour that clocks go through twice or not at all: there the place alone does not tell.
    """
    zone = _zone(position)
    if zone is None:
        return None
    offsets = {local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    offset = offsets.pop()
    return offset_text(offset) if offset is not None and not offsets else None


def clock_at(position: tuple[float, float], utc: datetime) -> tuple[datetime, str] | None:
    """What a wall clock at `position` shows at the moment `utc`, and its offset from UTC; None at sea."""
    zone = _zone(position)
    if zone is None:
        return None
    local = utc.replace(tzinfo=UTC).astimezone(zone)
    return local.replace(tzinfo=None), offset_text(local.utcoffset() or timedelta())


def zone_at(position: tuple[float, float]) -> str | None:
    """The name of the zone at `position` in the IANA database; None at sea."""
    zone = _zone(position)
    return zone.key if zone is not None else None


def _zone(position: tuple[float, float]) -> ZoneInfo | None:
    return _zone_at(round(position[0], 4), round(position[1], 4))


@lru_cache(1024)
def _zone_at(latitude: float, longitude: float) -> ZoneInfo | None:
    from tzfpy import get_tz  # noqa: PLC0415 - its boundaries take a moment to load, and few photos need them

    name = get_tz(longitude, latitude)
    try:
        return ZoneInfo(name) if name and not name.startswith(AT_SEA) else None
    except (ZoneInfoNotFoundError, ValueError):  # a name newer than the system's database
        return None
