"""The cache of previews: what is in it, and what of it is let go when it outgrows its limit.

What is looked at is kept, what was not for the longest time goes first. A preview that cannot be made again, because
every copy of its asset is away, is never let go: it may be all there is to see. So the cache outgrows its limit only
by those.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

TILES = 24
"""Pictures side by side in a filmstrip, evenly spread over the media."""
WAVEFORM = ".waveform"
KEPT = (".jpg", WAVEFORM)
"""How the names end of what counts."""


@dataclass(frozen=True, slots=True)
class Cached:
    """What is kept of one content: its preview, of a video its filmstrip, of sound its waveform."""

    quick_hex: str
    """Of its fingerprint."""
    size_bytes: int
    used_ns: int
    """When they were made or last looked at, to the day, in nanoseconds since 1970 (the file system's word)."""


def tile_of(frame: int, frames: int) -> int:
    """Which picture of a filmstrip, counted from 0, is nearest to one of so many frames; the outermost beyond them."""
    return max(0, min(TILES - 1, frame * TILES // frames))


def cached(folder: Path) -> list[Cached]:
    """What is in the cache at `folder`; nothing when there is none."""
    found: dict[str, Cached] = {}
    for entry in _pictures(folder):
        quick_hex = entry.name.partition(".")[0]
        status = entry.stat(follow_symlinks=False)
        before = found.get(quick_hex, Cached(quick_hex, 0, 0))
        used_ns = max(before.used_ns, status.st_atime_ns, status.st_mtime_ns)
        found[quick_hex] = Cached(quick_hex, before.size_bytes + status.st_size, used_ns)
    return list(found.values())


def _pictures(folder: Path) -> Iterator[os.DirEntry[str]]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as shelves:
        for shelf in (one for one in shelves if one.is_dir(follow_symlinks=False)):
            with os.scandir(shelf) as entries:
                yield from (one for one in entries if one.name.endswith(KEPT) and not one.name.startswith("."))


def size_bytes(all_cached: Iterable[Cached]) -> int:
    """What they take together."""
    return sum(one.size_bytes for one in all_cached)


def to_let_go(all_cached: Iterable[Cached], kept: Container[str], limit_bytes: int) -> list[Cached]:
    """What has to go for the rest to be within the limit, the least recently used first; nothing of `kept`.

    When all else is gone and what is kept is still too much, it stays.
    """
    ordered = sorted(all_cached, key=lambda one: (one.used_ns, one.quick_hex))
    too_much = size_bytes(ordered) - limit_bytes
    going: list[Cached] = []
    for one in ordered:
        if too_much <= 0:
            break
        if one.quick_hex not in kept:
            going.append(one)
            too_much -= one.size_bytes
    return going


@contextmanager
def in_one_piece(target: Path) -> Iterator[Path]:
    """A place beside `target` to write to; it takes the name of `target` after the block, so that no half is ever seen.

    Raises OSError.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    fd, temporary = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=target.suffix, dir=target.parent)
    os.close(fd)
    place = Path(temporary)
    try:
        yield place
        place.replace(target)
    except BaseException:
        with suppress(OSError):
            place.unlink()
        raise
