"""Recordings that a camera cut at the longest file its card can hold, and named as it names any two clips."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from library.model import PartRole
from mediavault.ingest.structures.agreement import SPLIT_BYTES, SPLIT_SHARE, split
from mediavault.ingest.structures.names import Candidate, Name, numbered

SUFFIXES = frozenset((b".mp4", b".mov", b".avi"))
SMALLEST = int(min(SPLIT_BYTES) * SPLIT_SHARE)
NUMBERED = re.compile(rb"(.*?)(\d{4,5})")
"""DCF and its like: `MVI_1234`, `C0001`, `DJI_0001`."""
DATED = re.compile(rb"(dji_)\d{14}_(\d{4})(_[a-z])?")
"""DJI since 2021: `DJI_20230101120000_0001_D`."""


def candidates(names: Sequence[Name]) -> Iterator[Candidate]:
    """Clips whose numbers follow on each other; all but the last of a recording are as long as a file can be."""
    clips = [one for one in names if one.suffix in SUFFIXES]
    if not any(map(_is_long, clips)):
        return
    for pattern in (NUMBERED, DATED):
        for before, after in numbered(clips, pattern):
            if _is_long(before):
                yield Candidate(before.entry, after.entry, PartRole.CONTINUES, split)


def _is_long(clip: Name) -> bool:
    return clip.entry.stamp is not None and clip.entry.stamp.size_bytes >= SMALLEST
