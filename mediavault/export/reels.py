"""Reel names for an edit decision list: never empty, one per media, ASCII, no longer than the format takes.

An editing program finds media by reel and timecode, so two media may share a reel only when the camera gave it to both
and their timecodes do not overlap. This room must not know how a list is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from anyascii import anyascii

from mediavault.export.cut import CutList, Media

RESERVED = frozenset({"AX", "BL", "BLACK", "BARS"})
"""Reels that mean no reel, black or colour bars to the readers of such lists."""


@dataclass(frozen=True, slots=True)
class Reel:
    """The reel of one media, and what it was made of."""

    name: str
    """What stands in the list."""
    wanted: str
    """The camera's reel or the file's stem, in full, as ASCII."""
    shortened: bool
    renamed: bool
    """Whether other media had the name before."""


def reels(cut_list: CutList, length: int) -> dict[str, Reel]:
    """The reel of each media of a list, by asset key.

    Args:
        cut_list: The list.
        length: The most characters a reel may have.
    """
    media = {cut.media.asset: cut.media for cut in cut_list.cuts}
    # The camera's own reels choose first: media is found by them, and a file's name must not take one away.
    ordered = sorted(media.values(), key=lambda one: not one.reel)
    labels = {asset: _labels(one, cut_list) for asset, one in media.items()}
    taken: dict[str, list[range]] = {}
    named = {}
    for one in ordered:
        reel = _reel(one, labels[one.asset], taken, length)
        taken.setdefault(reel.name.upper(), []).append(labels[one.asset])
        named[one.asset] = reel
    return {asset: named[asset] for asset in media}


def _labels(media: Media, cut_list: CutList) -> range:
    """The timecodes the media has, as frame counts at the list's rate; all there are when that is not known."""
    if media.timecode is None or media.available is None:
        return range(2**31)
    start = cut_list.media_start(media).frame
    return range(start, start + media.available.rescaled(cut_list.rate).duration)


def _reel(media: Media, labels: range, taken: dict[str, list[range]], length: int) -> Reel:
    wanted = plain(media.reel or "") or plain(media.stem) or media.asset
    shared = bool(media.reel and plain(media.reel))
    count, name = 1, wanted[:length]
    while not _free(name, labels, taken, shared=shared and count == 1):
        count += 1
        ending = f"_{count}"
        name = wanted[: length - len(ending)] + ending
    return Reel(name, wanted, shortened=len(wanted) > length, renamed=count > 1)


def _free(name: str, labels: range, taken: dict[str, list[range]], *, shared: bool) -> bool:
    if name.upper() in RESERVED:
        return False
    others = taken.get(name.upper(), [])
    if not shared:
        return not others
    return all(labels.stop <= other.start or other.stop <= labels.start for other in others)


def plain(text: str) -> str:
    """The text in ASCII letters, with one `_` for whatever a reel cannot hold."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", anyascii(text)).strip("_.-")
