"""What readers return, how readings are merged, and the errors of this room.

A reading is everything one reader found in one file: values by fact, each with the tag it stood in, and all of its
output for the record. Merging takes each fact from the first reader that has it, in `MERGE_ORDER`; what the others
said stays in the raw readings.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any
from zlib import error as zlib_error

from library.errors import MediavaultError
from library.model import JsonObject, path_text

MERGE_ORDER = (
    *("ExifRead", "Pillow", "maker's note", "ffprobe", "container", "camera sidecar"),
    *("XMP sidecar", "XMP", "IPTC", "ExifTool"),
)
"""Whose word counts first where readers disagree: the device's before a person's. ExifRead is the choice of the people
who use this; ExifTool, where it is installed, fills what the others leave open."""
WORDS = frozenset(("caption", "titled", "keywords", "rating", "rights"))
"""Facts that people write."""
WORDS_ORDER = (
    *("XMP sidecar", "XMP", "IPTC"),
    *("ExifRead", "Pillow", "maker's note", "ffprobe", "container", "camera sidecar", "ExifTool"),
)
"""Whose word counts first for those: what was written last and in Unicode, before what a camera fills in."""

FOREIGN_ERRORS: tuple[type[Exception], ...] = (
    # Built-in types that ExifRead and Pillow let out on damaged files, each of them seen. OSError covers Pillow's
    # UnidentifiedImageError and a file that ends early; SyntaxError is Pillow's word for a broken chunk; ValueError
    # covers UnicodeDecodeError and pillow-heif's complaints.
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib_error,
)
"""What the libraries raise on damaged files, beside types of their own."""

BREAKS_OFF = "breaks off"
"""Where it stands among the raw readings that a file is not whole; `said` of it is a clause for a person."""
LONGEST_TEXT = 4000
LONGEST_LIST = 64


class Unreadable(MediavaultError):
    """A media file that could not be read."""

    def __init__(self, kind: str, name: str, reason: str) -> None:
        """Take the kind (`library.model.Problem.kind`), the file's name, and a clause that says why."""
        super().__init__(kind, name, reason)
        self.kind, self.name, self.reason = kind, name, reason

    def __str__(self) -> str:
        return f"Cannot read {self.name}: {self.reason}."


class PartlyShown(Unreadable):
    """A photo that could not be decoded whole; there is a picture of it, of the part that could, or its thumbnail."""

    def __str__(self) -> str:
        return f"Only a part is shown of {self.name}: {self.reason}."


class NotMedia(MediavaultError):
    """A file that is no photo, video or sound, and was never meant to be one."""

    def __init__(self, name: str, reason: str) -> None:
        """Take the file's name and a clause that says what it is instead."""
        super().__init__(name, reason)
        self.name, self.reason = name, reason

    def __str__(self) -> str:
        return f"Left out {self.name}: {self.reason}."


@dataclass(frozen=True, slots=True)
class Found:
    """One value, and the tag it stood in."""

    value: Any
    source: str
    """`EXIF DateTimeOriginal`."""


@dataclass(slots=True)
class Reading:
    """Everything one reader found in one file."""

    reader: str
    found: dict[str, Found] = field(default_factory=dict)
    """Values by fact: `make`, `latitude`, `taken` …"""
    raw: JsonObject = field(default_factory=dict)
    """Its whole output, by group; plain JSON values."""
    problems: list[str] = field(default_factory=list)
    """What it could not read, and values that cannot be true."""

    def add(self, fact: str, value: Any, source: str) -> None:  # noqa: ANN401 - any fact's value
        """Keep a value unless it is None or the fact is known already."""
        if value is not None:
            self.found.setdefault(fact, Found(value, source))


@dataclass(frozen=True, slots=True)
class Merged:
    """The readings of one file as one."""

    found: Mapping[str, tuple[Found, str]]
    """The value that counts and its reader, by fact."""
    raw: JsonObject

    def value(self, fact: str) -> Any:  # noqa: ANN401
        """The value that counts, or None."""
        return self.found[fact][0].value if fact in self.found else None

    def values(self, *facts: str) -> dict[str, Any]:
        """The named facts that are known."""
        return {fact: self.value(fact) for fact in facts if fact in self.found}

    def all_found(self, facts: Iterable[str]) -> list[Found]:
        """The named facts that are known, with their sources, in the order asked."""
        return [self.found[fact][0] for fact in facts if fact in self.found]


def merge(readings: Sequence[Reading]) -> Merged:
    """One view of several readings: the first reader in `MERGE_ORDER` or `WORDS_ORDER` that has a fact decides it."""
    ranked = sorted(readings, key=lambda reading: MERGE_ORDER.index(reading.reader))
    found: dict[str, tuple[Found, str]] = {}
    for order, deciding in ((MERGE_ORDER, False), (WORDS_ORDER, True)):
        for reading in sorted(readings, key=lambda one: order.index(one.reader)):
            for fact, value in reading.found.items():
                if (fact in WORDS) is deciding:
                    found.setdefault(fact, (value, reading.reader))
    raw: JsonObject = {reading.reader: reading.raw for reading in ranked if reading.raw}
    raw["decided"] = {fact: f"{reader}: {value.source}" for fact, (value, reader) in sorted(found.items())}
    problems = [f"{reading.reader}: {problem}" for reading in ranked for problem in reading.problems]
    if problems:
        raw["problems"] = problems
    return Merged(found, raw)


def shown(path: Path) -> str:
    """A file's name as text; bytes that are not UTF-8 stand as their numbers."""
    return path_text(os.fsencode(path.name))


def plain(value: Any) -> Any:  # noqa: ANN401, PLR0911 - any value; one answer for each kind
    """A value of any library as plain JSON: rationals as `1/250`, bytes as hexadecimal digits, long ones cut."""
    if value is None or isinstance(value, bool | int):
        return value if value is None or abs(value) < 1 << 63 else str(value)
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return _plain_bytes(bytes(value))
    if isinstance(value, str):
        return _plain_text(value)
    if isinstance(value, Mapping):
        return {_plain_text(str(key)): plain(inner) for key, inner in list(value.items())[:512]}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value[:LONGEST_LIST]] + (["…"] if len(value) > LONGEST_LIST else [])
    if isinstance(value, Fraction):
        return str(value)
    return _plain_text(str(value))


def _plain_text(text: str) -> str:
    clean = text.encode("utf-8", "replace").decode("utf-8").replace("\0", "␀")
    return clean if len(clean) <= LONGEST_TEXT else clean[:LONGEST_TEXT] + "…"


def _plain_bytes(value: bytes) -> str:
    shown = value[:LONGEST_LIST].hex()
    return f"{shown}… ({len(value)} bytes)" if len(value) > LONGEST_LIST else shown
