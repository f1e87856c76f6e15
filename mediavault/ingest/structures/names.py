"""Files by their names, and two files that may belong together."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from library.model import PartRole
from library.reading.parts import Evidence
from mediavault.walking.values import Entry

Key = TypeVar("Key")
Agreement = Callable[[Evidence, Evidence], bool]
"""Whether what two files state fits: the whole's first, or that of the earlier piece."""

STILLS = frozenset((b".jpg", b".jpeg", b".hif", b".heic", b".heif"))
RAWS = frozenset(
    b".3fr .arw .cr2 .cr3 .crw .dcr .dng .erf .gpr .iiq .kdc .mef .mos .mrw .nef .nrw .orf .pef .raf .raw .rw2 .rwl"
    b" .sr2 .srf .srw .x3f".split()
)
VIDEOS = frozenset((b".360", b".avi", b".braw", b".crm", b".insv", b".mov", b".mp4", b".mts", b".mxf", b".r3d"))


class Name(NamedTuple):
    """A file by its name, in lower case: cards compare names without regard to it."""

    entry: Entry
    stem: bytes
    suffix: bytes
    """With its dot."""


class Candidate(NamedTuple):
    """Two files that belong together by their names; whether they do, their facts decide."""

    whole: Entry
    """Of a cut recording the earlier piece."""
    member: Entry
    role: PartRole
    agree: Agreement
    position: int = 1


Folders = dict[bytes, list[Name]]
"""The files of a structure by the folder inside it, in lower case; those at its top by the empty name."""


def named(entry: Entry) -> Name:
    """The name of an entry."""
    stem, suffix = os.path.splitext(entry.path.rpartition(b"/")[2].lower())  # noqa: PTH122 - bytes
    return Name(entry, stem, suffix)


def by_stem(names: Iterable[Name], suffixes: Collection[bytes]) -> dict[bytes, Name]:
    """The first name of each stem among those with one of the suffixes."""
    found: dict[bytes, Name] = {}
    for one in names:
        if one.suffix in suffixes:
            found.setdefault(one.stem, one)
    return found


def numbered(names: Iterable[Name], pattern: re.Pattern[bytes]) -> Iterator[tuple[Name, Name]]:
    """Neighbours: names of one series, the number in the second one more than in the first.

    Group 2 of the pattern is the number in a stem; with all other groups and the suffix the same it is one series.
    """
    series: defaultdict[tuple[bytes | None, ...], dict[int, Name]] = defaultdict(dict)
    for one in names:
        match = pattern.fullmatch(one.stem)
        if match is not None:
            before, number, *after = match.groups()
            series[before, one.suffix, *after].setdefault(int(number), one)
    for members in series.values():
        for number in sorted(members):
            if number + 1 in members:
                yield members[number], members[number + 1]


def grouped(names: Sequence[Name], key: Callable[[Name], Key]) -> dict[Key, list[Name]]:
    """The names by what `key` says of each."""
    found: dict[Key, list[Name]] = {}
    for one in names:
        found.setdefault(key(one), []).append(one)
    return found
