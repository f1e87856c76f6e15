"""How far a run is, in the words every room shows it in; and sizes, lengths and long lists in the same words."""

from __future__ import annotations

from collections.abc import Sequence

from mediavault.progress.values import Progress, Stage

STAGES = {
    Stage.LOOK: "Looking",
    Stage.READ: "Reading",
    Stage.PREVIEWS: "Previews",
    Stage.FILMSTRIPS: "Filmstrips",
    Stage.DIGESTS: "Digests",
    Stage.CHECK: "Checking",
    Stage.COPY: "Copying",
}
_UNITS = ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"))
_MINUTE_S, _HOUR_S = 60, 3600


def size(size_bytes: float) -> str:
    """A number of bytes as disks are labelled, in powers of a thousand: `3.2 GB`."""
    for unit, name in _UNITS:
        if size_bytes >= unit * 0.9995:
            return f"{size_bytes / unit:.1f} {name}"
    return f"{size_bytes:.0f} bytes"


def some(texts: Sequence[str], most: int = 5) -> str:
    """The first of many, and how many more there are: `a1 (1.jpg), a2 (2.jpg) and 38 more`."""
    more = f" and {len(texts) - most:,} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more


def files(now: Progress) -> str:
    """Files that are through, and how many there are: `1,204 of 5,000 files`."""
    if now.stage is Stage.LOOK:
        return f"{now.total:,} file{'' if now.total == 1 else 's'} so far"
    return f"{now.done:,} of {now.total:,} file{'' if now.total == 1 else 's'}"


def volume(now: Progress) -> str:
    """Bytes that are through, and how many there are: `3.2 of 12.4 GB`."""
    done, total = size(now.bytes), size(now.total_bytes)
    if now.stage is Stage.LOOK or now.bytes >= now.total_bytes:
        return done
    (number, unit), (_, whole) = done.split(), total.split()
    return f"{number if unit == whole else done} of {total}"


def problems(now: Progress) -> str:
    """How many files could not be read or shown; nothing where there are none."""
    return f"{now.problems:,} problem{'' if now.problems == 1 else 's'}" if now.problems else ""


def left(now: Progress) -> str:
    """How long the whole run is likely to take yet, no finer than anybody can know: `about 2 min left`."""
    seconds = now.left_s
    if seconds is None:
        return ""
    if seconds < 10:  # noqa: PLR2004 - a few
        return "a few seconds left"
    if seconds < 55:  # noqa: PLR2004 - what is nearer to a minute is called one
        return f"about {round(seconds / 10) * 10 or 10:.0f} s left"
    if seconds < _HOUR_S:
        return f"about {seconds / _MINUTE_S:.0f} min left"
    hours, minutes = divmod(round(seconds / _MINUTE_S), _MINUTE_S)
    return f"about {hours} h {minutes:02} min left" if hours < 10 else f"about {hours} h left"  # noqa: PLR2004


def length(seconds: float) -> str:
    """A length of time as people say it: `48 s`, `12 min`, `1 h 05 min`."""
    if seconds < _MINUTE_S:
        return f"{max(1, round(seconds))} s"
    hours, minutes = divmod(round(seconds / _MINUTE_S), _MINUTE_S)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def figures(now: Progress) -> list[str]:
    """The figures of a run, those people look for first in front."""
    rate = "" if now.stage is Stage.LOOK or not now.bytes_per_s else f"{size(now.bytes_per_s)}/s"
    return [part for part in (files(now), volume(now), rate, problems(now)) if part]
