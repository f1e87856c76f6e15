"""What merged readings say, as values of the catalogue; the same for photos, videos and sounds."""

from __future__ import annotations

from collections.abc import Iterable

from library.model import Camera, Gps, RecordedAt, Ties
from mediavault.media.capture_time import Fix, decide
from mediavault.media.reading import Merged


def recorded_at(merged: Merged, times: Iterable[str], name: str, mtime_ns: int | None) -> RecordedAt | None:
    """When it was recorded; what cannot be true is noted in `merged.raw`.

    Args:
        merged: The readings.
        times: Facts that are statements of it, the most trusted first.
        name: The file's name.
        mtime_ns: The file system's modification time, nanoseconds since 1970; None when it must not count.
    """
    statements = [found.value for found in merged.all_found(times)]
    fix = Fix(merged.value("gps_utc"), merged.value("position"))
    decided, rejected = decide(statements, fix=fix, name=name, mtime_ns=mtime_ns)
    if rejected:
        merged.raw["rejected"] = rejected
    return decided


def camera(merged: Merged) -> Camera:
    """The device as it names itself; lens and serial number of a maker's note count where nothing else states them."""
    noted = {"lens": merged.value("lens_noted"), "serial": merged.value("serial_noted")}
    return Camera(**noted | merged.values("make", "model", "serial", "lens"))


def ties(merged: Merged) -> Ties:
    """What it states of the other files of its recording."""
    return Ties(**merged.values("recording_id", "follows_id", "start_s"))


def gps(merged: Merged) -> Gps | None:
    """The position that counts, with its altitude, or None."""
    found = merged.found.get("position")
    if found is None:
        return None
    latitude, longitude = found[0].value
    return Gps(latitude, longitude, merged.value("altitude_m"), found[0].source)
