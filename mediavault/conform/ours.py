"""What we wrote of a shot into a file ourselves, where it is still there when the file comes back.

What the file says of the frames goes before it: an editor may have trimmed the clip and left our record as it was. Our
record then only tells which media it is; where the frames are still those we wrote, it has them exactly, also on the
grid of another rate. A record may have been edited by anybody, so nothing of it is taken without a look.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from library.errors import MediavaultError
from library.timecode import TimeRange
from mediavault.conform.edits import Seconds
from mediavault.export.cut import Cut
from mediavault.export.record import read_cut


def known_of(cut: Cut | None) -> dict[str, Any]:
    """What our own record of a shot says of its media."""
    if cut is None:
        return {}
    media = cut.media
    return {
        "reel": media.reel,
        "digest": media.digest.hex if media.digest else None,
        "quick": (media.fingerprint.size_bytes, media.fingerprint.quick_hex),
        "asset": media.asset,
        "clip": cut.clip,
    }


def returned(cut: Cut | None, *, as_written: bool) -> dict[str, Any]:
    """What our own record says of a shot; its frames only where the file still says what we wrote."""
    if cut is None:
        return {}
    said = {"note": cut.note, "heading": cut.heading, "alternates": cut.alternates}
    return {**said, "exact": cut.source if as_written else None}


def is_as_written(cut: Cut | None, used: Seconds) -> bool:
    """Whether a timeline still says the frames of our own record, on the grid of the list."""
    if cut is None:
        return False
    rate, grid = cut.record.rate, cut.on_grid
    if rate.seconds(cut.record.duration) != used.duration:
        return False
    return cut.media.still or rate.seconds(grid.start) == used.start


def cut_in(record: Mapping[str, Any]) -> Cut | None:
    """The cut of a record, where it is a whole one."""
    try:
        cut = read_cut(record)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, MediavaultError):
        return None
    return cut if _is_sound(cut) else None


def _is_sound(cut: Cut) -> bool:
    """Whether the fields are of the kinds that are read of it; a record may come from anywhere."""
    texts = (cut.clip, cut.note, cut.heading, cut.media.asset, cut.media.reel, *(one.note for one in cut.alternates))
    keys = (key for one in cut.alternates for key in (one.clip, one.asset))
    counts = (cut.source.start, cut.source.duration, cut.record.start, cut.record.duration)
    return (
        all(text is None or isinstance(text, str) for text in (*texts, *keys))
        and all(isinstance(count, int) for count in counts)
        and isinstance(cut.source, TimeRange)
    )


def handles_of(record: Mapping[str, Any]) -> int:
    """The handles of a list, as our own record says; none where it makes no sense."""
    handles = record.get("handles")
    return handles if isinstance(handles, int) and not isinstance(handles, bool) and 0 <= handles < 10**6 else 0
