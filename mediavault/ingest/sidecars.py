"""Which file describes which: sidecars are read with what they describe, and are no files of their own.

Programs write `foo.xmp` or `foo.jpg.xmp` beside `foo.jpg`; cameras `C0001M01.XML` beside `C0001.MP4`, and `MVI_1.THM`
beside `MVI_1.AVI`. This module must not open anything.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from library.model import Outcome, Problem, Sidecar, path_text
from mediavault.ingest.structures import Survey
from mediavault.media import sidecar
from mediavault.walking.values import Entry

SUFFIXES = frozenset(map(os.fsencode, sidecar.SUFFIXES))
SONY_XML = b"m01.xml"


class Described(NamedTuple):
    """An entry, and the sidecars beside it."""

    entry: Entry
    sidecars: tuple[Entry, ...] = ()

    @property
    def remembered(self) -> tuple[Sidecar, ...]:
        """The sidecars as the catalogue remembers them."""
        seen = ((path_text(_name(one)), one.stamp) for one in self.sidecars if one.stamp)
        return tuple(Sidecar(name, stamp.size_bytes, stamp.mtime_ns) for name, stamp in seen)


def with_sidecars(entries: Iterable[Entry], surveyed: Survey) -> list[Described]:
    """The entries in their order, each with its sidecars; what only describes others is skipped, and says of which."""
    beside: dict[int, list[Entry]] = {}
    read_with: dict[int, Problem] = {}
    for found, described in chain(surveyed.described, chain.from_iterable(map(_pairs, surveyed.folders.values()))):
        beside.setdefault(id(described), []).append(found)
        read_with.setdefault(id(found), _read_with(found, described))
    left_out = surveyed.left_out | read_with
    return [
        Described(replace(entry, outcome=Outcome.SKIPPED, problem=left_out[id(entry)]))
        if id(entry) in left_out
        else Described(entry, tuple(beside.get(id(entry), ())))
        for entry in entries
    ]


def _pairs(files: Sequence[Entry]) -> Iterable[tuple[Entry, Entry]]:
    """Sidecar and what it describes, of the files of one folder."""
    sidecars = [entry for entry in files if _suffix(_name(entry)) in SUFFIXES]
    if not sidecars:
        return
    by_name: dict[bytes, list[Entry]] = {}
    for entry in files:
        name = _name(entry).lower()
        if _suffix(name) not in SUFFIXES:
            by_name.setdefault(name, []).append(entry)
            by_name.setdefault(_stem(name), []).append(entry)
    for found in sidecars:
        for described in by_name.get(_described_by(_name(found).lower()), ()):
            yield found, described


def _described_by(name: bytes) -> bytes:
    """The name, or the name without suffix, of what the sidecar with this name describes."""
    return name.removesuffix(SONY_XML) if name.endswith(SONY_XML) else _stem(name)


def _read_with(entry: Entry, described: Entry) -> Problem:
    sentence = f"Left out {path_text(_name(entry))}: it describes {path_text(_name(described))} and is read with it."
    return Problem("sidecar", sentence)


def _name(entry: Entry) -> bytes:
    return os.path.basename(entry.path)  # noqa: PTH119 - bytes


def _stem(name: bytes) -> bytes:
    return os.path.splitext(name)[0]  # noqa: PTH122 - bytes


def _suffix(name: bytes) -> bytes:
    return os.path.splitext(name)[1].lower()  # noqa: PTH122 - bytes
