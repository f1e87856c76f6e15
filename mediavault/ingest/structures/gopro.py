"""GoPro's names: chapters of one recording share its number.

HERO5 and later: `GX010123.MP4`, `GX020123.MP4` (GH for AVC, GX for HEVC, GS for spherical), proxies `GL010123.LRV`.
Before: `GOPR0123.MP4`, `GP010123.MP4`, proxies by the same stem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from library.model import PartRole
from mediavault.ingest.structures.agreement import chapter, proxy
from mediavault.ingest.structures.names import Candidate, Name, grouped

VIDEOS = (b".mp4", b".360")
CHAPTER = re.compile(rb"(g[hxs])(\d\d)(\d{4})")
PROXY = re.compile(rb"gl(\d\d\d{4})")
FIRST_OF_OLD = re.compile(rb"gopr(\d{4})")
CHAPTER_OF_OLD = re.compile(rb"(gp)(\d\d)(\d{4})")


def candidates(names: Sequence[Name]) -> Iterator[Candidate]:
    """Chapters, each with the one after it, and proxies."""
    videos = [one for one in names if one.suffix in VIDEOS and one.stem.startswith(b"g")]
    if videos:
        yield from _chapters(videos)
        yield from _proxies(videos, names)


def _chapters(videos: Sequence[Name]) -> Iterator[Candidate]:
    places = grouped(videos, _place)
    for place, (video, *_) in places.items():
        if place is not None:
            kind, number, chapter_number = place
            for after in places.get((kind, number, chapter_number + 1), ())[:1]:
                yield Candidate(video.entry, after.entry, PartRole.CONTINUES, chapter)


def _place(video: Name) -> tuple[bytes, bytes, int] | None:
    """Kind, number of the recording, number of the chapter (from 0 for old cameras)."""
    first = FIRST_OF_OLD.fullmatch(video.stem)
    if first is not None:
        return b"gp" + video.suffix, first[1], 0
    match = CHAPTER.fullmatch(video.stem) or CHAPTER_OF_OLD.fullmatch(video.stem)
    return (match[1] + video.suffix, match[3], int(match[2])) if match else None


def _proxies(videos: Sequence[Name], names: Sequence[Name]) -> Iterator[Candidate]:
    originals = {one.stem[2:]: one for one in videos if CHAPTER.fullmatch(one.stem)}
    for one in names:
        match = PROXY.fullmatch(one.stem) if one.suffix == b".lrv" else None
        if match is not None and match[1] in originals:
            yield Candidate(originals[match[1]].entry, one.entry, PartRole.PROXY, proxy)
